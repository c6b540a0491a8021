import { cloudGrants, defineRule, text, workloadWith } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "iam/admin-role-granted",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["CKV_AWS_274", "CKV_GCP_117"],
  on: cloudGrants,
  variants: {
    everything: { severity: "error", preset: "recommended" },
    wide: { severity: "warning", preset: "recommended" },
  },
  check(grant, ctx) {
    const { place, admin, over } = grant;
    const workload = admin && workloadWith(ctx, grant);
    if (!admin || workload === undefined) return;
    const { policy, power } = admin;
    if (power === "everything") ctx.report("everything", place, { workload, policy, over });
    else ctx.report("wide", place, { workload, policy, over, canRise: power === "iam" });
  },
  message: {
    everything: (d) =>
      text`${d.workload} has ${d.policy}: whatever runs as it controls the whole ${d.over}. Give it a policy of what the work needs.`,
    wide: (d) =>
      d.canRise
        ? text`${d.workload} has ${d.policy}: whatever runs as it can give itself every right over the ${d.over}. List what the work needs.`
        : text`${d.workload} has ${d.policy}: whatever runs as it can read and change almost all of the ${d.over}. List what the work needs.`,
  },
});
