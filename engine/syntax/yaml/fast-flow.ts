// Flow collections of the fast path, on one line or several: `[a, "b"]`, `{a: b, c: [d]}`.
import type { Entry, ListNode, MapNode, Node } from "../node.ts";
import { noteDuplicates } from "./fast-keys.ts";
import {
  absent,
  BREAK,
  COLON,
  COMMA,
  type Cursor,
  commentEnd,
  DASH,
  HASH,
  heldSince,
  hold,
  isBlank,
  isOrdinary,
  listNode,
  mapNode,
  QUESTION,
  SPACE,
  scalarNode,
} from "./fast-lines.ts";
import { canStartPlain, isQuote, readLongQuoted, readQuoted, trimEnd } from "./fast-scalars.ts";

const LIST_END = 93;
const MAP = 123;
const MAP_END = 125;

export const isFlowStart = (code: number): boolean => code === 91 || code === MAP;

/**
 * The collection whose bracket is at the cursor; then the cursor is behind the one that closes it. `indent`: the least column of its
 * further lines. `depth`: how many levels it may take.
 */
export function readFlow(cursor: Cursor, indent: number, depth: number): ListNode | MapNode | undefined {
  if (depth <= 0) return undefined;
  return cursor.text.charCodeAt(cursor.at) === MAP ? readFlowMap(cursor, indent, depth) : readFlowList(cursor, indent, depth);
}

function readFlowList(cursor: Cursor, indent: number, depth: number): ListNode | undefined {
  const start = cursor.at++;
  const base = cursor.top;
  for (let code = skipGap(cursor, indent); code !== LIST_END; code = nextInFlow(cursor, indent, LIST_END)) {
    const item = readInFlow(cursor, code, indent, depth);
    if (item === undefined) return undefined;
    hold(cursor, item);
  }
  return listNode(start, ++cursor.at, heldSince<Node>(cursor, base), true);
}

function readFlowMap(cursor: Cursor, indent: number, depth: number): MapNode | undefined {
  const start = cursor.at++;
  const base = cursor.top;
  for (let code = skipGap(cursor, indent); code !== MAP_END; code = nextInFlow(cursor, indent, MAP_END)) {
    const key = readInFlow(cursor, code, indent, depth);
    if (key?.kind !== "scalar") return undefined;
    const value = readFlowValue(cursor, key.end, indent, depth);
    if (value === undefined) return undefined;
    hold(cursor, { key, value });
  }
  const entries = heldSince<Entry>(cursor, base);
  return noteDuplicates(cursor, entries) ? mapNode(start, ++cursor.at, entries, true) : undefined;
}

/** What a key's colon is followed by; without a colon the value is absent. */
function readFlowValue(cursor: Cursor, keyEnd: number, indent: number, depth: number): Node | undefined {
  const { text } = cursor;
  let colon = keyEnd;
  while (text.charCodeAt(colon) === SPACE) colon++;
  if (text.charCodeAt(colon) !== COLON) return absent(keyEnd);
  cursor.at = colon + 1;
  const code = skipGap(cursor, indent);
  return code === COMMA || code === MAP_END ? absent(colon + 1) : readInFlow(cursor, code, indent, depth);
}

/** The character behind the comma that must follow, or the closing one; 0: neither. */
function nextInFlow(cursor: Cursor, indent: number, closing: number): number {
  const code = skipGap(cursor, indent);
  if (code === closing) return code;
  if (code !== COMMA) return 0;
  cursor.at++;
  return skipGap(cursor, indent);
}

/** A node inside a flow collection, which begins with `code`. */
function readInFlow(cursor: Cursor, code: number, indent: number, depth: number): Node | undefined {
  const { text, at: start } = cursor;
  if (isFlowStart(code)) return readFlow(cursor, indent, depth - 1);
  if (isQuote(code)) {
    const quoted = readQuoted(text, start) ?? readLongQuoted(text, start, indent - 1);
    if (quoted) cursor.at = quoted.end;
    return quoted;
  }
  // A scalar that begins with a colon or a question mark is too rare to tell from the pairs that they make.
  if (code === 0 || code === COLON || code === QUESTION || !canStartPlain(text, start, code)) return undefined;
  const stop = plainEndInFlow(text, start);
  if (stop <= start) return undefined;
  const end = trimEnd(text, stop);
  cursor.at = end;
  return scalarNode(start, end, text.slice(start, end), "plain");
}

function plainEndInFlow(text: string, from: number): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at);
    if (code > 126) {
      if (!isOrdinary(code)) return -1;
    } else if (isFlowIndicator(code)) {
      // `-` alone is no scalar before a bracket or a comma.
      return at === from + 1 && text.charCodeAt(from) === DASH ? -1 : at;
    } else if (code === COLON) {
      const next = text.charCodeAt(at + 1);
      if (isBlank(next) || isFlowIndicator(next)) return at;
      if (next < SPACE) return -1;
    } else if (code === HASH) {
      if (text.charCodeAt(at - 1) === SPACE) return at;
    } else if (code < SPACE) return code === BREAK ? at : -1;
  }
}

const isFlowIndicator = (code: number): boolean => code === COMMA || code === 91 || code === LIST_END || code === MAP || code === MAP_END;

/** Passes blanks, line breaks and comments; the character there, 0 where a line is out of place or the text ends. */
function skipGap(cursor: Cursor, indent: number): number {
  const { text } = cursor;
  let { at } = cursor;
  let line = -1;
  for (;;) {
    let code = text.charCodeAt(at);
    while (code === SPACE) code = text.charCodeAt(++at);
    if (code === HASH) {
      if (!isBlank(text.charCodeAt(at - 1))) return 0;
      at = commentEnd(text, at);
      if (at < 0) return 0;
    } else if (code !== BREAK) {
      cursor.at = at;
      // The scanner wants every line of a flow collection deeper than what it is in, and no document ends in one.
      const isMisplaced = line >= 0 && (at - line < indent || (at === line && (code === DASH || code === 46)));
      return isMisplaced ? 0 : code;
    }
    line = ++at;
    if (at >= text.length) return 0;
  }
}
