import {
  bare,
  consequenceOf,
  containers,
  defineRule,
  isExtendedResource,
  isWholeAmount,
  parseQuantity,
  set,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/request-limit-mismatch",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: containers,
  variants: { pod: { severity: "error", preset: "recommended", applicability: "review" } },
  check(container, ctx) {
    for (const request of container.requests.entries) {
      const resource = String(request.step);
      if (!isExtendedResource(resource) && !resource.startsWith("hugepages-")) continue;
      const limit = container.limits.at(resource);
      if (!request.is((asked) => limit.is((allowed) => differ(asked, allowed)))) continue;
      ctx.report("pod", request, {
        container: container.name,
        resource,
        request,
        limit,
        consequence: consequenceOf(container.template, true),
      });
    }
  },
  message: {
    pod: (d) =>
      text`Container ${d.container} requests ${d.request} but limits ${d.limit} ${d.resource}: Kubernetes refuses the pod. Make both equal.`,
  },
  fix: {
    pod: {
      title: (d) => text`Use the limit (${d.limit}) for both${d.consequence}`,
      // One certain whole amount, or nothing: of a choice a person has to choose.
      edit: ({ place, data }) => (data.limit !== undefined && isWholeAmount(bare(data.limit)) ? [set(place, data.limit)] : []),
    },
  },
});

/** What is no quantity at all is a schema's business. */
function differ(asked: unknown, allowed: unknown): boolean {
  const [request, limit] = [parseQuantity(String(asked)), parseQuantity(String(allowed))];
  return request !== undefined && limit !== undefined && request !== limit;
}
