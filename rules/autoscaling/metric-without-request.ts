import {
  type Container,
  type Context,
  containersOf,
  defineRule,
  limitRangeMayGive,
  type RoledTemplate,
  type ScalingMetric,
  scaledBy,
  scalers,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "autoscaling/metric-without-request",
  since: "0.1.0",
  practice: ["S3.3.1"],
  aliases: [],
  on: scalers,
  variants: {
    request: { severity: "warning", preset: "recommended" },
    container: { severity: "warning", preset: "preview" },
  },
  check(scaler, ctx) {
    const metrics = scaler.metrics.filter(({ isShare, resource }) => isShare && resource !== undefined);
    // KServe writes requests of its own into what it makes.
    if (metrics.length === 0 || scaler.kind === "InferenceService") return;
    const effect = scaler.hasAllMetrics && scaler.metrics.length === 1 ? "it never acts" : "it never scales down";
    for (const template of scaledBy(scaler, ctx)) {
      if (template.shape !== "full" || template.spec.at("containers").isOpen) continue;
      for (const metric of metrics) judge({ scaler: scaler.label, resource: metric.resource ?? "", effect }, metric, template, ctx);
    }
  },
  message: {
    request: (d) =>
      text`${d.scaler} scales by ${d.resource} as a share of the request, but container ${d.container} requests none: the share cannot be computed, and ${d.effect}. Set a request.`,
    container: (d) =>
      text`${d.scaler} scales by ${d.resource} of container ${d.container}, which its target does not have: ${d.effect}. It has ${d.names}.`,
  },
});

type Words = { readonly scaler: string; readonly resource: string; readonly effect: string };

function judge(words: Words, { container, place }: ScalingMetric, template: RoledTemplate, ctx: Context): void {
  const apps = containersOf(template).filter(({ kind }) => kind !== "init");
  if (apps.length === 0 || hasAmount(template.spec.at("resources"), words.resource)) return;
  if (container && apps.every((one) => one.place.at("name").is(() => true) && container.isNot(one.name)) && container.is(() => true)) {
    ctx.report("container", container, { ...words, container, names: apps.map(({ name }) => name) });
    return;
  }
  const { namespace } = template.workload.ref;
  if (limitRangeMayGive(words.resource, ["default", "defaultRequest"], namespace, ctx)) return;
  const lacking = apps.find((one) => (!container || container.is(one.name)) && lacks(one, words.resource));
  if (lacking)
    ctx.report("request", place, { ...words, container: lacking.name }, [
      { place: lacking.place.at("resources"), note: `no ${words.resource} here` },
    ]);
}

/** Of the whole pod; what is not known may be one. */
const hasAmount = (resources: Container["place"], resource: string): boolean =>
  !resources.at("requests", resource).isAbsent || !resources.at("limits", resource).isAbsent;

/** A limit alone is a request as well. */
const lacks = ({ requests, limits }: Container, resource: string): boolean =>
  requests.at(resource).isAbsent && limits.at(resource).isAbsent;
