// A fingerprint compares runs: it survives moved lines, renamed files, reformatting, reordered lists and documents, and holds no
// secret.
import type { Path } from "../model/address.ts";
import { type Place, Reading } from "../model/place.ts";
import { parseQuantity } from "../model/quantity.ts";
import type { ResourceRef } from "../model/resource.ts";
import { textOf } from "../model/value.ts";

/** A hex digest of a text. */
export type Hash = (text: string) => string;

export function fingerprint(
  hash: Hash,
  rule: string,
  variant: string,
  ref: ResourceRef,
  place: Place,
  isSensitive: (place: Place, text: string) => boolean,
): string {
  // What has no name has none here either: its ordinal changes with every document that comes before it. Whoever compares, counts.
  const identity = [ref.group, ref.kind, ref.namespace ?? "", ref.name ?? ref.generateName ?? ""];
  const part = typeof place.part === "object" ? "word" : place.part;
  return hash(JSON.stringify([rule, variant, identity, steps(place.path), part, valueText(place, isSensitive)])).slice(0, 32);
}

/** Keys and merge keys; an index says where in a list an item stands today, so it is left out. */
const steps = (path: Path): readonly string[] =>
  path.map((step) => (typeof step === "string" ? step : typeof step === "number" ? "[]" : `[${step.by}=${step.is}]`));

/**
 * The value as it compares, also where its key is pointed at: quoting does not matter, nor how a quantity is written. Nothing of a
 * credential.
 */
function valueText(place: Place, isSensitive: (place: Place, text: string) => boolean): string {
  const value = place.part === "key" ? place.ofKey : place;
  const text = textOf(Reading.value(value));
  if (text === undefined || text === "" || isSensitive(value, text)) return "";
  const quantity = parseQuantity(text);
  return quantity === undefined ? text : `=${quantity}`;
}
