import {
  autoscalersOf,
  type Context,
  defaultOf,
  defineRule,
  interruptibleMark,
  type Reading,
  type RoledTemplate,
  resourceLabel,
  spotTemplates,
  text,
} from "../../engine/rule-api.ts";

const KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "LeaderWorkerSet", "Rollout", "InferenceService"]);

export const rule = defineRule({
  id: "spot/single-replica-server",
  since: "0.1.0",
  practice: ["S3.4.1", "S6.4"],
  aliases: [],
  on: spotTemplates,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ template, capacity, isRequired }, ctx) {
    if (!isRequired || template.role !== "serve" || !KINDS.has(ctx.resource.ref.kind) || template.component === "worker") return;
    const replicas = fewest(template, ctx);
    // Zero is on purpose: it scales to zero, or is stopped.
    const mark = interruptibleMark(ctx.root);
    if (!replicas?.is(1) || (mark && !mark.isNot("true"))) return;
    ctx.report("plain", capacity.place, { workload: resourceLabel(ctx.resource.ref), key: capacity.key ?? "" }, [
      ...(replicas.about ? [{ place: replicas.about, note: "one replica" }] : []),
    ]);
  },
  message: {
    plain: (d) =>
      text`The only replica of ${d.workload} runs on spot (${d.key}): each time its node is taken, nobody is served until the model is loaded again. Run two, or one on on-demand.`,
  },
});

/** The number that is always there: the autoscaler's minimum, or what is written. A default may be overruled from elsewhere. */
function fewest({ base }: RoledTemplate, ctx: Context): Reading | undefined {
  if (ctx.resource.ref.kind === "InferenceService") return defaultOf(base.at("minReplicas"), 1, "minReplicas");
  const [scaler] = autoscalersOf(ctx).filter(({ kind }) => kind !== "VerticalPodAutoscaler");
  if (!scaler) return ctx.root.at("spec", "replicas");
  if (scaler.kind === "ScaledObject") return scaler.root.at("spec", "minReplicaCount");
  return defaultOf(scaler.root.at("spec", "minReplicas"), 1, "minReplicas");
}
