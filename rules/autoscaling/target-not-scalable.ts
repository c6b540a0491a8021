import { autoscalers, defineRule, text } from "../../engine/rule-api.ts";
import table from "../../facts/not-scalable.json" with { type: "json" };

const KINDS = Object.entries(table.kinds).map(([name, advice]) => {
  const dot = name.indexOf(".");
  return { kind: name.slice(0, dot), group: name.slice(dot + 1), advice };
});

export const rule = defineRule({
  id: "autoscaling/target-not-scalable",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.5.2"],
  aliases: [],
  on: autoscalers,
  variants: { plain: { severity: "warning", preset: "recommended" } },
  check({ kind: scaler, targetRef }, ctx) {
    if (scaler === "VerticalPodAutoscaler") return;
    const [version, kind] = [targetRef.at("apiVersion"), targetRef.at("kind")];
    const found = KINDS.find((one) => kind.is(one.kind) && version.is((text) => String(text).replace(/\/?[^/]*$/, "") === one.group));
    if (found) ctx.report("plain", kind, { scaler, kind, advice: found.advice });
  },
  message: {
    plain: (d) =>
      text`${d.kind} has no scale sub-resource, so no ${d.scaler} can resize it: its size does not follow the load. ${d.advice}`,
  },
});
