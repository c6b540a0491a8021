import {
  defineRule,
  groupsServing,
  isEmptyList,
  isKnownList,
  knownItems,
  type Place,
  roleRules,
  set,
  text,
} from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/invalid-rule",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: roleRules,
  variants: {
    missing: { severity: "error", preset: "recommended" },
    group: { severity: "error", preset: "recommended", applicability: "review" },
    mixed: { severity: "error", preset: "recommended" },
    urlsInRole: { severity: "error", preset: "recommended" },
  },
  check({ role, isNamespaced, isAggregate, verbs, apiGroups, resources, resourceNames, nonResourceUrls: urls }, ctx) {
    // Its controller writes the rules of such a role.
    if (isAggregate) return;
    const kind = role.at("kind");
    if (isEmptyList(verbs)) ctx.report("missing", verbs, { kind, field: "verbs" });
    const hasUrls = urls.items.length > 0;
    if (hasUrls && isNamespaced) ctx.report("urlsInRole", urls.key);
    else if (hasUrls && [apiGroups, resources, resourceNames].some((list) => list.items.length > 0))
      ctx.report("mixed", urls.key, { kind });
    if (!isEmptyList(urls)) return;
    if (isEmptyList(resources)) ctx.report("missing", resources, { kind, field: "resources" });
    else if (isEmptyList(apiGroups)) {
      const group = groupOf(resources);
      ctx.report("group", apiGroups, group === undefined ? { kind } : { kind, group });
    }
  },
  message: {
    missing: (d) => text`A rule without ${d.field} allows nothing: Kubernetes refuses the whole ${d.kind}. List them, or remove the rule.`,
    group: (d) =>
      text`A rule about resources needs apiGroups (${d.group === undefined || d.group === "" ? `"" is the core group` : d.group}): Kubernetes refuses the whole ${d.kind} without. Add it.`,
    mixed: (d) => text`One rule speaks of resources or of URLs, not of both: Kubernetes refuses the whole ${d.kind}. Write two rules.`,
    urlsInRole: () =>
      text`A Role is about one namespace, and URLs belong to none: Kubernetes refuses it. Use a ClusterRole for nonResourceURLs.`,
  },
  fix: {
    group: {
      title: (d) => (d.group === "" ? `Add the core API group ("")` : text`Add API group ${d.group}`),
      edit: ({ place, data }) => (data.group === undefined ? [] : [set(place, [String(data.group)])]),
    },
  },
});

/** The one built-in group to which all of these resources belong. */
function groupOf(resources: Place): string | undefined {
  if (!isKnownList(resources)) return undefined;
  const serving = knownItems(resources).map(({ text: name }) => groupsServing(name));
  const groups = new Set(serving.flat());
  return groups.size === 1 && serving.every((some) => some.length === 1) ? [...groups][0] : undefined;
}
