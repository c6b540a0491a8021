import {
  addItem,
  cannotTolerate,
  consequenceOf,
  defineRule,
  type Place,
  QUEUE_LABEL,
  resourceLabel,
  spotTemplates,
  text,
} from "../../engine/rule-api.ts";

const TAINT = { key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" };
/** Nodes of AKS node auto-provisioning carry it beside the label of AKS, and only the taints of their NodePool. */
const NODE_POOL_LABEL = "karpenter.sh/capacity-type";

export const rule = defineRule({
  id: "spot/toleration-missing",
  since: "0.1.0",
  practice: ["S4.4.1"],
  aliases: [],
  on: spotTemplates,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check({ template, capacity, isRequired }, ctx) {
    if (capacity.platform !== "aks" || !isRequired || mayFollowNodePool(template.spec) || !cannotTolerate(template, TAINT)) return;
    // The flavor of a queue may bring tolerations.
    if ([ctx.root.at("metadata"), template.meta].some((meta) => !meta.at("labels", QUEUE_LABEL).isAbsent)) return;
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
      edit: ({ place, data }) => [
        addItem(place.up(Number(data.depth)).at("tolerations"), {
          key: TAINT.key,
          operator: "Equal",
          value: TAINT.value,
          effect: TAINT.effect,
        }),
      ],
    },
  },
});

function mayFollowNodePool(spec: Place): boolean {
  const terms = spec.at("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms");
  const keys = terms.items.flatMap((term) => term.at("matchExpressions").items.map((one) => one.at("key")));
  return !spec.at("nodeSelector", NODE_POOL_LABEL).isAbsent || keys.some((key) => !key.isNot(NODE_POOL_LABEL));
}
