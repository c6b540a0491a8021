// Literal and folded scalars of the fast path: `|` and `>` with their header, the lines below it and the text that they stand for.
import type { ScalarNode } from "../node.ts";
import { BREAK, type Cursor, isMarker, isOrdinary, restOfLine, SPACE, scalarNode, seekContent, TAB } from "./fast-lines.ts";

const KEEP = 43;
const STRIP = 45;
const FOLDED = 62;

interface Header {
  /** Behind the indicators. */
  readonly end: number;
  /** KEEP, STRIP, or 0 for one line break at the end. */
  readonly chomping: number;
  /** Columns right of the parent; 0: as the first line has it. */
  readonly indent: number;
}

interface Lines {
  readonly start: number;
  /** Start of the first line that is not theirs. */
  readonly end: number;
  readonly indent: number;
  /** The line break behind the last line that is not blank; -1 where all are. */
  readonly contentEnd: number;
}

/** The block scalar whose `|` or `>` is at the cursor, in a collection at column `parent`. */
export function readBlock(cursor: Cursor, parent: number): ScalarNode | undefined {
  const { text, at: start } = cursor;
  const header = readHeader(text, start + 1);
  const headerLine = header ? restOfLine(text, header.end) : -1;
  if (header === undefined || headerLine < 0 || parent < 0) return undefined;
  const lines = readLines(text, headerLine + 1, parent, header.indent);
  if (lines === undefined || !seekContent(cursor, lines.end) || isMarker(cursor)) return undefined;
  const isFolded = text.charCodeAt(start) === FOLDED;
  const value = isFolded ? foldedText(text, lines, header.chomping) : literalText(text, lines, header.chomping);
  const end = header.chomping === KEEP ? lines.end - 1 : lines.contentEnd;
  return scalarNode(start, end > lines.start ? end : header.end, value, isFolded ? "folded" : "literal");
}

function readHeader(text: string, from: number): Header | undefined {
  let chomping = 0;
  let indent = 0;
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if ((code === KEEP || code === STRIP) && chomping === 0) chomping = code;
    else if (code > 48 && code <= 57 && indent === 0) indent = code - 48;
    else return { end: at, chomping, indent };
  }
}

function readLines(text: string, start: number, parent: number, explicit: number): Lines | undefined {
  let indent = explicit > 0 ? parent + explicit : -1;
  let widestBlank = 0;
  let contentEnd = -1;
  let line = start;
  while (line < text.length) {
    let at = line;
    let code = text.charCodeAt(at);
    while (code === SPACE) code = text.charCodeAt(++at);
    const column = at - line;
    if (code !== BREAK) {
      if (column < (indent < 0 ? parent + 1 : indent)) break;
      // Tabs at the edge: what they mean depends on the reader.
      if (code === TAB && (indent < 0 || explicit > 0)) return undefined;
      if (indent < 0) {
        if (column < widestBlank) return undefined;
        indent = column;
      }
      at = textLineEnd(text, at);
      if (at < 0) return undefined;
      contentEnd = at;
    } else if (indent < 0) {
      if (column > widestBlank) widestBlank = column;
    } else if (column > indent) contentEnd = at;
    line = at + 1;
  }
  return { start, end: line, indent, contentEnd };
}

/** Offset of the line break; -1 where a character before it is not ordinary. */
function textLineEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code < SPACE) {
      if (code === BREAK) return at;
      if (code !== TAB) return -1;
    } else if (code > 126 && !isOrdinary(code)) return -1;
  }
}

function literalText(text: string, lines: Lines, chomping: number): string {
  let value = "";
  let blanks = 0;
  // The last line is held back: whether its line break belongs to the value is known at the end.
  let held = -1;
  let heldEnd = -1;
  for (let line = lines.start; line < lines.end; ) {
    const end = text.indexOf("\n", line);
    if (isBlankLine(lines, end - line)) blanks++;
    else {
      if (held >= 0) value += text.slice(held, heldEnd + 1);
      if (blanks > 0) value += "\n".repeat(blanks);
      blanks = 0;
      held = line + lines.indent;
      heldEnd = end;
    }
    line = end + 1;
  }
  if (held >= 0) value += text.slice(held, chomping === STRIP ? heldEnd : heldEnd + 1);
  return chomping === KEEP ? value + "\n".repeat(blanks) : value;
}

/** Lines become one, with a space between; blank lines are line breaks; deeper lines stay as they are. */
function foldedText(text: string, lines: Lines, chomping: number): string {
  let value = "";
  let blanks = 0;
  let hasContent = false;
  let wasDeeper = false;
  for (let line = lines.start; line < lines.end; ) {
    const end = text.indexOf("\n", line);
    if (isBlankLine(lines, end - line)) blanks++;
    else {
      const from = line + lines.indent;
      const isDeeper = text.charCodeAt(from) <= SPACE;
      if (isDeeper || wasDeeper) value += "\n".repeat(hasContent ? blanks + 1 : blanks);
      else if (blanks > 0) value += "\n".repeat(blanks);
      else if (hasContent) value += " ";
      value += text.slice(from, end);
      wasDeeper = isDeeper;
      hasContent = true;
      blanks = 0;
    }
    line = end + 1;
  }
  if (chomping === KEEP) return value + "\n".repeat(hasContent ? blanks + 1 : blanks);
  return hasContent && chomping !== STRIP ? `${value}\n` : value;
}

/** No longer than the indentation: only spaces fit there. */
const isBlankLine = ({ indent, contentEnd }: Lines, length: number): boolean => contentEnd < 0 || length <= indent;
