// Minimum and maximum of everything that scales, with the API's own defaults.
import { Place, type Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { defaultOf } from "./defaults.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface Bounds {
  readonly minimum: Reading;
  readonly maximum: Reading;
  readonly minimumPlace: Place;
  readonly maximumPlace: Place;
  readonly kind: string;
  /** A maximum of 0 means that there is none. */
  readonly zeroIsUnlimited: boolean;
}

interface Row {
  readonly kinds: readonly string[];
  readonly at: readonly string[];
  readonly min: string;
  readonly max: string;
  readonly minDefault?: number;
  readonly maxDefault?: number;
  readonly zeroIsUnlimited?: boolean;
}

/** Sources: autoscaling/v2, KEDA scaledobject_types.go, KServe ComponentExtensionSpec, KubeRay WorkerGroupSpec, Kubeflow ElasticPolicy, Spark operator DynamicAllocation. */
const ROWS: readonly Row[] = [
  { kinds: ["HorizontalPodAutoscaler.autoscaling"], at: ["spec"], min: "minReplicas", max: "maxReplicas", minDefault: 1 },
  {
    kinds: ["ScaledObject.keda.sh", "ScaledJob.keda.sh"],
    at: ["spec"],
    min: "minReplicaCount",
    max: "maxReplicaCount",
    minDefault: 0,
    maxDefault: 100,
  },
  {
    kinds: ["InferenceService.serving.kserve.io"],
    at: ["spec.predictor", "spec.transformer", "spec.explainer"],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 1,
    maxDefault: 0,
    zeroIsUnlimited: true,
  },
  { kinds: ["RayCluster.ray.io"], at: ["spec.workerGroupSpecs[]"], min: "minReplicas", max: "maxReplicas", minDefault: 0 },
  { kinds: ["RayJob.ray.io"], at: ["spec.rayClusterSpec.workerGroupSpecs[]"], min: "minReplicas", max: "maxReplicas", minDefault: 0 },
  { kinds: ["RayService.ray.io"], at: ["spec.rayClusterConfig.workerGroupSpecs[]"], min: "minReplicas", max: "maxReplicas", minDefault: 0 },
  { kinds: ["PyTorchJob.kubeflow.org", "PaddleJob.kubeflow.org"], at: ["spec.elasticPolicy"], min: "minReplicas", max: "maxReplicas" },
  { kinds: ["SparkApplication.sparkoperator.k8s.io"], at: ["spec.dynamicAllocation"], min: "minExecutors", max: "maxExecutors" },
];

export const bounds = defineFacet<Bounds>("bounds", ["kubernetes"], (resource: Resource) => {
  const name = `${resource.ref.kind}.${resource.ref.group}`;
  return ROWS.filter((row) => row.kinds.includes(name)).flatMap((row) =>
    row.at
      .flatMap((pattern) => placesAt(Place.root(resource), pattern))
      .filter((holder) => holder.isWritten)
      .map((holder): Bounds => {
        const minimumPlace = holder.at(row.min);
        const maximumPlace = holder.at(row.max);
        return {
          minimum: row.minDefault === undefined ? minimumPlace : defaultOf(minimumPlace, row.minDefault, row.min),
          maximum: row.maxDefault === undefined ? maximumPlace : defaultOf(maximumPlace, row.maxDefault, row.max),
          minimumPlace,
          maximumPlace,
          kind: resource.ref.kind,
          zeroIsUnlimited: row.zeroIsUnlimited ?? false,
        };
      }),
  );
});
