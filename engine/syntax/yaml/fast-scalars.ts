// Plain and quoted scalars of the fast path. Where the scanner would report anything, or a repair would begin, they answer undefined.
import type { ScalarNode } from "../node.ts";
import { BREAK, COLON, type Cursor, DASH, endLine, HASH, isOrdinary, QUESTION, SPACE, scalarNode, TAB } from "./fast-lines.ts";

const SINGLE = 39;
const DOUBLE = 34;
const BACKSLASH = 92;

export const isQuote = (code: number): boolean => code === DOUBLE || code === SINGLE;

/** A plain scalar can begin with `code`, which is at `at`: no other indicator than `-`, `?` or `:`, and those before no blank. */
export function canStartPlain(text: string, at: number, code: number): boolean {
  if (code === DASH || code === QUESTION || code === COLON) return text.charCodeAt(at + 1) > SPACE;
  return code > 126 ? isOrdinary(code) : code > SPACE && !isIndicator(code);
}

/** `! " # % & ' * , > @ [ ] { | }` and the backtick. */
const isIndicator = (code: number): boolean =>
  code < 45
    ? code === 33 || code === 34 || code === 35 || (code > 36 && code < 40) || code === 42 || code === 44
    : code === 62 || code === 64 || code === 91 || code === 93 || code === 96 || (code > 122 && code < 126);

/**
 * Where a plain scalar in a block ends on its line: at the line break, at the `#` of a comment, or at the colon that makes it a key;
 * -1 where something else stands in it.
 */
export function plainEnd(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code > COLON) {
      if (code > 126 && !isOrdinary(code)) return -1;
    } else if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (next === SPACE || next === BREAK) return at;
      if (next < SPACE) return -1;
    } else if (code === HASH) {
      if (text.charCodeAt(at - 1) === SPACE) return at;
    } else if (code < SPACE) return code === BREAK ? at : -1;
  }
}

/** `end` without the spaces before it. */
export function trimEnd(text: string, end: number): number {
  let at = end;
  while (text.charCodeAt(at - 1) === SPACE) at--;
  return at;
}

/** The plain scalar at `start` as a value, in a collection at column `parent`; `stop`: what `plainEnd` says of its first line. */
export function readPlain(cursor: Cursor, parent: number, start: number, stop: number): ScalarNode | undefined {
  const { text } = cursor;
  if (stop < 0 || text.charCodeAt(stop) === COLON) return undefined;
  const end = trimEnd(text, stop);
  if (!endLine(cursor, end)) return undefined;
  if (cursor.column > parent) return readLongPlain(cursor, parent, start, stop);
  return scalarNode(start, end, text.slice(start, end), "plain");
}

/** A plain scalar that goes on over deeper lines: a line break is a space, or as many breaks as blank lines follow it. */
function readLongPlain(cursor: Cursor, parent: number, start: number, stop: number): ScalarNode | undefined {
  const { text } = cursor;
  let end = trimEnd(text, stop);
  let value = text.slice(start, end);
  for (let at = stop; text.charCodeAt(at) === BREAK; ) {
    let breaks = 0;
    let line = at;
    for (; at < text.length && text.charCodeAt(at) === BREAK; breaks++) {
      line = ++at;
      while (at < text.length && text.charCodeAt(at) === SPACE) at++;
    }
    if (at >= text.length || at - line <= parent || text.charCodeAt(at) === HASH) break;
    const next = plainEnd(text, at);
    if (next < 0 || text.charCodeAt(next) === COLON) return undefined;
    end = trimEnd(text, next);
    value += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + text.slice(at, end);
    at = next;
  }
  return endLine(cursor, end) ? scalarNode(start, end, value, "plain") : undefined;
}

/** The quoted scalar at `start` where it closes on its line and holds no rare escape. Moves nothing. */
export function readQuoted(text: string, start: number): ScalarNode | undefined {
  return text.charCodeAt(start) === SINGLE ? readSingle(text, start) : readDouble(text, start);
}

function readSingle(text: string, start: number): ScalarNode | undefined {
  let isDoubled = false;
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === SINGLE) {
      if (text.charCodeAt(at + 1) !== SINGLE) {
        const inner = text.slice(start + 1, at);
        return scalarNode(start, at + 1, isDoubled ? inner.replaceAll("''", "'") : inner, "single");
      }
      isDoubled = true;
      at++;
    } else if (isBadInQuotes(code)) return undefined;
  }
}

function readDouble(text: string, start: number): ScalarNode | undefined {
  let value = "";
  let from = start + 1;
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code === DOUBLE) return scalarNode(start, at + 1, value + text.slice(from, at), "double");
    if (code === BACKSLASH) {
      const escaped = unescaped(text.charCodeAt(at + 1));
      if (escaped === undefined) return undefined;
      value += text.slice(from, at) + escaped;
      from = ++at + 1;
    } else if (isBadInQuotes(code)) return undefined;
  }
}

/** Control characters, line breaks among them; a tab is none. */
const isBadInQuotes = (code: number): boolean => (code < SPACE ? code !== TAB : code > 126 && code < 160);

function unescaped(code: number): string | undefined {
  if (code === DOUBLE) return '"';
  if (code === BACKSLASH) return "\\";
  if (code === 110) return "\n";
  if (code === 116) return "\t";
  return code === 114 ? "\r" : undefined;
}
