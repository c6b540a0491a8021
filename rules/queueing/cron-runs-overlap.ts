import {
  acceleratorOf,
  acceleratorUse,
  defineRule,
  kinds,
  mayBeQueued,
  mayHaveScheduler,
  mayNameQueue,
  type Place,
  resourceLabel,
  set,
  text,
} from "../../engine/rule-api.ts";

/** Below `spec`: what each run is made from. */
const WORK: Readonly<Record<string, string>> = {
  CronJob: "jobTemplate",
  CronWorkflow: "workflowSpec",
  ScheduledSparkApplication: "template",
};

export const rule = defineRule({
  id: "queueing/cron-runs-overlap",
  since: "0.1.0",
  practice: ["S3.4.2", "S5.1.1"],
  aliases: [],
  on: kinds("CronJob.batch", "CronWorkflow.argoproj.io", "ScheduledSparkApplication.sparkoperator.k8s.io"),
  variants: {
    run: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check(root, ctx) {
    const spec = root.at("spec");
    const policy = spec.at("concurrencyPolicy");
    const work = spec.at(WORK[ctx.resource.ref.kind]);
    if (!mayOverlap(policy, ctx.resource.ref.kind) || !isOn(spec.at("suspend")) || mayBeBounded(spec, work)) return;
    const use = ctx.views(acceleratorUse).find((one) => one.uses === "yes");
    const resource = use && acceleratorOf(use.template, ctx.settings);
    if (!use || resource === undefined || mayBeQueued(use.template) || !use.template.spec.at("activeDeadlineSeconds").isAbsent) return;
    const when = ["schedule", "schedules"].map((key) => spec.at(key)).find((place) => place.isWritten);
    const place = policy.isWritten ? policy : when ? when.key : policy;
    ctx.report("run", place, {
      workload: resourceLabel(ctx.resource.ref),
      policy: policy.isWritten ? "Allow" : "Allow by default",
      resource,
    });
  },
  message: {
    run: (d) =>
      text`${d.workload} starts a run even if the last one still works (concurrencyPolicy is ${d.policy}): long runs pile up, and each holds ${d.resource}. Set Forbid, or Replace.`,
  },
  fix: {
    run: {
      title: "Start no run while another one works",
      edit: ({ place }) => [set(place.up().at("concurrencyPolicy"), "Forbid")],
    },
  },
});

/** The default; of the Spark operator only its webhook sets it, which may be off. */
const mayOverlap = (policy: Place, kind: string): boolean =>
  policy.is("Allow") || (policy.isAbsent && kind !== "ScheduledSparkApplication");

const isOn = (suspend: Place): boolean => suspend.isAbsent || suspend.is(false);

/** A deadline may end each run before the next; a lock, a condition or a queue may hold it back. */
function mayBeBounded(spec: Place, work: Place): boolean {
  const limits = [
    ...[work.at("spec", "activeDeadlineSeconds"), work.at("spec", "suspend"), work.at("activeDeadlineSeconds")],
    ...[work.at("synchronization"), work.at("suspend"), work.at("batchScheduler"), spec.at("when")],
  ];
  const metadata = [work.at("metadata"), work.at("podMetadata"), spec.at("workflowMetadata")];
  return limits.some((one) => !one.isAbsent) || metadata.some(mayNameQueue) || mayHaveScheduler(work);
}
