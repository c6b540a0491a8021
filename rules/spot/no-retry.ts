import { type Context, type Data, defineRule, type FixDefinition, interruptible, set, text } from "../../engine/rule-api.ts";

/** Kinds whose budget is the restart policy of each replica type, with the policy that survives a lost pod. */
const RESTART_POLICY: Readonly<Record<string, string>> = {
  PyTorchJob: "OnFailure",
  PaddleJob: "OnFailure",
  TFJob: "ExitCode",
  XGBoostJob: "ExitCode",
  JAXJob: "ExitCode",
};
const RETRIES: Readonly<Record<string, number>> = { Job: 6, CronJob: 6, RayJob: 2, MPIJob: 6 };

export const rule = defineRule({
  id: "spot/no-retry",
  since: "0.1.0",
  practice: ["S4.4.1", "S6.3.4"],
  aliases: [],
  on: interruptible,
  variants: {
    retryable: { severity: "warning", preset: "preview", applicability: "review" },
    barePod: { severity: "warning", preset: "preview" },
  },
  check({ workload, label, budget, because }, ctx: Context) {
    if (budget.retries !== 0) return;
    const related = [{ place: because, note: "runs on interruptible capacity here" }];
    const { kind } = workload.ref;
    if (kind === "Pod") return ctx.report("barePod", budget.place, { workload: label }, related);
    const value = RESTART_POLICY[kind] ?? RETRIES[kind];
    if (value !== undefined)
      ctx.report("retryable", budget.place, { workload: label, field: budget.field, is: budget.value, better: value }, related);
  },
  message: {
    retryable: (d) =>
      text`${d.workload} runs on interruptible capacity, but the first lost pod ends it: ${d.field} is ${d.is}. Allow retries.`,
    barePod: (d) => text`${d.workload} runs on interruptible capacity, and nobody starts it again when its node is taken. Use a Job.`,
  },
  fix: {
    retryable: {
      title: (d: Data) => text`Set ${d.field} to ${d.better}`,
      edit: ({ place, data }) => [set(place, data.better as string | number)],
    } satisfies FixDefinition,
  },
});
