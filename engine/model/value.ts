// What a place holds, with doubt: known, unknown, choice, absent and maybe are five things. Rules never see a Value; they ask a
// Reading (`is`, `isNot`, `isAbsent`, `isWritten`, `atLeast`), so that none can forget the unknown. Facets and the engine read Values.
import { deref, type Hole, type ListNode, type MapNode, type Node, type Part, type Provenance, type Scalar } from "../syntax/node.ts";
import { parseQuantity } from "./quantity.ts";

export type Value =
  | { readonly is: "known"; readonly value: Scalar | MapNode | ListNode; readonly provenance?: Provenance }
  | { readonly is: "unknown"; readonly why: Hole; readonly parts?: readonly Part[]; readonly atLeast?: number; readonly pointsTo?: string }
  | { readonly is: "choice"; readonly values: readonly Value[] }
  | { readonly is: "absent"; readonly explicitNull?: boolean }
  | { readonly is: "maybe" };

export const ABSENT: Value = { is: "absent" };
export const MAYBE: Value = { is: "maybe" };
export const known = (value: Scalar | MapNode | ListNode, provenance?: Provenance): Value =>
  provenance ? { is: "known", value, provenance } : { is: "known", value };
export const unknown = (why: Hole, more: { parts?: readonly Part[]; atLeast?: number; pointsTo?: string } = {}): Value => ({
  is: "unknown",
  why,
  ...more,
});

/** Neither absent nor possibly so; of a choice, whichever it will be. `orUnknown`: what is not known is there, too. */
export const isThere = (value: Value, orUnknown = true): boolean => {
  if (value.is === "choice") return value.values.every((one) => isThere(one, orUnknown));
  return value.is === "known" || (value.is === "unknown" && orUnknown);
};

export const isScalar = (value: Scalar | MapNode | ListNode): value is Scalar => value === null || typeof value !== "object";

/** The text, number or boolean that is certainly there; undefined otherwise (also for maps, lists and null). */
export function scalarOf(value: Value): string | number | bigint | boolean | undefined {
  if (value.is === "choice") {
    const all = value.values.map(scalarOf);
    return all.length > 0 && all.every((one) => one !== undefined && sameScalar(one, all[0] as Scalar)) ? all[0] : undefined;
  }
  return value.is === "known" && isScalar(value.value) && value.value !== null ? value.value : undefined;
}

export const textOf = (value: Value): string | undefined => {
  const scalar = scalarOf(value);
  return scalar === undefined ? undefined : String(scalar);
};

/** A whole number, also when quoted ("8"); undefined when it is not certainly one. */
export function integerOf(value: Value): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `true` and "true", `8` and "8" are the same: what type a field wants is a schema's business, not a comparison's. */
export const sameScalar = (a: Scalar, b: Scalar): boolean => a === b || (a !== null && b !== null && String(a) === String(b));

/** Whether `test` certainly holds: "yes", certainly does not: "no", or cannot be said. */
export function judge(value: Value, test: (value: Scalar) => boolean): "yes" | "no" | "unknown" {
  switch (value.is) {
    case "known":
      return isScalar(value.value) ? (test(value.value) ? "yes" : "no") : "unknown";
    case "absent":
      return "no";
    case "choice": {
      const answers = new Set(value.values.map((one) => judge(one, test)));
      return answers.size === 1 ? ([...answers][0] as "yes" | "no" | "unknown") : "unknown";
    }
    default:
      return "unknown";
  }
}

/** Whether the value is certainly a quantity of at least `bound`; a sum with unknown parts still has a lower bound. */
export function isAtLeast(value: Value, bound: number): boolean {
  if (value.is === "unknown") return value.atLeast !== undefined && value.atLeast >= bound;
  if (value.is === "choice") return value.values.length > 0 && value.values.every((one) => isAtLeast(one, bound));
  const text = textOf(value);
  if (text === undefined) return false;
  const quantity = parseQuantity(text);
  return quantity !== undefined && quantity >= (parseQuantity(String(bound)) ?? 0n);
}

/** Why a value is not known, for `--explain-unknown`. */
export function holeOf(value: Value): Hole | undefined {
  if (value.is === "unknown") return value.why;
  if (value.is === "choice")
    for (const one of value.values) {
      const hole = holeOf(one);
      if (hole) return hole;
    }
  return undefined;
}

/** The value of a node that is no plain scalar (those are read by their dialect). */
export function valueOfNode(node: Node, scalar: (node: Extract<Node, { kind: "scalar" }>) => Value): Value {
  const target = deref(node);
  switch (target.kind) {
    case "scalar":
      return scalar(target);
    case "map":
    case "list":
      return known(target, target.provenance);
    case "open":
      if (target.open === "absent") return ABSENT;
      if (target.open === "maybe") return MAYBE;
      if (target.open === "choice") return { is: "choice", values: (target.options ?? []).map((option) => valueOfNode(option, scalar)) };
      return unknown(target.hole ?? { kind: "marker", text: "" }, {
        ...(target.parts ? { parts: target.parts } : {}),
        ...(target.pointsTo ? { pointsTo: target.pointsTo } : {}),
      });
  }
}
