import {
  defineRule,
  flavorsOf,
  groupsNeededBy,
  kueueWorkloads,
  labelConflict,
  mayCountOtherwise,
  queueChainOf,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "queueing/flavor-selector-conflict",
  since: "0.1.0",
  practice: ["S3.3.1", "S6.2"],
  aliases: [],
  on: kueueWorkloads,
  variants: { plain: { severity: "warning", preset: "recommended" } },
  check(workload, ctx) {
    const chain = queueChainOf(workload, ctx);
    if (!chain || mayCountOtherwise(ctx)) return;
    for (const template of workload.templates.filter(({ shape }) => shape === "full")) {
      for (const group of groupsNeededBy(template, chain.clusterQueue)) {
        const flavors = flavorsOf(group, ctx) ?? [];
        const conflicts = flavors.map(({ flavor }) => labelConflict(template, flavor));
        const [first, conflict] = [flavors[0], conflicts[0]];
        if (!first || !conflict || conflicts.includes(undefined)) continue;
        const { key, values = [], place } = conflict.requirement;
        const data = {
          kind: workload.kind,
          key,
          wanted: values.join(" or "),
          has: conflict.has,
          flavor: first.name,
          isOnly: flavors.length === 1,
        };
        return ctx.report("plain", place, { ...data, queue: chain.names.clusterQueue }, [
          { place: first.flavor.labels.at(key), note: "the label of the flavor" },
        ]);
      }
    }
  },
  message: {
    plain: (d) =>
      text`Flavor ${d.flavor} of ClusterQueue ${d.queue} is ${d.key}=${d.has}, not ${d.wanted}${d.isOnly ? "" : ", and no other fits"}: Kueue never admits the ${d.kind}. Remove the selector, or use another queue.`,
  },
});
