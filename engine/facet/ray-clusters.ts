// Ray clusters wherever they are written: in a RayCluster, RayJob, RayService or RayCronJob.
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";
import { mayBeIn } from "./pod-templates.ts";

export interface RayCluster {
  /** The cluster spec: it holds headGroupSpec and workerGroupSpecs. */
  readonly spec: Place;
  readonly head: Place;
  readonly workers: readonly Place[];
  /** The spec of the job that the cluster is made for; undefined for other clusters. */
  readonly job: Place | undefined;
}

const AT: Readonly<Record<string, { readonly path: readonly string[]; readonly isOfJob: boolean }>> = {
  RayCluster: { path: ["spec"], isOfJob: false },
  RayJob: { path: ["spec", "rayClusterSpec"], isOfJob: true },
  RayService: { path: ["spec", "rayClusterConfig"], isOfJob: false },
  RayCronJob: { path: ["spec", "jobTemplate", "rayClusterSpec"], isOfJob: true },
};

export const rayClusters = defineFacet<RayCluster>(
  "rayClusters",
  ["kubernetes"],
  (resource) => {
    const at = resource.ref.group === "ray.io" ? AT[resource.ref.kind] : undefined;
    if (!at) return [];
    const spec = Place.root(resource).along(at.path);
    if (!mayBeIn(spec)) return [];
    return [{ spec, head: spec.at("headGroupSpec"), workers: spec.at("workerGroupSpecs").items, job: at.isOfJob ? spec.up() : undefined }];
  },
  { kinds: Object.keys(AT).map((kind) => `${kind}.ray.io`) },
);
