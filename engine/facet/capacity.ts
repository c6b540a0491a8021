// What capacity a pod asks for: spot required, preferred, avoided. From node selectors and node affinity, by the labels of each
// platform (facts/spot.json) and those that the owner declares.
import table from "../../facts/spot.json" with { type: "json" };
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import type { PodTemplate } from "./pod-templates.ts";
import { placedWorkloads, type RoledTemplate } from "./roles.ts";

export interface Capacity {
  readonly spot: "required" | "preferred" | "avoided" | "unstated" | "unknown";
  /** What decides: the selector entry, or the values of the expression. */
  readonly place: Place | undefined;
  readonly key: string | undefined;
  /** "aks", "eks", "karpenter" …; undefined for labels that the owner declared. */
  readonly platform: string | undefined;
  /** The label's value for on demand; undefined where its absence may say so. */
  readonly onDemand: string | undefined;
}

interface SpotLabel {
  readonly platform?: string;
  readonly key: string;
  readonly spot: readonly string[];
  readonly onDemand: readonly string[];
  /** Nodes on demand may be without the label. */
  readonly elsewhereAbsent?: boolean;
}

const labelsOf = (settings: FacetSettings): readonly SpotLabel[] =>
  recall<readonly SpotLabel[]>(settings, labelsOf) ??
  remember(settings, labelsOf, [...table.labels, ...settings.spotLabels.map(({ key, value }) => ({ key, spot: [value], onDemand: [] }))]);

const wordsOf = ({ key, platform, onDemand: [onDemand], elsewhereAbsent }: SpotLabel) => ({
  key,
  platform,
  onDemand: elsewhereAbsent === true ? undefined : onDemand,
});

export interface SpotTemplate {
  readonly template: RoledTemplate;
  readonly capacity: Capacity & { readonly place: Place };
  /** Only spot will do; else it is preferred. */
  readonly isRequired: boolean;
}

/** Pod templates that ask for spot. */
export const spotTemplates = defineFacet<SpotTemplate>(
  "spotTemplates",
  ["kubernetes"],
  (resource, settings) =>
    placedWorkloads.of(resource, settings).flatMap((template) => {
      const capacity = capacityOf(template, settings);
      const { spot, place } = capacity;
      if (!place || (spot !== "required" && spot !== "preferred")) return [];
      return [{ template, capacity: { ...capacity, place }, isRequired: spot === "required" }];
    }),
  { within: placedWorkloads },
);

const NOTICE: Readonly<Record<string, number>> = table.notice;

/** Seconds that a platform gives a pod before its spot node ends, at most; undefined: not known. */
export const noticeOf = (platform: string | undefined): number | undefined => (platform === undefined ? undefined : NOTICE[platform]);

/** The entry of a map of node labels that says spot. */
export const spotEntryOf = (labels: Place, settings: FacetSettings): Place | undefined =>
  labels.entries.find((entry) =>
    labelsOf(settings).some((label) => label.key === String(entry.step) && entry.is((value) => label.spot.includes(String(value)))),
  );

/** A toleration for a label of spot: the pod may run there, although it does not ask for it. */
export const mayTolerateSpot = ({ spec }: PodTemplate, settings: FacetSettings): boolean => {
  const tolerations = spec.at("tolerations");
  const keys = labelsOf(settings).map(({ key }) => key);
  const fits = (key: unknown) => key === "" || keys.includes(String(key));
  return tolerations.isOpen || tolerations.items.some((one) => one.at("key").isAbsent || !one.at("key").isNot(fits));
};

export function capacityOf(template: PodTemplate, settings: FacetSettings): Capacity {
  const labels = labelsOf(settings);
  const selector = template.spec.at("nodeSelector");
  for (const entry of selector.entries) {
    const label = labels.find((one) => one.key === String(entry.step));
    if (!label) continue;
    const value = textOf(Reading.value(entry)) ?? (entry.isAbsent ? "" : undefined);
    const spot =
      value === undefined ? "unknown" : label.spot.includes(value) ? "required" : label.onDemand.includes(value) ? "avoided" : undefined;
    if (spot) return { spot, place: entry, ...wordsOf(label) };
  }
  const affinity = template.spec.at("affinity", "nodeAffinity");
  const terms = affinity.at("requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
  const preferences = affinity.at("preferredDuringSchedulingIgnoredDuringExecution");
  const places = [selector, template.spec.at("affinity"), affinity, terms.up(), terms, preferences];
  const expressions = [...terms.items, ...preferences.items.map((one) => one.at("preference"))].map((one) => one.at("matchExpressions"));
  const isUnknown = (list: Place) => list.isOpen || list.items.some((one) => !one.at("key").is(() => true));
  return (
    fromRequired(terms, labels) ??
    fromPreferred(preferences, labels) ?? {
      spot: places.some((place) => place.isOpen) || expressions.some(isUnknown) ? "unknown" : "unstated",
      place: undefined,
      key: undefined,
      platform: undefined,
      onDemand: undefined,
    }
  );
}

/** Terms are alternatives: spot is required only where every one of them requires it, and possible where any one does. */
function fromRequired(terms: Place, labels: readonly SpotLabel[]): Capacity | undefined {
  const judged = terms.items.map((term) => fromTerm(term, labels));
  const first = judged[0];
  if (first && judged.every((one) => one?.spot === first.spot)) return first;
  const possible = judged.find((one) => one?.spot === "required" || one?.spot === "preferred");
  return possible ? { ...possible, spot: "preferred" } : judged.find((one) => one?.spot === "unknown");
}

function fromTerm(term: Place, labels: readonly SpotLabel[]): Capacity | undefined {
  for (const expression of term.at("matchExpressions").items) {
    const label = labels.find((one) => expression.at("key").is(one.key));
    if (!label) continue;
    const values = expression.at("values");
    const operator = textOf(Reading.value(expression.at("operator")));
    const texts = values.items.map((value) => textOf(Reading.value(value)));
    const found = { place: values.isWritten ? values : expression.at("key"), ...wordsOf(label) };
    if (operator === undefined || values.isOpen || texts.includes(undefined)) return { spot: "unknown", ...found };
    const isSpot = (text: string | undefined) => text !== undefined && label.spot.includes(text);
    if (operator === "In" && texts.length > 0)
      return { spot: texts.every(isSpot) ? "required" : texts.some(isSpot) ? "preferred" : "avoided", ...found };
    if (operator === "Exists" && label.onDemand.length === 0) return { spot: "required", ...found };
    if ((operator === "NotIn" && texts.some(isSpot)) || operator === "DoesNotExist") return { spot: "avoided", ...found };
  }
  return undefined;
}

function fromPreferred(list: Place, labels: readonly SpotLabel[]): Capacity | undefined {
  const judged = list.items.map((item) => fromTerm(item.at("preference"), labels));
  const term = judged.find((one) => one?.spot === "required" || one?.spot === "preferred");
  return term ? { ...term, spot: "preferred" } : judged.find((one) => one?.spot === "unknown");
}
