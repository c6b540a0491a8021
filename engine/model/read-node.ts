// What a node says at its place: scalars by the rules of the dialect, with the holes that the class and the kind of place allow.
import { deref, type Node, type ScalarNode } from "../syntax/node.ts";
import type { Step } from "./address.ts";
import { firstHole, holesIn } from "./holes.ts";
import { isForeignTag, type Spot } from "./open-keys.ts";
import { known, unknown, type Value, valueOfNode } from "./value.ts";

/** The value of a node at its place: scalars by the dialect's rules, with the holes that the class and the kind of place allow. */
export function readNode(place: Spot, node: Node): Value {
  const target = deref(node);
  if (target.kind !== "open" && isForeignTag(target.tag, place.owner)) return unknown({ kind: "marker", text: target.tag });
  if (target.kind === "scalar") return readScalar(place, undefined, target);
  return valueOfNode(target, (scalar) => readScalar(place, undefined, scalar));
}

/** `step`: the scalar is below the place. */
export function readScalar(place: Spot, step: Step | undefined, node: ScalarNode): Value {
  if (typeof node.value === "number" || typeof node.value === "boolean") return known(node.value, node.provenance);
  const { owner } = place;
  // A plain place can have every hole that another kind can have; what kind it is takes a path to say.
  if (MAY_HOLD.test(node.text) && holesIn(node.text, owner.class, "plain")) {
    const kind = owner.dialect.placeKind(owner, step === undefined ? place.path : [...place.path, step]);
    const parts = holesIn(node.text, owner.class, kind);
    if (parts) return unknown(firstHole(parts), { parts });
  }
  const value = node.value === undefined ? owner.dialect.scalar(node) : node.value;
  return value === null ? { is: "absent", explicitNull: true } : known(value, node.provenance);
}

const MAY_HOLD = /[${<%_A-Z([*]|your|placeholder|change|replace|todo|fixme|tbd|filled|xxx|\.\.\./;
