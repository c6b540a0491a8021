import {
  type Context,
  clusterQueues,
  computeClasses,
  defineRule,
  isSameMachine,
  kind,
  kinds,
  type Place,
  text,
} from "../../engine/rule-api.ts";

const GROUP = "kueue.x-k8s.io";
const CAPACITY = "karpenter.sh/capacity-type";
const resourceFlavors = kind(`ResourceFlavor.${GROUP}`);

export const rule = defineRule({
  id: "queueing/reserved-after-on-demand",
  since: "0.1.0",
  practice: ["S4.4.1", "S6.2"],
  aliases: [],
  on: kinds(`ClusterQueue.${GROUP}`, "ComputeClass.cloud.google.com"),
  variants: {
    flavor: { severity: "info", preset: "preview" },
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
      for (const { list, flavors } of groups) {
        if (list.isOpen) continue;
        const known = flavors.map(({ name }) => ({ name, labels: labelsOf(name, ctx) }));
        const late = lateIn(known, isOnDemandLike, ({ labels }) => labels?.at(CAPACITY).is("reserved") === true);
        for (const { one, before } of late)
          ctx.report("flavor", one.name, { flavor: one.name, before: before.name }, [{ place: before.name, note: "tried before it" }]);
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

interface Flavor {
  readonly name: Place;
  readonly labels: Place | undefined;
}

/** What is reserved and stands behind the same on demand, each with the first of those. */
function lateIn<T>(list: readonly T[], isSameOnDemand: (before: T, one: T) => boolean, isReserved: (one: T) => boolean) {
  return list.flatMap((one, at) => {
    const before = isReserved(one) ? list.slice(0, at).find((earlier) => isSameOnDemand(earlier, one)) : undefined;
    return before === undefined ? [] : [{ one, before }];
  });
}

/** `nodeLabels` of a flavor that is here. */
function labelsOf(name: Place, ctx: Context): Place | undefined {
  const answer = ctx.resolve({ group: GROUP, kind: "ResourceFlavor", name, clusterScoped: true });
  const resource = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return resource && ctx.views(resourceFlavors, resource)[0]?.at("spec", "nodeLabels");
}

/** On demand, and apart from that the very same nodes. */
function isOnDemandLike({ labels: before }: Flavor, { labels }: Flavor): boolean {
  if (!before || !labels || before.isOpen || labels.isOpen || !before.at(CAPACITY).is("on-demand")) return false;
  const isShared = (a: Place, b: Place) =>
    a.entries.every((label) => {
      const key = String(label.step);
      return key === CAPACITY || label.is((value) => b.at(key).is(value));
    });
  return isShared(before, labels) && isShared(labels, before);
}
