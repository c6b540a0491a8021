import { type Context, type Data, defineRule, type InterruptibleWorkload, interruptible, set, text } from "../../engine/rule-api.ts";

/** What the field is set to: the policy of each replica type that outlives a lost pod, or the API's own number of retries. */
const BETTER: Readonly<Record<string, string | number>> = {
  PyTorchJob: "OnFailure",
  PaddleJob: "OnFailure",
  TFJob: "ExitCode",
  XGBoostJob: "ExitCode",
  JAXJob: "ExitCode",
  Job: 6,
  CronJob: 6,
  RayJob: 2,
  MPIJob: 6,
  JobSet: 3,
};
/** The pod of a template of Airflow, which starts it again itself. */
const AIRFLOW_CONTAINER = "base";

export const rule = defineRule({
  id: "spot/no-retry",
  since: "0.1.0",
  practice: ["S4.4.1", "S6.3.4"],
  aliases: [],
  on: interruptible,
  variants: {
    retryable: { severity: "warning", preset: "recommended", applicability: "review" },
    barePod: { severity: "warning", preset: "recommended" },
  },
  check(subject, ctx) {
    if (subject.budget.retries !== 0) return;
    const related = [{ place: subject.because, note: "runs on interruptible capacity here" }];
    const { workload, label, budget } = subject;
    const better = BETTER[workload.ref.kind];
    if (workload.ref.kind === "Pod") {
      if (!mayBeOfAirflow(ctx)) ctx.report("barePod", budget.place, { workload: label }, related);
    } else if (better !== undefined) ctx.report("retryable", budget.place, { ...dataOf(subject), better }, related);
  },
  message: {
    retryable: (d) =>
      text`${d.workload} runs on interruptible capacity, but ${d.loss} ends it: ${d.field} is ${d.is}. Allow retries, and keep checkpoints.`,
    barePod: (d) => text`${d.workload} runs on interruptible capacity, and nobody starts it again when its node is taken. Use a Job.`,
  },
  fix: {
    retryable: {
      title: (d) => text`Set ${d.field} to ${d.better}${d.field === "maxRestarts" ? " (recreate the object)" : ""}`,
      edit: ({ place, data }) => {
        const better = data.better as string | number;
        const replicas = replicasOf(data);
        return replicas.length === 0 ? [set(place, better)] : replicas.map((one) => set(place.up(2).at(one, "restartPolicy"), better));
      },
    },
  },
});

/** `replicas`: all replica types have to change, since the loss of any one ends the job. */
function dataOf({ label, budget }: InterruptibleWorkload) {
  const { field, value, place, endsWith } = budget;
  const replicas = field === "restartPolicy" ? place.up(2).entries.map((one) => String(one.step)) : [];
  return {
    workload: label,
    loss: endsWith === undefined ? "the first lost pod" : `the loss of its ${endsWith} pod`,
    field,
    is: value,
    replicas,
  };
}

const replicasOf = ({ replicas }: Data): readonly string[] => (Array.isArray(replicas) ? (replicas as readonly string[]) : []);

const mayBeOfAirflow = ({ root }: Context): boolean =>
  root.at("spec", "containers").items.some((one) => !one.at("name").isNot(AIRFLOW_CONTAINER));
