import {
  acceleratorOf,
  acceleratorUse,
  type Context,
  clusterQueues,
  defaultOf,
  defineRule,
  type FixDefinition,
  type Found,
  groupCovering,
  kind,
  kueueWorkloads,
  mayBeMutated,
  mayBeQueued,
  nameOf,
  type Place,
  QUEUE_LABEL,
  resourceLabel,
  set,
  text,
} from "../../engine/rule-api.ts";

const GROUP = "kueue.x-k8s.io";
const QUEUE = { group: GROUP, kind: "LocalQueue" } as const;
const localQueues = kind(`LocalQueue.${GROUP}`);
const ROLES: ReadonlySet<string> = new Set(["train", "batch", "cluster", "head", "launcher"]);
/** Where it may be written that Kueue looks after jobs without a label, too. */
const SETTINGS = [
  { group: "config.kueue.x-k8s.io", kind: "Configuration" },
  { group: "kueue.openshift.io", kind: "Kueue" },
];

const join: FixDefinition = {
  title: (d) => text`Put it into queue ${d.queue}`,
  edit: ({ place, data }) => (data.isOnly === true ? [set(place.up().at("labels", QUEUE_LABEL), String(data.queue))] : []),
};

export const rule = defineRule({
  id: "queueing/job-bypasses-queue",
  since: "0.1.0",
  practice: ["S3.3.1", "S3.4.2", "S6.1"],
  aliases: [],
  on: kueueWorkloads,
  variants: {
    unit: { severity: "warning", preset: "recommended", applicability: "review" },
    beside: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check({ root, queue, namespace, templateLabelCounts }, ctx) {
    const { ref, carrier } = ctx.resource;
    if (templateLabelCounts || !queue.isAbsent || carrier !== undefined || mayWait(root)) return;
    const resource = ctx.inReach(QUEUE).length === 0 ? undefined : takenBy(ctx);
    const queues = resource === undefined ? [] : queuesOf(resource, namespace, ctx);
    const [first] = queues;
    if (!resource || !first || mayBeMutated(ctx) || SETTINGS.some((one) => ctx.inReach(one).length > 0)) return;
    // Kueue puts what names no queue into the one that is called default, where the namespace has it.
    const byDefault = ctx.resolve({ ...QUEUE, name: defaultOf(queue, "default", QUEUE_LABEL), namespace });
    const isUnit = byDefault.is === "missing" && !byDefault.elsewhere;
    const neighbour = ctx.inReach({ group: ref.group, kind: ref.kind }).find((one) => isQueued(one) && one.namespace === ref.namespace);
    if (!isUnit && (byDefault.is !== "unknown" || !neighbour)) return;
    const related = [{ place: first, note: "the queue" }, ...(neighbour ? [{ place: neighbour, note: "goes through a queue" }] : [])];
    const data = {
      workload: resourceLabel(ref),
      kind: ref.kind,
      resource,
      queue: first.name,
      isOnly: queues.every(({ name }) => name === first.name),
    };
    ctx.report(isUnit ? "unit" : "beside", nameOf(root), data, related);
  },
  message: {
    unit: (d) =>
      text`${d.workload} takes ${d.resource} past LocalQueue ${d.queue}, which shares them out here: it starts ahead of all who wait. Name a queue in label ${QUEUE_LABEL}.`,
    beside: (d) =>
      text`${d.workload} names no queue, another ${d.kind} here does: without a default queue it takes ${d.resource} ahead of all who wait. Add label ${QUEUE_LABEL}.`,
  },
  fix: { unit: join, beside: join },
});

/** It has an owner, or does not start by itself: queueing/suspended-forever speaks of that. */
function mayWait(root: Place): boolean {
  const switches = [root.at("spec", "suspend"), root.at("spec", "runPolicy", "suspend")];
  return !root.at("metadata", "ownerReferences").isAbsent || switches.some((one) => !one.isAbsent && !one.is(false));
}

/** The accelerator of work that ends, or of a cluster for such work, unless another system may queue it. */
function takenBy(ctx: Context): string | undefined {
  const uses = ctx.views(acceleratorUse);
  const use = uses.find((one) => one.uses === "yes");
  if (!use || !uses.every(({ template }) => !mayBeQueued(template) && ROLES.has(template.role))) return undefined;
  return acceleratorOf(use.template, ctx.settings);
}

/** LocalQueues of the same namespace with a quota of the resource. */
function queuesOf(resource: string, namespace: Place, ctx: Context): readonly Named[] {
  return ctx.inReach(QUEUE).filter((found): found is Named => {
    const opened = found.name === undefined ? undefined : ctx.open(found);
    const root = opened && ctx.views(localQueues, opened)[0];
    if (!root || !isSame(root.at("metadata", "namespace"), namespace)) return false;
    const answer = ctx.resolve({ group: GROUP, kind: "ClusterQueue", name: root.at("spec", "clusterQueue"), clusterScoped: true });
    const target = answer.is === "found" ? ctx.open(answer.found) : undefined;
    return target !== undefined && ctx.views(clusterQueues, target).some((one) => groupCovering(one, resource) !== undefined);
  });
}

type Named = Found & { readonly name: string };

const isSame = (a: Place, b: Place): boolean => (a.isAbsent ? b.isAbsent : a.is((left) => b.is(left)));

const isQueued = ({ labels }: Found): boolean => labels[QUEUE_LABEL] !== undefined;
