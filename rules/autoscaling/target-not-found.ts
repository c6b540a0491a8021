import { type Context, danglingOf, defineRule, kinds, type Place, set, text } from "../../engine/rule-api.ts";

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
const MADE_BY_OPERATOR = /-(?:predictor|transformer|explainer|decode|prefill|kserve)(?:-default)?$|-\d{5}-deployment$/;

export const rule = defineRule({
  id: "autoscaling/target-not-found",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: ["dangling-horizontalpodautoscaler", "horizontalpodautoscaler-has-target", "C-0300"],
  on: kinds("HorizontalPodAutoscaler.autoscaling", "ScaledObject.keda.sh", "VerticalPodAutoscaler.autoscaling.k8s.io"),
  variants: {
    missing: { severity: "warning", preset: "recommended" },
    nearest: { severity: "warning", preset: "recommended", applicability: "review" },
    elsewhere: { severity: "warning", preset: "recommended" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check(root, ctx) {
    for (const field of ["scaleTargetRef", "targetRef"]) {
      const target = root.at("spec", field);
      const kind = target.isWritten && Object.keys(GROUPS).find((one) => isOfKind(target, one));
      if (kind) judge(root, target.at("name"), kind, ctx);
    }
  },
  message: {
    missing: (d) =>
      text`${d.kind} ${d.name} does not exist in ${d.namespace}: the autoscaler scales nothing. Name one that exists, or add it.`,
    nearest: (d) => text`${d.kind} ${d.name} does not exist in ${d.namespace}: the autoscaler scales nothing. Did you mean ${d.nearest}?`,
    elsewhere: (d) =>
      text`${d.kind} ${d.name} is in namespace ${d.other}, not in ${d.namespace}: the autoscaler scales nothing. Put both into one namespace.`,
    nearMiss: (d) =>
      text`There is no ${d.kind} ${d.name} here, and an autoscaler without its target scales nothing. Did you mean ${d.nearest}?`,
  },
  fix: {
    nearest: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
    nearMiss: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});

/** KEDA takes a Deployment where no kind is written. Other groups have kinds of the same names (OpenKruise). */
function isOfKind(target: Place, kind: string): boolean {
  const [written, version, group] = [target.at("kind"), target.at("apiVersion"), GROUPS[kind]];
  if (!written.is(kind) && !(kind === "Deployment" && written.isAbsent)) return false;
  return version.isAbsent || version.is((one) => String(one).replace(/\/?[^/]*$/, "") === group);
}

function judge(root: Place, name: Place, kind: string, ctx: Context): void {
  if (!name.isNot((one) => MADE_BY_OPERATOR.test(String(one)))) return;
  const namespace = root.at("metadata", "namespace");
  const target = { group: GROUPS[kind] ?? "", kind, name, namespace };
  // The folder only takes back what is said without it, and is asked last: all of its files have to be known.
  const lost = danglingOf(ctx.resolve(target)) && danglingOf(ctx.resolve({ ...target, folder: true }));
  if (!lost) return;
  const data = { kind, name, namespace: namespace.isAbsent ? "its namespace" : namespace };
  ctx.report(lost.variant, name, { ...data, ...lost.data }, lost.related);
}
