import {
  acceleratorUse,
  ceilQuantity,
  defineRule,
  groupCovering,
  kueueWorkloads,
  type Place,
  parseQuantity,
  podRequest,
  podsAdmittedTogether,
  type QueueChain,
  queueChainOf,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/quota-never-fits",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.1"],
  aliases: [],
  on: kueueWorkloads,
  variants: { plain: { severity: "warning", preset: "preview" } },
  check(workload, ctx) {
    const chain = queueChainOf(workload, ctx);
    // With a check the quota of another cluster may decide; an elastic job is admitted with fewer pods.
    if (!chain || !decidesAlone(chain) || mayShrink(workload.root)) return;
    for (const { template, perPod } of ctx.views(acceleratorUse)) {
      for (const resource of perPod.keys()) {
        const group = groupCovering(chain.clusterQueue, resource);
        const request = podRequest(template, resource);
        const most = group && mostOf(group, resource, !chain.clusterQueue.cohort.isAbsent);
        if (!group || !request || most === undefined) continue;
        const need = request.atLeast * BigInt(podsAdmittedTogether(workload, template) ?? 0);
        if (need <= most) continue;
        const data = { kind: workload.kind, need: ceilQuantity(need), most: ceilQuantity(most), resource, queue: chain.names.clusterQueue };
        return ctx.report("plain", request.place, data, [{ place: group.list, note: "the quotas" }]);
      }
    }
  },
  message: {
    plain: (d) =>
      text`The ${d.kind} needs ${d.need} ${d.resource} at once, and ClusterQueue ${d.queue} gives at most ${d.most}: it waits for ever. Ask for less, or raise the quota.`,
  },
});

/** No check asks another cluster, or the autoscaler. */
const decidesAlone = ({ clusterQueue: { spec } }: QueueChain): boolean =>
  spec.at("admissionChecks").isAbsent && spec.at("admissionChecksStrategy").isAbsent && !spec.isOpen;

const mayShrink = (root: Place): boolean => {
  const annotations = root.at("metadata", "annotations");
  return (
    annotations.isOpen ||
    !annotations.at("kueue.x-k8s.io/job-min-parallelism").isAbsent ||
    !annotations.at("kueue.x-k8s.io/elastic-job").isAbsent ||
    !root.at("spec", "elasticPolicy").isAbsent
  );
};

/** A set of pods takes one flavor: the largest quota, with what may be borrowed on top, is the most that it can have. */
function mostOf(
  { list, flavors }: NonNullable<ReturnType<typeof groupCovering>>,
  resource: string,
  mayBorrow: boolean,
): bigint | undefined {
  let most: bigint | undefined;
  if (list.isOpen) return undefined;
  for (const { quotas, list: lines } of flavors) {
    const line = lines.isOpen ? undefined : quotas.find(({ name }) => name.is(resource));
    const quota = line && amountOf(line.place.at("nominalQuota"));
    // Without a limit the whole cohort may lend, and nobody knows here how much that is.
    const borrowed = line && mayBorrow ? amountOf(line.place.at("borrowingLimit")) : 0n;
    if (quota === undefined || borrowed === undefined) return undefined;
    if (most === undefined || quota + borrowed > most) most = quota + borrowed;
  }
  return most;
}

function amountOf(place: Place): bigint | undefined {
  let amount: bigint | undefined;
  place.is((value) => (amount = parseQuantity(String(value))) !== undefined);
  return amount;
}
