// Whatever can get spot capacity and nothing else: pods, node pools, compute classes, queues.
// Sources, read 2026-11-24: karpenter.sh "NodePools"; GKE documentation, ComputeClass CRD (cloud.google.com/v1), whenUnsatisfiable.
import { Place } from "../model/place.ts";
import { type SpotTemplate, spotTemplates } from "./capacity.ts";
import { defineFacet } from "./facet.ts";
import { nodePools } from "./node-pools.ts";

export type SpotOnly =
  | ({ readonly is: "pod" } & SpotTemplate)
  /** The values that name spot alone. */
  | { readonly is: "pool"; readonly values: Place }
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
          return isOnly && capacityPlace ? [{ is: "pool", values: capacityPlace }] : [];
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
        return spotTemplates.of(resource, settings).flatMap((one): readonly SpotOnly[] => (one.isRequired ? [{ is: "pod", ...one }] : []));
    }
  },
  { within: spotTemplates, also: ["NodePool.karpenter.sh", "ComputeClass.cloud.google.com", "ClusterQueue.kueue.x-k8s.io"] },
);
