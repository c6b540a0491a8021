import { addItem, capacityOf, defineRule, type Place, workloads } from "../../engine/rule-api.ts";

const TAINT = { key: "kubernetes.azure.com/scalesetpriority", operator: "Equal", value: "spot", effect: "NoSchedule" };

export const rule = defineRule({
  id: "spot/toleration-missing",
  since: "0.1.0",
  practice: ["S4.4.1"],
  aliases: [],
  on: workloads,
  variants: { plain: { severity: "error", preset: "preview", applicability: "review" } },
  check(template, ctx) {
    if (template.shape !== "full") return;
    const capacity = capacityOf(template, ctx.settings);
    if (capacity.platform !== "aks" || capacity.spot !== "required" || !capacity.place) return;
    const tolerations = template.spec.at("tolerations");
    if (tolerations.isOpen || followsNodePool(template.spec.at("nodeSelector", "karpenter.sh/capacity-type"))) return;
    if (tolerations.items.every(cannotTolerate))
      ctx.report("plain", capacity.place, { depth: capacity.place.path.length - template.spec.path.length });
  },
  message: {
    plain: () =>
      "AKS taints every spot node kubernetes.azure.com/scalesetpriority=spot:NoSchedule; without the toleration this pod can never start.",
  },
  fix: {
    plain: {
      title: "Tolerate AKS spot nodes",
      edit: ({ place, data }) => [addItem(place.up(Number(data.depth)).at("tolerations"), TAINT)],
    },
  },
});

/** Node auto-provisioning follows the NodePool's own taints. */
const followsNodePool = (selector: { readonly isAbsent: boolean }): boolean => !selector.isAbsent;

/** Certainly no match for the taint: another key, another effect, or another value. */
function cannotTolerate(toleration: Place): boolean {
  const [key, operator, value, effect] = [toleration.at("key"), toleration.at("operator"), toleration.at("value"), toleration.at("effect")];
  if (key.isAbsent) return operator.isNot("Exists");
  return key.isNot(TAINT.key) || (effect.isWritten && effect.isNot(TAINT.effect)) || (operator.isNot("Exists") && value.isNot(TAINT.value));
}
