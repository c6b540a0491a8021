import {
  addItem,
  consequenceOf,
  defineRule,
  flavorsOf,
  groupsNeededBy,
  type KueueWorkload,
  kueueWorkloads,
  labelConflict,
  mayCountOtherwise,
  podRequest,
  queueChainOf,
  type Taint,
  text,
  untoleratedTaints,
} from "../../engine/rule-api.ts";

type Template = KueueWorkload["templates"][number];

export const rule = defineRule({
  id: "queueing/flavor-taint-not-tolerated",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: kueueWorkloads,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check(workload, ctx) {
    const chain = queueChainOf(workload, ctx);
    if (!chain || mayCountOtherwise(ctx)) return;
    for (const template of workload.templates) {
      for (const group of groupsNeededBy(template, chain.clusterQueue)) {
        // A flavor that the pods do not choose counts for nothing here; where they choose none, another rule speaks.
        const flavors = (flavorsOf(group, ctx) ?? []).filter(({ flavor }) => !labelConflict(template, flavor));
        const taints = flavors.map(({ flavor }) => untoleratedTaints(template, flavor).filter((one) => isLasting(one, template, workload)));
        const [first, own] = [flavors[0], taints[0]];
        if (!first || !own || taints.some((list) => list.length === 0)) continue;
        const tolerations = template.spec.at("tolerations");
        const isOnly = flavors.length === 1;
        return ctx.report(
          "plain",
          tolerations.isWritten ? tolerations.key : tolerations,
          {
            kind: workload.kind,
            queue: chain.names.clusterQueue,
            flavor: first.name,
            taints: own.map(({ key, value, effect }) => `${key}${value === undefined ? "" : `=${value}`}:${effect}`),
            isOnly,
            consequence: consequenceOf(template, false),
            keys: own.map(({ key }) => key),
            values: own.map(({ value = "" }) => value),
            effects: own.map(({ effect }) => effect),
          },
          [{ place: first.flavor.taints, note: "the taints of the flavor" }],
        );
      }
    }
  },
  message: {
    plain: (d) =>
      text`The ${d.kind} does not tolerate ${d.taints} of flavor ${d.flavor}${d.isOnly ? "" : ", nor those of the others"}: ClusterQueue ${d.queue} never admits it. Tolerate it in the pods, or in the flavor.`,
  },
  fix: {
    plain: {
      title: (d) => text`Tolerate ${d.keys}${d.consequence}`,
      edit({ place, data }) {
        const [keys, values, effects] = [data.keys, data.values, data.effects] as unknown as readonly (readonly string[])[];
        // With several flavors it is the author who chooses.
        if (!data.isOnly || !keys) return [];
        return keys.map((key, i) => {
          const value = values?.[i];
          return addItem(place.at(), {
            key,
            ...(value ? { operator: "Equal", value } : { operator: "Exists" }),
            effect: effects?.[i] ?? "",
          });
        });
      },
    },
  },
});

/** Of kinds that Kueue reads from their pods the API server may have added a toleration for each extended resource by then. */
const isLasting = ({ key }: Taint, template: Template, { templateLabelCounts }: KueueWorkload): boolean =>
  !templateLabelCounts || podRequest(template, key) === undefined;
