// Whatever can get spot capacity and nothing else: pods, node pools, compute classes, queues.
// Sources, read 2026-11-24: karpenter.sh "NodePools"; GKE documentation, ComputeClass CRD (cloud.google.com/v1), whenUnsatisfiable.
import { Place } from "../model/place.ts";
import { type SpotTemplate, spotTemplates } from "./capacity.ts";
import { defineFacet } from "./facet.ts";
import { nodePools } from "./node-pools.ts";

/** How it is written: an entry of a node selector, a list of what is allowed that can be longer, or something else. */
type Asks = "selector" | "list" | "other";

export type SpotOnly =
  | ({ readonly is: "pod"; readonly asks: Asks } & SpotTemplate)
  /** The values that name spot alone. */
  | { readonly is: "pool"; readonly asks: Asks; readonly values: Place }
  /** What it says of the day on which no priority can be had. */
  | { readonly is: "class"; readonly otherwise: Place }
  /** The names of its flavors; what they are others say. */
  | { readonly is: "queue"; readonly flavors: readonly Place[] };

export const spotOnly = defineFacet<SpotOnly>(
  "spotOnly",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    switch (`${resource.ref.kind}.${resource.ref.group}`) {
      case "NodePool.karpenter.sh":
        return nodePools.of(resource, settings).flatMap(({ capacityTypes, capacityPlace }): readonly SpotOnly[] => {
          const isOnly = capacityTypes?.length === 1 && capacityTypes[0] === "spot";
          return isOnly && capacityPlace ? [{ is: "pool", asks: asksOf(capacityPlace, "on-demand"), values: capacityPlace }] : [];
        });
      case "ComputeClass.cloud.google.com": {
        const priorities = root.at("spec", "priorities");
        const isOnly = !priorities.isOpen && priorities.items.length > 0 && priorities.items.every((one) => one.at("spot").is(true));
        // What holds where it is absent depends on the version of GKE.
        const otherwise = root.at("spec", "whenUnsatisfiable");
        return isOnly && otherwise.is("DoNotScaleUp") ? [{ is: "class", otherwise }] : [];
      }
      case "ClusterQueue.kueue.x-k8s.io": {
        const groups = root.at("spec", "resourceGroups");
        const flavors = groups.items.flatMap((group) => group.at("flavors").items.map((flavor) => flavor.at("name")));
        const isWhole = !groups.isOpen && groups.items.every((group) => !group.at("flavors").isOpen);
        return isWhole && flavors.length > 0 ? [{ is: "queue", flavors }] : [];
      }
      default:
        return spotTemplates.of(resource, settings).flatMap((one): readonly SpotOnly[] => {
          const { place, onDemand = "" } = one.capacity;
          return one.isRequired ? [{ is: "pod", asks: asksOf(place, onDemand), ...one }] : [];
        });
    }
  },
  { within: spotTemplates, also: ["NodePool.karpenter.sh", "ComputeClass.cloud.google.com", "ClusterQueue.kueue.x-k8s.io"] },
);

function asksOf(place: Place, onDemand: string): Asks {
  if (place.parent?.step === "nodeSelector") return "selector";
  const isList = place.step === "values" && place.up().at("operator").is("In");
  return isList && place.items.every((value) => value.isNot(onDemand)) ? "list" : "other";
}
