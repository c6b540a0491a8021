// GKE ComputeClasses: an ordered list of machines; GKE takes the first one that it can get.
// Source, read 2026-11-25: Google Cloud documentation "ComputeClass CustomResourceDefinition" and "Consume reserved zonal resources".
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";

interface Priority {
  readonly place: Place;
  /** `reserved`: only nodes of the reservations that it names; `onDemand`: certainly neither reserved, nor spot, nor started flexibly. */
  readonly buys: "reserved" | "onDemand" | "other";
}

export interface ComputeClass {
  readonly root: Place;
  /** In their order; none where another order counts, or where more may be in the list. */
  readonly priorities: readonly Priority[];
}

export const computeClasses = defineFacet<ComputeClass>(
  "computeClasses",
  ["kubernetes"],
  (resource) => {
    const root = Place.root(resource);
    const list = root.at("spec", "priorities");
    const isOrdered = !list.isOpen && list.items.every((one) => one.at("priorityScore").isAbsent);
    return [{ root, priorities: isOrdered ? list.items.map((place) => ({ place, buys: capacityOf(place) })) : [] }];
  },
  { kinds: ["ComputeClass.cloud.google.com"] },
);

/** Node pools that exist already say nothing here of what their nodes are. */
function capacityOf(place: Place): Priority["buys"] {
  if (!place.at("nodepools").isAbsent) return "other";
  if (place.at("reservations", "affinity").is("Specific")) return "reserved";
  const isOrdinary = ["reservations", "flexStart", "location"].every((key) => place.at(key).isAbsent);
  return isOrdinary && (place.at("spot").isAbsent || place.at("spot").is(false)) ? "onDemand" : "other";
}

/** Whether both certainly ask for the same machine: the type, or the same accelerators in the same family. */
export function isSameMachine(a: Place, b: Place): boolean {
  const isEqual = (...path: readonly string[]): boolean => a.along(path).is((value) => b.along(path).is(value));
  const isLike = (key: string): boolean => (a.at(key).isAbsent ? b.at(key).isAbsent : isEqual(key));
  if (a.at("machineType").isWritten || b.at("machineType").isWritten) return isEqual("machineType");
  if (!isLike("machineFamily")) return false;
  const isGpu = isEqual("gpu", "type") && isEqual("gpu", "count");
  return isGpu || (isEqual("tpu", "type") && isEqual("tpu", "count") && isEqual("tpu", "topology"));
}
