// What lies below a place of which only certain values are possible.
import { findEntry } from "../syntax/node.ts";
import type { Step } from "./address.ts";
import { itemAt } from "./list-items.ts";
import { mayHoldMore, type Spot } from "./open-keys.ts";
import { readScalar } from "./read-node.ts";
import { ABSENT, isScalar, MAYBE, type Value, valueOfNode } from "./value.ts";

export function choiceBelow(place: Spot, choice: readonly Value[], step: Step): Value {
  const values = choice.map((one): Value => {
    if (one.is !== "known") return one.is === "absent" ? ABSENT : one;
    if (isScalar(one.value) || (one.value.kind === "map") !== (typeof step === "string")) return MAYBE;
    const child = one.value.kind === "map" ? findEntry(one.value, step as string)?.value : itemAt(one.value, step);
    if (child) return valueOfNode(child, (scalar) => readScalar(place, step, scalar));
    return mayHoldMore(place, one.value) ? MAYBE : ABSENT;
  });
  return { is: "choice", values };
}
