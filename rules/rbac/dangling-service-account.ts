import { addResource, defineRule, set, text, workloads } from "../../engine/rule-api.ts";

/** Made by Kubernetes, by Kubeflow's profiles and by Pipelines in every namespace of theirs. */
const PROVIDED = new Set(["default", "default-editor", "default-viewer", "pipeline-runner"]);

export const rule = defineRule({
  id: "rbac/dangling-service-account",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["non-existent-service-account", "C-0307"],
  on: workloads,
  variants: {
    missing: { severity: "warning", preset: "preview", applicability: "review" },
    elsewhere: { severity: "warning", preset: "preview" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ spec, shape }, ctx) {
    const account = spec.at(shape === "own" ? "serviceAccount" : "serviceAccountName");
    if (!account.isWritten || !account.isNot((name) => PROVIDED.has(String(name)))) return;
    const namespace = ctx.root.at("metadata", "namespace");
    const answer = ctx.resolve({ group: "", kind: "ServiceAccount", name: account, namespace });
    const candidate = answer.is === "near-miss" ? answer.candidate : answer.is === "missing" ? answer.nearest : undefined;
    const data = { account, namespace: namespace.isAbsent ? "its namespace" : namespace };
    if (candidate?.name)
      ctx.report("nearMiss", account, { account, nearest: candidate.name }, [{ place: candidate, note: "the nearest name" }]);
    if (answer.is !== "missing" || candidate?.name) return;
    if (answer.elsewhere?.namespace)
      ctx.report("elsewhere", account, { ...data, other: answer.elsewhere.namespace }, [
        { place: answer.elsewhere, note: "this is where it is" },
      ]);
    else {
      const { namespace: written } = ctx.resource.written ?? ctx.resource.ref;
      ctx.report("missing", account, { ...data, ...(written === undefined ? {} : { written }) });
    }
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
