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
  /** A merge key brought it from another map: it is not written here. */
  readonly merged?: true;
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

/** The node itself, or what an alias stands for (the tree builder never makes an alias of an alias). */
export const deref = (node: Node): Exclude<Node, AliasNode> => (node.kind === "alias" ? node.target : node);

export const keyText = (key: Node): string | undefined => (key.kind === "scalar" ? key.text : undefined);

/** Entries that one look through merge keys may pass: aliases can make a few lines stand for millions. */
const MERGE_BUDGET = 10_000;

/** The entry of `key`, as kubectl reads it: the last that gives it, where a merge key (`<<`) gives what it merges. */
export function findEntry(map: MapNode, key: string): Entry | undefined {
  const { entries } = map;
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i] as Entry;
    if (entry.key.kind !== "scalar") continue;
    if (isMergeKey(entry.key)) return findMerged(map, key, i);
    if (entry.key.text === key) return entry;
  }
  return undefined;
}

function findMerged(map: MapNode, key: string, from: number): Entry | undefined {
  const budget = { left: MERGE_BUDGET };
  const find = (entries: readonly Entry[], last: number): Entry | undefined => {
    for (let i = last; i >= 0 && budget.left-- > 0; i--) {
      const entry = entries[i] as Entry;
      if (isMergeKey(entry.key)) {
        for (const source of mergeSources(entry)) {
          const found = find(source.entries, source.entries.length - 1);
          if (found) return { ...found, merged: true };
        }
      } else if (keyText(entry.key) === key) return entry;
    }
    return undefined;
  };
  return find(map.entries, from);
}

/** All entries as kubectl reads them, each key once, in the order in which the keys appear. */
export function entriesOf(map: MapNode): readonly Entry[] {
  const { entries } = map;
  if (entries.length <= FEW ? areFewPlain(entries) : arePlain(entries)) return entries;
  const seen = new Map<string, Entry>();
  const budget = { left: MERGE_BUDGET };
  const collect = (from: readonly Entry[], isOwn: boolean): void => {
    for (const entry of from) {
      if (budget.left-- <= 0) return;
      const text = keyText(entry.key);
      if (isMergeKey(entry.key)) for (const source of mergeSources(entry).reverse()) collect(source.entries, false);
      else if (text !== undefined) seen.set(text, isOwn ? entry : { ...entry, merged: true });
    }
  };
  collect(entries, true);
  return [...seen.values()];
}

const FEW = 12;

/** Each key is a scalar, given once, and no merge key. */
function arePlain(entries: readonly Entry[]): boolean {
  const seen = new Set<string>();
  for (const { key } of entries) {
    if (key.kind !== "scalar" || isMergeKey(key)) return false;
    seen.add(key.text);
  }
  return seen.size === entries.length;
}

/** The same for the maps that most are, without a set. */
function areFewPlain(entries: readonly Entry[]): boolean {
  for (let i = 0; i < entries.length; i++) {
    const key = (entries[i] as Entry).key;
    if (key.kind !== "scalar" || isMergeKey(key)) return false;
    for (let j = 0; j < i; j++) if (((entries[j] as Entry).key as ScalarNode).text === key.text) return false;
  }
  return true;
}

/** True where `<<` is written plain or tagged as a merge: quoted it is an ordinary key. */
export const isMergeKey = (key: Node): boolean =>
  key.kind === "scalar" && key.text === "<<" && (key.tag === undefined ? key.style === "plain" : MERGE_TAGS.has(key.tag));

const MERGE_TAGS: ReadonlySet<string> = new Set(["!!merge", "!<tag:yaml.org,2002:merge>"]);

/** The maps that an entry `<<` brings, the one that wins first. */
function mergeSources({ value }: Entry): MapNode[] {
  const target = deref(value);
  const candidates = target.kind === "list" ? target.items.map(deref) : [target];
  return candidates.filter((candidate) => candidate.kind === "map");
}
