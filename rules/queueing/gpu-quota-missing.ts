import {
  acceleratorOf,
  type Context,
  defineRule,
  deviceQuotas,
  kinds,
  nameOf,
  type Place,
  podKinds,
  resourceLabel,
  text,
  workloads,
} from "../../engine/rule-api.ts";

const QUOTA = { group: "", kind: "ResourceQuota" };

export const rule = defineRule({
  id: "queueing/gpu-quota-missing",
  since: "0.1.0",
  practice: ["S3.3"],
  aliases: [],
  on: kinds("Profile.kubeflow.org", "Namespace."),
  variants: { profile: { severity: "info", preset: "preview" }, namespace: { severity: "info", preset: "preview" } },
  check(root, ctx) {
    const name = root.at("metadata", "name");
    if (!name.is((one) => !hasQuota(String(one), ctx))) return;
    if (ctx.resource.ref.kind === "Profile") {
      const [own] = ctx.views(deviceQuotas);
      if (own?.counts === "no")
        ctx.report("profile", own.hard.isWritten ? own.hard.key : own.hard, { profile: resourceLabel(ctx.resource.ref) });
      return;
    }
    // Other quotas of the namespace may be elsewhere, unless a complete unit owns them.
    const taker = ctx.hasAll({ ...QUOTA, namespace: name }) ? takerIn(name, ctx) : undefined;
    if (taker) ctx.report("namespace", nameOf(root), { namespace: name, ...taker });
  },
  message: {
    profile: (d) =>
      text`${d.profile} has no quota for accelerators: one user can take all of them. Set one for requests.nvidia.com/gpu, or the like, in resourceQuotaSpec.hard.`,
    namespace: (d) =>
      text`Namespace ${d.namespace} has no quota for ${d.resource}, and ${d.workload} takes some: it can take all there are. Add requests.${d.resource} to a ResourceQuota.`,
  },
});

/** A quota of the namespace that counts accelerators, or may; a queue there keeps count by itself. */
function hasQuota(namespace: string, ctx: Context): boolean {
  const isIn = (one: { readonly namespace: string | undefined }) => one.namespace === undefined || one.namespace === namespace;
  if (ctx.inReach({ group: "kueue.x-k8s.io", kind: "LocalQueue" }).some(isIn)) return true;
  return ctx.inReach(QUOTA).some((found) => {
    const quota = isIn(found) ? ctx.open(found) : undefined;
    return quota !== undefined && ctx.views(deviceQuotas, quota).some(({ counts }) => counts !== "no");
  });
}

/** Somebody in the namespace who certainly takes accelerators. */
function takerIn(namespace: Place, ctx: Context): { readonly workload: string; readonly resource: string } | undefined {
  for (const found of podKinds.flatMap((kind) => ctx.inReach(kind))) {
    const workload = namespace.is((name) => found.namespace === name) ? ctx.open(found) : undefined;
    for (const template of workload ? ctx.views(workloads, workload) : []) {
      const resource = acceleratorOf(template, ctx.settings);
      if (resource !== undefined) return { workload: resourceLabel(template.workload.ref), resource };
    }
  }
  return undefined;
}
