import { autoscalersOf, defineRule, kinds, text, unset } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "autoscaling/replicas-pinned",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.5.2"],
  aliases: ["deployment-targeted-by-hpa-does-not-have-replicas-configured"],
  on: kinds("Deployment.apps", "StatefulSet.apps", "LeaderWorkerSet.leaderworkerset.x-k8s.io", "Rollout.argoproj.io"),
  variants: { workload: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(root, ctx) {
    const replicas = root.at("spec", "replicas");
    // Zero stops the workload, and the autoscaler with it.
    if (!replicas.is((value) => Number(value) > 0)) return;
    const scaler = autoscalersOf(ctx).find(({ kind }) => kind !== "VerticalPodAutoscaler");
    if (!scaler || ctx.inReach({ group: "argoproj.io", kind: "Application" }).length > 0) return;
    ctx.report("workload", replicas, { scaler: scaler.label, replicas }, [
      { place: scaler.target?.name ?? scaler.targetRef, note: "scaled here" },
    ]);
  },
  message: {
    workload: (d) =>
      text`${d.scaler} manages the size, yet replicas ${d.replicas} is written: each apply sets it back, and drops pods under load. Hand the field over, then leave it out.`,
  },
  fix: {
    workload: {
      title: "Remove replicas (hand the field over first: the next client-side apply falls to 1 once)",
      edit: ({ place }) => [unset(place)],
    },
  },
});
