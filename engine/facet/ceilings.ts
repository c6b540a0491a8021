// Whatever starts machines by itself, and where it says how many at most: node pools, groups of Ray, services, autoscalers, compute
// environments of AWS Batch.
import { Place, type Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { acceleratorOf } from "./accelerator-use.ts";
import { type Autoscaler, autoscalers } from "./autoscalers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { hasAccelerators } from "./machines.ts";
import { nodePools } from "./node-pools.ts";
import { placesAt } from "./places-at.ts";
import { rayClusters } from "./ray-clusters.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface Ceiling {
  readonly of: "nodePool" | "workerGroup" | "service" | "keda" | "batch";
  /** The object; `component`: the part of it that grows. */
  readonly name: string;
  readonly component: string;
  /** What each one more brings; undefined where that is not known to be an accelerator. */
  readonly accelerator: string | undefined;
  /** Where the bound is or would be, and how the field is called. */
  readonly maximum: Place;
  readonly field: string;
  /** Certainly no bound is written. */
  readonly isUnbounded: boolean;
  /** Of KEDA: what it scales stands elsewhere. */
  readonly scaler?: Autoscaler;
}

const RAY = ["RayCluster.ray.io", "RayJob.ray.io", "RayService.ray.io", "RayCronJob.ray.io"];
/** The highest number that the field can hold, which is KubeRay's default. */
const HIGHEST = 2_147_483_647;
const MAX_SCALE = ["autoscaling.knative.dev/max-scale", "autoscaling.knative.dev/maxScale"];
/** Of AWS Batch: the group of fields, the bound and the machine types. */
const BATCH: Readonly<Record<string, readonly [group: string, maximum: string, types: string]>> = {
  aws_batch_compute_environment: ["compute_resources[]", "max_vcpus", "instance_type"],
  "AWS::Batch::ComputeEnvironment": ["ComputeResources", "MaxvCpus", "InstanceTypes"],
};

export const ceilings = defineFacet<Ceiling>(
  "ceilings",
  ["kubernetes", "terraform", "cloudformation"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.class !== "kubernetes") return ofBatch(resource, root);
    switch (resource.ref.kind) {
      case "NodePool":
        return ofPool(resource, settings);
      case "ScaledObject":
        return ofKeda(resource, settings);
      case "Service":
        return workloads.of(resource, settings).flatMap((template) => ofKnative(template, settings));
      case "InferenceService":
        return isServerless(root)
          ? workloads.of(resource, settings).map((template) => ofTemplate("service", template, template.base.at("maxReplicas"), settings))
          : [];
      default:
        return ofRay(resource, settings);
    }
  },
  {
    kinds: ["NodePool.karpenter.sh", ...RAY, "ScaledObject.keda.sh", "InferenceService.serving.kserve.io", "Service.serving.knative.dev"],
  },
);

const ofPool = (resource: Resource, settings: FacetSettings): readonly Ceiling[] =>
  nodePools.of(resource, settings).map(({ limits, replicas }) => ({
    ...{ of: "nodePool", name: resourceLabel(resource.ref), component: "", accelerator: undefined, maximum: limits, field: "spec.limits" },
    isUnbounded: !limits.isOpen && limits.entries.length === 0 && replicas.isAbsent,
  }));

const ofKeda = (resource: Resource, settings: FacetSettings): readonly Ceiling[] =>
  autoscalers.of(resource, settings).map((scaler) => {
    const maximum = scaler.root.at("spec", "maxReplicaCount");
    const said = { name: scaler.label, component: "", accelerator: undefined, maximum, field: "maxReplicaCount" };
    return { of: "keda", ...said, isUnbounded: maximum.isAbsent, scaler };
  });

/** Groups grow only where the cluster scales itself. */
function ofRay(resource: Resource, settings: FacetSettings): readonly Ceiling[] {
  const groups = workloads.of(resource, settings).filter(({ base }) => base.parent?.step === "workerGroupSpecs");
  const grows = rayClusters.of(resource, settings).some(({ spec }) => spec.at("enableInTreeAutoscaling").is(true));
  return groups.map((template) => {
    const ceiling = ofTemplate("workerGroup", template, template.base.at("maxReplicas"), settings);
    return grows ? ceiling : { ...ceiling, isUnbounded: false };
  });
}

/** Only where it is written: else the installation decides. */
const isServerless = (root: Place): boolean =>
  root.at("metadata", "annotations", "serving.kserve.io/deploymentMode").is((mode) => mode === "Knative" || mode === "Serverless");

function ofKnative(template: RoledTemplate, settings: FacetSettings): readonly Ceiling[] {
  const annotations = template.meta.at("annotations");
  const [first, second] = MAX_SCALE.map((name) => annotations.at(name));
  if (!first || !second) return [];
  const maximum = first.isAbsent && !second.isAbsent ? second : first;
  return [{ ...ofTemplate("service", template, maximum, settings), field: String(MAX_SCALE[0]) }];
}

function ofTemplate(of: "workerGroup" | "service", template: RoledTemplate, maximum: Place, settings: FacetSettings): Ceiling {
  const isNone = (value: unknown) => Number(value) >= HIGHEST || (of === "service" && Number(value) === 0);
  return {
    of,
    name: resourceLabel(template.workload.ref),
    component: template.component,
    accelerator: acceleratorOf(template, settings),
    maximum,
    field: "maxReplicas",
    isUnbounded: maximum.isAbsent || maximum.is(isNone),
  };
}

/** A number is always written there, so that a bound is one as far as somebody can pay it. */
function ofBatch(resource: Resource, root: Place): readonly Ceiling[] {
  const fields = entryAt(BATCH, resource.ref.kind);
  if (!fields) return [];
  const [path, field, types] = fields;
  return placesAt(root, path).map((group) => {
    let accelerator: string | undefined;
    const isAccelerated = (type: Reading) => type.is((value) => hasAccelerators((accelerator = String(value))));
    const found = group.at(types).items.some(isAccelerated);
    return {
      ...{ of: "batch", name: resourceLabel(resource.ref), component: "", maximum: group.at(field), field },
      accelerator: found ? accelerator : undefined,
      isUnbounded: false,
    };
  });
}
