import {
  addItem,
  type Context,
  consequenceOf,
  defineRule,
  type FixDefinition,
  hasOtherPods,
  hasOtherPool,
  interruptibleMark,
  isSpotFlavor,
  QUEUE_LABEL,
  resourceLabel,
  type SpotOnly,
  spotOnly,
  spotWorker,
  text,
  unset,
} from "../../engine/rule-api.ts";

type Pod = Extract<SpotOnly, { readonly is: "pod" }>;
const PREFERRED = ["affinity", "nodeAffinity", "preferredDuringSchedulingIgnoredDuringExecution"];

const allowOnDemand: FixDefinition = {
  title: (d) => text`${d.asks === "selector" ? "Prefer spot instead of requiring it" : "Allow on-demand nodes too"}${d.consequence}`,
  edit: ({ place, data }) => {
    if (data.asks === "list") return data.onDemand === "" ? [] : [addItem(place, String(data.onDemand))];
    const preference = { matchExpressions: [{ key: String(data.key), operator: "In", values: [String(data.value)] }] };
    return data.asks === "selector" ? [unset(place), addItem(place.up(2).at(...PREFERRED), { weight: 100, preference })] : [];
  },
};

export const rule = defineRule({
  id: "spot/no-on-demand-fallback",
  since: "0.1.0",
  practice: ["S6.2", "S6.3.4", "S6.5.4"],
  aliases: [],
  on: spotOnly,
  variants: {
    pod: { severity: "info", preset: "preview", applicability: "review" },
    mayNotWait: { severity: "warning", preset: "preview", applicability: "review" },
    spotPool: { severity: "info", preset: "preview", applicability: "review" },
    computeClass: { severity: "warning", preset: "preview" },
    queue: { severity: "warning", preset: "preview" },
  },
  check(subject, ctx) {
    const what = resourceLabel(ctx.resource.ref);
    if (subject.is === "pod") judgePod(subject, what, ctx);
    else if (subject.is === "pool" && !hasOtherPool(ctx)) {
      ctx.report("spotPool", subject.values, { pool: what, asks: subject.asks, onDemand: "on-demand", consequence: "" });
    } else if (subject.is === "class") ctx.report("computeClass", subject.otherwise, { class: what });
    else if (subject.is === "queue" && subject.flavors.every((flavor) => isSpotFlavor(flavor, ctx)))
      for (const flavor of subject.flavors.slice(0, 1)) ctx.report("queue", flavor, { queue: what });
  },
  message: {
    pod: (d) =>
      text`The ${d.component} of ${d.workload} runs on spot only (${d.key}): when there is none it waits without end. Prefer spot, or allow on-demand too.`,
    mayNotWait: (d) =>
      text`${d.workload} may not be interrupted, yet its ${d.component} runs on spot only (${d.key}), and waits without end when there is none. Allow on-demand.`,
    spotPool: (d) =>
      text`${d.pool} starts spot nodes only: when there is no spot capacity, pods that only it can serve wait. Allow on-demand too: spot is still tried first.`,
    computeClass: (d) =>
      text`All priorities of ${d.class} are spot, and it starts nothing else: when there is no spot capacity, its pods wait. Add a priority without spot.`,
    queue: (d) =>
      text`All flavors of ${d.queue} are spot: when there is no spot capacity, the work that it admits waits. Add an on-demand flavor behind them.`,
  },
  fix: { pod: allowOnDemand, mayNotWait: allowOnDemand, spotPool: allowOnDemand },
});

function judgePod(pod: Pod, workload: string, ctx: Context): void {
  const { template, capacity, asks } = pod;
  const mark = interruptibleMark(ctx.root);
  const isQueued = [ctx.root.at("metadata"), template.meta].some((meta) => !meta.at("labels", QUEUE_LABEL).isAbsent);
  // Once a workload; and its owner may accept that it waits.
  if (pod !== spotWorker(ctx) || isQueued || (mark && !mark.is("false")) || hasOtherPods(pod, ctx)) return;
  const { key = "", onDemand = "", place } = capacity;
  const value = asks === "selector" && !place.isAbsent ? place : "";
  const words = { workload, component: template.component, key, onDemand, asks, consequence: consequenceOf(template, false) };
  ctx.report(mark ? "mayNotWait" : "pod", place, { ...words, value });
}
