import { defineRule, mayBeMutated, nameOf, resourceLabel, type SubmittedWork, submittedWork, text } from "../../engine/rule-api.ts";

/** Where one of these is, it may queue what names no queue, or another rule speaks. */
const QUEUES = [
  { group: "kueue.x-k8s.io", kind: "LocalQueue" },
  { group: "config.kueue.x-k8s.io", kind: "Configuration" },
  { group: "kueue.openshift.io", kind: "Kueue" },
];
/** Their pods work on one task, and none of them alone. */
const TOGETHER: ReadonlySet<string> = new Set(["PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob", "MPIJob", "HyperPodPyTorchJob"]);

export const rule = defineRule({
  id: "queueing/no-queue",
  since: "0.1.0",
  practice: ["S3.3.1", "S3.4.2"],
  aliases: [],
  on: submittedWork,
  variants: { plain: { severity: "info", preset: "preview" }, together: { severity: "info", preset: "preview" } },
  check(work, ctx) {
    const [use] = work.uses;
    if (work.mayWait || !use || mayBeMutated(ctx) || QUEUES.some((one) => ctx.inReach(one).length > 0)) return;
    const resource = [...use.perPod].find(([, count]) => !count.is((value) => String(value) === "0"))?.[0] ?? "accelerators";
    const pods = podsOf(work);
    const data = { workload: resourceLabel(ctx.resource.ref), resource };
    const isWhole = TOGETHER.has(ctx.resource.ref.kind) && work.root.at("spec", "elasticPolicy").isAbsent;
    if (isWhole && pods !== undefined && pods > 1) ctx.report("together", nameOf(work.root), { ...data, pods });
    else ctx.report("plain", nameOf(work.root), data);
  },
  message: {
    plain: (d) =>
      text`${d.workload} takes ${d.resource} as soon as a node has it, and names no queue: nobody ranks it against the work of others. Submit it through Kueue, Volcano or KAI.`,
    together: (d) =>
      text`${d.workload} needs ${d.pods} pods with ${d.resource} at once and names no queue: two such jobs can each hold half of theirs for ever. Submit it through Kueue, Volcano or KAI.`,
  },
});

/** Pods with accelerators, where all numbers are known. */
function podsOf({ uses }: SubmittedWork): number | undefined {
  let total = 0;
  for (const { template } of uses) if (!template.pods.is((pods) => (total += Number(pods)) >= 0)) return undefined;
  return total;
}
