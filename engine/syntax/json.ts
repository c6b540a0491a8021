// JSON files are JSON: `"\/"` is legal, `yes` is not. A small reader of our own with a position for every value, the same nodes as for
// YAML, and `value` set, since JSON has typed literals. Half-written text is read as far as it makes sense; the first thing that is
// wrong is the one problem.
import type { Entry, ListNode, MapNode, Node, Problem, ScalarNode, Tree } from "./node.ts";

const MAX_LENGTH = 64 * 1024 * 1024;
const MAX_NODES = 1_000_000;
const MAX_DEPTH = 256;
/** Wrong places that are passed over before the text counts as broken. */
const MAX_ERRORS = 20;

/** The whole text of a JSON file. One pass; offsets count from the start of the text. */
export function parseJsonDocument(text: string): Tree {
  if (text.length > MAX_LENGTH)
    return broken(limit(`the file is longer than ${MAX_LENGTH / 1024 / 1024} million characters: it is not read`, 0));
  const reading: Reading = { text, at: 0, problem: undefined, errors: 0, nodes: 0, duplicates: [], stack: [] };
  const root = readDocument(reading);
  const { problem, duplicates } = reading;
  if (problem && (problem.kind === "limit" || reading.errors > MAX_ERRORS || !root || root.kind === "scalar")) return broken(problem);
  if (duplicates.length > 1) duplicates.sort((a, b) => a.key.start - b.key.start);
  return { root, state: problem ? "repaired" : "parsed", problems: problem ? [problem] : [], duplicates };
}

const broken = (problem: Problem): Tree => ({ root: undefined, state: "broken", problems: [problem], duplicates: [] });

const limit = (message: string, at: number): Problem => ({ kind: "limit", message, span: { start: at, end: at } });

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Frame {
  readonly node: Mutable<MapNode> | Mutable<ListNode>;
  key: Node | undefined;
  readonly seen: Map<string, Node> | undefined;
}

interface Reading {
  readonly text: string;
  at: number;
  problem: Problem | undefined;
  errors: number;
  nodes: number;
  readonly duplicates: { readonly key: Node; readonly first: Node }[];
  readonly stack: Frame[];
}

function readDocument(reading: Reading): Node | undefined {
  const { text, stack } = reading;
  let root: Node | undefined;
  skip(reading);
  if (reading.at >= text.length) return undefined;
  while (reading.at < text.length && reading.problem?.kind !== "limit" && reading.errors <= MAX_ERRORS) {
    if (root && stack.length === 0) {
      wrong(reading, "the file goes on behind the end of its value", reading.at, text.length);
      break;
    }
    const frame = stack[stack.length - 1];
    const node = frame ? member(reading, frame) : value(reading);
    if (!frame && node) root = node;
    skip(reading);
  }
  const unclosed = stack[stack.length - 1];
  if (unclosed && reading.problem?.kind !== "limit") {
    const { kind, start } = unclosed.node;
    wrong(reading, `the ${kind === "map" ? "`{`" : "`[`"} that opens here is never closed`, start, start + 1);
    for (const { node, key } of stack) {
      node.end = trimmedEnd(text);
      if (key && node.kind === "map") (node.entries as Entry[]).push({ key, value: missing(key.end) });
    }
  }
  return root;
}

/** One step inside a collection: an item, a key with its colon, a value, a comma or the closing bracket. */
function member(reading: Reading, frame: Frame): Node | undefined {
  const { text } = reading;
  const { node } = frame;
  const char = text[reading.at];
  if (char === "}" || char === "]") {
    if ((char === "}") === (node.kind === "map")) close(reading, frame);
    else {
      wrong(reading, `\`${char}\` closes what \`${node.kind === "map" ? "{" : "["}\` opened`, reading.at, reading.at + 1);
      reading.at++;
    }
    return undefined;
  }
  const isFirst = node.kind === "map" ? node.entries.length === 0 : node.items.length === 0;
  if (frame.key === undefined && !isFirst && !comma(reading)) return undefined;
  if (node.kind === "list") {
    const item = value(reading);
    if (item) (node.items as Node[]).push(item);
    return item;
  }
  if (frame.key === undefined) return key(reading, frame);
  const item = value(reading);
  if (item) addEntry(reading, frame, node, item);
  return item;
}

/** The comma before a further member. False where the collection closes behind it, or nothing follows. */
function comma(reading: Reading): boolean {
  const { text } = reading;
  const at = reading.at;
  if (text[at] !== ",") {
    const end = precedingEnd(text, at);
    wrong(reading, "a comma is missing here", end, end);
    return true;
  }
  reading.at++;
  skip(reading);
  const next = text[reading.at];
  if (next === "}" || next === "]") {
    wrong(reading, "JSON allows no comma behind the last value", at, at + 1);
    return false;
  }
  return next !== undefined;
}

function key(reading: Reading, frame: Frame): Node | undefined {
  const { text } = reading;
  if (text[reading.at] !== '"') {
    const start = reading.at;
    reading.at = Math.max(wordEnd(text, start), start + 1);
    wrong(reading, "a key in double quotes is expected here", start, reading.at);
    return undefined;
  }
  const node = string(reading);
  skip(reading);
  if (text[reading.at] === ":") reading.at++;
  else wrong(reading, "a colon is missing behind this key", node.start, node.end);
  frame.key = node;
  skip(reading);
  const next = text[reading.at];
  if ((next === "," || next === "}" || next === "]" || next === undefined) && frame.node.kind === "map") {
    wrong(reading, "a value is missing behind this key", node.start, node.end);
    addEntry(reading, frame, frame.node, missing(node.end));
  }
  return node;
}

function addEntry(reading: Reading, frame: Frame, map: Mutable<MapNode>, item: Node): void {
  const entryKey = frame.key as ScalarNode;
  frame.key = undefined;
  const first = frame.seen?.get(entryKey.text);
  if (first) reading.duplicates.push({ key: entryKey, first });
  else frame.seen?.set(entryKey.text, entryKey);
  (map.entries as Entry[]).push({ key: entryKey, value: item });
}

const missing = (at: number): ScalarNode => ({ kind: "scalar", start: at, end: at, text: "", style: "plain", value: null });

function close(reading: Reading, frame: Frame): void {
  frame.node.end = ++reading.at;
  reading.stack.pop();
}

const LITERALS: ReadonlyMap<string, boolean | null> = new Map<string, boolean | null>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function value(reading: Reading): Node | undefined {
  const { text, at, stack } = reading;
  if (++reading.nodes > MAX_NODES) {
    reading.problem = limit(`the file has more than ${MAX_NODES} values: it is not read`, at);
    return undefined;
  }
  const char = text[at];
  if (char === '"') return string(reading);
  if (char === "{" || char === "[") {
    if (stack.length >= MAX_DEPTH) {
      reading.problem = limit(`values are nested deeper than ${MAX_DEPTH} levels here: the file is not read`, at);
      return undefined;
    }
    reading.at++;
    const node: Frame["node"] =
      char === "{"
        ? { kind: "map", start: at, end: at, entries: [], flow: true }
        : { kind: "list", start: at, end: at, items: [], flow: true };
    // The node is entered into its parent now, its members come later.
    stack.push({ node, key: undefined, seen: char === "{" ? new Map() : undefined });
    return node;
  }
  return word(reading);
}

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$/;

function word(reading: Reading): Node | undefined {
  const { text } = reading;
  const start = reading.at;
  const end = wordEnd(text, start);
  reading.at = Math.max(end, start + 1);
  const literal = text.slice(start, end);
  const known = LITERALS.get(literal);
  if (known !== undefined) return { kind: "scalar", start, end, text: literal, style: "plain", value: known };
  if (NUMBER.test(literal)) return { kind: "scalar", start, end, text: literal, style: "plain", value: numberOf(literal) };
  wrong(
    reading,
    end > start ? `\`${shown(literal)}\` is no JSON value: text needs double quotes` : "a value is expected here",
    start,
    reading.at,
  );
  return end > start ? { kind: "scalar", start, end, text: literal, style: "plain", value: literal } : undefined;
}

const shown = (literal: string): string => (literal.length > 30 ? `${literal.slice(0, 30)}…` : literal);

function numberOf(literal: string): number | bigint {
  const value = Number(literal);
  return Number.isSafeInteger(value) || !/^-?[0-9]+$/.test(literal) ? value : BigInt(literal);
}

function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && !ENDS_WORD.has(text.charCodeAt(at))) at++;
  return at;
}

const ENDS_WORD: ReadonlySet<number> = new Set([...' \t\r\n,:[]{}"'].map((char) => char.charCodeAt(0)));

/** A string that is never closed ends with its line. */
function string(reading: Reading): ScalarNode {
  const { text } = reading;
  const start = reading.at;
  let at = start + 1;
  let escaped = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) break;
    if (code === 92) {
      escaped = true;
      at++;
    } else if (code < 32) {
      if (code === 10 || code === 13) break;
      wrong(reading, "a tab or control character inside quotes must be written as an escape", at, at + 1);
    }
  }
  const isClosed = text[at] === '"';
  if (!isClosed) wrong(reading, "the quote that opens here is never closed", start, start + 1);
  const inner = text.slice(start + 1, Math.min(at, text.length));
  const end = isClosed ? at + 1 : Math.min(at, text.length);
  reading.at = end;
  const content = escaped ? unescaped(reading, inner, start + 1) : inner;
  return { kind: "scalar", start, end, text: content, style: "double", value: content };
}

const ESCAPES: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescaped(reading: Reading, inner: string, offset: number): string {
  const pieces: string[] = [];
  let from = 0;
  for (let at = inner.indexOf("\\"); at >= 0; at = inner.indexOf("\\", from)) {
    pieces.push(inner.slice(from, at));
    const char = inner[at + 1] ?? "";
    const hex = inner.slice(at + 2, at + 6);
    const simple = ESCAPES[char];
    if (simple !== undefined) pieces.push(simple);
    else if (char === "u" && /^[0-9a-fA-F]{4}$/.test(hex)) pieces.push(String.fromCharCode(Number.parseInt(hex, 16)));
    else wrong(reading, `\`\\${char}\` is no JSON escape`, offset + at, offset + at + 2);
    from = at + (char === "u" && simple === undefined ? 6 : 2);
  }
  pieces.push(inner.slice(from));
  return pieces.join("");
}

/** White space, and comments, which are not JSON but say what they are. */
function skip(reading: Reading): void {
  const { text } = reading;
  for (;;) {
    const code = text.charCodeAt(reading.at);
    if (code === 32 || code === 10 || code === 13 || code === 9) reading.at++;
    else if (code === 47 && (text[reading.at + 1] === "/" || text[reading.at + 1] === "*")) comment(reading);
    else return;
  }
}

function comment(reading: Reading): void {
  const { text, at } = reading;
  const isLine = text[at + 1] === "/";
  const end = isLine ? text.indexOf("\n", at) : text.indexOf("*/", at + 2);
  reading.at = end < 0 ? text.length : isLine ? end : end + 2;
  wrong(reading, "JSON has no comments", at, at + 2);
}

function wrong(reading: Reading, message: string, start: number, end: number): void {
  reading.errors++;
  reading.problem ??= { kind: "syntax", message, span: { start, end } };
}

function precedingEnd(text: string, at: number): number {
  let end = at;
  while (end > 0 && " \t\r\n".includes(text[end - 1] as string)) end--;
  return end;
}

const trimmedEnd = (text: string): number => precedingEnd(text, text.length);
