// The fast path's place in its text: where it reads, and how it comes from one line with something on it to the next. What ordinary
// YAML does not have (tabs where spaces belong, carriage returns, control characters) is never skipped here: the fast path gives up.
import type { Entry, ListNode, MapNode, Node, ScalarNode, ScalarStyle, Tree } from "../node.ts";

export interface Cursor {
  /** Ends with a line break, so that whoever reads inside a line needs no look at the end of the text. */
  readonly text: string;
  /** Offset of the next thing to read; behind `endLine` the first character of a line that says something. */
  at: number;
  /** Offset of the start of the line. */
  line: number;
  /** Of `at`; -1 at the end of the text. */
  column: number;
  readonly duplicates: Tree["duplicates"][number][];
  /** Entries and items of the collections that are being read, the innermost last, up to `top`. */
  readonly pending: (Entry | Node)[];
  top: number;
}

export function hold(cursor: Cursor, one: Entry | Node): void {
  cursor.pending[cursor.top++] = one;
}

/** What was held since `top` was `base`, and is held no more: an array that is exactly as large, which one that grew never is. */
export function heldSince<T extends Entry | Node>(cursor: Cursor, base: number): readonly T[] {
  const held = cursor.pending.slice(base, cursor.top) as T[];
  cursor.top = base;
  return held;
}

export const TAB = 9;
export const BREAK = 10;
export const SPACE = 32;
export const HASH = 35;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const QUESTION = 63;

/** Nodes are made here only, so that all of a kind are of one shape: the one that build.ts makes too. */
export const scalarNode = (start: number, end: number, text: string, style: ScalarStyle): ScalarNode => ({
  kind: "scalar",
  start,
  end,
  text,
  style,
});

export const mapNode = (start: number, end: number, entries: readonly Entry[], flow: boolean): MapNode => ({
  kind: "map",
  start,
  end,
  entries,
  flow,
});

export const listNode = (start: number, end: number, items: readonly Node[], flow: boolean): ListNode => ({
  kind: "list",
  start,
  end,
  items,
  flow,
});

/** What stands where nothing is written. */
export const absent = (at: number): ScalarNode => scalarNode(at, at, "", "plain");

export const isBlank = (code: number): boolean => code === SPACE || code === BREAK;

/** Characters beyond ASCII that are text to every reader: no controls, no surrogates, no byte order mark. */
export const isOrdinary = (code: number): boolean => code >= 160 && code < 0xd800;

/** Whether nothing but a comment is left of the line at `at`; then the cursor is on the next line that says something. */
export function endLine(cursor: Cursor, at: number): boolean {
  const end = restOfLine(cursor.text, at);
  return end >= 0 && seekContent(cursor, end + 1) && !isMarker(cursor);
}

/** Offset of the line break where nothing but blanks and a comment stand before it, else -1. */
export function restOfLine(text: string, from: number): number {
  let at = from;
  let code = text.charCodeAt(at);
  if (code === SPACE) {
    do code = text.charCodeAt(++at);
    while (code === SPACE);
    if (code === HASH) return commentEnd(text, at);
  }
  return code === BREAK ? at : -1;
}

/** Puts the cursor on the first line from `from` on that is neither blank nor a comment. False: a comment is no ordinary text. */
export function seekContent(cursor: Cursor, from: number): boolean {
  const { text } = cursor;
  for (let line = from; line < text.length; ) {
    let at = line;
    let code = text.charCodeAt(at);
    while (code === SPACE) code = text.charCodeAt(++at);
    if (code === HASH) {
      at = commentEnd(text, at);
      if (at < 0) return false;
    } else if (code !== BREAK) {
      cursor.at = at;
      cursor.line = line;
      cursor.column = at - line;
      return true;
    }
    line = at + 1;
  }
  cursor.at = cursor.line = text.length;
  cursor.column = -1;
  return true;
}

/** The cursor is on a line that ends a document, `---` or `...`. */
export function isMarker({ text, at, column }: Cursor): boolean {
  if (column !== 0) return false;
  const code = text.charCodeAt(at);
  if ((code !== DASH && code !== 46) || text.charCodeAt(at + 1) !== code || text.charCodeAt(at + 2) !== code) return false;
  return text.charCodeAt(at + 3) <= SPACE;
}

/** Offset of the line break behind a comment; -1 where it holds what other readers take for a break or an error. */
export function commentEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === BREAK) return at;
    if (code < SPACE ? code !== TAB : code > 126 && code < 160) return -1;
  }
}
