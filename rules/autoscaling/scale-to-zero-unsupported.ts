import { autoscalers, defineRule, type FixDefinition, kinds, type Place, type ScalingMetric, set, text } from "../../engine/rule-api.ts";

const setOne: FixDefinition = { title: "Keep one replica", edit: ({ place }) => [set(place, 1)] };
/** The second is the older name of the first. */
const STANDARD: ReadonlySet<string> = new Set(["Standard", "RawDeployment"]);

export const rule = defineRule({
  id: "autoscaling/scale-to-zero-unsupported",
  since: "0.1.0",
  practice: ["S4.3.2"],
  aliases: [],
  on: kinds("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh", "InferenceService.serving.kserve.io"),
  variants: {
    kubernetes: { severity: "error", preset: "recommended", applicability: "review" },
    keda: { severity: "warning", preset: "recommended", applicability: "review" },
    kserve: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check(root, ctx) {
    const { kind } = ctx.resource.ref;
    if (kind === "InferenceService") {
      if (!isStandard(root)) return;
      for (const component of ["predictor", "transformer", "explainer"]) {
        const minimum = root.at("spec", component, "minReplicas");
        if (minimum.is(0)) ctx.report("kserve", minimum);
      }
      return;
    }
    const [scaler] = ctx.views(autoscalers);
    const minimum = root.at("spec", kind === "ScaledObject" ? "minReplicaCount" : "minReplicas");
    if (!scaler?.hasAllMetrics || scaler.metrics.some(wakes)) return;
    if (kind !== "ScaledObject") {
      if (minimum.is(0)) ctx.report("kubernetes", minimum);
    } else if (minimum.is(0) || minimum.isAbsent) ctx.report("keda", minimum, { scaler: scaler.label });
  },
  message: {
    kubernetes: () =>
      text`minReplicas 0 needs an Object or External metric: no pod, no load to wake it by. Kubernetes refuses the autoscaler. Add such a metric, or keep one replica.`,
    keda: (d) =>
      text`${d.scaler} may scale to zero, but without pods there is no CPU or memory load to wake them by, and KEDA refuses it. Add another trigger, or keep one replica.`,
    kserve: () =>
      text`KServe's Standard mode cannot scale to zero: minReplicas 0 counts as 1, and the accelerator stays paid for. Use autoscalerClass keda or Knative mode, or write 1.`,
  },
  fix: { kubernetes: setOne, keda: setOne, kserve: setOne },
});

/** Measured somewhere else than in the pods. */
const wakes = ({ source, place }: ScalingMetric): boolean => source === "other" && !place.is("Pods");

function isStandard(root: Place): boolean {
  const annotations = root.at("metadata", "annotations");
  const scaler = annotations.at("serving.kserve.io/autoscalerClass");
  return (
    annotations.at("serving.kserve.io/deploymentMode").is((mode) => STANDARD.has(String(mode))) && (scaler.isAbsent || scaler.is("hpa"))
  );
}
