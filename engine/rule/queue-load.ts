// What the workloads that certainly wait for a ClusterQueue ask of it, against its quota. It counts what is in the files: others may
// wait there too.
import { clusterQueues, QUEUE_LABEL } from "../facet/kueue.ts";
import { Place, Reading } from "../model/place.ts";
import { ceilQuantity, parseQuantity } from "../model/quantity.ts";
import type { ResourceRecord } from "../model/record.ts";
import { textOf } from "../model/value.ts";
import type { Ground } from "./ground.ts";

const GROUP = "kueue.x-k8s.io";

export interface QueueLoad {
  readonly resource: string;
  readonly workloads: number;
  /** What they ask for in all: a lower bound where `exact` is false. */
  readonly asked: number;
  readonly exact: boolean;
  /** The quota of all flavors; undefined where it is not known. */
  readonly quota: number | undefined;
}

/** By resource, in the order in which they are met; none where the record is no ClusterQueue. */
export function queueLoadOf(ground: Ground, queue: ResourceRecord): readonly QueueLoad[] {
  const { index } = ground;
  if (queue.ref.kind !== "ClusterQueue" || queue.ref.group !== GROUP || countsOtherwise(ground, queue)) return [];
  const waiting = workloadsOf(ground, queuesBehind(ground, queue), index);
  const loads = new Map<string, Omit<QueueLoad, "quota" | "resource">>();
  for (const { workload } of waiting) {
    for (const { resource, count, exact } of workload?.accelerators ?? []) {
      const known = loads.get(resource) ?? { workloads: 0, asked: 0, exact: true };
      loads.set(resource, { workloads: known.workloads + 1, asked: known.asked + count, exact: known.exact && exact });
    }
  }
  return [...loads].flatMap(([resource, load]) => (load.asked > 0 ? [{ resource, ...load, quota: quotaOf(ground, queue, resource) }] : []));
}

/** Kueue's configuration may leave resources out of account, or count them under another name. */
const countsOtherwise = ({ index }: Ground, queue: ResourceRecord): boolean =>
  index.inReach(queue, { group: "config.kueue.x-k8s.io", kind: "Configuration" }).length > 0;

/** The LocalQueues that certainly lead to it. */
function queuesBehind(ground: Ground, queue: ResourceRecord): ReadonlySet<ResourceRecord> {
  const found = new Set<ResourceRecord>();
  for (const { records } of ground.owners()) {
    for (const record of records) {
      if (record.ref.kind !== "LocalQueue" || record.ref.group !== GROUP) continue;
      const resource = ground.open(record);
      const name = resource && textOf(Reading.value(Place.root(resource).at("spec", "clusterQueue")));
      if (name === undefined || name !== queue.ref.name) continue;
      const answer = ground.index.resolve(record, { group: GROUP, kind: "ClusterQueue", name, clusterScoped: true, folder: true });
      if (answer.is === "found" && answer.record === queue) found.add(record);
    }
  }
  return found;
}

/** Those that a label sends there. What another object carries is queued with that one. */
function workloadsOf(ground: Ground, queues: ReadonlySet<ResourceRecord>, index: Ground["index"]): readonly ResourceRecord[] {
  const found: ResourceRecord[] = [];
  if (queues.size === 0) return found;
  for (const { records } of ground.owners()) {
    for (const record of records) {
      const name = record.labels?.[QUEUE_LABEL];
      if (name === undefined || !record.workload) continue;
      const { namespace } = record.ref;
      const to = { group: GROUP, kind: "LocalQueue", name, folder: true, ...(namespace === undefined ? {} : { namespace }) };
      const answer = index.resolve(record, to);
      if (answer.is === "found" && queues.has(answer.record) && ground.open(record)?.carrier === undefined) found.push(record);
    }
  }
  return found;
}

function quotaOf(ground: Ground, queue: ResourceRecord, resource: string): number | undefined {
  const object = ground.open(queue);
  const [view] = object ? clusterQueues.of(object, ground.settings(queue.path)) : [];
  if (!view || view.spec.at("resourceGroups").isOpen) return undefined;
  const groups = view.groups.filter(({ covered }) => covered.items.some((one) => one.is(resource)));
  if (groups.length !== 1 || groups.some(({ list, flavors }) => list.isOpen || flavors.some((one) => one.list.isOpen))) return undefined;
  let sum = 0;
  for (const { quotas } of groups.flatMap(({ flavors }) => flavors)) {
    for (const { name, place } of quotas) {
      if (name.isNot(resource)) continue;
      const quota = parseQuantity(textOf(Reading.value(place.at("nominalQuota"))) ?? "?");
      if (!name.is(resource) || quota === undefined) return undefined;
      sum += ceilQuantity(quota);
    }
  }
  return sum;
}
