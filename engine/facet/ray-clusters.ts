// Ray clusters wherever they are written: in a RayCluster, RayJob, RayService or RayCronJob.
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";

export interface RayCluster {
  /** The cluster spec: it holds headGroupSpec and workerGroupSpecs. */
  readonly spec: Place;
  readonly head: Place;
  readonly workers: readonly Place[];
  readonly root: Place;
}

const AT: Readonly<Record<string, readonly string[]>> = {
  RayCluster: ["spec"],
  RayJob: ["spec", "rayClusterSpec"],
  RayService: ["spec", "rayClusterConfig"],
  RayCronJob: ["spec", "jobTemplate", "rayClusterSpec"],
};

export const rayClusters = defineFacet<RayCluster>("rayClusters", ["kubernetes"], (resource) => {
  const path = resource.ref.group === "ray.io" ? AT[resource.ref.kind] : undefined;
  if (!path) return [];
  const root = Place.root(resource);
  const spec = root.at(...path);
  return spec.isWritten ? [{ spec, head: spec.at("headGroupSpec"), workers: spec.at("workerGroupSpecs").items, root }] : [];
});
