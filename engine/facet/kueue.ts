// Workloads that Kueue can queue, and the label that says which queue.
import { Place } from "../model/place.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

export const QUEUE_LABEL = "kueue.x-k8s.io/queue-name";

export interface KueueWorkload {
  readonly root: Place;
  /** Where Kueue reads the queue's name. */
  readonly queue: Place;
  readonly namespace: Place;
  readonly kind: string;
  readonly templates: readonly PodTemplate[];
  /** For these kinds a label on the pod template means something of its own. */
  readonly templateLabelCounts: boolean;
}

/** Source: Kueue's integrations (kueue.x-k8s.io documentation, "Run workloads"). */
const QUEUED = new Set([
  "Job.batch",
  "JobSet.jobset.x-k8s.io",
  "TrainJob.trainer.kubeflow.org",
  "PyTorchJob.kubeflow.org",
  "TFJob.kubeflow.org",
  "XGBoostJob.kubeflow.org",
  "PaddleJob.kubeflow.org",
  "JAXJob.kubeflow.org",
  "MPIJob.kubeflow.org",
  "RayJob.ray.io",
  "RayCluster.ray.io",
  "RayService.ray.io",
  "AppWrapper.workload.codeflare.dev",
  "SparkApplication.sparkoperator.k8s.io",
]);
const BY_TEMPLATE = new Set(["Pod.", "Deployment.apps", "StatefulSet.apps", "LeaderWorkerSet.leaderworkerset.x-k8s.io"]);

export const kueueWorkloads = defineFacet<KueueWorkload>(
  "kueueWorkloads",
  ["kubernetes"],
  (resource, settings) => {
    const name = `${resource.ref.kind}.${resource.ref.group}`;
    if (!QUEUED.has(name) && !BY_TEMPLATE.has(name)) return [];
    const root = Place.root(resource);
    return [
      {
        root,
        queue: root.at("metadata", "labels", QUEUE_LABEL),
        namespace: root.at("metadata", "namespace"),
        kind: resource.ref.kind,
        templates: podTemplates.of(resource, settings),
        templateLabelCounts: BY_TEMPLATE.has(name),
      },
    ];
  },
  { kinds: [...QUEUED, ...BY_TEMPLATE] },
);
