import {
  type ClusterQueue,
  type Context,
  clusterQueues,
  defineRule,
  type FixDefinition,
  limitsIn,
  parseQuantity,
  quotaLists,
  repeatedNames,
  set,
  text,
  unset,
} from "../../engine/rule-api.ts";

const removed = (title: string): FixDefinition => ({ title, edit: ({ place }) => [unset(place)] });

export const rule = defineRule({
  id: "queueing/cluster-queue-inconsistent",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: clusterQueues,
  variants: {
    count: { severity: "error", preset: "recommended" },
    order: { severity: "error", preset: "recommended" },
    twice: { severity: "error", preset: "recommended" },
    borrowing: { severity: "error", preset: "recommended", applicability: "review" },
    lending: { severity: "error", preset: "recommended", applicability: "review" },
    lendsMore: { severity: "error", preset: "recommended" },
    reclaim: { severity: "error", preset: "recommended", applicability: "review" },
    preference: { severity: "error", preset: "recommended", applicability: "review" },
  },
  check(queue, ctx) {
    checkLists(queue, ctx);
    for (const { what, name } of repeatedNames(queue)) ctx.report("twice", name, { what, name });
    if (ctx.resource.ref.kind !== "ClusterQueue") return;
    checkLimits(queue, ctx);
    const preemption = queue.spec.at("preemption");
    const policy = preemption.at("borrowWithinCohort", "policy");
    const reclaim = preemption.at("reclaimWithinCohort");
    if (policy.is((value) => value !== "Never") && (reclaim.isAbsent || reclaim.is("Never"))) ctx.report("reclaim", policy, { policy });
    const fungibility = queue.spec.at("flavorFungibility");
    const preference = fungibility.at("preference");
    // What is not written is MayStopSearch for borrowing and TryNextFlavor for preemption.
    const [borrow, preempt] = [fungibility.at("whenCanBorrow"), fungibility.at("whenCanPreempt")];
    const stops = borrow.isNot("TryNextFlavor") ? "whenCanBorrow" : !preempt.isAbsent && preempt.isNot("TryNextFlavor") && "whenCanPreempt";
    if (stops && preference.is(() => true)) ctx.report("preference", preference, { stops });
  },
  message: {
    count: (d) =>
      text`Resources of flavor ${d.flavor}: ${d.quotas}; covered by its group: ${d.covered}. The API server refuses the queue. Give each covered resource one quota.`,
    order: (d) =>
      text`Flavor ${d.flavor} names ${d.name} where coveredResources names ${d.expected}: Kueue refuses the queue. Use the same order in both lists.`,
    twice: (d) => text`${d.what} ${d.name} is in the queue's resource groups twice: Kueue refuses the queue. Keep one of them.`,
    borrowing: () => "borrowingLimit without a cohort: the API server refuses the queue. Remove the limit, or name the cohort.",
    lending: () => "lendingLimit without a cohort: Kueue refuses the queue. Remove the limit, or name the cohort.",
    lendsMore: (d) => text`lendingLimit ${d.limit} is more than nominalQuota ${d.quota}: Kueue refuses the queue. Lend at most the quota.`,
    reclaim: (d) =>
      text`borrowWithinCohort ${d.policy} with reclaimWithinCohort Never, its default: the API server refuses the queue. Choose how to reclaim.`,
    preference: (d) =>
      text`preference needs TryNextFlavor for whenCanBorrow and whenCanPreempt, and ${d.stops} is another: the API server refuses the queue.`,
  },
  fix: {
    borrowing: removed("Remove borrowingLimit"),
    lending: removed("Remove lendingLimit"),
    reclaim: {
      title: "Reclaim from jobs of lower priority",
      edit: ({ place }) => [set(place.up(2).at("reclaimWithinCohort"), "LowerPriority")],
    },
    preference: removed("Remove preference"),
  },
});

function checkLists(queue: ClusterQueue, ctx: Context): void {
  for (const { flavor, names, covered } of quotaLists(queue)) {
    if (names.length !== covered.length) {
      ctx.report("count", flavor, { flavor, quotas: names.length, covered: covered.length });
      continue;
    }
    const at = names.findIndex((name, i) => name.is((value) => covered[i]?.isNot(value) === true));
    const [name, expected] = [names[at], covered[at]];
    if (name && expected?.is(() => true)) ctx.report("order", name, { flavor, name, expected });
  }
}

function checkLimits(queue: ClusterQueue, ctx: Context): void {
  for (const { borrowing, lending, nominal } of limitsIn(queue)) {
    if (queue.cohort.isAbsent && borrowing.isWritten) ctx.report("borrowing", borrowing.key);
    if (queue.cohort.isAbsent && lending.isWritten) ctx.report("lending", lending.key);
    else if (lending.is((limit) => nominal.is((own) => isMore(limit, own))))
      ctx.report("lendsMore", lending, { limit: lending, quota: nominal });
  }
}

function isMore(a: unknown, b: unknown): boolean {
  const [left, right] = [parseQuantity(String(a)), parseQuantity(String(b))];
  return left !== undefined && right !== undefined && left > right;
}
