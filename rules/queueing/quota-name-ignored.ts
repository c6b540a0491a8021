import { defineRule, isExtendedResource, kinds, renameKey, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/quota-name-ignored",
  since: "0.1.0",
  practice: ["S3.3"],
  aliases: [],
  on: kinds("ResourceQuota.", "Profile.kubeflow.org"),
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(root, ctx) {
    const spec = root.at("spec");
    const hard = ctx.resource.ref.kind === "Profile" ? spec.at("resourceQuotaSpec", "hard") : spec.at("hard");
    for (const entry of hard.entries) {
      const name = String(entry.step);
      const resource = name.replace(/^limits\./, "");
      if (/^(?:count|requests)[/.]|k8s\.io\//.test(name) || !isExtendedResource(resource)) continue;
      const counted = `requests.${resource}`;
      ctx.report("plain", entry.key, { name, counted, isAlone: hard.at(counted).isAbsent });
    }
  },
  message: {
    plain: (d) => text`No quota is kept for ${d.name}: of an extended resource Kubernetes counts requests alone. Write ${d.counted}.`,
  },
  fix: {
    plain: {
      title: (d) => text`Rename it to ${d.counted}`,
      edit: ({ place, data }) => (data.isAlone ? [renameKey(place, String(data.counted))] : []),
    },
  },
});
