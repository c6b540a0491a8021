import { bare, defineRule, type FixDefinition, kinds, set, text, workloads } from "../../engine/rule-api.ts";

const lower: FixDefinition = {
  title: (d) => text`Lower minAvailable to ${d.pods}`,
  edit: ({ place, data }) => [set(place, bare(data.pods ?? 0))],
};

export const rule = defineRule({
  id: "queueing/min-available-unreachable",
  since: "0.1.0",
  practice: ["S3.4.2"],
  aliases: [],
  on: kinds(
    "Job.batch.volcano.sh",
    ...["PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob", "MPIJob"].map((kind) => `${kind}.kubeflow.org`),
  ),
  variants: {
    job: { severity: "error", preset: "recommended", applicability: "review" },
    task: { severity: "error", preset: "recommended", applicability: "review" },
    gang: { severity: "warning", preset: "preview", applicability: "review" },
  },
  check(root, ctx) {
    const spec = root.at("spec");
    const templates = ctx.views(workloads);
    const isVolcano = ctx.resource.ref.group === "batch.volcano.sh";
    if (isVolcano) {
      for (const { base } of templates) {
        const [least, replicas] = [base.at("minAvailable"), base.at("replicas")];
        if (least.is((wanted) => replicas.is((count) => Number(wanted) > Number(count))))
          ctx.report("task", least, { least, pods: replicas });
      }
    }
    // An elastic job has more pods at times.
    if (!spec.at("elasticPolicy").isAbsent || templates.length === 0) return;
    if (templates.some(({ base }) => base.up().isOpen)) return;
    let total = 0;
    for (const { base } of templates) {
      if (!base.at("replicas").is((count) => Number.isInteger((total += Number(count))))) return;
    }
    const least = isVolcano ? spec.at("minAvailable") : spec.at("runPolicy", "schedulingPolicy", "minAvailable");
    if (least.is((wanted) => Number(wanted) > total)) ctx.report(isVolcano ? "job" : "gang", least, { least, pods: total });
  },
  message: {
    job: (d) =>
      text`minAvailable ${d.least} is more than the ${d.pods} pods of all tasks: Volcano refuses the job. Lower it, or add replicas.`,
    task: (d) =>
      text`minAvailable ${d.least} is more than the ${d.pods} replicas of the task: Volcano refuses the job. Lower it, or add replicas.`,
    gang: (d) =>
      text`minAvailable ${d.least} is more than the ${d.pods} pods of the job: the gang is never complete and no pod starts. Lower it.`,
  },
  fix: { job: lower, task: lower, gang: lower },
});
