// How many pods of a template Kueue admits together. Source: Kueue's controllers of Job, JobSet, Deployment and LeaderWorkerSet
// (kubernetes-sigs/kueue, pkg/controller/jobs): the pod sets that they make.
import { Reading } from "../model/place.ts";
import { integerOf, known } from "../model/value.ts";
import type { KueueWorkload } from "./kueue.ts";
import type { PodTemplate } from "./pod-templates.ts";

/** Each replica of these is admitted by itself: a pod, or a leader with its workers. */
const BY_REPLICA = new Set(["Deployment", "LeaderWorkerSet"]);

/** They start together or not at all; undefined where their number is not known. */
export function podsAdmittedTogether({ kind, root }: KueueWorkload, { pods }: PodTemplate): number | undefined {
  const all = integerOf(Reading.value(pods));
  return all !== undefined && BY_REPLICA.has(kind) ? all / (integerOf(Reading.value(root.at("spec", "replicas").or(known(1)))) || 1) : all;
}
