import { type Container, type Context, containers, copy, defineRule, isExtendedResource, kind, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/limit-missing",
  since: "0.1.0",
  practice: ["S3.3.1", "S4.2.1"],
  aliases: [],
  on: containers,
  variants: { pod: { severity: "error", preset: "preview", applicability: "safe" } },
  check(container, ctx) {
    if (container.template.shape === "partial") return;
    for (const request of container.requests.entries) {
      const resource = String(request.path.at(-1));
      if (!request.isWritten || (!isExtendedResource(resource) && !resource.startsWith("hugepages-"))) continue;
      if (!container.limits.at(resource).isAbsent || limitRangeMayGive(resource, container, ctx)) continue;
      ctx.report("pod", request.key, { container: container.name, resource });
    }
  },
  message: {
    pod: (d) => text`Container ${d.container} requests ${d.resource} without a limit: Kubernetes refuses the pod. Add the limit.`,
  },
  fix: {
    pod: {
      title: "Add the limit",
      edit: ({ place }) => [copy(place.at(), place.up(2).at("limits", ...place.path.slice(-1)))],
    },
  },
});

const limitRanges = kind("LimitRange.");

/** A LimitRange of the same namespace fills in a missing limit before the pod is checked. */
function limitRangeMayGive(resource: string, container: Container, ctx: Context): boolean {
  return ctx.inReach({ group: "", kind: "LimitRange" }).some((found) => {
    if (found.namespace !== container.template.workload.ref.namespace) return false;
    const range = ctx.open(found);
    return ctx.views(limitRanges, range).some((root) => {
      const limits = root.at("spec", "limits");
      return limits.isOpen || limits.items.some((one) => !one.at("type").isNot("Container") && !one.at("default", resource).isAbsent);
    });
  });
}
