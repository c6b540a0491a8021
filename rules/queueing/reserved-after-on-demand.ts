import {
  clusterQueues,
  computeClasses,
  defineRule,
  flavorsOf,
  isSameMachine,
  kinds,
  type NamedFlavor,
  type Place,
  text,
} from "../../engine/rule-api.ts";

const GROUP = "kueue.x-k8s.io";
const CAPACITY = "karpenter.sh/capacity-type";

export const rule = defineRule({
  id: "queueing/reserved-after-on-demand",
  since: "0.1.0",
  practice: ["S4.4.1", "S6.2"],
  aliases: [],
  on: kinds(`ClusterQueue.${GROUP}`, "ComputeClass.cloud.google.com"),
  variants: {
    flavor: { severity: "info", preset: "recommended" },
    priority: { severity: "info", preset: "preview" },
  },
  check(_, ctx) {
    for (const { priorities } of ctx.views(computeClasses)) {
      const late = lateIn(
        priorities,
        (before, one) => before.buys === "onDemand" && isSameMachine(before.place, one.place),
        (one) => one.buys === "reserved",
      );
      for (const { one, before } of late)
        ctx.report("priority", one.place.at("reservations").key, {}, [{ place: before.place, note: "tried before it" }]);
    }
    for (const { spec, groups } of ctx.views(clusterQueues)) {
      // With a preference of its own, Kueue does not go by the order.
      if (!spec.at("flavorFungibility", "preference").isAbsent) continue;
      for (const group of groups) {
        const found = flavorsOf(group, ctx) ?? [];
        const known = group.flavors.flatMap(({ name }, i) => (found[i] ? [{ ...found[i], place: name }] : []));
        const late = lateIn(known, isOnDemandLike, ({ flavor }) => flavor.labels.at(CAPACITY).is("reserved"));
        for (const { one, before } of late)
          ctx.report("flavor", one.place, { flavor: one.name, before: before.name }, [{ place: before.place, note: "tried before it" }]);
      }
    }
  },
  message: {
    flavor: (d) =>
      text`Kueue tries flavor ${d.before}, on demand, before ${d.flavor}, which is reserved and paid for already. Put ${d.flavor} first.`,
    priority: () =>
      text`GKE buys this machine on demand before it takes the reservation, which is paid for already. Put the reserved priority first.`,
  },
});

/** What is reserved and stands behind the same on demand, each with the first of those. */
function lateIn<T>(list: readonly T[], isSameOnDemand: (before: T, one: T) => boolean, isReserved: (one: T) => boolean) {
  return list.flatMap((one, at) => {
    const before = isReserved(one) ? list.slice(0, at).find((earlier) => isSameOnDemand(earlier, one)) : undefined;
    return before === undefined ? [] : [{ one, before }];
  });
}

/** On demand, and apart from that the very same nodes. */
function isOnDemandLike({ flavor: { labels: before } }: NamedFlavor, { flavor: { labels } }: NamedFlavor): boolean {
  if (before.isOpen || labels.isOpen || !before.at(CAPACITY).is("on-demand")) return false;
  const isShared = (a: Place, b: Place) =>
    a.entries.every((label) => {
      const key = String(label.step);
      return key === CAPACITY || label.is((value) => b.at(key).is(value));
    });
  return isShared(before, labels) && isShared(labels, before);
}
