// Node pools of Karpenter: which capacity their nodes may have, and where they end.
// Sources, read 2026-11-24: kubernetes-sigs/karpenter pkg/apis/v1/nodepool.go; karpenter.sh documentation "NodePools", "Scheduling".
import { Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";

type CapacityType = "spot" | "on-demand" | "reserved";

export interface NodePool {
  readonly root: Place;
  /** `spec.template`: labels under `metadata`, taints and requirements under `spec`. */
  readonly template: Place;
  readonly requirements: Place;
  readonly limits: Place;
  /** Sizes a static pool; absent in all others. */
  readonly replicas: Place;
  /** What its nodes may be; undefined: not known. */
  readonly capacityTypes: readonly CapacityType[] | undefined;
  /** The values that say so; undefined where nothing does. */
  readonly capacityPlace: Place | undefined;
}

const CAPACITY_KEY = "karpenter.sh/capacity-type";
const ALL: readonly CapacityType[] = ["spot", "on-demand", "reserved"];

export const nodePools = defineFacet<NodePool>(
  "nodePools",
  ["kubernetes"],
  (resource) => {
    const root = Place.root(resource);
    const spec = root.at("spec");
    const template = spec.at("template");
    const requirements = template.at("spec", "requirements");
    return [{ root, template, requirements, limits: spec.at("limits"), replicas: spec.at("replicas"), ...capacityOfPool(requirements) }];
  },
  { kinds: ["NodePool.karpenter.sh"] },
);

/** Requirements add up: what one forbids no other allows. A pool that asks for nothing may have any, on demand among them. */
function capacityOfPool(requirements: Place): Pick<NodePool, "capacityTypes" | "capacityPlace"> {
  let types: readonly CapacityType[] | undefined = ALL;
  let place: Place | undefined;
  for (const one of requirements.items) {
    const key = one.at("key");
    if (key.isNot(CAPACITY_KEY)) continue;
    const allowed = key.is(CAPACITY_KEY) ? allowedBy(one) : undefined;
    place ??= one.at("values").isWritten ? one.at("values") : key;
    types = allowed && types?.filter((type) => allowed(type));
  }
  return { capacityTypes: requirements.isOpen ? undefined : types, capacityPlace: place };
}

function allowedBy(requirement: Place): ((type: string) => boolean) | undefined {
  const values = requirement.at("values");
  const texts = values.items.map((value) => textOf(Reading.value(value)));
  switch (textOf(Reading.value(requirement.at("operator")))) {
    case "In":
      return values.isOpen || texts.includes(undefined) ? undefined : (type) => texts.includes(type);
    case "NotIn":
      return values.isOpen || texts.includes(undefined) ? undefined : (type) => !texts.includes(type);
    case "Exists":
      return () => true;
    default:
      return undefined;
  }
}
