// The one tree of the engine: every language is read into these nodes. Offsets are relative to the start of the node's document,
// so that a document that only moved keeps its tree. Trees are immutable once built. Parsing never throws: problems are values.
import type { Source, Span } from "../text/source.ts";

export type Scalar = string | number | bigint | boolean | null;

export type Node = ScalarNode | MapNode | ListNode | AliasNode | OpenNode;

interface NodeBase extends Span {
  /** Set only where the node lies in another document than its parent (merged builds, values that another file wrote). */
  readonly document?: Document;
  /** Where a value came from when it is not written here: the default or argument that decided. */
  readonly provenance?: Provenance;
  /** The language's own syntax object behind the node (an HCL block, attribute or object), for its writer. */
  readonly syntax?: object;
}

export type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded" | "computed";

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  /** The text after unescaping and folding; "" where nothing is written. The span includes quotes and the block header. */
  readonly text: string;
  readonly style: ScalarStyle;
  readonly tag?: string;
  readonly anchor?: string;
  /** The value where the language has typed literals (JSON, HCL) or it was computed; YAML scalars are resolved by the dialect. */
  readonly value?: Scalar;
}

export interface Entry {
  readonly key: Node;
  /** null never occurs: an empty value is a plain scalar of length 0. */
  readonly value: Node;
}

export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  readonly flow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
  /** In a build: the maps that were merged into this one, the first layer first. */
  readonly layers?: readonly Origin[];
  /** In a build: keys that a layer removed, with the line that removed them. */
  readonly removed?: readonly { readonly key: string; readonly by: Origin }[];
  /** Keys that may exist besides those written (an unknown merge, a dynamic block, a macro): an unwritten key is `maybe`. */
  readonly open?: boolean;
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: readonly Node[];
  readonly flow: boolean;
  readonly tag?: string;
  readonly anchor?: string;
  readonly layers?: readonly Origin[];
  /** More items than those written may exist. */
  readonly open?: boolean;
}

/** `*name`: stands for its target, which may be shared by many. A fix through it is refused. */
export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly target: Exclude<Node, AliasNode>;
}

/** A value that is not simply there: see `Value` in model/value.ts for the meaning of each. */
export interface OpenNode extends NodeBase {
  readonly kind: "open";
  readonly open: "unknown" | "choice" | "maybe" | "absent";
  /** unknown: why. */
  readonly hole?: Hole;
  /** unknown: the literal text around the holes. */
  readonly parts?: readonly Part[];
  /** choice: the alternatives. */
  readonly options?: readonly Node[];
  /** The resource that the expression points to, where it is known (`aws_s3_bucket.models`, a logical id). */
  readonly pointsTo?: string;
}

export interface Origin extends Span {
  readonly document: Document;
}

export interface Provenance {
  readonly from: "argument" | "default" | "computed";
  /** As a person would name it: `var.machine_type`, `parameter Encrypt`. */
  readonly name: string;
  readonly because?: Origin;
}

export type HoleKind = "helm" | "jinja" | "terraform" | "cfn" | "env" | "kube-env" | "workflow" | "ci" | "marker";

export interface Hole {
  readonly kind: HoleKind;
  /** As written: `${var.x}`, `$NUM_NODES`. */
  readonly text: string;
}

/** A literal stretch of text, or a hole in it. */
export type Part = string | Hole;

/**
 * One document of a source: a YAML document, or the whole text of a JSON or HCL file. Two snapshots share `tree` when the text is
 * equal; only `source` and `start` differ.
 */
export interface Document {
  readonly source: Source;
  /** Offset of the document's first character in `source.text`. */
  readonly start: number;
  readonly end: number;
  readonly tree: Tree;
}

export interface Tree {
  readonly root: Node | undefined;
  /** `repaired`: the text is wrong but could be read after small changes; `broken`: it could not. */
  readonly state: "parsed" | "repaired" | "broken";
  /** Spans relative to the document's start. */
  readonly problems: readonly Problem[];
  /** Keys given twice in one map, in order of text: the later key and the earlier one. */
  readonly duplicates: readonly { readonly key: Node; readonly first: Node }[];
  /** The language's own tree where it says more than `root` (HCL). */
  readonly syntax?: object;
}

export interface Problem {
  readonly kind: "syntax" | "limit";
  readonly message: string;
  readonly span: Span;
}

export const spanOf = (node: Span): Span => ({ start: node.start, end: node.end });

/** The node itself, or what an alias stands for (the tree builder never makes an alias of an alias). */
export const deref = (node: Node): Exclude<Node, AliasNode> => (node.kind === "alias" ? node.target : node);

export const keyText = (key: Node): string | undefined => (key.kind === "scalar" ? key.text : undefined);

/** The entry of `key`, as kubectl reads it: the last of equal keys; then what merge keys (`<<`) bring. */
export function findEntry(map: MapNode, key: string, depth = 0): Entry | undefined {
  const { entries } = map;
  let merges = false;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as Entry;
    if (entry.key.kind !== "scalar") continue;
    if (entry.key.text === key && !isMergeKey(entry.key)) return entry;
    if (isMergeKey(entry.key)) merges = true;
  }
  if (!merges || depth > 16) return undefined;
  for (const source of mergeSources(map)) {
    const found = findEntry(source, key, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** All entries as kubectl reads them, each key once, in order of text; merged ones last. */
export function entriesOf(map: MapNode): readonly Entry[] {
  const { entries } = map;
  let plain = true;
  const seen = new Map<string, Entry>();
  for (const entry of entries) {
    const key = keyText(entry.key);
    if (key === undefined) continue;
    if (isMergeKey(entry.key) || seen.has(key)) plain = false;
    if (!isMergeKey(entry.key)) seen.set(key, entry);
  }
  if (plain && seen.size === entries.length) return entries;
  const budget = { left: 10_000 };
  const merge = (from: MapNode, depth: number): void => {
    for (const source of mergeSources(from)) {
      for (const entry of source.entries) {
        const key = keyText(entry.key);
        if (key !== undefined && !isMergeKey(entry.key) && !seen.has(key)) seen.set(key, entry);
        if (--budget.left < 0) return;
      }
      if (depth < 16) merge(source, depth + 1);
    }
  };
  merge(map, 0);
  return [...seen.values()];
}

/** True where `<<` is written plain or tagged as a merge: quoted it is an ordinary key. */
export const isMergeKey = (key: Node): boolean =>
  key.kind === "scalar" && key.text === "<<" && (key.style === "plain" || key.tag === "tag:yaml.org,2002:merge");

function mergeSources(map: MapNode): MapNode[] {
  const sources: MapNode[] = [];
  for (const entry of map.entries) {
    if (!isMergeKey(entry.key)) continue;
    const value = deref(entry.value);
    const candidates = value.kind === "list" ? value.items.map(deref) : [value];
    for (const candidate of candidates) if (candidate.kind === "map" && candidate !== map) sources.push(candidate);
  }
  return sources;
}
