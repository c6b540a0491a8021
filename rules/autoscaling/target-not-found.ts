import { autoscalers, danglingOf, defineRule, set, text } from "../../engine/rule-api.ts";

/** Made by an operator, so that no file holds it. */
const MADE_BY_OPERATOR = /-(?:predictor|transformer|explainer|decode|prefill|kserve)(?:-default)?$|-\d{5}-deployment$/;

export const rule = defineRule({
  id: "autoscaling/target-not-found",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: ["dangling-horizontalpodautoscaler", "horizontalpodautoscaler-has-target", "C-0300"],
  on: autoscalers,
  variants: {
    missing: { severity: "warning", preset: "recommended" },
    nearest: { severity: "warning", preset: "recommended", applicability: "review" },
    elsewhere: { severity: "warning", preset: "recommended" },
    nearMiss: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ target }, ctx) {
    if (!target?.name.isNot((one) => MADE_BY_OPERATOR.test(String(one)))) return;
    // The folder only takes back what is said without it, and is asked last: all of its files have to be known.
    const lost = danglingOf(ctx.resolve(target)) && danglingOf(ctx.resolve({ ...target, folder: true }));
    if (!lost) return;
    const { kind, name, namespace } = target;
    const data = { kind, name, namespace: namespace.isAbsent ? "its namespace" : namespace };
    ctx.report(lost.variant, name, { ...data, ...lost.data }, lost.related);
  },
  message: {
    missing: (d) =>
      text`${d.kind} ${d.name} does not exist in ${d.namespace}: the autoscaler scales nothing. Name one that exists, or add it.`,
    nearest: (d) => text`${d.kind} ${d.name} does not exist in ${d.namespace}: the autoscaler scales nothing. Did you mean ${d.nearest}?`,
    elsewhere: (d) =>
      text`${d.kind} ${d.name} is in namespace ${d.other}, not in ${d.namespace}: the autoscaler scales nothing. Put both into one namespace.`,
    nearMiss: (d) =>
      text`There is no ${d.kind} ${d.name} here, and an autoscaler without its target scales nothing. Did you mean ${d.nearest}?`,
  },
  fix: {
    nearest: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
    nearMiss: { title: (d) => text`Scale ${d.nearest}`, edit: ({ place, data }) => [set(place, String(data.nearest))] },
  },
});
