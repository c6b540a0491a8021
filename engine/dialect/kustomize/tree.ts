// Trees of a build: every change gives a new node and shares all that did not change. A node says which document it lies in only where
// its parent lies in another one, so nodes are carried together with their document ("located") and placed under their new parent here.
import {
  type AliasNode,
  type Document,
  deref,
  type Entry,
  entriesOf,
  findEntry,
  isMergeKey,
  type ListNode,
  type MapNode,
  type Node,
  type Origin,
  type Provenance,
  type ScalarNode,
} from "../../syntax/node.ts";

/** A node and the document that its offsets count in. */
export interface Located<N extends Node = Node> {
  readonly node: N;
  readonly document: Document;
}

/** Told of what Kustomize refuses, and where. */
export type Complain = (message: string, at: Located) => void;

export const locate = <N extends Node>(node: N, inherited: Document): Located<N> => ({ node, document: node.document ?? inherited });

export const originAt = ({ node, document }: Located): Origin => ({ document, start: node.start, end: node.end });

const itemAt = (list: Located<ListNode>, item: Node): Located => locate(item, list.document);

/** The value of an entry, as places read it: in its own document, else its key's, else the map's. */
const valueAt = (map: Located<MapNode>, { key, value }: Entry): Located => locate(value, key.document ?? map.document);

const keyAt = (map: Located<MapNode>, { key }: Entry): Located => locate(key, map.document);

/** `node` as a child of something in `parent`. */
function placed({ node, document }: Located, parent: Document): Node {
  if ((node.document ?? parent) === document) return node;
  return { ...node, document };
}

function placedEntry(key: Located, value: Located, parent: Document): Entry {
  const isElsewhere = key.document !== parent;
  const explicit = isElsewhere && value.node.document === undefined ? { ...value.node, document: value.document } : placed(value, parent);
  return { key: placed(key, parent), value: explicit };
}

/** What is there once aliases are followed; changes below an alias stay behind an alias, because they are not written here. */
export const target = (at: Located): Located<Exclude<Node, AliasNode>> => ({ node: deref(at.node), document: at.document });

/** Applies `change` to what an alias stands for and keeps the alias around it; other nodes are changed directly. */
export function changed(at: Located, change: (at: Located<Exclude<Node, AliasNode>>) => Located): Located {
  if (at.node.kind !== "alias") return change({ node: at.node, document: at.document });
  const result = change(target(at));
  if (result.node === at.node.target) return at;
  if (result.document !== at.document || result.node.kind === "alias") return result;
  return { node: { ...at.node, target: result.node }, document: at.document };
}

export const asMap = (at: Located | undefined): Located<MapNode> | undefined => {
  if (!at) return undefined;
  const node = deref(at.node);
  return node.kind === "map" ? { node, document: at.document } : undefined;
};

export const asList = (at: Located | undefined): Located<ListNode> | undefined => {
  if (!at) return undefined;
  const node = deref(at.node);
  return node.kind === "list" ? { node, document: at.document } : undefined;
};

/** null, ~ or nothing: Kubernetes drops such entries. */
export function isNull(node: Node): boolean {
  const at = deref(node);
  if (at.kind !== "scalar") return false;
  if (at.value !== undefined) return at.value === null;
  return at.style === "plain" && at.tag === undefined && /^(~|null|Null|NULL|)$/.test(at.text);
}

/** The value of a key; aliases are kept. */
export function get(at: Located | undefined, key: string): Located | undefined {
  const map = asMap(at);
  const entry = map && findEntry(map.node, key);
  return entry && valueAt(map, entry);
}

export function getAt(at: Located | undefined, ...path: readonly string[]): Located | undefined {
  return path.reduce<Located | undefined>((place, key) => get(place, key), at);
}

/** The text of a scalar that is neither null nor absent. */
export function textAt(at: Located | undefined, ...path: readonly string[]): string | undefined {
  const node = getAt(at, ...path)?.node;
  const scalar = node && deref(node);
  return scalar?.kind === "scalar" && !isNull(scalar) ? scalar.text : undefined;
}

/** The items of a list, each with its document; none where it is no list. */
export function itemsAt(at: Located | undefined, ...path: readonly string[]): readonly Located[] {
  const list = asList(getAt(at, ...path));
  return list ? list.node.items.map((item) => itemAt(list, item)) : [];
}

/** The entries of a map whose keys are texts, each once; none where it is no map. */
export function fieldsAt(
  at: Located | undefined,
  ...path: readonly string[]
): readonly (readonly [key: string, value: Located, keyNode: Located])[] {
  const map = asMap(getAt(at, ...path));
  if (!map) return [];
  return entriesOf(map.node).flatMap((entry) =>
    entry.key.kind === "scalar" ? [[entry.key.text, valueAt(map, entry), keyAt(map, entry)] as const] : [],
  );
}

/** What happens to a key: it gets a value (a new key is written as `key`), or it goes (`by`: the line that removed it). */
export interface Change {
  readonly key: Located;
  readonly value?: Located;
  readonly by?: Origin;
}

/** All changes at once, in one pass over the map. */
export function setAll(map: Located<MapNode>, changes: ReadonlyMap<string, Change>): Located<MapNode> {
  if (changes.size === 0) return map;
  const { entries } = plain(map.node);
  const last = new Map(entries.flatMap((entry, index) => (entry.key.kind === "scalar" ? [[entry.key.text, index] as const] : [])));
  const removed = [...(map.node.removed ?? [])];
  const kept = entries.flatMap((entry, index) => {
    const change = entry.key.kind === "scalar" ? changes.get(entry.key.text) : undefined;
    if (!change || entry.key.kind !== "scalar") return [entry];
    if (change.value) return last.get(entry.key.text) === index ? [placedEntry(keyAt(map, entry), change.value, map.document)] : [entry];
    if (change.by && last.get(entry.key.text) === index) removed.push({ key: entry.key.text, by: change.by });
    return [];
  });
  for (const [key, change] of changes) {
    if (change.value && !last.has(key)) kept.push(placedEntry(change.key, change.value, map.document));
  }
  return { node: { ...map.node, entries: kept, ...(removed.length > 0 ? { removed } : {}) }, document: map.document };
}

/** `key` set to `value`. A key that is new is written as `keyNode`. */
export function set(map: Located<MapNode>, key: string, value: Located, keyNode: Located): Located<MapNode> {
  const { entries } = plain(map.node);
  const at = entries.findLastIndex((entry) => entry.key.kind === "scalar" && entry.key.text === key);
  const existing = entries[at];
  const entry = placedEntry(existing ? keyAt(map, existing) : keyNode, value, map.document);
  return { node: { ...map.node, entries: existing ? entries.with(at, entry) : [...entries, entry] }, document: map.document };
}

/** Without `key`; `by` is the line that removed it. */
export function unset(map: Located<MapNode>, key: string, by?: Origin): Located<MapNode> {
  if (!findEntry(map.node, key)) return map;
  return setAll(map, new Map([[key, { key: map, ...(by ? { by } : {}) }]]));
}

/** A list with other items. */
export function withItems(list: Located<ListNode>, items: readonly Located[]): Located<ListNode> {
  return { node: { ...list.node, items: items.map((item) => placed(item, list.document)) }, document: list.document };
}

/** The map or list with one more layer: what `added` merged into it. */
export function withLayer<N extends MapNode | ListNode>(at: Located<N>, added: Located): Located<N> {
  const layers = at.node.layers ?? [originAt(at)];
  const next = originAt(added);
  const last = layers.at(-1);
  if (last && last.document === next.document && last.start === next.start && last.end === next.end) return at;
  return { node: { ...at.node, layers: [...layers, next] }, document: at.document };
}

/** Without merge keys: what they bring stands there as aliases, since it is written elsewhere. */
function plain(map: MapNode): MapNode {
  if (!map.entries.some((entry) => isMergeKey(entry.key))) return map;
  const own = new Set(map.entries);
  const entries = entriesOf(map).map((entry) => (own.has(entry) ? entry : { key: entry.key, value: asAlias(entry.value) }));
  return { ...map, entries };
}

const asAlias = (node: Node): Node => (node.kind === "alias" ? node : { kind: "alias", start: node.start, end: node.end, target: node });

/** A text that the build wrote: it stands for a stretch of text that reads otherwise. */
export function computedText(text: string, at: Located, name: string, because?: Origin): Located<ScalarNode> {
  const provenance: Provenance = { from: "computed", name, ...(because ? { because } : {}) };
  const node: ScalarNode = { kind: "scalar", start: at.node.start, end: at.node.end, text, value: text, style: "computed", provenance };
  return { node, document: at.document };
}

/** An empty map that a directive made; it cannot be written to, because no such text exists. */
export function computedMap(at: Located, name: string): Located<MapNode> {
  const provenance: Provenance = { from: "computed", name, because: originAt(at) };
  return { node: { kind: "map", start: at.node.start, end: at.node.end, entries: [], flow: false, provenance }, document: at.document };
}
