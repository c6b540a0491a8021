// Policies that change what is applied: where one is in reach, what a manifest leaves out may be filled in.
import type { Context } from "./rule.ts";

const MUTATORS = [
  { group: "kyverno.io", kind: "ClusterPolicy" },
  { group: "kyverno.io", kind: "Policy" },
  { group: "policies.kyverno.io", kind: "MutatingPolicy" },
  { group: "admissionregistration.k8s.io", kind: "MutatingAdmissionPolicy" },
  { group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration" },
  { group: "mutations.gatekeeper.sh", kind: "Assign" },
  { group: "mutations.gatekeeper.sh", kind: "AssignMetadata" },
];

export const mayBeMutated = (ctx: Context): boolean => MUTATORS.some((one) => ctx.inReach(one).length > 0);
