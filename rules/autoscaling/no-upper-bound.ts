import {
  type Autoscaler,
  acceleratorOf,
  autoscalers,
  type Context,
  defineRule,
  kinds,
  nodePools,
  type Place,
  type RoledTemplate,
  rayClusters,
  resourceLabel,
  scaledBy,
  text,
  workloads,
} from "../../engine/rule-api.ts";

/** The highest number that the field can hold, which is KubeRay's default. */
const HIGHEST = 2_147_483_647;
const KEDA_DEFAULT = 100;
const MAX_SCALE = ["autoscaling.knative.dev/max-scale", "autoscaling.knative.dev/maxScale"];

export const rule = defineRule({
  id: "autoscaling/no-upper-bound",
  since: "0.1.0",
  practice: ["S4.4", "S4.4.2", "S6.1"],
  aliases: [],
  on: kinds(
    "NodePool.karpenter.sh",
    "RayCluster.ray.io",
    "RayJob.ray.io",
    "RayService.ray.io",
    "RayCronJob.ray.io",
    "ScaledObject.keda.sh",
    "InferenceService.serving.kserve.io",
    "Service.serving.knative.dev",
  ),
  variants: {
    nodePool: { severity: "warning", preset: "recommended" },
    workerGroup: { severity: "warning", preset: "recommended" },
    service: { severity: "warning", preset: "preview" },
    kedaDefault: { severity: "info", preset: "preview" },
  },
  check(root, ctx) {
    for (const { limits, replicas } of ctx.views(nodePools))
      if (!limits.isOpen && limits.entries.length === 0 && replicas.isAbsent) ctx.report("nodePool", limits, { pool: ofThis(ctx) });
    if (ctx.views(rayClusters).some(({ spec }) => spec.at("enableInTreeAutoscaling").is(true)))
      for (const template of ctx.views(workloads))
        if (template.base.parent?.step === "workerGroupSpecs")
          judge("workerGroup", template, template.base.at("maxReplicas"), "maxReplicas", ctx);
    for (const scaler of ctx.views(autoscalers)) if (scaler.kind === "ScaledObject") ofKeda(scaler, ctx);
    for (const template of ctx.views(workloads)) {
      if (ctx.resource.ref.kind === "Service") ofKnative(template, ctx);
      else if (isServerless(root)) judge("service", template, template.base.at("maxReplicas"), "maxReplicas", ctx);
    }
  },
  message: {
    nodePool: (d) =>
      text`${d.pool} has no limits: a runaway job or loop can start every node that the account may have. Set spec.limits to what you can pay.`,
    workerGroup: (d) =>
      text`Worker group ${d.component} of ${d.what} asks for ${d.accelerator} and may grow without end: one loop can start every node there is. Set ${d.field} to what you can pay.`,
    service: (d) =>
      text`The ${d.component} of ${d.what} asks for ${d.accelerator} and may grow without end: one burst can start every node there is. Set ${d.field} to what you can pay.`,
    kedaDefault: (d) =>
      text`${d.scaler} has no maxReplicaCount, so KEDA starts up to ${KEDA_DEFAULT} replicas with ${d.accelerator} each. Set it to what you can pay.`,
  },
});

const ofThis = ({ resource }: Context): string => resourceLabel(resource.ref);

/** Reports a template that works on accelerators and has no maximum, or one that is none. */
function judge(variant: string, template: RoledTemplate, maximum: Place, field: string, ctx: Context): void {
  const accelerator = acceleratorOf(template, ctx.settings);
  const isNone = (value: unknown) => Number(value) >= HIGHEST || (variant === "service" && Number(value) === 0);
  if (accelerator === undefined || !(maximum.isAbsent || maximum.is(isNone))) return;
  ctx.report(variant, maximum, { component: template.component, what: ofThis(ctx), accelerator, field });
}

function ofKnative(template: RoledTemplate, ctx: Context): void {
  const annotations = template.meta.at("annotations");
  const [first, second] = MAX_SCALE.map((name) => annotations.at(name));
  if (first && second) judge("service", template, first.isAbsent && !second.isAbsent ? second : first, String(MAX_SCALE[0]), ctx);
}

/** Only where it is written: else the installation decides. */
const isServerless = (root: Place): boolean =>
  root.at("metadata", "annotations", "serving.kserve.io/deploymentMode").is((mode) => mode === "Knative" || mode === "Serverless");

function ofKeda(scaler: Autoscaler, ctx: Context): void {
  const maximum = scaler.root.at("spec", "maxReplicaCount");
  if (!maximum.isAbsent) return;
  const accelerator = scaledBy(scaler, ctx)
    .map((template) => acceleratorOf(template, ctx.settings))
    .find((one) => one !== undefined);
  if (accelerator !== undefined) ctx.report("kedaDefault", maximum, { scaler: scaler.label, accelerator });
}
