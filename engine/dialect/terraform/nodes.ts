// The nodes that evaluation makes, and what it knows of a node beyond the tree's own type. Every node made here names its document,
// because a module's values wander between files. Knows nothing of expressions.
import {
  type Document,
  deref,
  type Entry,
  findEntry,
  type Hole,
  keyText,
  type ListNode,
  type MapNode,
  type Node,
  type OpenNode,
  type Part,
  type Provenance,
  type Scalar,
  type ScalarNode,
} from "../../syntax/node.ts";
import { resolveGoYaml2 } from "../../syntax/yaml/scalars.ts";

/** Where a node stands: the text that it is found at, the syntax behind it, and what decided its value where that is not written there. */
export interface Spot {
  readonly document: Document;
  readonly start: number;
  readonly end: number;
  readonly syntax?: object;
  readonly provenance?: Provenance;
}

interface Knowledge {
  /** The address of the block that the value belongs to (`aws_s3_bucket.models`): known values keep their identity too. */
  readonly pointsTo?: string;
  /** The value is this tree written as text in that language. */
  readonly encoded?: "json" | "yaml";
  /** The expression certainly cannot be evaluated (a missing attribute): what `try` and `can` look for. */
  readonly fails?: true;
}

export type TerraformNode = Node & Knowledge;

/** The address of the block that a value is of, without index: `aws_s3_bucket.models`, `module.gpu.aws_instance.node`. */
export const pointsTo = (node: Node): string | undefined => (node as TerraformNode).pointsTo;

export const encodedAs = (node: Node): "json" | "yaml" | undefined => (node as TerraformNode).encoded;

export const fails = (node: Node): boolean => (node as TerraformNode).fails === true;

/** A value that is no larger than this is kept; what is larger is unknown. Counted with repetition, so that sharing cannot hide growth. */
const MAX_WEIGHT = 50_000;
const weights = new WeakMap<Node, number>();

function weightOf(node: Node): number {
  const known = weights.get(node);
  if (known !== undefined) return known;
  let weight = 1;
  if (node.kind === "list") for (const item of node.items) weight += weightOf(item);
  else if (node.kind === "map") for (const entry of node.entries) weight += 1 + weightOf(entry.value);
  else if (node.kind === "open") for (const option of node.options ?? []) weight += weightOf(option);
  weights.set(node, weight);
  return weight;
}

/** The node, or an unknown where it grew too large. */
const bounded = <T extends Node>(node: T): Node =>
  weightOf(node) > MAX_WEIGHT ? unknownAt(spotOf(node), "a value with too many parts") : node;

export const spotOf = (node: Node): Spot => ({
  document: node.document as Document,
  start: node.start,
  end: node.end,
  ...(node.syntax && { syntax: node.syntax }),
  ...(node.provenance && { provenance: node.provenance }),
});

export const scalarAt = (spot: Spot, value: Scalar, style: ScalarNode["style"] = "computed"): ScalarNode => ({
  kind: "scalar",
  ...spot,
  text: value === null ? "null" : String(value),
  style,
  value,
});

export const listAt = (spot: Spot, items: readonly Node[], open = false): Node =>
  bounded({ kind: "list", ...spot, items, flow: true, ...(open && { open }) });

export const mapAt = (spot: Spot, entries: readonly Entry[], open = false): Node =>
  bounded({ kind: "map", ...spot, entries, flow: true, ...(open && { open }) });

export const unknownAt = (spot: Spot, text: string, more: { parts?: readonly Part[]; pointsTo?: string } = {}): OpenNode => ({
  kind: "open",
  open: "unknown",
  ...spot,
  hole: { kind: "terraform", text },
  ...more,
});

export const failureAt = (spot: Spot, text: string): Node => ({ ...unknownAt(spot, text), fails: true }) as TerraformNode;

export const maybeAt = (spot: Spot): OpenNode => ({ kind: "open", open: "maybe", ...spot });

export const choiceAt = (spot: Spot, options: readonly Node[]): Node => bounded({ kind: "open", open: "choice", ...spot, options });

/** The same value as it is found at another place: at the expression that refers to it. */
export function movedTo(node: Node, spot: Spot): Node {
  const provenance = stronger(node.provenance, spot.provenance);
  const moved = { ...node, ...spot, ...(provenance && { provenance }) };
  return moved.kind === "scalar" ? { ...moved, value: typedValue(node as ScalarNode), style: "computed" } : moved;
}

export const withIdentity = (node: Node, address: string): Node => ({ ...node, pointsTo: address }) as TerraformNode;

export const withEncoding = (node: Node, encoded: "json" | "yaml"): Node => ({ ...node, encoded }) as TerraformNode;

/** The value that a text in JSON or YAML stands for. */
export function decoded(node: Node): Node {
  const { encoded: _, ...rest } = node as TerraformNode;
  return rest as Node;
}

const STRENGTH = { computed: 0, argument: 1, default: 2 } as const;

/** A default counts before an argument, an argument before anything computed: it is what the reader has to know. */
export const stronger = (a: Provenance | undefined, b: Provenance | undefined): Provenance | undefined =>
  !a || (b && STRENGTH[b.from] > STRENGTH[a.from]) ? b : a;

/** The node with what decided it, where it does not carry something stronger already. */
export function decidedBy(node: Node, provenance: Provenance | undefined): Node {
  const best = stronger(node.provenance, provenance);
  return best && best !== node.provenance ? { ...node, provenance: best } : node;
}

/** Collections up to this weight carry what decided them down to their leaves. */
const MAX_MARKED = 500;

/** As `decidedBy`, with everything in it: for the branch that a condition chose. */
export function decidedThroughout(node: Node, provenance: Provenance | undefined): Node {
  if (!provenance || weightOf(node) > MAX_MARKED) return decidedBy(node, provenance);
  return decidedBy(
    mapped(node, (child) => decidedThroughout(child, provenance)),
    provenance,
  );
}

/** What a default or an argument decided becomes unknown: in a block that exists only when they are others. */
export function doubted(node: Node): Node {
  const from = node.provenance?.from;
  if (from === "default" || from === "argument") {
    const identity = pointsTo(node);
    return unknownAt(spotOf(node), node.provenance?.name ?? "", identity === undefined ? {} : { pointsTo: identity });
  }
  return mapped(node, doubted);
}

function mapped(node: Node, change: (child: Node) => Node): Node {
  if (node.kind === "list") return { ...node, items: node.items.map(change) };
  if (node.kind === "map") return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: change(value) })) };
  if (node.kind === "open" && node.options) return { ...node, options: node.options.map(change) };
  return node;
}

export const isUnknown = (node: Node): boolean => node.kind === "open" && node.open !== "choice";
export const isOpen = (node: Node): boolean =>
  node.kind === "open" || ((node.kind === "map" || node.kind === "list") && node.open === true);
export const isNull = (node: Node): boolean => node.kind === "scalar" && typedValue(node) === null;

/** Scalars of HCL, JSON and computed ones carry their value; those of an embedded YAML document are resolved here. */
const typedValue = (node: ScalarNode): Scalar => (node.value === undefined ? resolveGoYaml2(node) : node.value);

/** The scalar that is certainly there; undefined also for a tree that stands for a text. */
export function scalarValue(node: Node): string | number | bigint | boolean | undefined {
  const target = deref(node);
  return target.kind === "scalar" ? (typedValue(target) ?? undefined) : undefined;
}

export const textValue = (node: Node): string | undefined => {
  const value = scalarValue(node);
  return value === undefined ? undefined : String(value);
};

/** `true` and "true" are the same (E14). */
export const boolValue = (node: Node): boolean | undefined => {
  const value = textValue(node);
  return value === "true" ? true : value === "false" ? false : undefined;
};

export const numberValue = (node: Node): number | undefined => {
  const value = scalarValue(node);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : undefined;
};

export const asMap = (node: Node): MapNode | undefined => (node.kind === "map" && !encodedAs(node) ? node : undefined);
export const asList = (node: Node): ListNode | undefined => (node.kind === "list" && !encodedAs(node) ? node : undefined);

/** What a collection holds, for `for`, `for_each` and splats: keys are the indices of a list. undefined where it is not fully known. */
export function elementsOf(node: Node): readonly { readonly key: Node; readonly value: Node }[] | undefined {
  const list = asList(node);
  if (list && !list.open) return list.items.map((value, index) => ({ key: scalarAt(spotOf(value), index), value }));
  const map = asMap(node);
  if (!map || map.open) return undefined;
  const last = new Map<string, Entry>();
  for (const entry of map.entries) last.set(keyText(entry.key) ?? "", entry);
  return [...last.keys()].sort().map((key) => last.get(key) as Entry);
}

/** A member of a map or list by name or index. */
export function memberOf(node: Node, key: string | number, spot: Spot, text: string): Node {
  const map = asMap(node);
  if (map) {
    const entry = findEntry(map, String(key));
    if (entry) return entry.value;
    return map.open ? unknownAt(spot, text) : failureAt(spot, text);
  }
  const list = asList(node);
  if (list) {
    const item = /^\d+$/.test(String(key)) ? list.items[Number(key)] : undefined;
    if (item) return item;
    return list.open ? unknownAt(spot, text) : failureAt(spot, text);
  }
  if (node.kind === "open" && node.open === "choice") {
    return choiceAt(
      spot,
      (node.options ?? []).map((option) => memberOf(option, key, spot, text)),
    );
  }
  if (node.kind === "scalar") return failureAt(spot, text);
  const identity = pointsTo(node);
  return unknownAt(spot, text, identity === undefined ? {} : { pointsTo: identity });
}

export const holeOf = (node: Node, text: string): Hole => (node.kind === "open" && node.hole ? node.hole : { kind: "terraform", text });

/** Whether two scalars are certainly equal or certainly different, by Terraform's rules (no coercion but between equal texts, E14). */
export function sameValue(a: Node, b: Node): boolean | undefined {
  if (isUnknown(a) || isUnknown(b)) return undefined;
  if (isNull(a) || isNull(b)) return isNull(a) && isNull(b) ? true : a.kind === "open" || b.kind === "open" ? undefined : false;
  const left = textValue(a);
  const right = textValue(b);
  return left === undefined || right === undefined ? undefined : left === right;
}
