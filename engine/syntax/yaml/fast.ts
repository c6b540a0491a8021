// The fast path: ordinary YAML, straight from text to nodes in one pass. It reads what people write every day and gives up at the
// first thing beyond that, also wherever the text may be wrong; then parse.ts reads the whole document through the scanner. What it
// does read is the same tree, node for node: test/corpus/yaml-fast.test.ts holds the two together.
// Here: documents, block maps and block lists.
import type { Entry, Node, ScalarNode, Tree } from "../node.ts";
import { readBlock } from "./fast-blocks.ts";
import { isFlowStart, readFlow } from "./fast-flow.ts";
import { noteDuplicates } from "./fast-keys.ts";
import {
  absent,
  BREAK,
  COLON,
  type Cursor,
  DASH,
  endLine,
  HASH,
  heldSince,
  hold,
  isBlank,
  isMarker,
  listNode,
  mapNode,
  SPACE,
  scalarNode,
  seekContent,
} from "./fast-lines.ts";
import { canStartPlain, isQuote, plainEnd, readLongQuoted, readPlain, readQuoted, trimEnd } from "./fast-scalars.ts";

/** Collections in collections. The limit on what is read at all lies far above. */
const MAX_DEPTH = 100;

/** UTF-16 code units. A node takes one at least, so the limit on nodes is out of reach. */
const MAX_LENGTH = 1_000_000;

const LITERAL = 124;
const FOLDED = 62;

/** The tree of one document, as `splitYaml` cuts it; undefined where it holds anything out of the ordinary. */
export function fastParse(text: string): Tree | undefined {
  const read = readOrStop(text);
  return typeof read === "number" ? undefined : read;
}

/** The same, but where it gives up: the offset up to which it got. */
export function readOrStop(text: string): Tree | number {
  if (text.length === 0 || text.length > MAX_LENGTH) return 0;
  // Spaces behind the last line break, where somebody is about to type, say nothing unless they belong to a block scalar.
  const end = trimEnd(text, text.length);
  const isIndented = end < text.length && end > 0 && text.charCodeAt(end - 1) === BREAK;
  const said = isIndented ? text.slice(0, end) : text.charCodeAt(text.length - 1) === BREAK ? text : `${text}\n`;
  const cursor: Cursor = { text: said, at: 0, line: 0, column: 0, duplicates: [], pending: [], top: 0 };
  if (!seekContent(cursor, 0) || (cursor.line === 0 && cursor.column > 0)) return 0;
  if (isMarker(cursor) && (text.charCodeAt(cursor.at) !== DASH || !endLine(cursor, cursor.at + 3))) return 0;
  if (cursor.column < 0) return { root: undefined, state: "parsed", problems: [], duplicates: [] };
  const root = readNode(cursor, cursor.column - 1, MAX_DEPTH);
  if (root === undefined || cursor.column >= 0) return Math.min(cursor.line, text.length);
  if (isIndented && endsInBlock(root)) return end;
  const { duplicates } = cursor;
  if (duplicates.length > 1) duplicates.sort((a, b) => a.key.start - b.key.start);
  return { root, state: "parsed", problems: [], duplicates };
}

/** Whether the last thing that a document says is a block scalar. */
function endsInBlock(root: Node): boolean {
  let node: Node | undefined = root;
  while (node?.kind === "map" || node?.kind === "list") node = node.kind === "map" ? node.entries.at(-1)?.value : node.items.at(-1);
  return node?.kind === "scalar" && (node.style === "literal" || node.style === "folded");
}

// The readers below begin at the cursor and leave it on the next line that says something; whoever called them sees from its column
// what that line belongs to. `parent` is the column of the collection around, `depth` how many levels may still come.

/** A node where a block collection may begin: on a line of its own, or behind a dash. */
function readNode(cursor: Cursor, parent: number, depth: number): Node | undefined {
  const { text, at, column } = cursor;
  const code = text.charCodeAt(at);
  if (code === DASH && isBlank(text.charCodeAt(at + 1))) return readList(cursor, depth);
  if (isQuote(code)) {
    const quoted = readQuoted(text, at);
    const colon = quoted ? colonBehind(text, quoted.end) : -1;
    if (quoted === undefined || colon < 0) return readQuotedValue(cursor, parent, quoted);
    cursor.at = colon + 1;
    return readMap(cursor, quoted, column, depth);
  }
  if (!canStartPlain(text, at, code)) return readInline(cursor, parent, code, depth);
  const stop = plainEnd(text, at);
  if (stop < 0 || text.charCodeAt(stop) !== COLON) return readPlain(cursor, parent, at, stop);
  cursor.at = stop + 1;
  return readMap(cursor, plainKey(text, at, stop), column, depth);
}

/** The rest of a map at `column`: the cursor is behind the colon of the first key. */
function readMap(cursor: Cursor, first: ScalarNode, column: number, depth: number): Node | undefined {
  if (depth <= 0) return undefined;
  const base = cursor.top;
  for (let key: ScalarNode | undefined = first; ; key = readKey(cursor)) {
    const value: Node | undefined = key && readValue(cursor, column, depth);
    if (key === undefined || value === undefined || cursor.column > column) return undefined;
    hold(cursor, { key, value });
    if (cursor.column < column) {
      const entries = heldSince<Entry>(cursor, base);
      return noteDuplicates(cursor, entries) ? mapNode(first.start, value.end, entries, false) : undefined;
    }
  }
}

function readKey(cursor: Cursor): ScalarNode | undefined {
  const { text, at } = cursor;
  const code = text.charCodeAt(at);
  let key: ScalarNode | undefined;
  let colon = -1;
  if (isQuote(code)) {
    key = readQuoted(text, at);
    if (key) colon = colonBehind(text, key.end);
  } else if (canStartPlain(text, at, code)) {
    colon = plainEnd(text, at);
    if (colon < 0 || text.charCodeAt(colon) !== COLON) return undefined;
    key = plainKey(text, at, colon);
  }
  cursor.at = colon + 1;
  return colon < 0 ? undefined : key;
}

function plainKey(text: string, start: number, colon: number): ScalarNode {
  const end = trimEnd(text, colon);
  return scalarNode(start, end, text.slice(start, end), "plain");
}

/** Offset of the colon that makes what ends at `from` a key, else -1. */
function colonBehind(text: string, from: number): number {
  const at = skipSpaces(text, from);
  return text.charCodeAt(at) === COLON && isBlank(text.charCodeAt(at + 1)) ? at : -1;
}

/** The value of a key: the cursor is behind its colon. */
function readValue(cursor: Cursor, column: number, depth: number): Node | undefined {
  const { text, at: start } = cursor;
  const at = skipSpaces(text, start);
  const code = text.charCodeAt(at);
  if (code !== BREAK && code !== HASH) {
    cursor.at = at;
    return readInline(cursor, column, code, depth);
  }
  if (!endLine(cursor, start)) return undefined;
  if (cursor.column > column) return readNode(cursor, column, depth - 1);
  const isList = cursor.column === column && text.charCodeAt(cursor.at) === DASH && isBlank(text.charCodeAt(cursor.at + 1));
  return isList ? readList(cursor, depth - 1) : absent(start);
}

/** A node that is no block collection; `code` is its first character. */
function readInline(cursor: Cursor, parent: number, code: number, depth: number): Node | undefined {
  const { text, at } = cursor;
  if (isQuote(code)) return readQuotedValue(cursor, parent, readQuoted(text, at));
  if (canStartPlain(text, at, code)) return readPlain(cursor, parent, at, plainEnd(text, at));
  if (code === LITERAL || code === FOLDED) return readBlock(cursor, parent);
  const flow = isFlowStart(code) ? readFlow(cursor, parent + 1, depth) : undefined;
  return flow && endLine(cursor, flow.end) ? flow : undefined;
}

/** A quoted scalar as a value; `short` where it closes on its line. */
function readQuotedValue(cursor: Cursor, parent: number, short: ScalarNode | undefined): ScalarNode | undefined {
  const quoted = short ?? readLongQuoted(cursor.text, cursor.at, parent);
  return quoted && endLine(cursor, quoted.end) ? quoted : undefined;
}

/** A list whose dashes are at the cursor's column. */
function readList(cursor: Cursor, depth: number): Node | undefined {
  if (depth <= 0) return undefined;
  const { text, at: start, column } = cursor;
  const base = cursor.top;
  for (;;) {
    const item = readItem(cursor, column, depth);
    if (item === undefined || cursor.column > column) return undefined;
    hold(cursor, item);
    if (cursor.column < column || text.charCodeAt(cursor.at) !== DASH || !isBlank(text.charCodeAt(cursor.at + 1)))
      return listNode(start, item.end, heldSince<Node>(cursor, base), false);
  }
}

function readItem(cursor: Cursor, column: number, depth: number): Node | undefined {
  const { text } = cursor;
  const start = cursor.at + 1;
  const at = skipSpaces(text, start);
  const code = text.charCodeAt(at);
  if (code !== BREAK && code !== HASH) {
    cursor.at = at;
    cursor.column = at - cursor.line;
    return readNode(cursor, column, depth - 1);
  }
  if (!endLine(cursor, start)) return undefined;
  return cursor.column > column ? readNode(cursor, column, depth - 1) : absent(start);
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  return at;
}
