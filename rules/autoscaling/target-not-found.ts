import { type Context, defineRule, kinds, type Place, set, text } from "../../engine/rule-api.ts";

/** Kinds that an autoscaler may name, by group: what else it names is somebody else's. */
const GROUPS: Readonly<Record<string, string>> = {
  Deployment: "apps",
  StatefulSet: "apps",
  ReplicaSet: "apps",
  ReplicationController: "",
  Rollout: "argoproj.io",
  LeaderWorkerSet: "leaderworkerset.x-k8s.io",
};
/** Made by an operator, so that no file holds it. */
const MADE_BY_OPERATOR = /-(?:predictor|decode|prefill)$/;

export const rule = defineRule({
  id: "autoscaling/target-not-found",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: ["dangling-horizontalpodautoscaler", "horizontalpodautoscaler-has-target"],
  on: kinds("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh", "VerticalPodAutoscaler.autoscaling.k8s.io"),
  variants: {
    missing: { severity: "warning", preset: "preview" },
    nearest: { severity: "warning", preset: "preview", applicability: "review" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check(root, ctx) {
    for (const field of ["scaleTargetRef", "targetRef"]) if (root.at("spec", field).isWritten) judge(root, root.at("spec", field), ctx);
  },
  message: {
    missing: (d) => text`No ${d.kind} named ${d.name} in this unit: the autoscaler scales nothing.`,
    nearest: (d) => text`No ${d.kind} named ${d.name} in this unit: the autoscaler scales nothing. Did you mean ${d.nearest}?`,
    nearMiss: (d) => text`There is no ${d.kind} ${d.name} here, but one named ${d.nearest}: as written the autoscaler may scale nothing.`,
  },
  fix: {
    nearest: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
    nearMiss: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});

function judge(root: Place, target: Place, ctx: Context): void {
  const name = target.at("name");
  if (!name.isNot((one) => MADE_BY_OPERATOR.test(String(one)))) return;
  for (const [kind, group] of Object.entries(GROUPS)) {
    if (!(target.at("kind").is(kind) || (kind === "Deployment" && target.at("kind").isAbsent))) continue;
    const answer = ctx.resolve({ group, kind, name, namespace: root.at("metadata", "namespace"), folder: true });
    if (answer.is === "near-miss" && answer.candidate.name)
      ctx.report("nearMiss", name, { kind, name, nearest: answer.candidate.name }, [
        { place: answer.candidate, note: "the only one here" },
      ]);
    if (answer.is !== "missing") continue;
    if (answer.nearest?.name)
      ctx.report("nearest", name, { kind, name, nearest: answer.nearest.name }, [{ place: answer.nearest, note: "the nearest name" }]);
    else ctx.report("missing", name, { kind, name });
  }
}
