// Conditions (C4): decided from literals only. What depends on a parameter, also on its default, is not decided: the switch may be
// turned any day.
import { deref, type Node } from "../../syntax/node.ts";
import { argumentsOf, callOf } from "./scope.ts";
import { asLiteral, type Template } from "./template.ts";

type Truth = boolean | undefined;

/** Conditions may name each other in a chain as long as the template: deeper than this, nothing is decided. */
const MAX_DEPTH = 64;

/** A function that knows the truth of each condition by name; `undefined`: not decided. */
export function conditionsOf(template: Template): (name: string) => Truth {
  const known = new Map<string, Truth>();
  const byName = (name: string, depth: number): Truth => {
    if (known.has(name)) return known.get(name);
    const node = template.conditions.get(name);
    if (!node || depth > MAX_DEPTH) return undefined;
    // Whoever asks for the condition while it is being decided stands in a circle.
    known.set(name, undefined);
    const truth = decide(node, depth + 1);
    known.set(name, truth);
    return truth;
  };
  const decide = (node: Node, depth: number): Truth => {
    const target = deref(node);
    const named = target.kind === "map" && target.entries.length === 1 ? target.entries[0] : undefined;
    if (named?.key.kind === "scalar" && named.key.text === "Condition") return byName(asLiteral(named.value)?.text ?? "", depth);
    const call = callOf(template, target);
    if (!call) return undefined;
    if (call.name === "Condition") return byName(asLiteral(call.argument)?.text ?? "", depth);
    const items = argumentsOf(call);
    if (!items || depth > MAX_DEPTH) return undefined;
    const parts = () => items.map((item) => decide(item, depth + 1));
    if (call.name === "Equals") return items.length === 2 ? equal(items[0] as Node, items[1] as Node) : undefined;
    if (call.name === "Not") return items.length === 1 ? not(parts()[0]) : undefined;
    if (call.name === "And") return not(anyOf(parts().map(not)));
    if (call.name === "Or") return anyOf(parts());
    return undefined;
  };
  return (name) => byName(name, 0);
}

function equal(left: Node, right: Node): Truth {
  const a = asLiteral(left);
  const b = asLiteral(right);
  return a && b ? a.text === b.text : undefined;
}

const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

const anyOf = (parts: readonly Truth[]): Truth => (parts.includes(true) ? true : parts.includes(undefined) ? undefined : false);
