// What changes the number of pods, what it changes it of, and by which measure.
// Sources, read 2026-11-24: kubernetes pkg/apis/autoscaling (types, defaults of v1 and v2); KEDA scaledobject_types.go and
// pkg/scalers/cpu_memory_scaler.go; Karmada federatedhpa_types.go; autoscaler vertical-pod-autoscaler types.go.
import { Place, Reading } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";

export const AUTOSCALER_KINDS = [
  "HorizontalPodAutoscaler.autoscaling",
  "ScaledObject.keda.sh",
  "FederatedHPA.autoscaling.karmada.io",
  "VerticalPodAutoscaler.autoscaling.k8s.io",
] as const;

/** A reference to what is scaled, as `ctx.resolve` takes it. */
export interface ScaleTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: Place;
  readonly namespace: Place;
}

/** How a target is called in records: "Deployment.apps/llm". */
export const targetKey = ({ kind, group }: Pick<ScaleTarget, "kind" | "group">, name: string): string => `${kind}.${group}/${name}`;

export interface ScalingMetric {
  /** A resource of all containers, of one container, or anything else (requests, a queue). */
  readonly source: "resource" | "container" | "other";
  /** "cpu", "memory". */
  readonly resource: string | undefined;
  /** Certainly measured as a share of what is requested. */
  readonly isShare: boolean;
  readonly container: Place | undefined;
  /** Where it is named; of the API's own default, where it would be. */
  readonly place: Place;
}

export interface Autoscaler {
  readonly kind: string;
  /** "ScaledObject vllm" */
  readonly label: string;
  readonly root: Place;
  /** What names the target; absent where the object scales a part of itself. */
  readonly targetRef: Place;
  /** The part of this same object that it scales: replicas of an elastic job, a component of KServe. */
  readonly own: Place | undefined;
  /** Undefined where kind or group is not known, or where no kind of that group is known to have replicas. */
  readonly target: ScaleTarget | undefined;
  /** The measures of a horizontal autoscaler. */
  readonly metrics: readonly ScalingMetric[];
  /** No measure is hidden behind something that is not known. */
  readonly hasAllMetrics: boolean;
}

/** Kinds that an autoscaler may name, by group: what else it names is somebody else's. */
const GROUPS: Readonly<Record<string, string>> = {
  Deployment: "apps",
  StatefulSet: "apps",
  ReplicaSet: "apps",
  ReplicationController: "",
  Rollout: "argoproj.io",
  LeaderWorkerSet: "leaderworkerset.x-k8s.io",
};

/** Objects that scale another one. */
export const autoscalers = defineFacet<Autoscaler>(
  "autoscalers",
  ["kubernetes"],
  (resource: Resource) => {
    const root = Place.root(resource);
    const { kind } = resource.ref;
    const targetRef = root.at("spec", kind === "VerticalPodAutoscaler" ? "targetRef" : "scaleTargetRef");
    return [{ ...commonOf(resource, targetRef), own: undefined, target: targetOf(targetRef, root), ...metricsOf(kind, root) }];
  },
  { kinds: AUTOSCALER_KINDS },
);

/** All that scales: these, and objects that scale a part of themselves. */
export const scalers = defineFacet<Autoscaler>(
  "scalers",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    const { kind } = resource.ref;
    if (kind !== "PyTorchJob" && kind !== "InferenceService") return autoscalers.of(resource, settings);
    const parts = kind === "PyTorchJob" ? ofElasticJob(root) : ofComponents(root);
    return parts.map((part) => ({ ...commonOf(resource, root.at("spec", "scaleTargetRef")), ...part, target: undefined }));
  },
  { kinds: [...AUTOSCALER_KINDS, "PyTorchJob.kubeflow.org", "InferenceService.serving.kserve.io"] },
);

function commonOf(resource: Resource, targetRef: Place): Pick<Autoscaler, "kind" | "label" | "root" | "targetRef"> {
  return { kind: resource.ref.kind, label: resourceLabel(resource.ref), root: Place.root(resource), targetRef };
}

type SelfScaling = Pick<Autoscaler, "own" | "metrics" | "hasAllMetrics">;

/** With metrics the training operator makes an autoscaler of the workers. */
function ofElasticJob(root: Place): readonly SelfScaling[] {
  const list = root.at("spec", "elasticPolicy", "metrics");
  return list.items.length === 0 ? [] : [{ own: root.at("spec", "pytorchReplicaSpecs", "Worker"), ...collect(list, ofMetric) }];
}

/** `scaleMetric` of a component; `autoScaling`, which is newer, takes its place. */
function ofComponents(root: Place): readonly SelfScaling[] {
  return ["predictor", "transformer", "explainer"].flatMap((component): readonly SelfScaling[] => {
    const own = root.at("spec", component);
    const metric = own.at("scaleMetric");
    const resource = textOf(Reading.value(metric));
    if (resource === undefined) return [];
    const source = resource === "cpu" || resource === "memory" ? "resource" : "other";
    const isShare = source === "resource";
    return [
      { own, metrics: [{ source, resource, isShare, container: undefined, place: metric }], hasAllMetrics: own.at("autoScaling").isAbsent },
    ];
  });
}

function targetOf(targetRef: Place, root: Place): ScaleTarget | undefined {
  if (!targetRef.isWritten) return undefined;
  const kind = Object.keys(GROUPS).find((one) => isOfKind(targetRef, one));
  const group = kind === undefined ? undefined : GROUPS[kind];
  if (kind === undefined || group === undefined) return undefined;
  return { group, kind, name: targetRef.at("name"), namespace: root.at("metadata", "namespace") };
}

/** KEDA takes a Deployment where no kind is written. Other groups have kinds of the same names (OpenKruise). */
function isOfKind(target: Place, kind: string): boolean {
  const [written, version, group] = [target.at("kind"), target.at("apiVersion"), GROUPS[kind]];
  if (!written.is(kind) && !(kind === "Deployment" && written.isAbsent)) return false;
  return version.isAbsent || version.is((one) => String(one).replace(/\/?[^/]*$/, "") === group);
}

type Metrics = Pick<Autoscaler, "metrics" | "hasAllMetrics">;

function metricsOf(kind: string, root: Place): Metrics {
  if (kind === "VerticalPodAutoscaler") return { metrics: [], hasAllMetrics: true };
  if (kind === "ScaledObject") return collect(root.at("spec", "triggers"), ofTrigger);
  if (root.at("apiVersion").is("autoscaling/v1")) return ofFirstVersion(root);
  const list = root.at("spec", "metrics");
  const isDefault = kind === "HorizontalPodAutoscaler" && !list.isOpen && list.items.length === 0;
  return isDefault ? { metrics: [defaultMetric(list)], hasAllMetrics: true } : collect(list, ofMetric);
}

/** Where nothing is written Kubernetes scales at 80 % of the requested CPU. */
const defaultMetric = (place: Place): ScalingMetric => ({
  source: "resource",
  resource: "cpu",
  isShare: true,
  container: undefined,
  place,
});

/** In autoscaling/v1 all other measures hide in an annotation. */
function ofFirstVersion(root: Place): Metrics {
  const hidden = root.at("metadata", "annotations", "autoscaling.alpha.kubernetes.io/metrics");
  return hidden.isAbsent
    ? { metrics: [defaultMetric(root.at("spec", "targetCPUUtilizationPercentage"))], hasAllMetrics: true }
    : { metrics: [], hasAllMetrics: false };
}

function collect(list: Place, read: (item: Place) => ScalingMetric | undefined): Metrics {
  const metrics = list.items.map(read);
  return {
    metrics: metrics.filter((one) => one !== undefined),
    hasAllMetrics: list.items.length > 0 && !list.isOpen && !metrics.includes(undefined),
  };
}

const BY_TYPE: Readonly<Record<string, { readonly source: ScalingMetric["source"]; readonly field: string }>> = {
  Resource: { source: "resource", field: "resource" },
  ContainerResource: { source: "container", field: "containerResource" },
};

/** An entry of `metrics`; undefined where it is not known which one it is. */
function ofMetric(item: Place): ScalingMetric | undefined {
  const type = textOf(Reading.value(item.at("type")));
  if (type === undefined) return undefined;
  const known = entryAt(BY_TYPE, type);
  if (!known) return { source: "other", resource: undefined, isShare: false, container: undefined, place: item.at("type") };
  const body = item.at(known.field);
  const name = body.at("name");
  // The second is that of autoscaling/v2beta1.
  const isShare = body.at("target", "type").is("Utilization") || body.at("targetAverageUtilization").isWritten;
  const container = known.source === "container" ? body.at("container") : undefined;
  return { source: known.source, resource: textOf(Reading.value(name)), isShare, container, place: name };
}

function ofTrigger(item: Place): ScalingMetric | undefined {
  const place = item.at("type");
  const type = textOf(Reading.value(place));
  if (type === undefined) return undefined;
  if (type !== "cpu" && type !== "memory") return { source: "other", resource: undefined, isShare: false, container: undefined, place };
  const name = item.at("metadata", "containerName");
  // The second is the older notation of the first.
  const isShare = item.at("metricType").is("Utilization") || item.at("metadata", "type").is("Utilization");
  const container = name.isAbsent ? undefined : name;
  return { source: container ? "container" : "resource", resource: type, isShare, container, place };
}
