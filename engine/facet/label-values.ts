// Values of node labels that somebody chooses nodes by, one by one: selectors, affinity, flavors.
import table from "../../facts/label-values.json" with { type: "json" };
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";
import { placedWorkloads } from "./roles.ts";

export interface MistakenLabel {
  readonly key: string;
  /** A value that no node has. */
  readonly place: Place;
  readonly meant: string;
}

const LABELS: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map(
  Object.entries(table.labels).map(([key, values]) => [
    key,
    new Map(Object.entries(values).flatMap(([meant, mistaken]) => mistaken.map((one: string): [string, string] => [one, meant]))),
  ]),
);
const TERMS = ["requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"];

export const mistakenLabels = defineFacet<MistakenLabel>(
  "mistakenLabels",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.ref.kind === "ResourceFlavor") return inMap(root.at("spec", "nodeLabels"));
    if (resource.ref.kind === "NodePool") return inExpressions(root.at("spec", "template", "spec", "requirements"));
    const annotation = root.at("metadata", "annotations", "serving.kserve.io/gke-accelerator");
    return placedWorkloads
      .of(resource, settings)
      .flatMap(({ spec }) => {
        const affinity = spec.at("affinity", "nodeAffinity");
        const preferred = affinity.at("preferredDuringSchedulingIgnoredDuringExecution").items.map((one) => one.at("preference"));
        const terms = [...affinity.along(TERMS).items, ...preferred];
        return [...inMap(spec.at("nodeSelector")), ...terms.flatMap((term) => inExpressions(term.at("matchExpressions")))];
      })
      .concat(one("cloud.google.com/gke-accelerator", annotation));
  },
  {
    within: placedWorkloads,
    also: ["ResourceFlavor.kueue.x-k8s.io", "NodePool.karpenter.sh", "InferenceService.serving.kserve.io"],
  },
);

const inMap = (labels: Place): readonly MistakenLabel[] => labels.entries.flatMap((value) => one(String(value.step), value));

function inExpressions(list: Place): readonly MistakenLabel[] {
  return list.items.flatMap((expression) => {
    const key = [...LABELS.keys()].find((known) => expression.at("key").is(known));
    return key === undefined || !expression.at("operator").is("In")
      ? []
      : expression.at("values").items.flatMap((value) => one(key, value));
  });
}

function one(key: string, place: Place): readonly MistakenLabel[] {
  const values = LABELS.get(key);
  if (!values) return [];
  for (const [mistaken, meant] of values) if (place.is(mistaken)) return [{ key, place, meant }];
  return [];
}
