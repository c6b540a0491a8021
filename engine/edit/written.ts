// From a node of a resource to the node of the document's own tree: what a dialect lowered or a build merged lies somewhere in a
// text, and only there can it be changed. Also what makes a stretch of text unsafe to touch: aliases and keys written twice.
import { recall, remember } from "../model/memo.ts";
import { type Document, type Entry, keyText, type MapNode, type Node, type Tree } from "../syntax/node.ts";
import type { Source, Span } from "../text/source.ts";

/** One document as surgery sees it. Offsets are relative to its start. */
export interface WrittenDocument extends Signs {
  readonly document: Document;
  readonly text: string;
  readonly json: boolean;
  /** The document's own line break. */
  readonly newline: string;
}

/** What is asked of a whole document, and therefore once. */
interface Signs {
  /** Anchored nodes that some alias in the document stands for. */
  readonly aliased: ReadonlySet<Node>;
  /** Somewhere in it stands `{{`. */
  readonly isTemplated: boolean;
}

/** A node of the document's own tree and the way to it. */
export interface Written {
  readonly node: Node;
  readonly depth: number;
  readonly parent: Written | undefined;
  /** In a map: the entry whose value the node is. */
  readonly entry: Entry | undefined;
  /** In a list: its position; in a map the position of the entry. */
  readonly index: number;
  /** The node stands between brackets: line breaks and indentation mean nothing around it. */
  readonly inFlow: boolean;
}

const LINE_BREAK = /\r\n|\n|\r/;

/** What is longer has no lines. */
const FIRST_LINES = 100_000;

export function writtenDocument(document: Document): WrittenDocument {
  const { source, start, end, tree } = document;
  const text = start === 0 && end === source.text.length ? source.text : source.text.slice(start, end);
  const { newline, ...signs } = signsOf(tree, text);
  return { document, text, json: source.language === "json", newline: newline ?? newlineOf(source) ?? "\n", ...signs };
}

/** The break of the first line. */
const firstBreak = (text: string): string | undefined => LINE_BREAK.exec(text.slice(0, FIRST_LINES))?.[0];

/** Asked by a document without a break, in which there may be many fixes. */
function newlineOf(source: Source): string | undefined {
  const known = recall<{ readonly newline: string | undefined }>(source, newlineOf);
  return (known ?? remember(source, newlineOf, { newline: firstBreak(source.text) })).newline;
}

/** The node with this span in the document's own tree; undefined where there is none. Reads one child a level. */
export function locate({ document, json }: WrittenDocument, span: Span): Written | undefined {
  const { root } = document.tree;
  let at: Written | undefined = root && { node: root, depth: 0, parent: undefined, entry: undefined, index: 0, inFlow: json };
  while (at && (at.node.start !== span.start || at.node.end !== span.end)) at = childAround(at, span);
  return at;
}

/** The value of the entry with this span, from its key on; undefined where there is no such entry. */
export function locateEntry({ document, json }: WrittenDocument, span: Span): Written | undefined {
  const { root } = document.tree;
  let at: Written | undefined = root && { node: root, depth: 0, parent: undefined, entry: undefined, index: 0, inFlow: json };
  for (;;) {
    const child: Written | undefined = at && nearestChild(at, span);
    if (!child) return undefined;
    const { entry, node } = child;
    if (entry && entry.key.start === span.start && Math.max(entry.key.end, node.end) === span.end) return child;
    at = child;
  }
}

export function childAt(parent: Written, index: number): Written | undefined {
  const { node } = parent;
  const entry = node.kind === "map" ? node.entries[index] : undefined;
  const child = node.kind === "list" ? node.items[index] : entry?.value;
  if (!child || (node.kind !== "map" && node.kind !== "list")) return undefined;
  return { node: child, depth: parent.depth + 1, parent, entry, index, inFlow: parent.inFlow || node.flow };
}

function childAround(parent: Written, span: Span): Written | undefined {
  const child = nearestChild(parent, span);
  return child && child.node.start <= span.start && span.end <= child.node.end ? child : undefined;
}

/** The last child that starts at or before the span. */
function nearestChild(parent: Written, span: Span): Written | undefined {
  const { node } = parent;
  if (node.kind !== "map" && node.kind !== "list") return undefined;
  const children: readonly (Node | Entry)[] = node.kind === "map" ? node.entries : node.items;
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(children[middle] as Node | Entry) <= span.start) low = middle;
    else high = middle - 1;
  }
  return childAt(parent, low);
}

const startOf = (child: Node | Entry): number => ("kind" in child ? child.start : child.key.start);

interface KnownSigns extends Signs {
  readonly newline: string | undefined;
}

const known = new WeakMap<Tree, KnownSigns>();

function signsOf(tree: Tree, text: string): KnownSigns {
  const found = known.get(tree);
  if (found) return found;
  const aliased = new Set<Node>();
  if (tree.root && text.includes("*")) for (const node of within(tree.root)) if (node.kind === "alias") aliased.add(node.target);
  const signs = { aliased, isTemplated: text.includes("{{"), newline: firstBreak(text) };
  known.set(tree, signs);
  return signs;
}

/** The node and all nodes written inside it, keys too. What an alias stands for is written elsewhere. */
export function* within(root: Node): Generator<Node> {
  const stack: Node[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    yield node;
    if (node.kind === "list") for (const item of node.items) stack.push(item);
    if (node.kind === "map") for (const { key, value } of node.entries) stack.push(key, value);
  }
}

/** Why a change at this node would change more than this node, or less than it seems; undefined where it is safe. */
export function sharedAt({ aliased, document }: WrittenDocument, written: Written): string | undefined {
  for (let at: Written | undefined = written; at; at = at.parent) {
    const key = at.entry && keyText(at.entry.key);
    if (at.entry && key !== undefined && isTwice(document.tree, at.parent?.node as MapNode, key))
      return `the key ${key} is written twice here`;
    if (at.entry && key === undefined) return "its key is not a plain text";
    if (aliased.has(at.node)) return anchorReason(at.node);
  }
  return undefined;
}

/** Why the node cannot be taken away or replaced as a whole: something inside it is used elsewhere. */
export function sharedInside({ aliased }: WrittenDocument, node: Node): string | undefined {
  if (aliased.size === 0) return undefined;
  for (const inner of within(node)) if (aliased.has(inner)) return anchorReason(inner);
  return undefined;
}

const anchorReason = (node: Node): string =>
  `the value is used elsewhere in the file through its anchor${node.kind !== "alias" && node.kind !== "open" && node.anchor ? ` (&${node.anchor})` : ""}`;

/** Counted in the map only: a document may hold thousands of such keys elsewhere. */
const isTwice = (tree: Tree, map: MapNode, key: string): boolean =>
  tree.duplicates.length > 0 && map.entries.filter((entry) => keyText(entry.key) === key).length > 1;
