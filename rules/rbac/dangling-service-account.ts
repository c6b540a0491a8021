import { addResource, defineRule, set, text, workloads } from "../../engine/rule-api.ts";

/** Made by Kubernetes, Kubeflow profiles and Pipelines themselves. */
const PROVIDED = new Set(["default", "default-editor", "default-viewer", "pipeline-runner"]);

export const rule = defineRule({
  id: "rbac/dangling-service-account",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["non-existent-service-account", "C-0307"],
  on: workloads,
  variants: {
    missing: { severity: "warning", preset: "preview", applicability: "review" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check(template, ctx) {
    const account = template.spec.at("serviceAccountName");
    if (!account.isWritten || !account.isNot((name) => PROVIDED.has(String(name)))) return;
    const namespace = template.workload.ref.namespace;
    const answer = ctx.resolve({ group: "", kind: "ServiceAccount", name: account, namespace: ctx.root.at("metadata", "namespace") });
    const candidate = answer.is === "near-miss" ? answer.candidate : answer.is === "missing" ? answer.nearest : undefined;
    if (candidate?.name)
      ctx.report("nearMiss", account, { account, nearest: candidate.name }, [{ place: candidate, note: "the nearest name" }]);
    else if (answer.is === "missing") ctx.report("missing", account, { account, ...(namespace === undefined ? {} : { namespace }) });
  },
  message: {
    missing: (d) => text`There is no ServiceAccount ${d.account} in this unit: its pods will not be created.`,
    nearMiss: (d) =>
      text`There is no ServiceAccount ${d.account} here, but one named ${d.nearest}: with a wrong name the pods will not be created.`,
  },
  fix: {
    missing: {
      title: (d) => text`Add ServiceAccount ${d.account}`,
      edit: ({ place, data }) => [
        addResource(place, {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name: String(data.account), ...(typeof data.namespace === "string" ? { namespace: data.namespace } : {}) },
        }),
      ],
    },
    nearMiss: { title: (d) => text`Use ServiceAccount ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});
