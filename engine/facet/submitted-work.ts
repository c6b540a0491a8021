// Work with an end that asks for accelerators and is there to be started: what a queue is for. Left out are definitions that others
// start (workflow templates, training runtimes), what another object carries, bare pods, and what only tests or shows the devices.
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { type AcceleratorUse, acceleratorUse } from "./accelerator-use.ts";
import { containersOf } from "./containers.ts";
import { isDiagnostic } from "./diagnostics.ts";
import { defineFacet } from "./facet.ts";
import { isFixture } from "./fixtures.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";
import { mayBeQueued, mayHaveScheduler, mayNameQueue } from "./queue-marks.ts";
import { isFiniteRole } from "./roles.ts";

export interface SubmittedWork {
  readonly root: Place;
  /** The sets of pods with accelerators. */
  readonly uses: readonly AcceleratorUse[];
  /** Something may decide when it starts: a queue that it names, another scheduler, a lock, or somebody who resumes it. */
  readonly mayWait: boolean;
}

/** Of a kind that makes others: where their metadata and their spec are. */
const INNER: Readonly<Record<string, readonly (readonly [metadata: readonly string[], spec: readonly string[]])[]>> = {
  CronJob: [
    [
      ["spec", "jobTemplate", "metadata"],
      ["spec", "jobTemplate", "spec"],
    ],
  ],
  RayCronJob: [
    [
      ["spec", "jobTemplate", "metadata"],
      ["spec", "jobTemplate"],
    ],
  ],
  ScheduledSparkApplication: [
    [
      ["spec", "template", "metadata"],
      ["spec", "template"],
    ],
  ],
  Workflow: [[["spec", "podMetadata"], ["spec"]]],
  CronWorkflow: [
    [
      ["spec", "workflowMetadata"],
      ["spec", "workflowSpec"],
    ],
    [["spec", "workflowSpec", "podMetadata"], ["spec"]],
  ],
};

const KUBEFLOW = ["PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob", "MPIJob"].map((kind) => `${kind}.kubeflow.org`);
const KINDS = [
  "Job.batch",
  "CronJob.batch",
  "JobSet.jobset.x-k8s.io",
  ...KUBEFLOW,
  "HyperPodPyTorchJob.sagemaker.amazonaws.com",
  "RayJob.ray.io",
  "RayCronJob.ray.io",
  "SparkApplication.sparkoperator.k8s.io",
  "ScheduledSparkApplication.sparkoperator.k8s.io",
  "Workflow.argoproj.io",
  "CronWorkflow.argoproj.io",
];

export const submittedWork = defineFacet<SubmittedWork>(
  "submittedWork",
  ["kubernetes"],
  (resource, settings) => {
    const root = Place.root(resource);
    if (resource.carrier !== undefined || isFixture(resource) || !root.at("metadata", "ownerReferences").isAbsent) return [];
    const all = acceleratorUse.of(resource, settings);
    const uses = all.filter(({ template, uses }) => uses === "yes" && isFiniteRole(template.role) && !template.pods.is(0));
    if (uses.length === 0 || all.some(({ template }) => containersOf(template).some(isDiagnostic))) return [];
    return [{ root, uses, mayWait: mayWait(resource, root) || all.some(({ template }) => isHeld(template)) }];
  },
  { within: podTemplates, kinds: KINDS },
);

/** Nodes that come when there is capacity: the cloud queues for them. */
const COMES_LATER = ["cloud.google.com/gke-flex-start", "cloud.google.com/gke-queued"];

function mayWait({ ref }: Resource, root: Place): boolean {
  const inner = INNER[ref.kind] ?? [];
  const metadata = inner.map(([path]) => root.along(path));
  const specs = [root.at("spec"), ...inner.map(([, path]) => root.along(path))];
  return (
    metadata.some(mayNameQueue) ||
    specs.some((spec) => mayHaveScheduler(spec) || HELD.some((path) => !isOff(spec.at(...path)))) ||
    specs.some((spec) => spec.at("templates").items.some((template) => !template.at("synchronization").isAbsent))
  );
}

const isHeld = (template: PodTemplate): boolean =>
  template.shape === "partial" ||
  mayBeQueued(template) ||
  template.spec.at("nodeSelector").isOpen ||
  COMES_LATER.some((key) => !template.spec.at("nodeSelector", key).isAbsent);

const HELD = [["suspend"], ["runPolicy", "suspend"], ["synchronization"], ["batchScheduler"]];

const isOff = (field: Place): boolean => field.isAbsent || field.is(false);
