// What every node that a pod may run on certainly has, by its labels: the node selector, and what all terms of the required affinity say.
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import type { PodTemplate } from "./pod-templates.ts";

export interface NodeRequirement {
  readonly key: string;
  /** The values that are allowed; undefined: any value, a comparison, or not known. */
  readonly values: readonly string[] | undefined;
  /** The entry of the selector, or the values (else the key) of the first expression. */
  readonly place: Place;
}

/** Certain requirements only. An empty answer says nothing where `mayRequireMore`. */
export function nodeRequirements({ spec }: PodTemplate): readonly NodeRequirement[] {
  return recall<readonly NodeRequirement[]>(spec, nodeRequirements) ?? remember(spec, nodeRequirements, findRequirements(spec));
}

function findRequirements(spec: Place): readonly NodeRequirement[] {
  const found: NodeRequirement[] = spec.at("nodeSelector").entries.map((entry) => ({
    key: String(entry.step),
    values: valuesOf([entry.isAbsent ? "" : textOf(Reading.value(entry))]),
    place: entry,
  }));
  const terms = termsOf(spec);
  const [first, ...others] = terms.items.map(inTerm);
  if (!first || terms.isOpen) return found;
  for (const one of first) {
    const same = others.map((term) => term.find(({ key }) => key === one.key));
    if (same.includes(undefined)) continue;
    const all = [one.values, ...same.map((other) => other?.values)];
    const values = all.every((list) => list !== undefined) ? [...new Set(all.flatMap((list) => list ?? []))] : undefined;
    found.push({ ...one, values });
  }
  return found;
}

/** Something may be required that is not written, or not known. */
export function mayRequireMore({ spec, shape }: PodTemplate): boolean {
  const affinity = spec.at("affinity", "nodeAffinity");
  return (
    shape !== "full" ||
    [spec.at("nodeSelector"), spec.at("affinity"), affinity, termsOf(spec)].some((place) => place.isOpen) ||
    termsOf(spec)
      .items.map((term) => term.at("matchExpressions"))
      .some((expressions) => expressions.isOpen || !expressions.items.every((one) => one.at("key").is(() => true)))
  );
}

const termsOf = (spec: Place): Place =>
  spec.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");

const inTerm = (term: Place): readonly NodeRequirement[] => requirementsIn(term.at("matchExpressions"));

/** Expressions that ask for a label, also those of a NodePool; those that ask for its absence name no node. */
export function requirementsIn(expressions: Place): readonly NodeRequirement[] {
  return expressions.items.flatMap((expression): readonly NodeRequirement[] => {
    const key = textOf(Reading.value(expression.at("key")));
    const operator = textOf(Reading.value(expression.at("operator")));
    if (key === undefined || operator === undefined || operator === "NotIn" || operator === "DoesNotExist") return [];
    const list = expression.at("values");
    const values = operator === "In" && !list.isOpen ? valuesOf(list.items.map((value) => textOf(Reading.value(value)))) : undefined;
    return [{ key, values, place: list.isWritten ? list : expression.at("key") }];
  });
}

const valuesOf = (texts: readonly (string | undefined)[]): readonly string[] | undefined =>
  texts.length > 0 && texts.every((text): text is string => text !== undefined) ? texts : undefined;
