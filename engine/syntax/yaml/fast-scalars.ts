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

/** A plain scalar that goes on over deeper lines. */
function readLongPlain(cursor: Cursor, parent: number, start: number, stop: number): ScalarNode | undefined {
  // At the left margin any line may end the document.
  if (parent < 0) return undefined;
  const { text } = cursor;
  let end = trimEnd(text, stop);
  let value = text.slice(start, end);
  for (let at = stop; text.charCodeAt(at) === BREAK; ) {
    const next = nextLine(text, at);
    if (next.column <= parent || text.charCodeAt(next.at) === HASH) break;
    const nextStop = plainEnd(text, next.at);
    if (nextStop < 0 || text.charCodeAt(nextStop) === COLON) return undefined;
    end = trimEnd(text, nextStop);
    value += fold(next) + text.slice(next.at, end);
    at = nextStop;
  }
  return endLine(cursor, end) ? scalarNode(start, end, value, "plain") : undefined;
}

interface NextLine {
  /** Its first character that is no space. */
  readonly at: number;
  /** -1: there is none. */
  readonly column: number;
  /** Line breaks passed. */
  readonly breaks: number;
}

/** The next line that is not blank, from the line break at `from`. */
function nextLine(text: string, from: number): NextLine {
  let breaks = 0;
  for (let line = from + 1; line < text.length; ) {
    breaks++;
    let at = line;
    while (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) !== BREAK) return { at, column: at - line, breaks };
    line = at + 1;
  }
  return { at: from, column: -1, breaks };
}

/** A line break is a space; each blank line is a line break instead. */
const fold = ({ breaks }: NextLine): string => (breaks === 1 ? " " : "\n".repeat(breaks - 1));

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

/** A quoted scalar that goes on over deeper lines. */
export function readLongQuoted(text: string, start: number, parent: number): ScalarNode | undefined {
  if (parent < 0) return undefined;
  const quote = text.charCodeAt(start);
  let value = "";
  let from = start + 1;
  for (let at = from; ; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === DOUBLE) return scalarNode(start, at + 1, value + text.slice(from, at), "double");
      if (text.charCodeAt(at + 1) !== SINGLE) return scalarNode(start, at + 1, value + text.slice(from, at), "single");
      value += text.slice(from, at + 1);
      from = at += 2;
    } else if (code === BREAK) {
      const next = nextLine(text, at);
      const end = trimEnd(text, at);
      // A tab at the edge of a line is white space, too.
      if (next.column <= parent || text.charCodeAt(next.at) === TAB || text.charCodeAt(end - 1) === TAB) return undefined;
      value += text.slice(from, end) + fold(next);
      from = at = next.at;
    } else if (code === BACKSLASH && quote === DOUBLE) {
      value += text.slice(from, at);
      const escaped = text.charCodeAt(at + 1);
      if (escaped === BREAK) {
        // The break and the blanks around it are no part of the value.
        const next = nextLine(text, at + 1);
        if (next.column <= parent || text.charCodeAt(next.at) === TAB) return undefined;
        from = at = next.at;
      } else {
        const char = unescaped(escaped);
        if (char === undefined) return undefined;
        value += char;
        from = at += 2;
      }
    } else if (isBadInQuotes(code)) return undefined;
    else at++;
  }
}

/** Control characters, line breaks among them; a tab is none. */
const isBadInQuotes = (code: number): boolean => (code < SPACE ? code !== TAB : code > 126 && code < 160);

function unescaped(code: number): string | undefined {
  if (code === DOUBLE) return '"';
  if (code === SPACE) return " ";
  if (code === BACKSLASH) return "\\";
  if (code === 110) return "\n";
  if (code === 116) return "\t";
  return code === 114 ? "\r" : undefined;
}
