// Labels and annotations that only one scheduler reads: the queue of KAI, the queue and the gang of Volcano.
// YuniKorn is not here: its admission controller gives pods its scheduler. Nor is gpu-fraction, which Run:ai reads too, where a namespace
// may decide the scheduler; nor Volcano's marks on jobs of Kubeflow, whose operator may set the scheduler.
// Sources, read 2026-11-25: KAI docs/quickstart "Assigning Pods to Queues"; volcano.sh apis pkg/apis/scheduling/v1beta1/labels.go.
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { defineFacet } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";

export interface SchedulerMark {
  /** Where the label or annotation is written. */
  readonly mark: Place;
  /** The `schedulerName` of pods that it speaks about. */
  readonly scheduler: string;
  /** It is on a pod or pod template; else on the workload, and speaks for all of its pods. */
  readonly isOfPod: boolean;
  /** The templates that it speaks about. */
  readonly templates: readonly PodTemplate[];
}

const CORE = [
  ...[
    "Pod.",
    "ReplicationController.",
    "ReplicaSet.apps",
    "Deployment.apps",
    "StatefulSet.apps",
    "DaemonSet.apps",
    "Job.batch",
    "CronJob.batch",
  ],
  ...["JobSet.jobset.x-k8s.io", "LeaderWorkerSet.leaderworkerset.x-k8s.io"],
];
const KUBEFLOW = ["PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob", "MPIJob", "Notebook"].map((kind) => `${kind}.kubeflow.org`);

const MARKS = [
  { key: "kai.scheduler/queue", carrier: "labels", scheduler: "kai-scheduler", isOfWorkload: true, kinds: new Set([...CORE, ...KUBEFLOW]) },
  ...["scheduling.volcano.sh/queue-name", "scheduling.volcano.sh/group-name"].map((key) => ({
    key,
    carrier: "annotations",
    scheduler: "volcano",
    isOfWorkload: false,
    kinds: new Set(CORE),
  })),
];

export const schedulerMarks = defineFacet<SchedulerMark>(
  "schedulerMarks",
  ["kubernetes"],
  (resource, settings) => {
    const templates = podTemplates.of(resource, settings);
    const metadata = Place.root(resource).at("metadata");
    const found = marksOf(resource).flatMap(({ key, carrier, scheduler, isOfWorkload }) => {
      const ofPods = templates.map((template) => ({
        mark: template.meta.at(carrier, key),
        scheduler,
        isOfPod: true,
        templates: [template],
      }));
      const isOwn = templates.some(({ meta }) => meta === metadata);
      const ofWorkload = isOfWorkload && !isOwn ? [{ mark: metadata.at(carrier, key), scheduler, isOfPod: false, templates }] : [];
      return [...ofPods, ...ofWorkload];
    });
    return found.filter(({ mark }) => mark.isWritten);
  },
  { within: podTemplates, mentions: MARKS.map(({ key }) => key), kinds: [...CORE, ...KUBEFLOW] },
);

const marksOf = ({ ref }: Resource) => MARKS.filter(({ kinds }) => kinds.has(`${ref.kind}.${ref.group}`));
