import { acceleratorOf, defineRule, type ScalingMetric, scaledBy, scalers, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "autoscaling/cpu-metric-for-gpu-workload",
  since: "0.1.0",
  practice: ["S4.3.1", "S6.5.1"],
  aliases: [],
  on: scalers,
  variants: {
    kubernetes: { severity: "warning", preset: "recommended" },
    training: { severity: "warning", preset: "recommended" },
  },
  check(scaler, ctx) {
    const [metric] = scaler.metrics;
    if (!metric || !scaler.hasAllMetrics || !scaler.metrics.every(isOfProcessor)) return;
    for (const template of scaledBy(scaler, ctx)) {
      const accelerator = acceleratorOf(template, ctx.settings);
      if (accelerator === undefined || (template.role !== "serve" && template.role !== "train")) continue;
      const data = { scaler: scaler.label, accelerator, resource: metric.resource ?? "" };
      const related = scaler.own ? [] : [{ place: template.base, note: "this is what it scales" }];
      ctx.report(template.role === "serve" ? "kubernetes" : "training", metric.place, data, related);
      return;
    }
  },
  message: {
    kubernetes: (d) =>
      text`${d.scaler} looks at ${d.resource} alone, but the work is done on ${d.accelerator}, whose load is not seen there. Scale by requests in flight, queue length or GPU load.`,
    training: (d) =>
      text`${d.scaler} sets the number of its workers by ${d.resource} alone, but trains on ${d.accelerator}: GPUs come and go without cause, or never. Leave the metrics out, or use one of the training.`,
  },
});

const isOfProcessor = ({ source, resource }: ScalingMetric): boolean => source !== "other" && (resource === "cpu" || resource === "memory");
