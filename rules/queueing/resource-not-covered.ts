import {
  containersOf,
  coveredBy,
  defineRule,
  isExtendedResource,
  kueueWorkloads,
  mayCountOtherwise,
  type PodTemplate,
  podRequest,
  queueChainOf,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/resource-not-covered",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.1"],
  aliases: [],
  on: kueueWorkloads,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check(workload, ctx) {
    const chain = queueChainOf(workload, ctx);
    const covered = chain && coveredBy(chain.clusterQueue);
    if (!chain || !covered || covered.length === 0 || mayCountOtherwise(ctx)) return;
    const told = new Set<string>();
    for (const template of workload.templates) {
      for (const resource of resourcesOf(template)) {
        if (told.has(resource) || covered.some((one) => one === resource || isOfOneVendor(one, resource))) continue;
        const request = podRequest(template, resource);
        if (!request) continue;
        told.add(resource);
        const data = { kind: workload.kind, resource, queue: chain.names.clusterQueue };
        ctx.report("plain", request.place.key, data, [
          { place: chain.clusterQueue.root.at("spec", "resourceGroups"), note: "what it covers" },
        ]);
      }
    }
  },
  message: {
    plain: (d) =>
      text`ClusterQueue ${d.queue} covers no ${d.resource}: Kueue never admits the ${d.kind}. Add it to coveredResources with a quota, or drop the request.`,
  },
});

function resourcesOf(template: PodTemplate): readonly string[] {
  const names = containersOf(template).flatMap(({ limits, requests }) => [...requests.entries, ...limits.entries]);
  return [...new Set(names.map(({ step }) => String(step)))].filter(
    (name) => name === "cpu" || name === "memory" || isExtendedResource(name),
  );
}

/** Shares of a device are counted in all under a name of their own (`nvidia.com/total-gpumem` for `nvidia.com/gpumem`). */
const isOfOneVendor = (covered: string, resource: string): boolean =>
  resource.includes("/") && covered.startsWith(resource.slice(0, resource.indexOf("/") + 1)) && covered.includes("total-");
