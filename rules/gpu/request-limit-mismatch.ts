import { containers, defineRule, isExtendedResource, sameQuantity, set, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/request-limit-mismatch",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: containers,
  variants: { pod: { severity: "error", preset: "preview", applicability: "review" } },
  check(container, ctx) {
    for (const request of container.requests.entries) {
      const resource = String(request.path.at(-1));
      if (!isExtendedResource(resource) && !resource.startsWith("hugepages-")) continue;
      const limit = container.limits.at(resource);
      if (!request.is((asked) => limit.is((allowed) => !sameQuantity(asked, allowed)))) continue;
      ctx.report("pod", request, { container: container.name, resource, request, limit });
    }
  },
  message: {
    pod: (d) =>
      text`Container ${d.container} requests ${d.request} but limits ${d.limit} ${d.resource}: Kubernetes refuses the pod. Make both equal.`,
  },
  fix: {
    pod: {
      title: (d) => text`Use the limit (${d.limit}) for both`,
      edit: ({ place, data }) => (data.limit === undefined ? [] : [set(place, data.limit)]),
    },
  },
});
