// What can be said of a reference that leads nowhere. The words stay in the rule: here is which of its variants speaks, and what that
// variant's message needs.
import type { RelatedNote, Resolved } from "./rule.ts";

interface Dangling {
  /**
   * `nearest`: it does not exist, almost that name does; `elsewhere`: it exists in another namespace; `missing`: neither.
   * `nearMiss`: nobody knows whether it exists, but the only one of its kind here has almost that name.
   */
  readonly variant: "nearMiss" | "nearest" | "elsewhere" | "missing";
  /** `nearest`: the name that may be meant (`nearMiss`, `nearest`). `other`: the namespace where it is (`elsewhere`). */
  readonly data: { readonly nearest?: string; readonly other?: string };
  readonly related: readonly RelatedNote[];
}

/** Undefined where the reference leads somewhere, and where nobody can know. */
export function danglingOf(answer: Resolved): Dangling | undefined {
  if (answer.is === "near-miss") {
    const { name, kind } = answer.candidate;
    return name === undefined
      ? undefined
      : { variant: "nearMiss", data: { nearest: name }, related: [{ place: answer.candidate, note: `the only ${kind} here` }] };
  }
  if (answer.is !== "missing") return undefined;
  const { nearest, elsewhere } = answer;
  if (nearest?.name !== undefined)
    return { variant: "nearest", data: { nearest: nearest.name }, related: [{ place: nearest, note: "the nearest name" }] };
  if (elsewhere?.namespace !== undefined)
    return { variant: "elsewhere", data: { other: elsewhere.namespace }, related: [{ place: elsewhere, note: "this is where it is" }] };
  return { variant: "missing", data: {}, related: [] };
}
