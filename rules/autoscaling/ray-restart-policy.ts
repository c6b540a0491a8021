import { defineRule, rayClusters, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "autoscaling/ray-restart-policy",
  since: "0.1.0",
  practice: ["S5.1.1"],
  aliases: [],
  on: rayClusters,
  variants: {
    autoscaler: { severity: "error", preset: "preview", applicability: "safe" },
    sidecarMode: { severity: "error", preset: "preview", applicability: "safe" },
  },
  check({ spec, head, workers, root }, ctx) {
    const isSidecar = root.at("kind").is("RayJob") && root.at("spec", "submissionMode").is("SidecarMode");
    const isV2 = spec.at("enableInTreeAutoscaling").is(true) && spec.at("autoscalerOptions", "version").is("v2");
    for (const group of isV2 ? [head, ...workers] : isSidecar ? [head] : []) {
      const policy = group.at("template", "spec", "restartPolicy");
      if (policy.is((value) => value === "Always" || value === "OnFailure"))
        ctx.report(isV2 ? "autoscaler" : "sidecarMode", policy, { policy });
    }
  },
  message: {
    autoscaler: (d) => text`KubeRay refuses restartPolicy ${d.policy} with the v2 autoscaler: pods are replaced, not restarted. Set Never.`,
    sidecarMode: (d) => text`KubeRay refuses restartPolicy ${d.policy} for the head in SidecarMode: the pod is not restarted. Set Never.`,
  },
  fix: {
    autoscaler: { title: "Set restartPolicy to Never", edit: ({ place }) => [set(place, "Never")] },
    sidecarMode: { title: "Set restartPolicy to Never", edit: ({ place }) => [set(place, "Never")] },
  },
});
