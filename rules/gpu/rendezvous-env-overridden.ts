import { consequenceOf, defineRule, mainContainer, type RoledTemplate, text, unset, workloads } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/rendezvous-env-overridden",
  since: "0.1.0",
  practice: ["S3.3", "S6.3.1"],
  aliases: [],
  on: workloads,
  variants: { plain: { severity: "info", preset: "preview", applicability: "review" } },
  check(template, ctx) {
    const names = namesOf(template, ctx.root.at("spec"));
    const main = names.length === 0 ? undefined : mainContainer(template, () => false);
    for (const variable of main?.place.at("env").items ?? []) {
      const name = variable.at("name");
      const value = variable.at("value");
      if (!name.is((one) => names.includes(String(one))) || !value.is(() => true)) continue;
      ctx.report("plain", value, { kind: ctx.resource.ref.kind, name, value, consequence: consequenceOf(template, false) });
    }
  },
  message: {
    plain: (d) =>
      text`The operator of ${d.kind} adds its own ${d.name} behind this one, and the last one counts: ${d.value} has no effect. Remove it; replicas and nprocPerNode decide.`,
  },
  fix: {
    plain: { title: (d) => text`Remove ${d.name}${d.consequence}`, edit: ({ place }) => [unset(place.up())] },
  },
});

/**
 * Variables that the training operator appends to those of a container. Source: kubeflow/training-operator v1.9
 * pkg/controller.v1/{pytorch/envvar,tensorflow/tfjob,jax/envvar,xgboost/xgboost}.go (rule catalog, read 2026-11-24).
 */
function namesOf({ workload: { ref } }: RoledTemplate, spec: RoledTemplate["spec"]): readonly string[] {
  if (ref.group !== "kubeflow.org") return [];
  switch (ref.kind) {
    case "PyTorchJob":
      return [
        "PET_NNODES",
        ...(spec.at("nprocPerNode").isWritten ? ["PET_NPROC_PER_NODE"] : []),
        ...(hasReplicas(spec.at("pytorchReplicaSpecs"), "master")
          ? ["MASTER_ADDR", "MASTER_PORT", "WORLD_SIZE", "RANK", "PET_NODE_RANK"]
          : []),
      ];
    case "JAXJob":
      return ["COORDINATOR_ADDRESS", "COORDINATOR_PORT", "NUM_PROCESSES", "PROCESS_ID"];
    case "XGBoostJob":
      return ["MASTER_ADDR", "MASTER_PORT", "WORLD_SIZE", "RANK", "WORKER_ADDRS"];
    default:
      return [];
  }
}

const hasReplicas = (specs: RoledTemplate["spec"], type: string): boolean =>
  specs.entries.some(({ step }) => String(step).toLowerCase() === type);
