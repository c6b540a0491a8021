import { defineRule, type FixDefinition, type Place, rayClusters, set, text } from "../../engine/rule-api.ts";

const setNever: FixDefinition = { title: "Set restartPolicy to Never", edit: ({ place }) => [set(place, "Never")] };

export const rule = defineRule({
  id: "autoscaling/ray-restart-policy",
  since: "0.1.0",
  practice: ["S5.1.1"],
  aliases: [],
  on: rayClusters,
  variants: {
    autoscaler: { severity: "error", preset: "recommended", applicability: "safe" },
    sidecarMode: { severity: "error", preset: "recommended", applicability: "safe" },
  },
  check({ spec, head, workers, job }, ctx) {
    const restarts = (group: Place): Place | undefined => {
      const policy = group.at("template", "spec", "restartPolicy");
      return policy.is((value) => value === "Always" || value === "OnFailure") ? policy : undefined;
    };
    if (spec.at("enableInTreeAutoscaling").is(true) && spec.at("autoscalerOptions", "version").is("v2")) {
      for (const group of [head, ...workers]) {
        const policy = restarts(group);
        if (policy) ctx.report("autoscaler", policy, { policy, who: group === head ? "the head" : "a worker group" });
      }
    } else if (job?.at("submissionMode").is("SidecarMode")) {
      const policy = restarts(head);
      if (policy) ctx.report("sidecarMode", policy, { policy });
    }
  },
  message: {
    autoscaler: (d) =>
      text`KubeRay refuses restartPolicy ${d.policy} of ${d.who} with autoscaler v2, which replaces pods itself: no pod starts. Set Never.`,
    sidecarMode: (d) =>
      text`KubeRay refuses restartPolicy ${d.policy} of the head in SidecarMode, where the job ends with the pod: no pod starts. Set Never.`,
  },
  fix: { autoscaler: setNever, sidecarMode: setNever },
});
