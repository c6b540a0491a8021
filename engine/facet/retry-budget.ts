// How many lost pods a workload survives by itself, and the field that says so. Defaults: each operator's API (rule catalog F8).
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { integerOf, known, textOf } from "../model/value.ts";
import { defaultOf } from "./defaults.ts";
import { defineFacet } from "./facet.ts";

export interface RetryBudget {
  /** 0, a number, Infinity; undefined: not known. */
  readonly retries: number | undefined;
  /** The field that decides, with its default where nothing is written. */
  readonly field: string;
  readonly value: Reading;
  /** Where that field is or would be. */
  readonly place: Place;
  /** The component whose loss ends the work, where others may be lost (the head of a RayJob); undefined: any pod. */
  readonly endsWith: string | undefined;
}

const REPLICA_SPECS: Readonly<Record<string, { readonly specs: string; readonly policy: string }>> = {
  PyTorchJob: { specs: "pytorchReplicaSpecs", policy: "OnFailure" },
  PaddleJob: { specs: "paddleReplicaSpecs", policy: "OnFailure" },
  TFJob: { specs: "tfReplicaSpecs", policy: "Never" },
  XGBoostJob: { specs: "xgbReplicaSpecs", policy: "Never" },
  JAXJob: { specs: "jaxReplicaSpecs", policy: "Never" },
};

/** One budget a workload; none for kinds whose budget is not known here. */
export const retryBudget = defineFacet<RetryBudget>("retryBudget", ["kubernetes"], (resource) => {
  const root = Place.root(resource);
  const budget = ofJob(resource, root) ?? ofReplicas(resource, root) ?? ofBare(resource, root);
  return budget ? [budget] : [];
});

function ofJob({ ref }: Resource, root: Place): RetryBudget | undefined {
  switch (`${ref.kind}.${ref.group}`) {
    case "Job.batch":
      return ofBatch(root.at("spec"));
    case "CronJob.batch":
      return ofBatch(root.at("spec", "jobTemplate", "spec"));
    case "RayJob.ray.io":
      return ofRay(root.at("spec"));
    case "JobSet.jobset.x-k8s.io":
      return ofJobSet(root.at("spec"));
    case "MPIJob.kubeflow.org":
      return root.at("apiVersion").is("kubeflow.org/v2beta1") ? count(root.at("spec", "runPolicy", "backoffLimit"), 6) : undefined;
    default:
      return undefined;
  }
}

function count(place: Place, initial: number, endsWith?: string): RetryBudget {
  const field = String(place.step);
  const value = defaultOf(place, initial, field);
  return { retries: integerOf(Reading.value(value)), field, value, place, endsWith };
}

/** With a limit for each index the other limit is another one, and a failure policy may leave lost pods out of the count. */
function ofBatch(spec: Place): RetryBudget | undefined {
  const rules = spec.at("podFailurePolicy", "rules");
  const isCounted = !rules.isOpen && rules.items.every((rule) => rule.at("action").isNot("Ignore"));
  return isCounted && spec.at("backoffLimitPerIndex").isAbsent ? count(spec.at("backoffLimit"), 6) : undefined;
}

/**
 * The set starts anew as often as it may when one of its jobs has failed, and each job has retries of its own: those of the most
 * patient one count, for nobody knows here which of them loses a pod. A rule of its failure policy may restart it without counting.
 */
function ofJobSet(spec: Place): RetryBudget | undefined {
  const jobs = spec.at("replicatedJobs");
  if (jobs.isOpen || jobs.items.length === 0 || !spec.at("failurePolicy", "rules").isAbsent) return undefined;
  const budgets = jobs.items.map((job) => ofBatch(job.at("template", "spec"))?.retries);
  const restarts = count(spec.at("failurePolicy", "maxRestarts"), 0);
  const own = budgets.reduce((most, one) => (most === undefined || one === undefined ? undefined : Math.max(most, one)), 0);
  return { ...restarts, retries: restarts.retries === undefined || own === undefined ? undefined : restarts.retries + own };
}

/**
 * A lost worker is Ray's own business; the job ends with its head. KubeRay refuses a limit for a cluster that others share and for an
 * interactive job, and a head whose state is kept outside comes back.
 */
function ofRay(spec: Place): RetryBudget | undefined {
  const isOwn = spec.at("clusterSelector").isAbsent && spec.at("submissionMode").isNot("InteractiveMode");
  const isLost = spec.at("rayClusterSpec", "gcsFaultToleranceOptions").isAbsent;
  return isOwn && isLost ? count(spec.at("backoffLimit"), 0, "head") : undefined;
}

/** Training operators: one replica type that restarts is enough; the replica's own policy beats the pod's. */
function ofReplicas({ ref }: Resource, root: Place): RetryBudget | undefined {
  const kind = ref.group === "kubeflow.org" ? entryAt(REPLICA_SPECS, ref.kind) : undefined;
  if (!kind) return undefined;
  const specs = root.at("spec", kind.specs);
  const policies = specs.entries.map((replica) => ({
    place: replica.at("restartPolicy"),
    value: defaultOf(replica.at("restartPolicy"), kind.policy, "restartPolicy"),
  }));
  const first = policies[0];
  if (!first || specs.isOpen) return undefined;
  const texts = policies.map(({ value }) => textOf(Reading.value(value)));
  const retries = texts.some((text) => text !== undefined && text !== "Never")
    ? Number.POSITIVE_INFINITY
    : texts.every((text) => text === "Never")
      ? 0
      : undefined;
  const decisive = policies.find(({ place }) => place.isWritten) ?? first;
  return { retries, field: "restartPolicy", ...decisive, endsWith: undefined };
}

function ofBare({ ref }: Resource, root: Place): RetryBudget | undefined {
  if (ref.kind !== "Pod" || ref.group !== "") return undefined;
  const place = root.at("kind");
  return { retries: 0, field: "kind", value: new Reading(known("Pod"), place), place, endsWith: undefined };
}
