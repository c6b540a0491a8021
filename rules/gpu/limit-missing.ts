import {
  type Container,
  type Context,
  consequenceOf,
  containers,
  copy,
  defineRule,
  type Found,
  isExtendedResource,
  limitRangeMayGive,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "gpu/limit-missing",
  since: "0.1.0",
  practice: ["S3.3.1", "S4.2.1"],
  aliases: [],
  on: containers,
  variants: { pod: { severity: "error", preset: "recommended", applicability: "safe" } },
  check(container, ctx) {
    for (const request of container.requests.entries) {
      const resource = String(request.step);
      if (!request.isWritten || (!isExtendedResource(resource) && !resource.startsWith("hugepages-"))) continue;
      if (
        !container.limits.at(resource).isAbsent ||
        runtimeMayGive(resource, container, ctx) ||
        // A LimitRange's default limit is its maximum where it has no other.
        limitRangeMayGive(resource, ["default", "max"], container.template.workload.ref.namespace, ctx)
      )
        continue;
      const consequence = consequenceOf(container.template, true);
      ctx.report("pod", request.key, { container: container.name, resource, consequence });
    }
  },
  message: {
    pod: (d) => text`Container ${d.container} requests ${d.resource} without a limit: Kubernetes refuses the pod. Add the limit.`,
  },
  fix: {
    pod: {
      title: (d) => text`Add the limit${d.consequence}`,
      edit: ({ place }) => [copy(place.at(), place.up(2).at("limits", ...place.path.slice(-1)))],
    },
  },
});

/**
 * An operator may merge the container with one of a runtime. Kubeflow's trainer does not merge resources: a TrainJob's take the place
 * of all that its runtime has. KServe does, so the runtime has to be here.
 */
function runtimeMayGive(resource: string, { template, place }: Container, ctx: Context): boolean {
  const { kind, group } = template.workload.ref;
  if (template.shape !== "partial" || group === "trainer.kubeflow.org") return false;
  if (kind !== "InferenceService") return true;
  const runtimes = ["ServingRuntime", "ClusterServingRuntime"]
    .flatMap((one) => ctx.inReach({ group, kind: one }))
    .filter((found) => place.at("runtime").is((name) => name === found.name) && isBeside(found, template.workload.ref.namespace));
  return !runtimes.some((found) => {
    const runtime = ctx.open(found);
    const own = runtime ? ctx.views(containers, runtime) : [];
    return own.length > 0 && own.every(({ limits }) => limits.at(resource).isAbsent);
  });
}

/** A namespace that is not written is filled in when the object is applied. */
const isBeside = (found: Found, namespace: string | undefined): boolean =>
  found.namespace === undefined || namespace === undefined || found.namespace === namespace;
