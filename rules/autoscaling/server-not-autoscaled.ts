import {
  type Autoscaler,
  autoscalersNear,
  type Context,
  defineRule,
  kind,
  type Place,
  type RoledTemplate,
  resourceLabel,
  text,
  workloads,
} from "../../engine/rule-api.ts";

const services = kind("Service.");
const KINDS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "LeaderWorkerSet", "Rollout"]);
/** Systems with an autoscaler of their own. */
const ELSEWHERE = /^(?:llm-d\.ai|production-stack\.vllm\.ai|autoscaling\.aibrix\.ai|model\.aibrix\.ai|serving\.kserve\.io)\//;

export const rule = defineRule({
  id: "autoscaling/server-not-autoscaled",
  since: "0.1.0",
  practice: ["S3.3.1", "S4.3.1"],
  aliases: [],
  on: workloads,
  variants: { workload: { severity: "info", preset: "preview" } },
  check(template, ctx) {
    const { root, resource } = ctx;
    if (!KINDS.has(resource.ref.kind) || template.role !== "serve") return;
    const name = root.at("metadata", "name");
    const labels = [root.at("metadata", "labels"), template.meta.at("labels")];
    if (root.at("spec", "replicas").is(0) || labels.some((one) => one.entries.some((entry) => ELSEWHERE.test(String(entry.step))))) return;
    // A unit that owns autoscalers and has none of this name is complete, and would have this one too.
    const answer = ctx.resolve({
      group: "autoscaling",
      kind: "HorizontalPodAutoscaler",
      name,
      namespace: root.at("metadata", "namespace"),
    });
    if (answer.is !== "missing" || answer.elsewhere || autoscalersNear(ctx).some(mayBeIts(name)) || !isServed(template, ctx)) return;
    ctx.report("workload", name, { workload: resourceLabel(resource.ref) });
  },
  message: {
    workload: (d) =>
      text`${d.workload} serves models with a fixed number of replicas, while others here follow their load. Add a HorizontalPodAutoscaler or ScaledObject by requests.`,
  },
});

/** An autoscaler whose target is not known may be that of any server. */
const mayBeIts =
  (name: Place) =>
  ({ target }: Autoscaler): boolean =>
    !name.is((own) => target?.name.isNot(own) === true);

/** Whether a Service certainly sends requests to its pods. */
function isServed(template: RoledTemplate, ctx: Context): boolean {
  const labels = template.meta.at("labels");
  const { namespace } = ctx.resource.ref;
  return ctx.inReach({ group: "", kind: "Service" }).some((found) => {
    if (found.namespace !== namespace && found.namespace !== undefined && namespace !== undefined) return false;
    const service = ctx.open(found);
    const selector = service && ctx.views(services, service)[0]?.at("spec", "selector");
    if (!selector || selector.isOpen || selector.entries.length === 0) return false;
    return selector.entries.every((entry) => entry.is((value) => labels.at(String(entry.step)).is(value)));
  });
}
