// Strings: quoted templates and heredocs with their interpolations and directives. Escapes are decoded here, and only here.
import type { HclExpression, HclLiteral, HclPart, HclTemplate } from "./node.ts";
import { atEnd, isWord, lineEnd, peek, type Reader, readName, report, skip } from "./reader.ts";
import { dedent, nestParts, type Token, trimTokens } from "./template-parts.ts";

const LF = 10;
const QUOTE = 34;
const DOLLAR = 36;
const PERCENT = 37;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
const TILDE = 126;

/**
 * How often one text may be read again after a `${` that was not closed on its line. Without a bound, nested unclosed
 * interpolations would be read a number of times that doubles with every level.
 */
const MAX_REWINDS = 20;

/** The string at the cursor, which stands on its opening quote. */
export function readQuoted(reader: Reader): HclTemplate {
  const { text } = reader;
  const start = reader.at++;
  const tokens: Token[] = [];
  let from = reader.at;
  let escaped = false;
  const flush = (): void => {
    if (reader.at > from) tokens.push({ part: literal(reader, from, reader.at, escaped) });
    escaped = false;
  };
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === QUOTE) {
      flush();
      reader.at++;
      break;
    }
    if (code === LF || Number.isNaN(code)) {
      if (reader.at > from && text.charCodeAt(reader.at - 1) === 13) reader.at--;
      flush();
      report(reader, "This string is never closed: its closing quote is missing.", start, reader.at);
      break;
    }
    if (code === BACKSLASH) {
      escaped = true;
      reader.at += text.charCodeAt(reader.at + 1) === LF || reader.at + 1 >= text.length ? 1 : 2;
    } else if ((code === DOLLAR || code === PERCENT) && text.charCodeAt(reader.at + 1) === OPEN) {
      flush();
      tokens.push(readSequence(reader));
      from = reader.at;
    } else if (isEscapedSequence(text, reader.at, code)) {
      escaped = true;
      reader.at += 3;
    } else reader.at++;
  }
  return { kind: "template", form: "quoted", parts: finish(reader, tokens), start, end: reader.at };
}

/** The heredoc at the cursor, which stands on `<<`. */
export function readHeredoc(reader: Reader): HclTemplate {
  const { text } = reader;
  const start = reader.at;
  reader.at += 2;
  const indented = peek(reader) === 45;
  if (indented) reader.at++;
  const marker = readName(reader) ?? "";
  if (marker === "") report(reader, "A heredoc begins with <<NAME or <<-NAME.", start, reader.at);
  const header = lineEnd(reader, reader.at);
  const newline = text.indexOf("\n", header);
  reader.at = newline < 0 ? text.length : newline + 1;
  const content = reader.at;
  const tokens: Token[] = [];
  let closing = marker === "" ? content : heredocEnd(reader, marker, content);
  while (reader.at < closing) {
    readHeredocLine(reader, tokens, closing);
    if (reader.at > closing) closing = heredocEnd(reader, marker, reader.at);
  }
  const end = closing < text.length ? trimmedLineEnd(reader, closing) : text.length;
  if (closing >= text.length) {
    report(reader, `This heredoc is never closed: a line with ${marker} alone is missing.`, start, header);
    reader.ranOut = true;
  }
  reader.at = marker === "" ? header : end;
  const indent = indented ? dedent(tokens) : 0;
  const heredoc = { marker, indented, indent, content: { start: content, end: closing } };
  return { kind: "template", form: "heredoc", parts: finish(reader, tokens), heredoc, start, end: reader.at };
}

/** Reads to the end of the line (with its break), or to `closing`. */
function readHeredocLine(reader: Reader, tokens: Token[], closing: number): void {
  const { text } = reader;
  const from = reader.at;
  let escaped = false;
  let sequence = false;
  while (reader.at < closing) {
    const code = text.charCodeAt(reader.at);
    sequence = (code === DOLLAR || code === PERCENT) && text.charCodeAt(reader.at + 1) === OPEN;
    if (sequence) break;
    if (isEscapedSequence(text, reader.at, code)) {
      escaped = true;
      reader.at += 3;
    } else {
      reader.at++;
      if (code === LF) break;
    }
  }
  if (reader.at > from) tokens.push({ part: literal(reader, from, reader.at, escaped, true) });
  if (sequence) tokens.push(readSequence(reader));
}

/** `$${` and `%%{` stand for `${` and `%{`. */
const isEscapedSequence = (text: string, at: number, code: number): boolean =>
  (code === DOLLAR || code === PERCENT) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === OPEN;

/** `${ … }` or `%{ … }` at the cursor. */
function readSequence(reader: Reader): Token {
  const start = reader.at;
  const directive = peek(reader) === PERCENT;
  reader.at += 2;
  const trimBefore = peek(reader) === TILDE;
  if (trimBefore) reader.at++;
  skip(reader, true);
  const finishToken = directive ? readDirective(reader, start) : readInterpolation(reader, start);
  const trimAfter = closeSequence(reader, start);
  return { ...finishToken(reader.at), trimBefore, trimAfter };
}

function readInterpolation(reader: Reader, start: number): (end: number) => Token {
  const value = reader.expression(reader, true);
  return (end) => ({ part: { kind: "interpolation", value, start, end } });
}

/** Steps over `}`; true where it was written `~}`. */
function closeSequence(reader: Reader, start: number): boolean {
  skip(reader, true);
  const tilde = peek(reader) === TILDE && peek(reader, 1) === CLOSE;
  if (tilde) reader.at++;
  if (peek(reader) === CLOSE) {
    reader.at++;
    return tilde;
  }
  const opening = reader.text.slice(start, start + 2);
  const line = lineEnd(reader, start);
  report(reader, `This ${opening} is never closed: its } is missing.`, start, Math.min(reader.at, line));
  if (atEnd(reader)) reader.ranOut = true;
  // What was read on the following lines belongs to them.
  if (reader.at > line && reader.rewinds < MAX_REWINDS) {
    reader.rewinds++;
    reader.at = line;
  }
  return false;
}

function readDirective(reader: Reader, start: number): (end: number) => Token {
  if (isWord(reader, "if")) {
    reader.at += 2;
    skip(reader, true);
    const condition = reader.expression(reader, true);
    return (end) => ({ opens: "if", condition, start, end });
  }
  if (isWord(reader, "for")) {
    reader.at += 3;
    const names = readNames(reader);
    const collection = readAfterIn(reader);
    return (end) => ({ opens: "for", ...names, collection, start, end });
  }
  const word = readName(reader);
  if (word === "else" || word === "endif" || word === "endfor") return (end) => ({ closes: word, start, end });
  report(reader, "A template directive is one of if, else, endif, for and endfor.", start, reader.at);
  return (end) => ({ closes: "nothing", start, end });
}

/** `k, v` or `v` of a for. */
export function readNames(reader: Reader): { readonly key: string | undefined; readonly value: string } {
  skip(reader, true);
  const first = readName(reader) ?? "";
  skip(reader, true);
  if (peek(reader) !== 44) return { key: undefined, value: first };
  reader.at++;
  skip(reader, true);
  return { key: first, value: readName(reader) ?? "" };
}

/** The collection of a for: `in` and an expression. */
export function readAfterIn(reader: Reader): HclExpression {
  skip(reader, true);
  if (isWord(reader, "in")) reader.at += 2;
  else report(reader, "A for needs the word in between its names and its collection.", reader.at, reader.at + 1);
  skip(reader, true);
  return reader.expression(reader, true);
}

function finish(reader: Reader, tokens: Token[]): HclPart[] {
  trimTokens(tokens);
  return nestParts(reader, tokens);
}

function literal(reader: Reader, start: number, end: number, escaped: boolean, heredoc = false): HclLiteral {
  const raw = reader.text.slice(start, end);
  if (!escaped) return { kind: "literal", text: raw, start, end };
  const text = heredoc ? raw.replace(/([$%])\1\{/g, "$1{") : decodeEscapes(reader, raw, start);
  return { kind: "literal", text, start, end };
}

const SIMPLE: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };
const ESCAPE = /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]?))|([$%])\4\{/g;

function decodeEscapes(reader: Reader, raw: string, start: number): string {
  return raw.replace(ESCAPE, (whole, short?: string, long?: string, char?: string, sign?: string, at?: number) => {
    if (sign !== undefined) return `${sign}{`;
    const hex = short ?? long;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const simple = SIMPLE[char ?? ""];
    if (simple !== undefined) return simple;
    const from = start + (at ?? 0);
    report(reader, `${whole} is not an escape in HCL; a backslash is written \\\\.`, from, from + whole.length);
    return whole;
  });
}

/** Start of the first line at or after `from` that holds nothing but the marker; the end of the text where there is none. */
function heredocEnd(reader: Reader, marker: string, from: number): number {
  reader.heredocEnds ??= standaloneNames(reader.text, reader.from);
  const starts = reader.heredocEnds.get(marker) ?? [];
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < from) low = middle + 1;
    else high = middle;
  }
  return starts[low] ?? reader.text.length;
}

function standaloneNames(text: string, from: number): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const line = /^[ \t]*([\p{L}_][\p{L}\p{N}_-]*)[ \t]*\r?$/gmu;
  line.lastIndex = from;
  for (let match = line.exec(text); match; match = line.exec(text)) {
    const name = match[1] as string;
    const starts = found.get(name);
    if (starts) starts.push(match.index);
    else found.set(name, [match.index]);
  }
  return found;
}

function trimmedLineEnd(reader: Reader, from: number): number {
  let end = lineEnd(reader, from);
  while (end > from && (reader.text.charCodeAt(end - 1) === 32 || reader.text.charCodeAt(end - 1) === 9)) end--;
  return end;
}
