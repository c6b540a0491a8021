// Amounts that a LimitRange fills in before a pod is checked.
import { kind } from "../facet/kinds.ts";
import type { Context } from "./rule.ts";

const limitRanges = kind("LimitRange.");

/**
 * Whether a LimitRange of the same namespace may give containers an amount of the resource that they do not write, by one of these
 * fields. A namespace that is not written is filled in when the object is applied.
 */
export function limitRangeMayGive(resource: string, fields: readonly string[], namespace: string | undefined, ctx: Context): boolean {
  return ctx.inReach({ group: "", kind: "LimitRange" }).some((found) => {
    if (found.namespace !== undefined && namespace !== undefined && found.namespace !== namespace) return false;
    const range = ctx.open(found);
    if (!range) return true;
    return ctx.views(limitRanges, range).some((root) => {
      const limits = root.at("spec", "limits");
      return (
        limits.isOpen ||
        limits.items.some((one) => !one.at("type").isNot("Container") && fields.some((from) => !one.at(from, resource).isAbsent))
      );
    });
  });
}
