// What beside spot does the same work, as far as the same file, folder or unit says.
import { acceleratorOf } from "../facet/accelerator-use.ts";
import { spotEntryOf } from "../facet/capacity.ts";
import { kind } from "../facet/kinds.ts";
import { nodePools } from "../facet/node-pools.ts";
import { workloads } from "../facet/roles.ts";
import { type SpotOnly, spotOnly } from "../facet/spot-only.ts";
import type { Place } from "../model/place.ts";
import type { Context } from "./rule.ts";

type Pod = Extract<SpotOnly, { readonly is: "pod" }>;

const COORDINATORS: ReadonlySet<string> = new Set(["system", "head", "launcher"]);
/** Labels that two halves of one service have in common. */
const APP = ["app", "app.kubernetes.io/name"];

/** The first template of a workload that does its work on spot; the others coordinate it. */
export const spotWorker = (ctx: Context): SpotOnly | undefined =>
  ctx.views(spotOnly).find((one) => one.is === "pod" && !COORDINATORS.has(one.template.role));

/** Other pods do the same work elsewhere, or Spark executors are started by a driver where it can. */
export function hasOtherPods({ template }: Pod, ctx: Context): boolean {
  const { ref } = ctx.resource;
  const isOnSpot = (base: Place) => ctx.views(spotOnly).some((one) => one.is === "pod" && one.template.base === base);
  if (ref.group === "sparkoperator.k8s.io") return true;
  const accelerator = acceleratorOf(template, ctx.settings);
  const others = ctx.views(workloads).filter(({ role, base }) => !COORDINATORS.has(role) && !isOnSpot(base));
  if (ref.group === "ray.io" && others.some((other) => acceleratorOf(other, ctx.settings) === accelerator)) return true;
  const labels = template.meta.at("labels");
  return ctx
    .inReach({ group: ref.group, kind: ref.kind })
    .flatMap((found) => ctx.open(found) ?? [])
    .some((resource) =>
      ctx
        .views(workloads, resource)
        .some((other) => APP.some((name) => labels.at(name).is((app) => other.meta.at("labels", name).is(app)))),
    );
}

const POOL = { group: "karpenter.sh", kind: "NodePool" };

/** A pool that may start other nodes. Usually each pool has a file of its own, so those beside it count. */
export const hasOtherPool = (ctx: Context): boolean =>
  [...ctx.inReach(POOL), ...ctx.inFolder(POOL)]
    .flatMap((found) => ctx.open(found) ?? [])
    .some((pool) => ctx.views(nodePools, pool).some(({ capacityTypes }) => capacityTypes?.some((type) => type !== "spot") ?? true));

const flavorRoots = kind("ResourceFlavor.kueue.x-k8s.io");

/** Whether a flavor of Kueue is here and certainly one of spot nodes. */
export function isSpotFlavor(name: Place, ctx: Context): boolean {
  const answer = ctx.resolve({ group: "kueue.x-k8s.io", kind: "ResourceFlavor", name, clusterScoped: true });
  const flavor = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return flavor !== undefined && ctx.views(flavorRoots, flavor).some((root) => spotEntryOf(root.at("spec", "nodeLabels"), ctx.settings));
}
