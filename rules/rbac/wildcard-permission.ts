import {
  addItem,
  type Context,
  defineRule,
  groupsServing,
  holdersOf,
  isBuiltInGroup,
  isClusterScoped,
  itemsThatAre,
  knownItems,
  type RoleRule,
  riskyHolder,
  roleRules,
  set,
  text,
} from "../../engine/rule-api.ts";

const READ = ["get", "list", "watch"];
/** Groups in which a wildcard reaches Secrets, pods, roles, webhooks or certificates. */
const SENSITIVE = ["", "apps", "batch", "rbac.authorization.k8s.io", "admissionregistration.k8s.io", "certificates.k8s.io"];
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete"];
/** What belongs to an object and is less than it. */
const MINOR = /\/(?:status|finalizers|scale)$/;

export const rule = defineRule({
  id: "rbac/wildcard-permission",
  since: "0.1.0",
  practice: ["S5.4", "S3.3"],
  aliases: ["wildcard-in-rules", "KSV-0045", "KSV-0112", "CKV_K8S_49", "C-0187"],
  on: roleRules,
  variants: {
    groups: { severity: "warning", preset: "recommended" },
    resources: { severity: "warning", preset: "recommended" },
    verbs: { severity: "warning", preset: "recommended", applicability: "review" },
    tenant: { severity: "warning", preset: "recommended" },
    minor: { severity: "info", preset: "preview" },
  },
  check(rule, ctx) {
    if (rule.isAggregate) return;
    const [apiGroups, resources, verbs] = [rule.apiGroups, rule.resources, rule.verbs].map((list) => itemsThatAre(list, "*")[0]);
    // Everything at once is another rule's business.
    if (apiGroups && resources && verbs) return;
    if (apiGroups && beyondReading(rule) && rule.resources.items.some((one) => one.isNot((name) => MINOR.test(String(name)))))
      ctx.report("groups", apiGroups);
    else if (resources && groupOf(rule, (group) => (beyondReading(rule) ? SENSITIVE.includes(group) : group === "")) !== undefined)
      ctx.report("resources", resources, { group: groupOf(rule, (group) => SENSITIVE.includes(group)) ?? "" });
    else if (verbs && sensitiveResource(rule)) {
      const listed = knownItems(rule.verbs).map((one) => one.text);
      ctx.report("verbs", verbs, { resource: sensitiveResource(rule) ?? "", more: VERBS.filter((verb) => !listed.includes(verb)) });
    } else judgeOthers(rule, ctx);
  },
  message: {
    groups: () => "* in apiGroups grants this in every API group, also in those that are installed later. List the groups.",
    resources: (d) =>
      d.group === ""
        ? "* in resources grants Secrets, pods/exec and serviceaccounts/token too. List the resources."
        : text`* in resources grants everything in API group ${d.group}, also what is added later. List the resources.`,
    verbs: (d) =>
      text`* in verbs grants every verb on ${d.resource}, also deletecollection and those that are added later. List the verbs.`,
    tenant: (d) =>
      text`${d.holder} may do anything in API group ${d.group}, also with kinds that are installed later. List resources and verbs.`,
    minor: (d) => text`* in ${d.field} grants more than anybody can list, and more with each version. List what is needed.`,
  },
  fix: {
    verbs: {
      title: (d) => text`Write ${d.more} instead of *`,
      edit: ({ place, data }) => {
        const [first, ...others] = Array.isArray(data.more) ? data.more.map(String) : [];
        return first === undefined ? [] : [set(place, first), ...others.map((verb) => addItem(place.up(), verb))];
      },
    },
  },
});

/** Custom groups belong to whoever installs them: an operator may use `*` there, its users may not. */
function judgeOthers({ apiGroups, resources, verbs, nonResourceUrls }: RoleRule, ctx: Context): void {
  const [resource, any, url] = [resources, verbs, nonResourceUrls].map((list) => itemsThatAre(list, "*")[0]);
  const verb = resources.items.some((one) => one.isNot((name) => MINOR.test(String(name)))) ? any : undefined;
  if (url) ctx.report("minor", url, { field: "nonResourceURLs" });
  const item = resource ?? verb;
  if (!item) return;
  const groups = knownItems(apiGroups).map((one) => one.text);
  const custom = groups.find((group) => group !== "*" && !isBuiltInGroup(group));
  const holder = resource && verb && custom !== undefined ? riskyHolder(holdersOf(ctx)) : undefined;
  if (holder && custom !== undefined) ctx.report("tenant", item, { holder: holder.name, group: custom });
  else if (groups.some((group) => isBuiltInGroup(group) && !SENSITIVE.includes(group)))
    ctx.report("minor", item, { field: resource ? "resources" : "verbs" });
}

const beyondReading = ({ verbs }: RoleRule): boolean => verbs.items.some((verb) => verb.is((one) => !READ.includes(String(one))));

const groupOf = ({ apiGroups }: RoleRule, test: (group: string) => boolean): string | undefined =>
  knownItems(apiGroups).find(({ text: group }) => test(group))?.text;

/** A resource that certainly belongs to one of the rule's sensitive groups; of a Role one that lives in a namespace. */
function sensitiveResource({ apiGroups, resources, isNamespaced }: RoleRule): string | undefined {
  return knownItems(resources).find(
    ({ text: name }) =>
      !MINOR.test(name) &&
      groupsServing(name).some(
        (group) =>
          SENSITIVE.includes(group) && itemsThatAre(apiGroups, group).length > 0 && !(isNamespaced && isClusterScoped(group, name)),
      ),
  )?.text;
}
