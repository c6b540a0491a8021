// The rules of Roles and ClusterRoles: what each of them grants. Lists are asked item by item, so that one that is not known
// (a placeholder, a value of a chart) neither grants nor lacks anything.
import table from "../../facts/rbac.json" with { type: "json" };
import { recall, remember } from "../model/memo.ts";
import { Place, Reading, unobserved } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";

export const RBAC_GROUP = "rbac.authorization.k8s.io";

/** One rule of a Role or ClusterRole. */
export interface RoleRule {
  /** The root of the role. */
  readonly role: Place;
  readonly isNamespaced: boolean;
  /** A controller fills the rules in from other roles: what is written is overwritten. */
  readonly isAggregate: boolean;
  readonly place: Place;
  readonly apiGroups: Place;
  readonly resources: Place;
  readonly verbs: Place;
  readonly resourceNames: Place;
  readonly nonResourceUrls: Place;
}

export const roleRules = defineFacet<RoleRule>(
  "roleRules",
  ["kubernetes"],
  (resource) => {
    const role = Place.root(resource);
    const isNamespaced = resource.ref.kind === "Role";
    const isAggregate = role.at("aggregationRule").isWritten;
    return role.at("rules").items.map((place) => ({
      role,
      isNamespaced,
      isAggregate,
      place,
      apiGroups: place.at("apiGroups"),
      resources: place.at("resources"),
      verbs: place.at("verbs"),
      resourceNames: place.at("resourceNames"),
      nonResourceUrls: place.at("nonResourceURLs"),
    }));
  },
  { kinds: [`Role.${RBAC_GROUP}`, `ClusterRole.${RBAC_GROUP}`] },
);

/** Items that are certainly one of `wanted`. */
export const itemsThatAre = (list: Place, ...wanted: readonly string[]): readonly Place[] =>
  list.items.filter((item) => item.is((value) => wanted.includes(String(value))));

/** What is certainly known of a list or map, with what it says; a question about each of the others is counted as not answered. */
export const knownItems = (list: Place): readonly KnownItem[] =>
  [...list.items, ...list.entries].flatMap((place) => (place.is(() => true) ? { place, text: textOf(Reading.value(place)) ?? "" } : []));

export interface KnownItem {
  readonly place: Place;
  readonly text: string;
}

/** Whether a rule of the role certainly names the resource in a built-in API group. Read once a role: it may have thousands of rules. */
export const isNamedIn = (role: Place, group: string, resource: string): boolean =>
  (recall<Named>(role, isNamedIn) ?? remember(role, isNamedIn, unobserved(namedIn, role.at("rules"), isBuiltInGroup)))
    .get(group)
    ?.has(resource) === true;

type Named = ReadonlyMap<string, ReadonlySet<string>>;

function namedIn(rules: Place, isWanted: (group: string) => boolean): Named {
  const named = new Map<string, Set<string>>();
  const textsAt = (list: Place) => new Set(list.items.map((item) => textOf(Reading.value(item))));
  for (const rule of rules.items) {
    const resources = textsAt(rule.at("resources"));
    for (const group of textsAt(rule.at("apiGroups"))) {
      if (group === undefined || !isWanted(group)) continue;
      let own = named.get(group);
      if (!own) named.set(group, (own = new Set()));
      for (const resource of resources) if (resource !== undefined) own.add(resource);
    }
  }
  return named;
}

/** Whether the list holds nothing but what is known. */
export const isKnownList = (list: Place): boolean => !list.isOpen && list.items.every((item) => item.is(() => true));

/** A list that certainly has nothing in it. */
export const isEmptyList = (list: Place): boolean => list.isAbsent || (list.isWritten && list.items.length === 0 && !list.isOpen);

/** Whether a rule is certainly not limited to objects of some names. */
export const isUnlimited = (rule: RoleRule): boolean => isEmptyList(rule.resourceNames);

/** Built-in API groups that serve a resource ("pods", "pods/exec"), in the order of the table. */
export function groupsServing(resource: string): readonly string[] {
  return served.get(plural(resource)) ?? [];
}

export const isBuiltInGroup = (group: string): boolean => groups.has(group);

/** A resource of a built-in group that belongs to no namespace. */
export const isClusterScoped = (group: string, resource: string): boolean => groups.get(group)?.has(plural(resource)) === true;

/** A verb that the API server asks for. */
export const isVerb = (verb: string): boolean => verbs.has(verb);

/** What may have been meant by a word that is no verb; undefined where nobody can say. */
export function verbsMeant(word: string): readonly string[] | undefined {
  const small = word.toLowerCase();
  if (verbs.has(small)) return [small];
  const slip = slips.get(small);
  if (slip) return slip;
  const near = table.verbs.filter((verb) => verb.length > 2 && isOneEditApart(verb, small));
  return near.length === 1 ? near : undefined;
}

const plural = (resource: string): string => {
  const slash = resource.indexOf("/");
  return slash < 0 ? resource : resource.slice(0, slash);
};

const verbs = new Set(table.verbs);
const slips = new Map<string, readonly string[]>(Object.entries(table.slips));
/** The cluster-scoped resources of each built-in group. */
const groups = new Map<string, ReadonlySet<string>>(table.resources.map(({ group, cluster }) => [group, new Set<string>(cluster)]));
const served = new Map<string, string[]>();
for (const { group, namespaced, cluster } of table.resources)
  for (const name of [...namespaced, ...cluster]) served.set(name, [...(served.get(name) ?? []), group]);

/** One letter more, less or other. */
function isOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const left = a.slice(a.length > b.length || a.length === b.length ? start + 1 : start);
  const right = b.slice(b.length > a.length || a.length === b.length ? start + 1 : start);
  return left === right;
}
