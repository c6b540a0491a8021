// Between autoscalers and what they scale, in both directions.
import { AUTOSCALER_KINDS, type Autoscaler, autoscalers, type ScaleTarget, targetKey } from "../facet/autoscalers.ts";
import { type RoledTemplate, workloads } from "../facet/roles.ts";
import { Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
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

/** The autoscalers in the same file or unit, this one excluded; those of one target (`targetKey`). */
export function autoscalersNear(ctx: Context, target?: string): readonly Autoscaler[] {
  const having = target === undefined ? undefined : ({ by: "scales", is: target } as const);
  return KINDS.flatMap((kind) => ctx.inReach(kind, having)).flatMap((found) => {
    const resource = ctx.open(found);
    return resource ? ctx.views(autoscalers, resource) : [];
  });
}

/** Those of them that name this resource. */
export function autoscalersOf(ctx: Context): readonly Autoscaler[] {
  const { ref } = ctx.resource;
  return ref.name === undefined ? [] : autoscalersNear(ctx, targetKey(ref, ref.name)).filter((one) => names(one, ref));
}

/** Those of them that certainly have the target of this one. */
export function autoscalersBeside({ target }: Autoscaler, ctx: Context): readonly Autoscaler[] {
  const name = target && textOf(Reading.value(target.name));
  if (!target || name === undefined) return [];
  return autoscalersNear(ctx, targetKey(target, name)).filter((other) => other.target && haveOneTarget(target, other.target));
}

function haveOneTarget(a: ScaleTarget, b: ScaleTarget): boolean {
  if (a.kind !== b.kind || a.group !== b.group || !a.name.is((name) => b.name.is(name))) return false;
  return a.namespace.isAbsent || b.namespace.isAbsent || a.namespace.is((namespace) => b.namespace.is(namespace));
}

/** A namespace that is not written is the one in which all are applied together. */
function names({ target }: Autoscaler, ref: Context["resource"]["ref"]): boolean {
  if (target?.kind !== ref.kind || target.group !== ref.group || ref.name === undefined || !target.name.is(ref.name)) return false;
  return ref.namespace === undefined || target.namespace.isAbsent || target.namespace.is(ref.namespace);
}
