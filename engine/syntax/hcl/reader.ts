// The cursor that all parts of the HCL parser share: blanks, comments, names, problems. It knows characters, not grammar.
// A reader never throws and goes back only in counted cases; where reading has to stop (a limit), it jumps to the end of the text.
import type { Span } from "../../text/source.ts";
import type { Problem } from "../node.ts";
import type { HclExpression } from "./node.ts";

/** Nesting of blocks and expressions. Real files stay below 20; the stack of a browser worker carries some thousands. */
const MAX_DEPTH = 200;
/** More problems than this in one file help nobody. */
export const MAX_PROBLEMS = 100;

export interface Reader {
  readonly text: string;
  /** Where reading began. */
  readonly from: number;
  at: number;
  depth: number;
  /** A limit was met: the rest of the text is not read and nothing more is reported. */
  stopped: boolean;
  /** The end of the text came before the end of a block, bracket or heredoc. */
  ranOut: boolean;
  readonly problems: Problem[];
  /** How much was found wrong, also where nothing more was said about it. */
  faults: number;
  readonly comments: Span[];
  /** How often the cursor went back (see template.ts); bounded, so that reading stays linear. */
  rewinds: number;
  /** No problem is reported before this offset: one wrong line has one problem. */
  quietUntil: number;
  /** For each name that stands alone on a line, the starts of these lines: where heredocs may end. Built when the first heredoc is met. */
  heredocEnds: Map<string, number[]> | undefined;
  /** Templates hold expressions and expressions hold templates; this breaks the circle of imports. */
  readonly expression: (reader: Reader, multiline: boolean) => HclExpression;
}

export function createReader(text: string, from: number, expression: Reader["expression"]): Reader {
  return {
    text,
    from,
    at: from,
    depth: 0,
    stopped: false,
    ranOut: false,
    problems: [],
    faults: 0,
    comments: [],
    rewinds: 0,
    quietUntil: -1,
    heredocEnds: undefined,
    expression,
  };
}

const LF = 10;

export const isNameStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code > 127 && !isForeignBlank(code));

const isNamePart = (code: number): boolean => isNameStart(code) || (code >= 48 && code <= 57) || code === 45;

export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** No-break spaces, typographic quotes and dashes, ideographic space: pasted from a web page, never part of a name. */
const isForeignBlank = (code: number): boolean => code === 0xa0 || code === 0xfeff || (code >= 0x2000 && code <= 0x206f) || code === 0x3000;

/** The code unit at the cursor (NaN at the end of the text, which equals nothing). */
export const peek = (reader: Reader, ahead = 0): number => reader.text.charCodeAt(reader.at + ahead);

export const atEnd = (reader: Reader): boolean => reader.at >= reader.text.length;

/** Skips blanks and comments on the line; with `multiline` also line breaks. */
export function skip(reader: Reader, multiline: boolean): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === 32 || code === 9 || code === 13 || code === 0xfeff || (multiline && code === LF)) reader.at++;
    else if (code === 35 || (code === 47 && text.charCodeAt(reader.at + 1) === 47)) lineComment(reader);
    else if (code === 47 && text.charCodeAt(reader.at + 1) === 42) blockComment(reader);
    else return;
  }
}

function lineComment(reader: Reader): void {
  const start = reader.at;
  const end = lineEnd(reader, start);
  reader.at = end;
  addComment(reader, start, end);
}

function blockComment(reader: Reader): void {
  const start = reader.at;
  const close = reader.text.indexOf("*/", start + 2);
  if (close < 0) {
    report(reader, "This comment is never closed: its */ is missing.", start, start + 2);
    reader.ranOut = true;
  }
  reader.at = close < 0 ? reader.text.length : close + 2;
  addComment(reader, start, reader.at);
}

function addComment(reader: Reader, start: number, end: number): void {
  const last = reader.comments[reader.comments.length - 1];
  // After a step back (see `isStatementAt`) a comment is met a second time.
  if (!last || last.start < start) reader.comments.push({ start, end });
}

/** Offset of the line's end, before its line break. */
export function lineEnd(reader: Reader, from: number): number {
  const { text } = reader;
  const newline = text.indexOf("\n", from);
  if (newline < 0) return text.length;
  return newline > from && text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
}

/** The name at the cursor, or undefined without moving. */
export function readName(reader: Reader): string | undefined {
  const { text } = reader;
  const start = reader.at;
  if (!isNameStart(text.charCodeAt(start))) return undefined;
  let at = start + 1;
  while (isNamePart(text.charCodeAt(at))) at++;
  reader.at = at;
  return text.slice(start, at);
}

/** True where the word stands at the cursor as a whole name. */
export const isWord = (reader: Reader, word: string): boolean =>
  reader.text.startsWith(word, reader.at) && !isNamePart(reader.text.charCodeAt(reader.at + word.length));

/** Adds a problem unless this line already has one. */
export function report(reader: Reader, message: string, start: number, end: number, kind: Problem["kind"] = "syntax"): void {
  reader.faults++;
  if (reader.stopped || start < reader.quietUntil || reader.problems.length >= MAX_PROBLEMS) return;
  reader.problems.push({ kind, message, span: { start, end: Math.min(Math.max(start, end), reader.text.length) } });
  const newline = reader.text.indexOf("\n", start);
  reader.quietUntil = newline < 0 ? reader.text.length + 1 : newline + 1;
}

/** Reports what stands at the cursor as unexpected. */
export function reportHere(reader: Reader, message: string): void {
  if (atEnd(reader)) reader.ranOut = true;
  const code = peek(reader);
  const isBreak = Number.isNaN(code) || code === LF || code === 13;
  report(reader, message, reader.at, isBreak ? reader.at : reader.at + 1);
}

/** One level down. False (and the rest of the text is given up) where the nesting is deeper than any real file's. */
export function enter(reader: Reader): boolean {
  if (++reader.depth <= MAX_DEPTH) return true;
  report(
    reader,
    `This is nested more than ${MAX_DEPTH} levels deep; the rest of the file was not read.`,
    reader.at,
    reader.at + 1,
    "limit",
  );
  reader.stopped = true;
  reader.at = reader.text.length;
  return false;
}

export const leave = (reader: Reader): void => {
  reader.depth--;
};

// A line that can only begin or end a statement of a body: `name =`, `name "label" {`, `}`. Labels are few: bounded repetition.
const STATEMENT = /(?:\}|[A-Za-z_][\w-]*[ \t]*(?:=(?![=>])|(?:"[^"\n]*"[ \t]*){0,4}\{))/y;

/** True where a statement begins at `offset`, and `offset` is the first thing on its line. */
export function isStatementAt(reader: Reader, offset: number): boolean {
  const { text } = reader;
  let before = offset - 1;
  while (before >= 0 && (text.charCodeAt(before) === 32 || text.charCodeAt(before) === 9)) before--;
  if (before >= 0 && text.charCodeAt(before) !== LF) return false;
  STATEMENT.lastIndex = offset;
  return STATEMENT.test(text);
}
