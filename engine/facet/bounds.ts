// Minimum and maximum of everything that scales, with the API's own defaults, and what happens where they contradict each other.
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
  /** What becomes of the object when the minimum is greater, as the end of a sentence. */
  readonly whenInverted: string;
  /** Somebody refuses the object then, or refuses to start; else one of the bounds is passed over without a word. */
  readonly isRefused: boolean;
}

interface Row {
  readonly kinds: readonly string[];
  readonly at: readonly string[];
  readonly min: string;
  readonly max: string;
  readonly minDefault?: number;
  readonly maxDefault?: number;
  readonly zeroIsUnlimited?: boolean;
  /** The bounds count only where this field beside them is true. */
  readonly onlyWhere?: string;
  readonly whenInverted: string;
  readonly isAccepted?: boolean;
}

/**
 * Sources, read 2026-11-24: kubernetes pkg/apis/autoscaling/validation; KEDA scaledobject_types.go (CheckReplicaCountBoundsAreValid) and
 * scaledjob_types.go (MinReplicaCount); KServe component.go (validateReplicas) and the rules of the LLMInferenceService CRD; KubeRay
 * utils/validation.go; Knative annotation_validation.go; Kubeflow ElasticPolicy, which becomes torchrun's --nnodes=MIN:MAX, and
 * torch/distributed/elastic/rendezvous/api.py; Spark ExecutorAllocationManager.validateSettings; Karmada's webhook, which checks as Kubernetes does.
 */
const ROWS: readonly Row[] = [
  {
    kinds: ["HorizontalPodAutoscaler.autoscaling"],
    at: ["spec"],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 1,
    whenInverted: "Kubernetes refuses the autoscaler",
  },
  {
    kinds: ["FederatedHPA.autoscaling.karmada.io"],
    at: ["spec"],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 1,
    whenInverted: "Karmada refuses the autoscaler",
  },
  {
    kinds: ["ScaledObject.keda.sh"],
    at: ["spec"],
    min: "minReplicaCount",
    max: "maxReplicaCount",
    minDefault: 0,
    maxDefault: 100,
    whenInverted: "KEDA refuses the ScaledObject",
  },
  {
    kinds: ["ScaledJob.keda.sh"],
    at: ["spec"],
    min: "minReplicaCount",
    max: "maxReplicaCount",
    whenInverted: "KEDA takes the maximum for both and never scales",
    isAccepted: true,
  },
  {
    kinds: ["InferenceService.serving.kserve.io"],
    at: ["spec.predictor", "spec.transformer", "spec.explainer"],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 1,
    maxDefault: 0,
    zeroIsUnlimited: true,
    whenInverted: "KServe refuses the InferenceService",
  },
  {
    kinds: ["LLMInferenceService.serving.kserve.io", "LLMInferenceServiceConfig.serving.kserve.io"],
    at: ["spec.scaling", "spec.prefill.scaling"],
    min: "minReplicas",
    max: "maxReplicas",
    whenInverted: "Kubernetes refuses the object by the rules of its CRD",
  },
  ray("RayCluster.ray.io", "spec.workerGroupSpecs[]"),
  ray("RayJob.ray.io", "spec.rayClusterSpec.workerGroupSpecs[]"),
  ray("RayService.ray.io", "spec.rayClusterConfig.workerGroupSpecs[]"),
  ray("RayCronJob.ray.io", "spec.jobTemplate.rayClusterSpec.workerGroupSpecs[]"),
  {
    kinds: ["PyTorchJob.kubeflow.org"],
    at: ["spec.elasticPolicy"],
    min: "minReplicas",
    max: "maxReplicas",
    whenInverted: "torchrun refuses to start",
  },
  {
    kinds: ["SparkApplication.sparkoperator.k8s.io"],
    at: ["spec.dynamicAllocation"],
    min: "minExecutors",
    max: "maxExecutors",
    onlyWhere: "enabled",
    whenInverted: "Spark refuses to start",
  },
  {
    kinds: ["ScheduledSparkApplication.sparkoperator.k8s.io"],
    at: ["spec.template.dynamicAllocation"],
    min: "minExecutors",
    max: "maxExecutors",
    onlyWhere: "enabled",
    whenInverted: "Spark refuses to start",
  },
  {
    kinds: ["SeldonDeployment.machinelearning.seldon.io"],
    at: ["spec.predictors[].componentSpecs[].hpaSpec"],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 1,
    whenInverted: "Kubernetes refuses its autoscaler",
  },
  knative("autoscaling.knative.dev/min-scale", "autoscaling.knative.dev/max-scale"),
  knative("autoscaling.knative.dev/minScale", "autoscaling.knative.dev/maxScale"),
];

function ray(kind: string, at: string): Row {
  return {
    kinds: [kind],
    at: [at],
    min: "minReplicas",
    max: "maxReplicas",
    minDefault: 0,
    whenInverted: "KubeRay refuses the cluster",
  };
}

function knative(min: string, max: string): Row {
  return {
    kinds: ["Service.serving.knative.dev"],
    at: ["spec.template.metadata.annotations"],
    min,
    max,
    zeroIsUnlimited: true,
    whenInverted: "Knative refuses the Service",
  };
}

export const bounds = defineFacet<Bounds>(
  "bounds",
  ["kubernetes"],
  (resource: Resource) => {
    const name = `${resource.ref.kind}.${resource.ref.group}`;
    return ROWS.filter((row) => row.kinds.includes(name)).flatMap((row) =>
      row.at
        .flatMap((pattern) => placesAt(Place.root(resource), pattern))
        .filter((holder) => holder.isWritten && (row.onlyWhere === undefined || holder.at(row.onlyWhere).is(true)))
        .map((holder) => boundsIn(holder, row, resource.ref.kind)),
    );
  },
  { kinds: ROWS.flatMap((row) => row.kinds) },
);

function boundsIn(holder: Place, row: Row, kind: string): Bounds {
  const minimumPlace = holder.at(row.min);
  const maximumPlace = holder.at(row.max);
  return {
    minimum: row.minDefault === undefined ? minimumPlace : defaultOf(minimumPlace, row.minDefault, row.min),
    maximum: row.maxDefault === undefined ? maximumPlace : defaultOf(maximumPlace, row.maxDefault, row.max),
    minimumPlace,
    maximumPlace,
    kind,
    zeroIsUnlimited: row.zeroIsUnlimited ?? false,
    whenInverted: row.whenInverted,
    isRefused: row.isAccepted !== true,
  };
}
