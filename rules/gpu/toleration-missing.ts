import {
  acceleratorUse,
  addItem,
  cannotTolerate,
  consequenceOf,
  containersOf,
  defineRule,
  mayRequireMore,
  type NodeRequirement,
  nodeRequirements,
  QUEUE_LABEL,
  type RoledTemplate,
  text,
} from "../../engine/rule-api.ts";

const TAINT = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };

export const rule = defineRule({
  id: "gpu/toleration-missing",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: acceleratorUse,
  variants: { plain: { severity: "info", preset: "preview", applicability: "review" } },
  check({ template, perPod }, ctx) {
    if (![...perPod.keys()].some(isNvidia) || !cannotTolerate(template, TAINT) || template.role === "system") return;
    if (isQueued(template, ctx.root.at("metadata")) || mayBeOfOneCloud(template)) return;
    if (POOLS.some((pool) => ctx.inReach(pool).length > 0)) return;
    const limit = containersOf(template).flatMap(({ limits }) => limits.entries.filter((one) => isNvidia(String(one.step))))[0];
    const tolerations = template.spec.at("tolerations");
    if (!limit) return;
    const place = tolerations.isWritten ? tolerations.key : limit.key;
    const depth = place.path.length - template.spec.path.length;
    ctx.report("plain", place, { depth, consequence: consequenceOf(template, false) });
  },
  message: {
    plain: () =>
      text`GPU nodes often carry the taint nvidia.com/gpu:NoSchedule, and not every cloud adds the toleration by itself. Tolerate it, so that this runs on all of them.`,
  },
  fix: {
    plain: {
      title: (d) => text`Tolerate the taint of GPU nodes${d.consequence}`,
      edit: ({ place, data }) => [addItem(place.at().up(Number(data.depth)).at("tolerations"), TAINT)],
    },
  },
});

const isNvidia = (resource: string): boolean => resource === "nvidia.com/gpu" || resource.startsWith("nvidia.com/mig-");

/** Who picks the nodes of one platform knows its taints; GKE, where a pod shows that it is made for it, adds the toleration itself. */
function mayBeOfOneCloud(template: RoledTemplate): boolean {
  const [annotations, volumes] = [template.meta.at("annotations"), template.spec.at("volumes")];
  return (
    mayRequireMore(template) ||
    annotations.isOpen ||
    volumes.isOpen ||
    nodeRequirements(template).some(picksItsNodes) ||
    annotations.entries.some(({ step }) => /^(?:[^/]+\.)?gke\.io\//.test(String(step))) ||
    volumes.items.some((volume) => volume.at("hostPath", "path").is(isDriverOfGke))
  );
}

const picksItsNodes = ({ key }: NodeRequirement): boolean =>
  /^(?:cloud\.google\.com|(?:sagemaker|eks|k8s)\.amazonaws\.com|karpenter\..+|kubernetes\.azure\.com|node\.kubernetes\.io)\//.test(key);

const isDriverOfGke = (path: unknown): boolean => String(path).startsWith("/home/kubernetes/bin/");

/** Pools in reach say themselves which taints there are. */
const POOLS = [
  { group: "karpenter.sh", kind: "NodePool" },
  { group: "kueue.x-k8s.io", kind: "ResourceFlavor" },
];

/** The flavor of a queue may add tolerations. */
const isQueued = (template: RoledTemplate, metadata: RoledTemplate["meta"]): boolean =>
  [metadata, template.meta].some((meta) => meta.at("labels").isOpen || !meta.at("labels", QUEUE_LABEL).isAbsent);
