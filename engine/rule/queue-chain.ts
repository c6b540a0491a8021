// From a workload to the quota that it waits for: its label names a LocalQueue, and that one a ClusterQueue.
import { kind } from "../facet/kinds.ts";
import { type ClusterQueue, clusterQueues, type KueueWorkload, type ResourceGroup } from "../facet/kueue.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import type { Context } from "./rule.ts";

const GROUP = "kueue.x-k8s.io";
const localQueues = kind(`LocalQueue.${GROUP}`);

export interface QueueChain {
  readonly localQueue: Place;
  readonly clusterQueue: ClusterQueue;
  /** The label's value names it, so it is known. */
  readonly names: { readonly queue: string; readonly clusterQueue: string };
}

/** Undefined where a link is not here or not known. */
export function queueChainOf({ queue, namespace }: KueueWorkload, ctx: Context): QueueChain | undefined {
  if (!queue.isWritten) return undefined;
  const localQueue = rootOf(ctx, localQueues, { group: GROUP, kind: "LocalQueue", name: queue, namespace });
  const name = localQueue?.at("spec", "clusterQueue");
  if (!localQueue || !name) return undefined;
  const found = ctx.resolve({ group: GROUP, kind: "ClusterQueue", name, clusterScoped: true });
  const resource = found.is === "found" ? ctx.open(found.found) : undefined;
  const [clusterQueue] = resource ? ctx.views(clusterQueues, resource) : [];
  const names = { queue: textOf(Reading.value(queue)), clusterQueue: textOf(Reading.value(name)) };
  if (!clusterQueue || names.queue === undefined || names.clusterQueue === undefined) return undefined;
  return { localQueue, clusterQueue, names: { queue: names.queue, clusterQueue: names.clusterQueue } };
}

/** The group that certainly covers a resource. */
export const groupCovering = ({ groups }: ClusterQueue, resource: string): ResourceGroup | undefined =>
  groups.find(({ covered }) => covered.items.some((name) => name.is(resource)));

/** Every resource that the queue covers; undefined where there may be more than are known. */
export function coveredBy({ spec, groups }: ClusterQueue): readonly string[] | undefined {
  if (spec.isOpen || spec.at("resourceGroups").isOpen || groups.some(({ covered }) => covered.isOpen)) return undefined;
  const names = groups.flatMap(({ covered }) => covered.items.map((name) => textOf(Reading.value(name))));
  return names.every((name): name is string => name !== undefined) ? names : undefined;
}

function rootOf(ctx: Context, facet: typeof localQueues, query: Parameters<Context["resolve"]>[0]): Place | undefined {
  const answer = ctx.resolve(query);
  const resource = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return resource && ctx.views(facet, resource)[0];
}
