// From a workload to the quota that it waits for: its label names a LocalQueue, that one a ClusterQueue, and that one ResourceFlavors.
import type { Facet } from "../facet/facet.ts";
import { kind } from "../facet/kinds.ts";
import {
  type ClusterQueue,
  clusterQueues,
  type KueueWorkload,
  type ResourceFlavor,
  type ResourceGroup,
  resourceFlavors,
} from "../facet/kueue.ts";
import { podRequest } from "../facet/pod-requests.ts";
import type { PodTemplate } from "../facet/pod-templates.ts";
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
  const localQueue = viewOf(ctx, localQueues, { group: GROUP, kind: "LocalQueue", name: queue, namespace });
  const name = localQueue?.at("spec", "clusterQueue");
  if (!localQueue || !name) return undefined;
  const clusterQueue = viewOf(ctx, clusterQueues, { group: GROUP, kind: "ClusterQueue", name, clusterScoped: true });
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

export interface NamedFlavor {
  readonly name: string;
  readonly flavor: ResourceFlavor;
}

/** The flavors of a group in their order; undefined where one of them is not here, or there may be others. */
export function flavorsOf({ list, flavors }: ResourceGroup, ctx: Context): readonly NamedFlavor[] | undefined {
  if (list.isOpen || flavors.length === 0) return undefined;
  const found: NamedFlavor[] = [];
  for (const { name: reading } of flavors) {
    const flavor = viewOf(ctx, resourceFlavors, { group: GROUP, kind: "ResourceFlavor", name: reading, clusterScoped: true });
    const name = textOf(Reading.value(reading));
    if (!flavor || name === undefined) return undefined;
    found.push({ name, flavor });
  }
  return found;
}

/** The groups of which a set of pods certainly needs a flavor. */
export function groupsNeededBy(template: PodTemplate, { groups }: ClusterQueue): readonly ResourceGroup[] {
  if (!template.pods.is((pods) => Number(pods) > 0)) return [];
  return groups.filter(({ covered }) =>
    covered.items.some((one) => {
      const resource = textOf(Reading.value(one));
      return resource === "pods" || (resource !== undefined && podRequest(template, resource) !== undefined);
    }),
  );
}

/** Kueue's configuration may leave resources out of account, or count them under another name. */
export const mayCountOtherwise = (ctx: Context): boolean =>
  ctx.inReach({ group: "config.kueue.x-k8s.io", kind: "Configuration" }).length > 0;

function viewOf<T>(ctx: Context, facet: Facet<T>, query: Parameters<Context["resolve"]>[0]): T | undefined {
  const answer = ctx.resolve(query);
  const resource = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return resource && ctx.views(facet, resource)[0];
}
