import { consequenceOf, defineRule, mayBeMutated, type PodTemplate, schedulerMarks, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/scheduler-name-missing",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: schedulerMarks,
  variants: {
    pod: { severity: "warning", preset: "recommended", applicability: "review" },
    workload: { severity: "warning", preset: "recommended" },
  },
  check({ mark, scheduler, isOfPod, templates }, ctx) {
    const [first] = templates;
    // What is on the workload speaks for all of its pods: where one has the scheduler, the others may do without on purpose.
    if (!first || !templates.every(isPlacedByDefault) || mayBeMutated(ctx)) return;
    const data = { key: mark.key, scheduler, kind: ctx.resource.ref.kind, effect: consequenceOf(first, false) };
    ctx.report(isOfPod ? "pod" : "workload", mark.key, data);
  },
  message: {
    pod: (d) =>
      text`${d.key} speaks to ${d.scheduler}, but the default scheduler places this pod and ignores it. Set schedulerName: ${d.scheduler}.`,
    workload: (d) =>
      text`${d.key} speaks to ${d.scheduler}, but the default scheduler places the pods of the ${d.kind} and ignores it. Set schedulerName: ${d.scheduler} in each template.`,
  },
  fix: {
    pod: {
      title: (d) => text`Set schedulerName: ${d.scheduler}${d.effect}`,
      edit: ({ place, data }) => [set(place.up(3).at("spec", "schedulerName"), String(data.scheduler))],
    },
  },
});

function isPlacedByDefault({ spec }: PodTemplate): boolean {
  const name = spec.at("schedulerName");
  return name.isAbsent || name.is("default-scheduler");
}
