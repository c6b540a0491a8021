import {
  type Context,
  consequenceOf,
  defineRule,
  type RoledTemplate,
  resourceLabel,
  retryBudget,
  set,
  spotTemplates,
  text,
  unset,
  workloads,
} from "../../engine/rule-api.ts";

/** Components whose loss ends the work of all others, by kind. The group matters where others have kinds of the same name. */
const COORDINATORS: Readonly<Record<string, RegExp>> = {
  "RayCluster.ray.io": /^head$/,
  "RayJob.ray.io": /^head$/,
  "RayService.ray.io": /^head$/,
  "RayCronJob.ray.io": /^head$/,
  "MPIJob.kubeflow.org": /^launcher$/i,
  "TFJob.kubeflow.org": /^(?:chief|master|ps)$/i,
  "PyTorchJob.kubeflow.org": /^master$/i,
  "SparkApplication.sparkoperator.k8s.io": /^driver$/,
  "ScheduledSparkApplication.sparkoperator.k8s.io": /^driver$/,
  "Job.batch.volcano.sh": /^(?:master|launcher|driver|head)$/i,
  "LeaderWorkerSet.leaderworkerset.x-k8s.io": /^leader$/,
};

export const rule = defineRule({
  id: "spot/coordinator-on-spot",
  since: "0.1.0",
  practice: ["S6.3.3", "S6.5.4"],
  aliases: [],
  on: spotTemplates,
  variants: { plain: { severity: "warning", preset: "recommended", applicability: "review" } },
  check({ template, capacity, isRequired }, ctx) {
    const { kind, group } = ctx.resource.ref;
    if (!isRequired || COORDINATORS[`${kind}.${group}`]?.test(template.component) !== true) return;
    const others = ctx.views(workloads).filter(({ base, role }) => base !== template.base && role !== "launcher");
    if (others.length === 0 || survives(template, ctx)) return;
    const { place, key = "", onDemand = "" } = capacity;
    const isEntry = place.parent?.step === "nodeSelector";
    ctx.report("plain", place, {
      component: template.component,
      workload: resourceLabel(ctx.resource.ref),
      key,
      onDemand,
      isEntry,
      consequence: consequenceOf(template, false),
    });
  },
  message: {
    plain: (d) =>
      text`The ${d.component} of ${d.workload} is pinned to spot (${d.key}): when its node is taken, the work of all other pods is lost with it. Keep it on on-demand nodes.`,
  },
  fix: {
    plain: {
      title: (d) => text`Keep the ${d.component} on on-demand nodes${d.consequence}`,
      edit: ({ place, data }) => {
        if (!data.isEntry) return data.onDemand === "" ? [] : [set(place, [String(data.onDemand)])];
        return [data.onDemand === "" ? unset(place) : set(place, String(data.onDemand))];
      },
    },
  },
});

/** Others go on, or the work starts again by itself. */
function survives({ base }: RoledTemplate, ctx: Context): boolean {
  const { root, resource } = ctx;
  if (resource.ref.kind === "PyTorchJob") return !root.at("spec", "elasticPolicy").isAbsent;
  if (resource.ref.group !== "ray.io") return false;
  const isKept = !base.up().at("gcsFaultToleranceOptions").isAbsent || !hasNoAnnotation(root.at("metadata", "annotations"));
  return isKept || ctx.views(retryBudget).some(({ retries }) => retries === undefined || retries > 0);
}

/** The older way to say that the state of the head is kept outside. */
const hasNoAnnotation = (annotations: RoledTemplate["base"]): boolean => annotations.at("ray.io/ft-enabled").isNot("true");
