import { addItem, capacityOf, consequenceOf, defineRule, type Place, resourceLabel, text, workloads } from "../../engine/rule-api.ts";

const TAINT = { key: "kubernetes.azure.com/scalesetpriority", operator: "Equal", value: "spot", effect: "NoSchedule" };
/** Nodes of AKS node auto-provisioning carry it beside the label of AKS, and only the taints of their NodePool. */
const NODE_POOL_LABEL = "karpenter.sh/capacity-type";

export const rule = defineRule({
  id: "spot/toleration-missing",
  since: "0.1.0",
  practice: ["S4.4.1"],
  aliases: [],
  on: workloads,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(template, ctx) {
    if (template.shape !== "full") return;
    const capacity = capacityOf(template, ctx.settings);
    if (capacity.platform !== "aks" || capacity.spot !== "required" || !capacity.place) return;
    const tolerations = template.spec.at("tolerations");
    if (tolerations.isOpen || mayFollowNodePool(template.spec) || !tolerations.items.every(cannotTolerate)) return;
    ctx.report("plain", capacity.place, {
      workload: resourceLabel(template.workload.ref),
      depth: capacity.place.path.length - template.spec.path.length,
      consequence: consequenceOf(template, true),
    });
  },
  message: {
    plain: (d) =>
      text`${d.workload} asks for AKS spot nodes. Those of a node pool carry the taint kubernetes.azure.com/scalesetpriority=spot:NoSchedule, so its pods wait for ever. Tolerate it.`,
  },
  fix: {
    plain: {
      title: (d) => text`Tolerate the taint of AKS spot nodes${d.consequence}`,
      edit: ({ place, data }) => [addItem(place.up(Number(data.depth)).at("tolerations"), TAINT)],
    },
  },
});

function mayFollowNodePool(spec: Place): boolean {
  const terms = spec.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
  const keys = terms.items.flatMap((term) => term.at("matchExpressions").items.map((one) => one.at("key")));
  return !spec.at("nodeSelector", NODE_POOL_LABEL).isAbsent || keys.some((key) => !key.isNot(NODE_POOL_LABEL));
}

/** Certainly no match for the taint: another key, another effect, or another value. Without a key or an effect every one matches. */
function cannotTolerate(toleration: Place): boolean {
  const [key, operator, value, effect] = [toleration.at("key"), toleration.at("operator"), toleration.at("value"), toleration.at("effect")];
  if (effect.isWritten && effect.isNot((one) => one === "" || one === TAINT.effect)) return true;
  if (key.isAbsent || key.is("")) return operator.isNot("Exists");
  return key.isNot(TAINT.key) || (operator.isNot("Exists") && value.isNot(TAINT.value));
}
