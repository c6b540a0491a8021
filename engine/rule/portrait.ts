// What is certain about a workload, for the card that an editor shows: the queue it waits in and where that leads, what it costs, how often it starts
// again, what it keeps outside of its pods, and what is not known here. It is a rule so that it sees what rules see, with the same
// doubts; it is asked on demand, and no report ever holds what it says.
import { acceleratorUse } from "../facet/accelerator-use.ts";
import { capacityOf } from "../facet/capacity.ts";
import { containersOf } from "../facet/containers.ts";
import { defineFacet } from "../facet/facet.ts";
import { kueueWorkloads } from "../facet/kueue.ts";
import { storageOf } from "../facet/path-storage.ts";
import { podTemplates } from "../facet/pod-templates.ts";
import { dollars, priceOf } from "../facet/price.ts";
import { retryBudget } from "../facet/retry-budget.ts";
import { workloads } from "../facet/roles.ts";
import { Reading } from "../model/place.ts";
import { integerOf, textOf } from "../model/value.ts";
import { text } from "./message.ts";
import { queueChainOf } from "./queue-chain.ts";
import { type Context, defineRule } from "./rule.ts";

const runs = defineFacet(
  "runs",
  ["kubernetes"],
  (resource, settings) => (podTemplates.of(resource, settings).length > 0 ? [resource] : []),
  {
    within: podTemplates,
  },
);

const said = { severity: "info", preset: "recommended" } as const;
/** Not in a tagged template: those are bundled as they are written, and the bundle is to stay ASCII. */
const LEADS = " → ";
const TIMES = "\u00d7";
/** Mounts that are named; a card is no list. */
const MOST = 3;

export const portrait = defineRule({
  id: "portrait/workload",
  since: "0.1.0",
  practice: [],
  aliases: [],
  on: runs,
  variants: { price: said, chain: said, queue: said, endless: said, retries: said, ends: said, spot: said, kept: said, unknown: said },
  check(_, ctx) {
    const unknown: string[] = [];
    const isPriced = sayPrice(ctx);
    sayQueue(ctx, unknown);
    sayRestarts(ctx, unknown);
    sayCapacity(ctx);
    sayStorage(ctx);
    if (ctx.views(podTemplates).some(({ pods }) => integerOf(Reading.value(pods)) === undefined)) unknown.push("the number of pods");
    // The last: on machines of one's own nobody asks.
    if (!isPriced && ctx.views(acceleratorUse).some(({ uses }) => uses === "yes")) unknown.push("what it costs");
    if (unknown.length > 0) ctx.report("unknown", ctx.root, { unknown });
  },
  message: {
    price: (d) => text`about ${d.usd} an hour on demand (${d.machines}, list price of ${d.date} in ${d.region})`,
    chain: (d) => text`Queue ${d.queue}${LEADS}ClusterQueue ${d.clusterQueue}${d.flavors === "" ? "" : `${LEADS}flavors `}${d.flavors}`,
    queue: (d) => text`Queue ${d.queue}`,
    endless: (d) => text`restarts without limit (${d.field} ${d.is})`,
    retries: (d) => text`starts again up to ${d.retries} time${d.retries === 1 ? "" : "s"} (${d.field})`,
    ends: (d) => text`${d.loss} ends it (${d.field} ${d.is})`,
    spot: (d) => (d.spot === "required" ? text`runs on spot only (${d.key})` : text`prefers spot (${d.key})`),
    kept: (d) => text`outlives its pods: ${d.kept}`,
    unknown: (d) => text`Not known here: ${d.unknown}`,
  },
});

function sayPrice(ctx: Context): boolean {
  const price = priceOf(ctx.resource, ctx.settings);
  if (!price) return false;
  const { usd, date, region } = price;
  const machines = price.machines.map(({ type, count }) => `${count} ${TIMES} ${type}`).join(" + ");
  ctx.report("price", ctx.root, { usd: dollars(usd), machines, date, region });
  return true;
}

function sayQueue(ctx: Context, unknown: string[]): void {
  const [queued] = ctx.views(kueueWorkloads);
  const queue = queued?.queue.isWritten ? textOf(Reading.value(queued.queue)) : undefined;
  if (!queued || queue === undefined) {
    if (queued?.queue.isWritten) unknown.push("its queue");
    return;
  }
  const chain = queueChainOf(queued, ctx);
  if (!chain) {
    ctx.report("queue", ctx.root, { queue });
    unknown.push(`where queue ${queue} leads`);
    return;
  }
  const flavors = chain.clusterQueue.groups.flatMap((group) => group.flavors.map(({ name }) => textOf(Reading.value(name)) ?? "?"));
  ctx.report("chain", ctx.root, { queue, clusterQueue: chain.names.clusterQueue, flavors: [...new Set(flavors)].join(", ") });
}

/** A pod by itself has no field for it: nobody starts it again, and the word for that is its kind. */
function sayRestarts(ctx: Context, unknown: string[]): void {
  const [budget] = ctx.views(retryBudget);
  if (!budget || budget.field === "kind") return;
  const { retries, field, value: is, endsWith } = budget;
  if (retries === undefined) unknown.push(`how often it starts again (${field})`);
  else if (retries === Number.POSITIVE_INFINITY) ctx.report("endless", ctx.root, { field, is });
  else if (retries > 0) ctx.report("retries", ctx.root, { retries, field });
  else ctx.report("ends", ctx.root, { loss: `the loss of ${endsWith === undefined ? "a" : `its ${endsWith}`} pod`, field, is });
}

function sayCapacity(ctx: Context): void {
  for (const template of ctx.views(workloads)) {
    const { spot, key } = capacityOf(template, ctx.settings);
    if (key === undefined || (spot !== "required" && spot !== "preferred")) continue;
    ctx.report("spot", ctx.root, { spot, key });
    return;
  }
}

/** Mounted claims and the like: where checkpoints can be. Whether they are there, no manifest says. */
function sayStorage(ctx: Context): void {
  const kept = new Set<string>();
  for (const container of ctx.views(podTemplates).flatMap((template) => containersOf(template))) {
    for (const mount of container.place.at("volumeMounts").items) {
      const path = textOf(Reading.value(mount.at("mountPath")));
      if (path === undefined) continue;
      const { storage, volume } = storageOf(container, path);
      if (storage !== "durable") continue;
      const claim = volume && textOf(Reading.value(volume.at("persistentVolumeClaim", "claimName")));
      kept.add(claim === undefined ? path : `${path} (claim ${claim})`);
    }
  }
  const all = [...kept];
  const more = all.length > MOST ? [`${all.length - MOST} more`] : [];
  if (all.length > 0) ctx.report("kept", ctx.root, { kept: [...all.slice(0, MOST), ...more] });
}
