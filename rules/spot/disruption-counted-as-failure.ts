import { addItem, defineRule, interruptible, text } from "../../engine/rule-api.ts";

const KINDS: ReadonlySet<string> = new Set(["Job.batch", "CronJob.batch"]);
const IGNORE = { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] };

export const rule = defineRule({
  id: "spot/disruption-counted-as-failure",
  since: "0.1.0",
  practice: ["S6.5.4"],
  aliases: [],
  on: interruptible,
  variants: { plain: { severity: "info", preset: "recommended", applicability: "review" } },
  check({ workload, label, budget, because }, ctx) {
    const { kind, group } = workload.ref;
    const { retries, place, value } = budget;
    if (!KINDS.has(`${kind}.${group}`) || retries === undefined || retries < 1) return;
    const spec = place.up();
    // With any other policy Kubernetes allows no failure policy.
    if (!spec.at("template", "spec", "restartPolicy").is("Never")) return;
    ctx.report(
      "plain",
      place,
      {
        workload: label,
        limit: value,
        hasPolicy: !spec.at("podFailurePolicy").isAbsent,
        consequence: kind === "Job" ? " (recreate the object)" : "",
      },
      [{ place: because, note: "runs on interruptible capacity here" }],
    );
  },
  message: {
    plain: (d) =>
      text`Each lost spot node counts against backoffLimit ${d.limit} of ${d.workload}: after so many the job fails, although nothing is wrong with it. Do not count disruptions.`,
  },
  fix: {
    plain: {
      title: (d) => text`Do not count lost nodes as failures${d.consequence}`,
      // Rules are tried in their order, and the first that fits decides: beside others only the author knows the place of this one.
      edit: ({ place, data }) => (data.hasPolicy ? [] : [addItem(place.up().at("podFailurePolicy", "rules"), IGNORE)]),
    },
  },
});
