// Whether a Karpenter NodePool makes nodes that meet what a pod requires, and with which taints.
// Source, read 2026-11-24: karpenter.sh documentation, "Scheduling": a label that is not well known has to be in the pool.
import type { Place } from "../model/place.ts";
import type { NodePool } from "./node-pools.ts";
import { type NodeRequirement, requirementsIn } from "./node-selection.ts";
import { type Taint, taintsIn } from "./tolerations.ts";

/** Labels that every node has, whatever its pool says. */
const WELL_KNOWN = /(?:^|\.)(?:kubernetes\.io|k8s\.io|karpenter\.sh|karpenter\.k8s\.(?:aws|gcp)|karpenter\.azure\.com|amazonaws\.com)\//;

/** yes: one of the requirements certainly names this pool. maybe: nothing speaks against it, or it is not known. */
export function poolMeets(pool: NodePool, required: readonly NodeRequirement[]): "yes" | "maybe" | "no" {
  const answers = required.map(({ key, values }) => answer(pool, key, values));
  if (answers.includes("no")) return "no";
  return answers.includes("yes") && !answers.includes("unknown") ? "yes" : "maybe";
}

function answer(
  { root, template, requirements }: NodePool,
  key: string,
  values: readonly string[] | undefined,
): "yes" | "any" | "unknown" | "no" {
  const labels = template.at("metadata", "labels");
  const label = key === "karpenter.sh/nodepool" ? root.at("metadata", "name") : labels.at(key);
  const own = requirementsIn(requirements).filter((one) => one.key === key);
  if (values === undefined || labels.isOpen || requirements.isOpen || own.some((one) => one.values === undefined)) return "unknown";
  if (label.isWritten)
    return label.is((value) => values.includes(String(value)))
      ? "yes"
      : label.isNot((value) => values.includes(String(value)))
        ? "no"
        : "unknown";
  if (own.length === 0) return mentions(requirements, key) ? "unknown" : WELL_KNOWN.test(key) ? "any" : "no";
  const allowed = own.map((one) => one.values ?? []).reduce((left, right) => left.filter((value) => right.includes(value)));
  if (!allowed.some((value) => values.includes(value))) return "no";
  return allowed.length === 1 && !WELL_KNOWN.test(key) ? "yes" : "any";
}

const mentions = (requirements: Place, key: string): boolean => requirements.items.some((one) => !one.at("key").isNot(key));

/** Taints that keep pods away and are certainly there; those of the start are taken off again. */
export const taintsOf = ({ template }: NodePool): readonly Taint[] => taintsIn(template.at("spec", "taints"));
