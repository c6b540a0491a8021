import {
  acceleratorOf,
  addItem,
  type Context,
  consequenceOf,
  defineRule,
  type FixDefinition,
  interruptibleMark,
  kind,
  nodePools,
  type Place,
  QUEUE_LABEL,
  resourceLabel,
  type SpotOnly,
  spotEntryOf,
  spotOnly,
  text,
  unset,
  workloads,
} from "../../engine/rule-api.ts";

type Pod = Extract<SpotOnly, { readonly is: "pod" }>;
const flavorRoots = kind("ResourceFlavor.kueue.x-k8s.io");
/** Labels that two halves of one service have in common. */
const APP = ["app", "app.kubernetes.io/name"];
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
      const data = { asks: isShort(subject.values, "on-demand") ? "list" : "other", onDemand: "on-demand", consequence: "" };
      ctx.report("spotPool", subject.values, { pool: what, ...data });
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

const COORDINATORS: ReadonlySet<string> = new Set(["system", "head", "launcher"]);
const isWorker = (one: SpotOnly): boolean => one.is === "pod" && !COORDINATORS.has(one.template.role);

function judgePod(pod: Pod, workload: string, ctx: Context): void {
  const { template, capacity } = pod;
  const mark = interruptibleMark(ctx.root);
  const isQueued = [ctx.root.at("metadata"), template.meta].some((meta) => !meta.at("labels", QUEUE_LABEL).isAbsent);
  // Once a workload; and its owner may accept that it waits.
  if (pod !== ctx.views(spotOnly).find(isWorker) || isQueued || (mark && !mark.is("false")) || hasAnotherWay(pod, ctx)) return;
  const { key = "", onDemand = "", place } = capacity;
  const inSelector = place.parent?.step === "nodeSelector";
  const asks = inSelector ? "selector" : isShort(place, onDemand) ? "list" : "other";
  const value = inSelector ? place : "";
  const words = { workload, component: template.component, key, onDemand, asks, consequence: consequenceOf(template, false) };
  ctx.report(mark ? "mayNotWait" : "pod", place, inSelector && place.isAbsent ? { ...words, value: "" } : { ...words, value });
}

/** The values of an expression that allows what it lists, to which another can be added. */
const isShort = (values: Place, added: string): boolean =>
  values.step === "values" && values.up().at("operator").is("In") && values.items.every((value) => value.isNot(added));

/** Other pods that do the same work elsewhere, or Spark executors that a driver starts where it can. */
function hasAnotherWay({ template }: Pod, ctx: Context): boolean {
  const { ref } = ctx.resource;
  const isOnSpot = (base: Place) => ctx.views(spotOnly).some((one) => one.is === "pod" && one.template.base === base);
  if (ref.group === "sparkoperator.k8s.io") return true;
  const accelerator = acceleratorOf(template, ctx.settings);
  const others = ctx.views(workloads).filter(({ role, base }) => !COORDINATORS.has(role) && !isOnSpot(base));
  if (ref.group === "ray.io" && others.some((other) => acceleratorOf(other, ctx.settings) === accelerator)) return true;
  const labels = template.meta.at("labels");
  return ctx
    .inReach({ group: ref.group, kind: ref.kind })
    .flatMap((found) => ctx.open(found) ?? [])
    .some((resource) =>
      ctx
        .views(workloads, resource)
        .some((other) => APP.some((name) => labels.at(name).is((app) => other.meta.at("labels", name).is(app)))),
    );
}

const POOL = { group: "karpenter.sh", kind: "NodePool" };
/** Usually each pool has a file of its own, so those beside it count. */
const hasOtherPool = (ctx: Context): boolean =>
  [...ctx.inReach(POOL), ...ctx.inFolder(POOL)]
    .flatMap((found) => ctx.open(found) ?? [])
    .some((pool) => ctx.views(nodePools, pool).some(({ capacityTypes }) => capacityTypes?.some((type) => type !== "spot") ?? true));

function isSpotFlavor(name: Place, ctx: Context): boolean {
  const answer = ctx.resolve({ group: "kueue.x-k8s.io", kind: "ResourceFlavor", name, clusterScoped: true });
  const flavor = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return flavor !== undefined && ctx.views(flavorRoots, flavor).some((root) => spotEntryOf(root.at("spec", "nodeLabels"), ctx.settings));
}
