import { addResource, danglingOf, defineRule, set, text, workloads } from "../../engine/rule-api.ts";

/** Made by Kubernetes, by Kubeflow's profiles and by Pipelines in every namespace of theirs. */
const PROVIDED = new Set(["default", "default-editor", "default-viewer", "pipeline-runner"]);

export const rule = defineRule({
  id: "rbac/dangling-service-account",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["non-existent-service-account", "C-0307"],
  on: workloads,
  variants: {
    missing: { severity: "warning", preset: "recommended", applicability: "review" },
    elsewhere: { severity: "warning", preset: "recommended" },
    nearMiss: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ spec, shape, workload }, ctx) {
    // The pods of a ClusterTrainingRuntime or ClusterServingRuntime start in the namespace of whoever uses it.
    if (workload.ref.kind.startsWith("Cluster")) return;
    const account = spec.at(shape === "own" ? "serviceAccount" : "serviceAccountName");
    if (!account.isWritten || !account.isNot((name) => PROVIDED.has(String(name)))) return;
    const namespace = ctx.root.at("metadata", "namespace");
    const lost = danglingOf(ctx.resolve({ group: "", kind: "ServiceAccount", name: account, namespace }));
    if (!lost) return;
    const { namespace: written } = ctx.resource.written ?? ctx.resource.ref;
    const data = { account, namespace: namespace.isAbsent ? "its namespace" : namespace, ...(written === undefined ? {} : { written }) };
    ctx.report(lost.variant === "nearest" ? "nearMiss" : lost.variant, account, { ...data, ...lost.data }, lost.related);
  },
  message: {
    missing: (d) =>
      text`ServiceAccount ${d.account} does not exist in ${d.namespace}: Kubernetes refuses the pods. Add it, or name one that exists.`,
    elsewhere: (d) =>
      text`ServiceAccount ${d.account} is in namespace ${d.other}, not in ${d.namespace}: Kubernetes refuses the pods. Name one of ${d.namespace}.`,
    nearMiss: (d) =>
      text`There is no ServiceAccount ${d.account} here, and Kubernetes refuses pods whose account does not exist. Did you mean ${d.nearest}?`,
  },
  fix: {
    missing: {
      title: (d) => text`Add ServiceAccount ${d.account}`,
      edit: ({ place, data }) => [
        addResource(place, {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: String(data.account), ...(typeof data.written === "string" ? { namespace: data.written } : {}) },
        }),
      ],
    },
    nearMiss: { title: (d) => text`Use ServiceAccount ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});
