// Between autoscalers and what they scale, in both directions.
import { AUTOSCALER_KINDS, type Autoscaler, autoscalers } from "../facet/autoscalers.ts";
import { type RoledTemplate, workloads } from "../facet/roles.ts";
import type { Context } from "./rule.ts";

/** The pod templates whose number an autoscaler changes; none where they are not here, or where it is not known which they are. */
export function scaledBy({ own, target }: Autoscaler, ctx: Context): readonly RoledTemplate[] {
  if (own) return ctx.views(workloads).filter(({ base }) => base === own || base.parent === own);
  if (!target) return [];
  const answer = ctx.resolve({ ...target, folder: true });
  const resource = answer.is === "found" ? ctx.open(answer.found) : undefined;
  return resource ? ctx.views(workloads, resource) : [];
}

const KINDS = AUTOSCALER_KINDS.map((one) => {
  const dot = one.indexOf(".");
  return { kind: one.slice(0, dot), group: one.slice(dot + 1) };
});

/** The autoscalers in the same file or unit, this one excluded. */
export function autoscalersNear(ctx: Context): readonly Autoscaler[] {
  return KINDS.flatMap((kind) => ctx.inReach(kind)).flatMap((found) => {
    const resource = ctx.open(found);
    return resource ? ctx.views(autoscalers, resource) : [];
  });
}

/** Those of them that name this resource. */
export const autoscalersOf = (ctx: Context): readonly Autoscaler[] => autoscalersNear(ctx).filter((one) => names(one, ctx.resource.ref));

/** Whether two autoscalers certainly have one target. */
export function haveOneTarget({ target: a }: Autoscaler, { target: b }: Autoscaler): boolean {
  if (!a || !b || a.kind !== b.kind || a.group !== b.group || !a.name.is((name) => b.name.is(name))) return false;
  return a.namespace.isAbsent || b.namespace.isAbsent || a.namespace.is((namespace) => b.namespace.is(namespace));
}

/** A namespace that is not written is the one in which all are applied together. */
function names({ target }: Autoscaler, ref: Context["resource"]["ref"]): boolean {
  if (target?.kind !== ref.kind || target.group !== ref.group || ref.name === undefined || !target.name.is(ref.name)) return false;
  return ref.namespace === undefined || target.namespace.isAbsent || target.namespace.is(ref.namespace);
}
