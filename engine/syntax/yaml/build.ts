// From the scanner's flat events to the tree of engine/syntax/node.ts: one pass, exact spans. Nothing here reads characters for
// their meaning, with one exception: the scanner says neither where a flow collection closes, nor where a value is missing, nor
// where a block scalar's header starts; these are found in the gap before the next token.
import { type Event, getScalarValue } from "js-yaml";
import {
  type AliasNode,
  deref,
  type Entry,
  isMergeKey,
  type ListNode,
  type MapNode,
  type Node,
  type Problem,
  type ScalarNode,
  type ScalarStyle,
} from "../node.ts";
import { blockEnd, gapEnd, headerStart } from "./edges.ts";

export interface Built {
  readonly root: Node | undefined;
  readonly problems: Problem[];
  readonly duplicates: { readonly key: Node; readonly first: Node }[];
  readonly nodes: number;
  /** Nodes that are written through an alias: 0 lets callers skip what only aliases can do. */
  readonly aliases: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Collection = Mutable<MapNode> | Mutable<ListNode>;
type Scalar = Extract<Event, { type: 4 }>;

const STYLES: readonly ScalarStyle[] = ["plain", "plain", "single", "double", "literal", "folded"];
const FLOW = 2;

interface Build {
  readonly text: string;
  /** End of the last token: moved by every event that has an offset. */
  at: number;
  root: Node | undefined;
  readonly stack: Collection[];
  /** The key of the entry being read, for each collection on the stack. */
  readonly keys: (Node | undefined)[];
  readonly problems: Problem[];
  readonly duplicates: { readonly key: Node; readonly first: Node }[];
  anchors: Map<string, AliasNode["target"]> | undefined;
  complexKey: boolean;
}

/** The first document among `events`; what follows it is not read, as kubectl does not. Undefined root: nothing is written. */
export function buildTree(text: string, events: readonly Event[]): Built {
  const build: Build = {
    text,
    at: 0,
    root: undefined,
    stack: [],
    keys: [],
    problems: [],
    duplicates: [],
    anchors: undefined,
    complexKey: false,
  };
  let nodes = 0;
  let aliases = 0;
  let documents = 0;
  for (let i = 0; i < events.length; i++) {
    const event = events[i] as Event;
    if (event.type === 4) {
      nodes++;
      const node = scalar(build, event);
      if (node) add(build, node);
    } else if (event.type === 6) {
      if (build.stack.length === 0) break;
      close(build);
    } else if (event.type === 2 || event.type === 3) {
      nodes++;
      open(build, event);
    } else if (event.type === 5) {
      nodes++;
      aliases++;
      add(build, alias(build, event.anchorStart, event.anchorEnd));
    } else if (++documents > 1) break;
  }
  if (build.duplicates.length > 1) build.duplicates.sort((a, b) => a.key.start - b.key.start);
  return { root: build.root, problems: build.problems, duplicates: build.duplicates, nodes, aliases };
}

function scalar(build: Build, event: Scalar): Node | undefined {
  const { text } = build;
  const { style, valueStart, valueEnd } = event;
  const node: Mutable<ScalarNode> = { kind: "scalar", start: valueStart, end: valueEnd, text: "", style: STYLES[style] as ScalarStyle };
  if (valueStart < 0) {
    if (build.stack.length === 0 && event.tagStart < 0 && event.anchorStart < 0) return undefined;
    node.start = node.end = absentAt(build, Math.max(build.at, event.tagEnd, event.anchorEnd), event.tagEnd < 0 && event.anchorEnd < 0);
  } else if (style === 1) {
    node.text = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
  } else if (style < 4) {
    node.text = event.fast ? text.slice(valueStart, valueEnd) : getScalarValue(text, event);
    node.start = valueStart - 1;
    node.end = valueEnd + 1;
    if (style === 3 && !event.fast) checkEscapes(build, valueStart, valueEnd);
  } else {
    node.text = getScalarValue(text, event);
    node.start = headerStart(text, Math.max(build.at, event.tagEnd, event.anchorEnd));
    node.end = blockEnd(text, node.start, event);
  }
  if (event.tagStart >= 0) node.tag = text.slice(event.tagStart, event.tagEnd);
  if (event.anchorStart >= 0) anchor(build, node, event.anchorStart, event.anchorEnd);
  // Behind the whole text of a block scalar, also the blank lines that its span leaves out.
  build.at = style >= 4 ? valueEnd : node.end;
  return node;
}

/** `"\\/"` is JSON and YAML 1.2; go-yaml knows YAML 1.1. */
function checkEscapes(build: Build, start: number, end: number): void {
  const { text } = build;
  for (let at = text.indexOf("\\", start); at >= 0 && at < end; at = text.indexOf("\\", at + 2)) {
    if (text[at + 1] !== "/") continue;
    build.problems.push(problem("`\\/` is no escape that Kubernetes reads in YAML: write `/`", { start: at, end: at + 2 }));
    return;
  }
}

function open(build: Build, event: Extract<Event, { type: 2 | 3 }>): void {
  const flow = event.style === FLOW;
  const node: Collection =
    event.type === 3
      ? { kind: "map", start: event.start, end: event.start, entries: [], flow }
      : { kind: "list", start: event.start, end: event.start, items: [], flow };
  if (event.tagStart >= 0) node.tag = build.text.slice(event.tagStart, event.tagEnd);
  if (event.anchorStart >= 0) anchor(build, node, event.anchorStart, event.anchorEnd);
  build.at = Math.max(build.at, event.start);
  add(build, node);
  build.stack.push(node);
  build.keys.push(undefined);
}

function add(build: Build, node: Node): void {
  const depth = build.stack.length - 1;
  if (depth < 0) {
    build.root = node;
    return;
  }
  const parent = build.stack[depth] as Collection;
  if (parent.kind === "list") {
    (parent.items as Node[]).push(node);
    return;
  }
  const key = build.keys[depth];
  if (key === undefined) {
    build.keys[depth] = node;
    if (!parent.flow) checkOwnLine(build, parent, node);
    return;
  }
  build.keys[depth] = undefined;
  (parent.entries as Entry[]).push({ key, value: node });
}

/** The scanner takes `- "" b: c` for an item and, on the same line, a key of the map around it. */
function checkOwnLine(build: Build, map: MapNode, key: Node): void {
  const last = map.entries[map.entries.length - 1];
  if (!last) return;
  const { text } = build;
  let at = Math.max(last.key.end, last.value.end);
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  if (at === key.start && key.end > key.start) build.problems.push(problem("this key must begin on a line of its own", key));
}

function close(build: Build): void {
  const node = build.stack.pop() as Collection;
  build.keys.pop();
  const last = node.kind === "list" ? node.items[node.items.length - 1] : node.entries[node.entries.length - 1];
  const end = last === undefined ? node.start : "kind" in last ? last.end : Math.max(last.key.end, last.value.end);
  if (node.flow && !isPairInList(build.text, node)) {
    let at = gapEnd(build.text, Math.max(build.at, node.start + 1));
    // `{a}` and `{a:}` leave their colon in the gap.
    while (build.text[at] === ":" || build.text[at] === "?") at = gapEnd(build.text, at + 1);
    node.end = build.at = at + 1;
  } else node.end = end;
  if (node.kind === "map") checkKeys(build, node);
}

/** `[a: b]`: the scanner makes a flow map of the pair, without brackets of its own. */
function isPairInList(text: string, node: Collection): boolean {
  if (node.kind !== "map") return false;
  if (text[node.start] !== "{") return true;
  return node.entries[0]?.key.start === node.start;
}

function checkKeys(build: Build, map: MapNode): void {
  const { entries } = map;
  const seen = entries.length > 8 ? new Map<string, Node>() : undefined;
  for (let i = 0; i < entries.length; i++) {
    const { key, value } = entries[i] as Entry;
    if (key.kind !== "scalar") {
      if (key.kind !== "alias" || deref(key).kind !== "scalar") complexKey(build, key);
      continue;
    }
    if (key.text === "<<" && isMergeKey(key)) {
      if (!canMerge(value)) build.problems.push(problem("only a map, or a list of maps, can be merged with `<<`", value));
      continue;
    }
    const first = seen ? seen.get(key.text) : earlier(entries, i, key.text);
    if (first) build.duplicates.push({ key, first });
    else seen?.set(key.text, key);
  }
}

function earlier(entries: readonly Entry[], before: number, text: string): Node | undefined {
  for (let i = 0; i < before; i++) {
    const { key } = entries[i] as Entry;
    if (key.kind === "scalar" && key.text === text) return key;
  }
  return undefined;
}

function complexKey(build: Build, key: Node): void {
  // One is enough: an unquoted `{{ x }}` alone makes two.
  if (build.complexKey) return;
  build.complexKey = true;
  build.problems.push(problem("a key must be a single word or text: Kubernetes does not read maps or lists as keys", key));
}

function canMerge(value: Node): boolean {
  const node = deref(value);
  if (node.kind === "map" || node.kind === "open") return true;
  return node.kind === "list" && value.kind !== "alias" && node.items.every((item) => ["map", "open"].includes(deref(item).kind));
}

function anchor(build: Build, node: Mutable<ScalarNode> | Collection, start: number, end: number): void {
  node.anchor = build.text.slice(start, end);
  // YAML 1.2 allows nearly everything here, go-yaml only words.
  if (!/^[\w-]+$/.test(node.anchor))
    build.problems.push(problem("the name of an anchor is made of letters, digits, `-` and `_`", { start, end }));
  build.anchors ??= new Map();
  build.anchors.set(node.anchor, node);
}

/** An alias to nothing, or to what it stands in, becomes a node of unknown value, so that nobody walks in circles. */
function alias(build: Build, nameStart: number, end: number): Node {
  const start = nameStart - 1;
  build.at = end;
  const name = build.text.slice(nameStart, end);
  const target = build.anchors?.get(name);
  if (target && !build.stack.includes(target as Collection)) return { kind: "alias", start, end, target } satisfies AliasNode;
  const message = target
    ? `\`*${name}\` stands inside the very thing that it refers to`
    : `\`*${name}\` refers to nothing: no \`&${name}\` stands above it in this document`;
  build.problems.push(problem(message, { start, end }));
  return { kind: "open", open: "unknown", start, end };
}

/** Where a value that is not written would stand: behind its colon or dash, tag or anchor. */
function absentAt(build: Build, from: number, bare: boolean): number {
  const { text, stack } = build;
  const depth = stack.length - 1;
  if (!bare || depth < 0) return from;
  const parent = stack[depth] as Collection;
  const at = gapEnd(text, from);
  if (parent.kind === "list") return text[at] === "-" && !parent.flow ? at + 1 : from;
  const key = build.keys[depth];
  if (key) return text[at] === ":" ? at + 1 : Math.max(from, key.end);
  return text[at] === "?" ? at + 1 : text[at] === ":" ? at : from;
}

const problem = (message: string, { start, end }: { start: number; end: number }): Problem => ({
  kind: "syntax",
  message,
  span: { start, end },
});
