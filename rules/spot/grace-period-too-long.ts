import { consequenceOf, defineRule, noticeOf, resourceLabel, set, spotTemplates, text } from "../../engine/rule-api.ts";

const NAMES: Readonly<Record<string, string>> = { eks: "EC2", karpenter: "Karpenter", gke: "GKE", aks: "Azure" };
/** Seconds that pass before the pod hears of it. */
const MARGIN = 10;

export const rule = defineRule({
  id: "spot/grace-period-too-long",
  since: "0.1.0",
  practice: ["S6.5.4"],
  aliases: [],
  on: spotTemplates,
  variants: { plain: { severity: "info", preset: "recommended", applicability: "review" } },
  check({ template, capacity }, ctx) {
    const notice = noticeOf(capacity.platform);
    const grace = template.spec.at("terminationGracePeriodSeconds");
    if (notice === undefined || !grace.is((seconds) => Number(seconds) > notice) || template.role === "system") return;
    ctx.report(
      "plain",
      grace,
      {
        workload: resourceLabel(ctx.resource.ref),
        platform: NAMES[capacity.platform ?? ""] ?? "",
        notice,
        grace,
        consequence: consequenceOf(template, false),
      },
      [{ place: capacity.place, note: "runs on spot by this" }],
    );
  },
  message: {
    plain: (d) =>
      text`${d.workload} wants ${d.grace} s to end, but with ${d.platform} a spot node is gone ${d.notice} s after the notice at the latest: the pod is killed. Save and end in less.`,
  },
  fix: {
    plain: {
      title: (d) => text`Set terminationGracePeriodSeconds to ${Number(d.notice) - MARGIN}${d.consequence}`,
      edit: ({ place, data }) => [set(place, Number(data.notice) - MARGIN)],
    },
  },
});
