import {
  addItem,
  defineRule,
  kind,
  meansAccelerators,
  type NodeRequirement,
  type Place,
  requirementsIn,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/pool-without-taint",
  since: "0.1.0",
  practice: ["S3.3.1", "S3.4.2", "S4.4.2"],
  aliases: [],
  on: kind("NodePool.karpenter.sh"),
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(root, ctx) {
    const spec = root.at("spec", "template", "spec");
    const taints = spec.at("taints");
    const keeps = (taint: Place) => !taint.at("effect").isNot((effect) => effect === "NoSchedule" || effect === "NoExecute");
    if (!spec.isWritten || spec.isOpen || taints.isOpen || taints.items.some(keeps)) return;
    const only = requirementsIn(spec.at("requirements")).find(meansAccelerators);
    if (!only) return;
    ctx.report("plain", taints.isWritten ? taints.key : only.place, {
      pool: ctx.resource.ref.name ?? "This NodePool",
      label: only.key,
      depth: (taints.isWritten ? taints : only.place).path.length - spec.path.length,
      taint: taintOf(only),
    });
  },
  message: {
    plain: (d) =>
      text`${d.pool} makes accelerator machines only (${d.label}), without a taint: any pod may land there and keep them running. Taint them ${d.taint}:NoSchedule.`,
  },
  fix: {
    plain: {
      title: (d) => text`Taint the nodes ${d.taint}:NoSchedule`,
      edit: ({ place, data }) => [
        addItem(place.at().up(Number(data.depth)).at("taints"), { key: String(data.taint), value: "true", effect: "NoSchedule" }),
      ],
    },
  },
});

/** The taint is called like what the pods ask for, as GKE and the admission plugin ExtendedResourceToleration have it. */
function taintOf({ values = [] }: NodeRequirement): string {
  const isNeuron = (value: string) => /^(?:ml\.)?(?:inf|trn)/.test(value);
  return values.length > 0 && values.every(isNeuron) ? "aws.amazon.com/neuron" : "nvidia.com/gpu";
}
