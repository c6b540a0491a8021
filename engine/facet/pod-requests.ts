// What a pod asks for in all, at least: containers whose amount is not known count as nothing.
import { type Place, Reading } from "../model/place.ts";
import { parseQuantity } from "../model/quantity.ts";
import { textOf } from "../model/value.ts";
import { containersOf } from "./containers.ts";
import type { PodTemplate } from "./pod-templates.ts";

export interface PodRequest {
  /** In units of 10⁻⁹, as quantities are kept. */
  readonly atLeast: bigint;
  /** The largest amount that is written. */
  readonly place: Place;
}

/** App containers and sidecars add up, init containers run before them; undefined: nothing is certainly asked for. */
export function podRequest(template: PodTemplate, resource: string): PodRequest | undefined {
  let apps = 0n;
  let inits = 0n;
  let largest: { amount: bigint; place: Place } | undefined;
  for (const { kind, requests, limits } of containersOf(template)) {
    // What is not requested is requested as the limit says.
    const place = requests.at(resource).isAbsent ? limits.at(resource) : requests.at(resource);
    const text = textOf(Reading.value(place));
    const amount = text === undefined ? undefined : parseQuantity(text);
    if (amount === undefined || amount <= 0n) continue;
    if (kind === "init") inits = inits > amount ? inits : amount;
    else apps += amount;
    if (!largest || amount > largest.amount) largest = { amount, place };
  }
  return largest && { atLeast: apps > inits ? apps : inits, place: largest.place };
}
