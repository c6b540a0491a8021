import { danglingOf, defineRule, type FixDefinition, queueLinks, set, text } from "../../engine/rule-api.ts";

const CONSEQUENCE: Readonly<Record<string, string>> = {
  LocalQueue: "the LocalQueue admits no job",
  ClusterQueue: "the ClusterQueue stays inactive and admits no job",
  ResourceFlavor: "every ClusterQueue with this flavor stays inactive",
  AdmissionCheck: "the check stays inactive, and so does every ClusterQueue that asks for it",
  MultiKueueConfig: "no job is sent to that cluster",
};

const use: FixDefinition = { title: (d) => text`Use ${d.nearest}`, edit: nearest };

export const rule = defineRule({
  id: "queueing/chain-broken",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: queueLinks,
  variants: {
    missing: { severity: "warning", preset: "recommended" },
    nearest: { severity: "warning", preset: "recommended", applicability: "review" },
    nearMiss: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check({ from, to, name }, ctx) {
    const lost = danglingOf(ctx.resolve({ ...to, name, clusterScoped: true }));
    if (!lost || lost.variant === "elsewhere") return;
    ctx.report(lost.variant, name, { kind: to.kind, name, effect: CONSEQUENCE[from] ?? "", ...lost.data }, lost.related);
  },
  message: {
    missing: (d) => text`${d.kind} ${d.name} does not exist: ${d.effect}. Name one that exists, or add it.`,
    nearest: (d) => text`${d.kind} ${d.name} does not exist: ${d.effect}. Did you mean ${d.nearest}?`,
    nearMiss: (d) => text`There is no ${d.kind} ${d.name} here; where it does not exist, ${d.effect}. Did you mean ${d.nearest}?`,
  },
  fix: { nearest: use, nearMiss: use },
});

function nearest({ place, data }: Parameters<FixDefinition["edit"]>[0]) {
  // A flavor or check of a list is addressed by the very name that would change.
  return typeof place.path.at(-2) === "object" ? [] : [set(place, String(data.nearest))];
}
