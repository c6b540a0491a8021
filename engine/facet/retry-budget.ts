// How many lost pods a workload survives by itself, and the field that says so. Defaults: each operator's API (rule catalog F8).
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
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
  const count = (place: Place, initial: number): RetryBudget => {
    const field = String(place.path.at(-1));
    const value = defaultOf(place, initial, field);
    return { retries: integerOf(Reading.value(value)), field, value, place };
  };
  switch (`${ref.kind}.${ref.group}`) {
    case "Job.batch":
      return count(root.at("spec", "backoffLimit"), 6);
    case "CronJob.batch":
      return count(root.at("spec", "jobTemplate", "spec", "backoffLimit"), 6);
    case "RayJob.ray.io":
      return count(root.at("spec", "backoffLimit"), 0);
    case "MPIJob.kubeflow.org":
      return root.at("apiVersion").is("kubeflow.org/v2beta1") ? count(root.at("spec", "runPolicy", "backoffLimit"), 6) : undefined;
    default:
      return undefined;
  }
}

/** Training operators: one replica type that restarts is enough; the replica's own policy beats the pod's. */
function ofReplicas({ ref }: Resource, root: Place): RetryBudget | undefined {
  const kind = ref.group === "kubeflow.org" ? REPLICA_SPECS[ref.kind] : undefined;
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
  return { retries, field: "restartPolicy", ...decisive };
}

function ofBare({ ref }: Resource, root: Place): RetryBudget | undefined {
  if (ref.kind !== "Pod" || ref.group !== "") return undefined;
  return { retries: 0, field: "kind", value: new Reading(known("Pod"), root.at("kind")), place: root.at("kind") };
}
