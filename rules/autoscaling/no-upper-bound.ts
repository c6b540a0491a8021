import { acceleratorOf, type Ceiling, type Context, ceilings, defineRule, scaledBy, text, usesReservation } from "../../engine/rule-api.ts";

const KEDA_DEFAULT = 100;
/** vCPUs of AWS Batch from which on nobody has thought of a bound: a hundred of the largest machines with accelerators. */
const BATCH_VCPUS = 10_000;

export const rule = defineRule({
  id: "autoscaling/no-upper-bound",
  since: "0.1.0",
  practice: ["S4.4", "S4.4.2", "S6.1"],
  aliases: [],
  on: ceilings,
  variants: {
    nodePool: { severity: "warning", preset: "recommended" },
    workerGroup: { severity: "warning", preset: "recommended" },
    service: { severity: "warning", preset: "preview" },
    kedaDefault: { severity: "info", preset: "preview" },
    highCeiling: { severity: "warning", preset: "preview" },
  },
  check(ceiling, ctx) {
    const { of, name: what, component, maximum, field, isUnbounded } = ceiling;
    if (!(of === "batch" ? maximum.atLeast(highest(ctx)) && !usesReservation(ctx) : isUnbounded)) return;
    const accelerator = of === "keda" ? behind(ceiling, ctx) : ceiling.accelerator;
    if (of === "nodePool") ctx.report("nodePool", maximum, { what });
    else if (accelerator === undefined) return;
    else if (of === "keda") ctx.report("kedaDefault", maximum, { what, accelerator });
    else if (of === "batch") ctx.report("highCeiling", maximum, { what, accelerator, maximum, field });
    else ctx.report(of, maximum, { what, component, accelerator, field });
  },
  message: {
    nodePool: (d) =>
      text`${d.what} has no limits: a runaway job or loop can start every node that the account may have. Set spec.limits to what you can pay.`,
    workerGroup: (d) =>
      text`Worker group ${d.component} of ${d.what} asks for ${d.accelerator} and may grow without end: one loop can start every node there is. Set ${d.field} to what you can pay.`,
    service: (d) =>
      text`The ${d.component} of ${d.what} asks for ${d.accelerator} and may grow without end: one burst can start every node there is. Set ${d.field} to what you can pay.`,
    kedaDefault: (d) =>
      text`${d.what} has no maxReplicaCount, so KEDA starts up to ${KEDA_DEFAULT} replicas with ${d.accelerator} each. Set it to what you can pay.`,
    highCeiling: (d) =>
      text`${d.what} may grow to ${d.maximum} vCPUs of ${d.accelerator}: one loop can start every machine that the account may have. Set ${d.field} to what you can pay.`,
  },
});

/** What KEDA's target works on. */
const behind = ({ scaler }: Ceiling, ctx: Context): string | undefined =>
  (scaler ? scaledBy(scaler, ctx) : [])
    .map((template) => acceleratorOf(template, ctx.settings))
    .find((accelerator) => accelerator !== undefined);

/** The owner may have a number of its own: `rules: { autoscaling/no-upper-bound: { options: { batchVcpus: 2000 } } }`. */
const highest = ({ options }: Context): number => (typeof options.batchVcpus === "number" ? options.batchVcpus : BATCH_VCPUS);
