// Splitting a text into YAML documents, as kubectl's reader does, so that one broken document never hides its neighbours.
// Nothing here scans YAML: a line that starts with "---" and then a space, a line break or nothing always ends a document, whatever
// it stands in (the YAML specification forbids such a line inside quotes and block scalars too).
import type { Span } from "../../text/source.ts";

/**
 * The documents of a text, in order. A document starts with its own directives and "---" line, if it has them, and ends before the
 * next one. Between two documents nothing but separators is left out: "---" lines that follow each other make no documents. A text
 * without any line has no document. One pass over the text.
 */
export function splitYaml(text: string): Span[] {
  const documents: Span[] = [];
  let start = 0;
  let bodyStart = 0;
  const mayDirect = text.includes("%") && /(?:^|[\r\n])\ufeff?%/.test(text);
  for (let at = nextSeparator(text, 0); ; at = nextSeparator(text, lineEnd(text, at))) {
    const end = at < 0 ? text.length : at;
    const prologue = mayDirect && at >= 0 && bodyStart < end ? prologueStart(text, bodyStart, end) : end;
    if (bodyStart < prologue) documents.push({ start, end: prologue });
    if (at < 0) return documents;
    start = prologue;
    bodyStart = lineEnd(text, at);
    if (hasContent(text, at, bodyStart)) bodyStart = text.charCodeAt(at) === BOM ? at + 4 : at + 3;
  }
}

const BOM = 0xfeff;

/** Offset of the next line that is a separator, or of the byte order mark before it; -1 where there is none. */
function nextSeparator(text: string, from: number): number {
  for (let at = text.indexOf("---", from); at >= 0; at = text.indexOf("---", at + 1)) {
    const line = text.charCodeAt(at - 1) === BOM ? at - 1 : at;
    if ((line === 0 || isBreak(text.charCodeAt(line - 1))) && (at + 3 === text.length || isSpace(text.charCodeAt(at + 3)))) return line;
  }
  return -1;
}

/** Something is written behind the "---" on its line, other than a comment: the document starts there. */
function hasContent(text: string, at: number, end: number): boolean {
  let from = text.charCodeAt(at) === BOM ? at + 4 : at + 3;
  while (from < end && isSpace(text.charCodeAt(from))) from++;
  return from < end && text.charCodeAt(from) !== 35;
}

/**
 * Where the directives of the next document start, or `end` where there are none. They stand before the first document, or behind a
 * line "..." that ended the one before, with nothing else around them than comments and blank lines.
 */
function prologueStart(text: string, from: number, end: number): number {
  let start = from;
  let directive = false;
  for (let at = from; at < end; at = lineEnd(text, at)) {
    const first = text.charCodeAt(text.charCodeAt(at) === BOM ? at + 1 : at);
    if (first === 37) directive = true;
    else if (text.startsWith("...", at) && isSpace(text.charCodeAt(at + 3))) {
      start = lineEnd(text, at);
      directive = false;
    } else if (first !== 35 && !isBlank(text, at)) {
      start = end;
    }
  }
  return directive && start < end && (start > from || from === 0) ? start : end;
}

function isBlank(text: string, at: number): boolean {
  while (at < text.length && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at >= text.length || isBreak(text.charCodeAt(at));
}

/** Offset after the line break of the line that `at` is in. */
function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  if (end >= text.length) return text.length;
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
}

const isBreak = (code: number): boolean => code === 10 || code === 13;

const isSpace = (code: number): boolean => code === 32 || code === 9 || isBreak(code);
