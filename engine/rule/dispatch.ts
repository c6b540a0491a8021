// Which rules can have a word for a resource, by its kind alone: most resources concern few rules.
import type { Facet, FacetSettings } from "../facet/facet.ts";
import { kindKey } from "../model/index.ts";
import { recall, remember } from "../model/memo.ts";
import type { Resource } from "../model/resource.ts";
import type { Rule } from "./rule.ts";

/** Rules whose facets are made of the views of one other facet, or of none. */
interface RuleGroup {
  readonly within: Facet<unknown> | undefined;
  readonly asks: readonly Ask[];
}

/** The rules on one facet: it is asked once for all of them. */
interface Ask {
  readonly facet: Facet<unknown>;
  readonly rules: readonly Rule[];
}

type ByKind = Map<string, readonly RuleGroup[]>;

/** Every rule that may concern a resource is in one group, in the order of `rules` within its facet. */
export function groupsFor(rules: readonly Rule[], resource: Resource): readonly RuleGroup[] {
  if (rules.length <= FEW) return grouped(rules, resource);
  const known = recall<ByKind>(rules, groupsFor) ?? remember<ByKind>(rules, groupsFor, new Map());
  const key = `${resource.class} ${kindKey(resource.ref)}`;
  let groups = known.get(key);
  if (!groups) {
    if (known.size >= MOST) known.clear();
    known.set(key, (groups = grouped(rules, resource)));
  }
  return groups;
}

const FEW = 3;
/** Kinds come from files: there are some hundred, unless somebody wants to fill the memory. */
const MOST = 2000;

function grouped(rules: readonly Rule[], resource: Resource): readonly RuleGroup[] {
  const groups = new Map<Facet<unknown> | undefined, Map<Facet<unknown>, Rule[]>>();
  for (const rule of rules) {
    const { on } = rule;
    if (!on.mayConcern(resource)) continue;
    const within = on.madeOf(resource);
    let asks = groups.get(within);
    if (!asks) groups.set(within, (asks = new Map()));
    const own = asks.get(on);
    if (own) own.push(rule);
    else asks.set(on, [rule]);
  }
  return [...groups].map(([within, asks]) => ({ within, asks: [...asks].map(([facet, own]) => ({ facet, rules: own })) }));
}

/** A facet that throws is left to the rules that need it, each of which says so. */
export function isEmpty(facet: Facet<unknown>, resource: Resource, settings: FacetSettings): boolean {
  try {
    return facet.of(resource, settings).length === 0;
  } catch {
    return false;
  }
}
