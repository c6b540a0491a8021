// Whether something other than Kubernetes' own scheduler may decide when a workload starts: marks of Kueue, Volcano, KAI and YuniKorn.
// Sources, read 2026-11-25: Kueue "Labels and Annotations"; KAI docs/quickstart; Volcano "How to configure a queue"; YuniKorn "Labels and
// Annotations"; KubeRay "Kubernetes ecosystem"; Kubeflow RunPolicy; SparkApplicationSpec.
import { Place } from "../model/place.ts";
import type { PodTemplate } from "./pod-templates.ts";

const QUEUE_KEYS = [
  "kueue.x-k8s.io/queue-name",
  "kai.scheduler/queue",
  "runai/queue",
  "volcano.sh/queue-name",
  "scheduling.volcano.sh/queue-name",
  "yunikorn.apache.org/queue",
  "queue",
];

/** Labels and annotations of an object's metadata that name a queue, or may. */
export const mayNameQueue = (metadata: Place): boolean =>
  [metadata.at("labels"), metadata.at("annotations")].some((map) => map.isOpen || QUEUE_KEYS.some((key) => !map.at(key).isAbsent));

/** Another scheduler than Kubernetes' own, or one that is not known. */
export const mayHaveScheduler = (spec: Place): boolean => {
  const name = spec.at("schedulerName");
  return !name.isAbsent && !name.is("default-scheduler");
};

/** By its own metadata, that of its pods, their scheduler, or the fields in which operators are told of a queue. */
export function mayBeQueued({ workload, meta, spec }: PodTemplate): boolean {
  const root = Place.root(workload);
  const fields = [
    ...["schedulingPolicy", "managedBy"].map((key) => root.at("spec", "runPolicy", key)),
    ...["batchScheduler", "managedBy"].map((key) => root.at("spec", key)),
  ];
  return mayNameQueue(root.at("metadata")) || mayNameQueue(meta) || mayHaveScheduler(spec) || fields.some((field) => !field.isAbsent);
}
