import { bounds, defineRule, resourceLabel, text } from "../../engine/rule-api.ts";

/** Elsewhere equal bounds are how a size is said. */
const KINDS: ReadonlySet<string> = new Set(["HorizontalPodAutoscaler", "ScaledObject", "FederatedHPA"]);
const PAUSED = ["autoscaling.keda.sh/paused-replicas", "autoscaling.keda.sh/paused"];

export const rule = defineRule({
  id: "autoscaling/bounds-equal",
  since: "0.1.0",
  practice: ["S3.3.1", "S4.3.1"],
  aliases: ["hpaMaxAvailability"],
  on: bounds,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check({ kind, minimum, maximum, maximumPlace, minimumPlace }, ctx) {
    if (!KINDS.has(kind) || !minimum.is((low) => maximum.is((high) => Number(low) === Number(high)))) return;
    const annotations = ctx.root.at("metadata", "annotations");
    // Where it idles at another number it has two sizes.
    if (!PAUSED.every((name) => annotations.at(name).isAbsent) || !ctx.root.at("spec", "idleReplicaCount").isAbsent) return;
    ctx.report("plain", maximumPlace.isWritten ? maximumPlace : minimumPlace, { scaler: resourceLabel(ctx.resource.ref), size: maximum });
  },
  message: {
    plain: (d) =>
      text`${d.scaler} can only choose the size ${d.size}: minimum and maximum are equal, so nothing follows the load. Widen the range, or leave the autoscaler out.`,
  },
});
