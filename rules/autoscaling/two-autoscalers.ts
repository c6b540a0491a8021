import { type Autoscaler, autoscalers, autoscalersBeside, defineRule, text } from "../../engine/rule-api.ts";

const HORIZONTAL: ReadonlySet<string> = new Set(["HorizontalPodAutoscaler", "ScaledObject"]);
/** With these it changes the requests of pods that run. */
const ACTIVE: ReadonlySet<string> = new Set(["Auto", "Recreate", "InPlaceOrRecreate"]);
const TRANSFER = "scaledobject.keda.sh/transfer-hpa-ownership";

export const rule = defineRule({
  id: "autoscaling/two-autoscalers",
  since: "0.1.0",
  practice: ["S4.3.1"],
  aliases: [],
  on: autoscalers,
  variants: {
    horizontal: { severity: "warning", preset: "recommended" },
    vertical: { severity: "warning", preset: "recommended" },
  },
  check(scaler, ctx) {
    const { target } = scaler;
    if (!target) return;
    const others = autoscalersBeside(scaler, ctx).filter((other) => HORIZONTAL.has(other.kind));
    if (HORIZONTAL.has(scaler.kind)) {
      // Of the two the one whose name comes later is told, so that it is said once.
      const other = others.find((one) => one.label < scaler.label && !takesOver(one) && !takesOver(scaler));
      if (!other) return;
      const related = [{ place: other.target?.name ?? other.targetRef, note: "the other one" }];
      ctx.report("horizontal", target.name, { scaler: scaler.label, other: other.label, kind: target.kind, name: target.name }, related);
    } else if (scaler.kind === "VerticalPodAutoscaler" && isActive(scaler)) {
      for (const other of others) {
        const metric = other.metrics.find(({ resource, isShare }) => isShare && resource !== undefined && controls(scaler, resource));
        if (!metric) continue;
        const related = [{ place: metric.place, note: "scaled by it here" }];
        ctx.report("vertical", target.name, { scaler: scaler.label, other: other.label, resource: metric.resource ?? "" }, related);
        return;
      }
    }
  },
  message: {
    horizontal: (d) =>
      text`${d.scaler} and ${d.other} both scale ${d.kind} ${d.name}: Kubernetes lets neither act then (AmbiguousSelector). Keep one.`,
    vertical: (d) =>
      text`${d.scaler} changes the ${d.resource} requests by which ${d.other} scales the same pods: each undoes the other. Scale by another metric, or control other resources.`,
  },
});

/** KEDA takes an existing autoscaler as its own. */
const takesOver = ({ root }: Autoscaler): boolean => !root.at("metadata", "annotations", TRANSFER).isAbsent;

function isActive({ root }: Autoscaler): boolean {
  const mode = root.at("spec", "updatePolicy", "updateMode");
  return mode.isAbsent || mode.is((value) => ACTIVE.has(String(value)));
}

/** Certainly: nothing that is written for its containers leaves the resource out. */
function controls({ root }: Autoscaler, resource: string): boolean {
  const policies = root.at("spec", "resourcePolicy", "containerPolicies");
  if (policies.isOpen) return false;
  return policies.items.every((policy) => {
    const list = policy.at("controlledResources");
    return policy.at("mode").isNot("Off") && (list.isAbsent || list.items.some((one) => one.is(resource)));
  });
}
