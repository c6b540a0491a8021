// How many pods of a template Kueue admits together. Source: Kueue's controllers of Job, JobSet, Deployment and LeaderWorkerSet
// (kubernetes-sigs/kueue, pkg/controller/jobs): the pod sets that they make.
import { type Place, Reading } from "../model/place.ts";
import { integerOf, known } from "../model/value.ts";
import type { KueueWorkload } from "./kueue.ts";
import type { PodTemplate } from "./pod-templates.ts";

/** Each replica of these is admitted by itself: a pod, or a leader with its workers. */
const BY_REPLICA = new Set(["Deployment", "LeaderWorkerSet"]);

/** They start together or not at all; undefined where their number is not known. */
export function podsAdmittedTogether({ kind, root }: KueueWorkload, { pods, base }: PodTemplate): number | undefined {
  const all = integerOf(Reading.value(pods));
  if (all === undefined) return undefined;
  if (BY_REPLICA.has(kind)) return all / (numberAt(root.at("spec", "replicas")) || 1);
  // A Job never has more pods than completions; one of a JobSet is a level below.
  const job = [base, base.at("template", "spec")].find((spec) => !spec.at("completions").isAbsent);
  if (!job) return all;
  const [total, parallel] = [numberAt(job.at("completions")), numberAt(job.at("parallelism"))];
  return total === undefined || parallel === undefined ? undefined : total < parallel ? (all / parallel) * total : all;
}

const numberAt = (place: Place): number | undefined => integerOf(Reading.value(place.or(known(1))));
