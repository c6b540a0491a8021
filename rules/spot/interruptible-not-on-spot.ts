import {
  capacityOf,
  defineRule,
  interruptible,
  interruptibleMark,
  mayTolerateSpot,
  QUEUE_LABEL,
  text,
  workloads,
} from "../../engine/rule-api.ts";

/** Where the owner says that a workload runs on premises, where there is no spot. */
const PLACEMENT = "drydock.dev/placement";

export const rule = defineRule({
  id: "spot/interruptible-not-on-spot",
  since: "0.1.0",
  practice: ["S4.3.1", "S4.4.1"],
  aliases: [],
  on: interruptible,
  variants: { plain: { severity: "info", preset: "preview" } },
  check({ label }, ctx) {
    const mark = interruptibleMark(ctx.root);
    const metadata = ctx.root.at("metadata");
    const templates = ctx.views(workloads);
    if (!mark?.is("true") || templates.length === 0) return;
    const metas = [metadata, ...templates.map(({ meta }) => meta)];
    if (metas.some((meta) => !meta.at("labels", QUEUE_LABEL).isAbsent)) return;
    if (["labels", "annotations"].some((carrier) => !metadata.at(carrier, PLACEMENT).isAbsent)) return;
    // Asking for spot, refusing it, and what is not known are all an answer.
    const isUnstated = templates.every(
      (template) =>
        template.shape !== "partial" && capacityOf(template, ctx.settings).spot === "unstated" && !mayTolerateSpot(template, ctx.settings),
    );
    if (isUnstated) ctx.report("plain", mark, { workload: label });
  },
  message: {
    plain: (d) =>
      text`${d.workload} may be interrupted, but nothing lets it run on spot: it pays the on-demand price for what spot does at a fraction. Prefer spot nodes by affinity.`,
  },
});
