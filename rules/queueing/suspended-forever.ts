import {
  defaultOf,
  defineRule,
  type KueueWorkload,
  kueueWorkloads,
  mayBeMutated,
  mayBeQueued,
  mayNameQueue,
  QUEUE_LABEL,
  resourceLabel,
  set,
  text,
  unset,
} from "../../engine/rule-api.ts";

const QUEUE = { group: "kueue.x-k8s.io", kind: "LocalQueue" } as const;
/** Work that ends. For a RayCluster `suspend` is a switch: somebody turns it off and on again. */
const FINITE: ReadonlySet<string> = new Set(["Job", "JobSet", "TrainJob", "RayJob", "SparkApplication"]);

export const rule = defineRule({
  id: "queueing/suspended-forever",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: kueueWorkloads,
  variants: {
    job: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check(workload, ctx) {
    const { root, queue, namespace, kind } = workload;
    const { ref, carrier } = ctx.resource;
    const isOfKubeflow = ref.group === "kubeflow.org";
    if (carrier !== undefined || !(isOfKubeflow || FINITE.has(kind))) return;
    const suspend = isOfKubeflow ? root.at("spec", "runPolicy", "suspend") : root.at("spec", "suspend");
    if (!suspend.is(true) || mayBeResumed(workload) || mayBeMutated(ctx)) return;
    // Kueue puts what names no queue into the one that is called default.
    const byDefault = ctx.resolve({ ...QUEUE, name: defaultOf(queue, "default", QUEUE_LABEL), namespace });
    if (byDefault.is === "found") return;
    const queues = ctx.inReach(QUEUE).filter((one) => one.namespace === ref.namespace);
    const data = { workload: resourceLabel(ref), depth: suspend.path.length };
    ctx.report("job", suspend, queues.length === 1 && queues[0]?.name !== undefined ? { ...data, queue: queues[0].name } : data);
  },
  message: {
    job: (d) =>
      text`${d.workload} is created suspended and names no queue: without a default queue it waits until somebody resumes it. Add label ${QUEUE_LABEL}, or remove suspend.`,
  },
  fix: {
    job: {
      title: (d) => (d.queue === undefined ? "Remove suspend" : text`Put it into queue ${d.queue}`),
      edit: ({ place, data }) =>
        data.queue === undefined
          ? [unset(place)]
          : [set(place.up(Number(data.depth)).at("metadata", "labels", QUEUE_LABEL), String(data.queue))],
    },
  },
});

/** A queue, an owner or a controller of its own may resume it; any other mark of Kueue says that Kueue is meant to. */
function mayBeResumed({ root, templates }: KueueWorkload): boolean {
  const metadata = root.at("metadata");
  const managers = [metadata.at("ownerReferences"), root.at("spec", "managedBy"), root.at("spec", "runPolicy", "managedBy")];
  return (
    mayNameQueue(metadata) ||
    templates.some(mayBeQueued) ||
    managers.some((one) => !one.isAbsent) ||
    metadata.at("labels").entries.some(({ step }) => String(step).startsWith("kueue.x-k8s.io/"))
  );
}
