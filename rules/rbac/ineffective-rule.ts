import {
  addItem,
  type Context,
  defineRule,
  groupsServing,
  isBuiltInGroup,
  isClusterScoped,
  isKnownList,
  isNamedIn,
  isVerb,
  itemsThatAre,
  type KnownItem,
  knownItems,
  type RoleRule,
  roleRules,
  set,
  text,
  unset,
  verbsMeant,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/ineffective-rule",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: roleRules,
  variants: {
    wrongGroup: { severity: "warning", preset: "recommended", applicability: "review" },
    unknownVerb: { severity: "warning", preset: "recommended", applicability: "review" },
    namelessVerb: { severity: "warning", preset: "recommended" },
    clusterScoped: { severity: "warning", preset: "recommended" },
  },
  check(rule, ctx) {
    if (rule.isAggregate) return;
    judgeNamelessVerbs(rule, ctx);
    // A custom group may have resources and verbs of any name.
    const groups = rule.apiGroups.items;
    if (groups.length === 0 || rule.apiGroups.isOpen || !groups.every((one) => one.is((group) => isBuiltInGroup(String(group))))) return;
    for (const resource of knownItems(rule.resources)) judgeResource(resource, rule, ctx);
    for (const { place, text: word } of knownItems(rule.verbs)) {
      const meant = isVerb(word) ? undefined : verbsMeant(word);
      const more = meant?.filter((verb) => itemsThatAre(rule.verbs, verb).length === 0);
      if (meant && more) ctx.report("unknownVerb", place, { verb: place, meant, more });
    }
  },
  message: {
    wrongGroup: (d) =>
      text`${d.resource} belongs to API group ${d.right === "" ? `""` : d.right}, so this rule grants nothing on it. ${d.isNamed ? "Remove it: a rule of that group names it." : "Name it in a rule of that group."}`,
    unknownVerb: (d) =>
      text`Kubernetes never asks for the verb ${d.verb}, so it grants nothing. ${adviceOn(listOf(d.meant), listOf(d.more))}`,
    namelessVerb: (d) =>
      text`A ${d.verb} request carries no name, so with resourceNames it is never allowed. Put ${d.verb} into a rule without resourceNames.`,
    clusterScoped: (d) =>
      text`${d.resource} belongs to no namespace, so a Role cannot grant it. Use a ClusterRole and a ClusterRoleBinding, or remove it.`,
  },
  fix: {
    wrongGroup: {
      title: (d) =>
        d.isNamed ? text`Remove ${d.resource} here` : text`Name ${d.resource} in ${d.isOnly ? "its" : "a rule of its"} API group`,
      edit: ({ place, data }) => {
        if (data.isNamed) return data.isOnly ? [] : [unset(place)];
        if (data.isOnly) return [set(place.up(2).at("apiGroups"), [String(data.right)])];
        if (data.verbs === undefined) return [];
        const moved = { apiGroups: [String(data.right)], resources: [String(data.resource)], verbs: listOf(data.verbs) };
        return [unset(place), addItem(place.up(3), moved)];
      },
    },
    unknownVerb: {
      title: (d) => text`Write ${d.more}`,
      edit: ({ place, data }) => {
        const [first, ...others] = listOf(data.more);
        return first === undefined ? [] : [set(place, first), ...others.map((verb) => addItem(place.up(), verb))];
      },
    },
  },
});

/** All API groups of the rule are known and built in. */
function judgeResource({ place: resource, text: name }: KnownItem, rule: RoleRule, ctx: Context): void {
  const { apiGroups, resources, verbs, resourceNames } = rule;
  const serving = groupsServing(name);
  const listed = serving.filter((group) => itemsThatAre(apiGroups, group).length > 0);
  const [right] = serving;
  if (right !== undefined && listed.length === 0 && serving.length === 1) {
    const isOnly = resources.items.length === 1 && !resources.isOpen;
    const canMove = resources.items.length > 1 && resourceNames.isAbsent && isKnownList(verbs);
    const isNamed = isNamedIn(rule.role, right, name);
    const words = canMove ? { verbs: knownItems(verbs).map((one) => one.text) } : {};
    ctx.report("wrongGroup", resource, { resource, right, isOnly, isNamed, ...words });
  }
  // A request about a Namespace counts as one in it.
  const isNowhere = rule.isNamespaced && listed.length > 0 && !/^namespaces(?:\/|$)/.test(name);
  if (isNowhere && listed.every((group) => isClusterScoped(group, name))) ctx.report("clusterScoped", resource, { resource });
}

/** Server-side apply of an object that is not there asks for create with its name; a subresource has the name of its object. */
function judgeNamelessVerbs({ verbs, resources, resourceNames }: RoleRule, ctx: Context): void {
  const areNameless = resources.items.length > 0 && resources.items.every((one) => one.is((name) => !/[/*]/.test(String(name))));
  if (resourceNames.items.length === 0 || resources.isOpen || verbs.isOpen || !areNameless) return;
  const [create] = itemsThatAre(verbs, "create");
  if (create && verbs.items.every((one) => one.isNot("update") && one.isNot("patch"))) ctx.report("namelessVerb", create, { verb: create });
  const [collection] = itemsThatAre(verbs, "deletecollection");
  if (collection) ctx.report("namelessVerb", collection, { verb: collection });
}

/** `more`: those of `meant` that are not in the list already. */
function adviceOn(meant: readonly string[], more: readonly string[]): string {
  if (meant.length === 0) return "List the verbs.";
  return more.length === 0 ? text`Remove it: ${meant} is there.` : text`Write ${more}.`;
}

const listOf = (datum: unknown): readonly string[] => (Array.isArray(datum) ? datum.map(String) : []);
