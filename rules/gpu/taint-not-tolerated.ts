import {
  addItem,
  type Context,
  cannotTolerate,
  consequenceOf,
  defineRule,
  type Found,
  type NodePool,
  nodePools,
  nodeRequirements,
  poolMeets,
  QUEUE_LABEL,
  type RoledTemplate,
  taintsOf,
  text,
  workloadLabel,
  workloads,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/taint-not-tolerated",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: workloads,
  variants: { targeted: { severity: "warning", preset: "preview", applicability: "review" } },
  check(template, ctx) {
    const required = nodeRequirements(template);
    const [first] = required;
    if (!first || template.shape !== "full") return;
    const pools = ctx
      .inReach({ group: "karpenter.sh", kind: "NodePool" })
      .map((found) => ({ found, pool: poolOf(found, ctx) }))
      .map(({ found, pool }) => ({ found, pool, meets: pool ? poolMeets(pool, required) : "maybe" }))
      .filter(({ meets }) => meets !== "no");
    const [target] = pools;
    if (!target?.pool || pools.length > 1 || target.meets !== "yes" || template.role === "system" || isQueued(template, ctx)) return;
    const taint = taintsOf(target.pool).find((one) => cannotTolerate(template, one));
    if (!taint || !target.found.name) return;
    const tolerations = template.spec.at("tolerations");
    const place = tolerations.isWritten ? tolerations.key : first.place;
    ctx.report(
      "targeted",
      place,
      {
        workload: workloadLabel(template),
        pool: target.found.name,
        key: taint.key,
        effect: taint.effect,
        ...(taint.value === undefined ? {} : { value: taint.value }),
        depth: place.path.length - template.spec.path.length,
        consequence: consequenceOf(template, false),
      },
      [{ place: target.found, note: "the pool" }],
    );
  },
  message: {
    targeted: (d) =>
      text`${d.workload} chooses nodes of the pool ${d.pool}, which carry the taint ${d.key}:${d.effect}, and does not tolerate it: the pod stays pending. Add the toleration.`,
  },
  fix: {
    targeted: {
      title: (d) => text`Tolerate ${d.key}${d.consequence}`,
      edit: ({ place, data }) => [
        addItem(place.at().up(Number(data.depth)).at("tolerations"), {
          key: String(data.key),
          ...(typeof data.value === "string" ? { operator: "Equal", value: data.value } : { operator: "Exists" }),
          effect: String(data.effect),
        }),
      ],
    },
  },
});

function poolOf(found: Found, ctx: Context): NodePool | undefined {
  const resource = ctx.open(found);
  return resource && ctx.views(nodePools, resource)[0];
}

/** The flavor of a queue may add tolerations. */
const isQueued = (template: RoledTemplate, ctx: Context): boolean =>
  [ctx.root.at("metadata", "labels"), template.meta.at("labels")].some((labels) => labels.isOpen || !labels.at(QUEUE_LABEL).isAbsent);
