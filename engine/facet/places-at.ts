// All places that a written pattern names.
import { flat } from "../model/flat.ts";
import type { Place } from "../model/place.ts";

/** `spec.jobs[].env.*`: `[]` is any item that is there, `*` any key; a step without them is followed also where nothing is written. */
export function placesAt(root: Place, pattern: string): readonly Place[] {
  if (pattern === "") return [root];
  const steps = stepsOf(pattern);
  let place = root;
  let at = 0;
  for (let step = steps[0]; step !== undefined && isPlain(step); step = steps[++at]) place = place.at(step);
  let places: readonly Place[] = [place];
  for (const step of steps.slice(at)) {
    if (step === "*") places = flat(places, (one) => one.entries);
    else if (step.endsWith("[]")) places = flat(places, (one) => oneOrMany(one.at(step.slice(0, -2))));
    else places = places.map((one) => one.at(step));
  }
  return places;
}

const isPlain = (step: string): boolean => step !== "*" && !step.endsWith("[]");

/** The steps of a path or pattern of our own tables, which are few. */
export function stepsOf(pattern: string): readonly string[] {
  let steps = split.get(pattern);
  if (!steps) split.set(pattern, (steps = pattern.split(".")));
  return steps;
}

const split = new Map<string, readonly string[]>();

/** A block that is written once may be read as the block itself instead of a list of one. */
const oneOrMany = (place: Place): readonly Place[] => (place.items.length > 0 ? place.items : place.entries.length > 0 ? [place] : []);
