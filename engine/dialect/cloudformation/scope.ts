// What the evaluation of a template's functions shares: recognising a function in its two spellings, and the nodes that stand for
// its results. A result keeps the span of the whole expression, so that a finding underlines what the author wrote.
import {
  deref,
  type Hole,
  type ListNode,
  type MapNode,
  type Node,
  type OpenNode,
  type Part,
  type Provenance,
  type Scalar,
  type ScalarNode,
} from "../../syntax/node.ts";
import { resolveYaml3 } from "../../syntax/yaml/scalars.ts";
import type { Span } from "../../text/source.ts";
import { asLiteral, isFunctionTag, type Template } from "./template.ts";

export interface Scope {
  readonly template: Template;
  /** Every function in the tree below replaced by its result. What has none in it is given back as it is. */
  lower(node: Node): Node;
  /** Whether a condition of the template certainly holds, or certainly does not. */
  truth(condition: string): boolean | undefined;
  /** Takes from what one template's functions may produce in all; false: too much, the result is unknown. */
  spend(size: number): boolean;
}

/** What one template's functions may produce: characters and nodes. Real ones stay below a hundredth of it. */
export const BUDGET = 4_000_000;

/** A function call: `!Sub text` and `Fn::Sub: text` are the same. */
export interface Call extends Span {
  /** Without "!" and "Fn::": Ref, Sub, GetAtt. */
  readonly name: string;
  /** The name as written. */
  readonly label: string;
  /** Not evaluated yet. */
  readonly argument: Node;
  readonly node: Node;
}

const LONG_FORM = /^(?:Ref|Fn::[A-Za-z].*)$/;
/** Farther than this from its value no tag is looked for: a broken text must not cost time. */
const TAG_REACH = 2000;

/** The call that `node` is, or undefined. A map of several keys is never one: see `isMixed`. */
export function callOf({ text }: Template, node: Node): Call | undefined {
  if (node.kind !== "scalar" && node.kind !== "map" && node.kind !== "list") return undefined;
  if (isFunctionTag(node.tag)) {
    const { tag, ...argument } = node;
    const from = Math.max(0, node.start - TAG_REACH);
    const before = text.slice(from, node.start).lastIndexOf(tag);
    return { name: tag.slice(1), label: tag, argument, node, start: before < 0 ? node.start : from + before, end: node.end };
  }
  const entry = node.kind === "map" && node.entries.length === 1 ? node.entries[0] : undefined;
  if (entry?.key.kind !== "scalar" || !LONG_FORM.test(entry.key.text)) return undefined;
  if (isLoop(entry.key)) return undefined;
  const label = entry.key.text;
  return { name: label.replace("Fn::", ""), label, argument: entry.value, node, start: node.start, end: node.end };
}

/** A function beside other keys: CloudFormation refuses it, so nothing can be said. */
export const isMixed = (map: MapNode): boolean =>
  map.entries.length > 1 && map.entries.some(({ key }) => key.kind === "scalar" && key.text.startsWith("Fn::") && !isAddition(key));

/** `Fn::ForEach::Name`: stands for an entry per item of its collection. */
export const isLoop = (key: Node): boolean => key.kind === "scalar" && key.text.startsWith("Fn::ForEach::");

/** Keys that stand for further keys of the map that they are in. */
export const isAddition = (key: Node): boolean => isLoop(key) || (key.kind === "scalar" && key.text === "Fn::Transform");

/** The items of a call's argument; undefined where it is no list. */
export function argumentsOf(call: Call): readonly Node[] | undefined {
  const target = deref(call.argument);
  return target.kind === "list" ? target.items : undefined;
}

const SHORT = 120;

/** The call in one line, for people: `!Ref Bucket`, `Fn::GetAtt Role.Arn`. */
function describe(call: Call): string {
  const items = argumentsOf(call);
  const words = call.name === "GetAtt" ? items?.map((item) => asLiteral(item)?.text ?? "…").join(".") : asLiteral(items?.[0])?.text;
  const text = asLiteral(call.argument)?.text ?? words ?? "…";
  // Cut first: a script may be the argument of thousands of parts.
  const line = text.slice(0, SHORT).trim().replace(/\s+/g, " ");
  return `${call.label} ${line}${text.length > SHORT ? "…" : ""}`;
}

export const holeOf = (call: Call): Hole => ({ kind: "cfn", text: describe(call) });

export interface UnknownParts {
  readonly parts?: readonly Part[];
  readonly pointsTo?: string | undefined;
}

export const unknownAt = (call: Call, { parts, pointsTo }: UnknownParts = {}): OpenNode => ({
  kind: "open",
  open: "unknown",
  start: call.start,
  end: call.end,
  hole: holeOf(call),
  ...(parts ? { parts } : {}),
  ...(pointsTo === undefined ? {} : { pointsTo }),
  syntax: call.node,
});

export const openAt = (call: Call, open: "absent" | "maybe"): OpenNode => ({
  kind: "open",
  open,
  start: call.start,
  end: call.end,
  hole: holeOf(call),
  syntax: call.node,
});

export const computedBy = (call: Call): Provenance => ({ from: "computed", name: call.label });

/** A scalar that is not written where it is read. */
export const scalarAt = (call: Call, text: string, value: Scalar, provenance: Provenance): ScalarNode => ({
  kind: "scalar",
  start: call.start,
  end: call.end,
  text,
  style: "computed",
  value: sameCase(value),
  provenance,
  syntax: call.node,
});

export const listAt = (call: Call, items: readonly Node[], provenance: Provenance): ListNode => ({
  kind: "list",
  start: call.start,
  end: call.end,
  items,
  flow: false,
  provenance,
  syntax: call.node,
});

/** A node from elsewhere as the result of a call: nothing in it can be written through the place of the call. */
export function resultAt(call: Call, result: Node, provenance: Provenance = computedBy(call)): Exclude<Node, { kind: "alias" }> {
  const node = deref(result);
  const own = { start: call.start, end: call.end, syntax: call.node };
  if (node.kind === "open") return { ...node, ...own };
  const why = node.provenance ?? provenance;
  if (node.kind !== "scalar") return { ...node, ...own, provenance: why };
  return { kind: "scalar", text: node.text, style: "computed", value: scalarValue(node), provenance: why, ...own };
}

/** The value of a scalar: CloudFormation reads YAML as yaml.v3 does; JSON and computed scalars carry theirs. */
export const scalarValue = (node: ScalarNode): Scalar => sameCase(node.value === undefined ? resolveYaml3(node) : node.value);

/** C12: the text "True" is the boolean `true` to CloudFormation. */
const sameCase = (value: Scalar): Scalar =>
  typeof value === "string" && /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : value;
