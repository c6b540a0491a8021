import {
  type Context,
  defineRule,
  type Holder,
  holdersOf,
  isUnlimited,
  itemsThatAre,
  type Place,
  type RoleRule,
  riskyHolder,
  roleRules,
  text,
} from "../../engine/rule-api.ts";

/** The verbs that switch a protection off, and the resources on which they do. */
const ESCALATING: Readonly<Record<string, { readonly group: readonly string[]; readonly on: RegExp }>> = {
  escalate: { group: ["rbac.authorization.k8s.io", "*"], on: /^(?:roles|clusterroles|\*)$/ },
  bind: { group: ["rbac.authorization.k8s.io", "*"], on: /^(?:roles|clusterroles|\*)$/ },
  impersonate: { group: ["", "authentication.k8s.io", "*"], on: /^(?:users|groups|serviceaccounts|uids|userextras(?:\/.*)?|\*)$/ },
};
/** With these, somebody can come to more rights on a detour. */
const INDIRECT: readonly { readonly group: string; readonly on: readonly string[]; readonly verbs: readonly string[] }[] = [
  {
    group: "rbac.authorization.k8s.io",
    on: ["roles", "clusterroles", "rolebindings", "clusterrolebindings"],
    verbs: ["create", "update", "patch"],
  },
  { group: "certificates.k8s.io", on: ["certificatesigningrequests/approval"], verbs: ["update", "patch"] },
  {
    group: "admissionregistration.k8s.io",
    on: ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"],
    verbs: ["create", "update", "patch"],
  },
  { group: "", on: ["persistentvolumes"], verbs: ["create"] },
];
/** Their work is to give rights. */
const ALLOWED =
  /^ServiceAccount (?:argocd-(?:application-controller|server)|kustomize-controller|helm-controller|rancher|cattle.*|profiles-controller-service-account)$/;

export const rule = defineRule({
  id: "rbac/escalation-verbs",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [
    ...["KSV-0043", "KSV-0050", "KSV-0051", "KSV-0114", "CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158"],
    ...["CKV2_K8S_1", "CKV2_K8S_3", "C-0065", "C-0191"],
  ],
  on: roleRules,
  variants: {
    direct: { severity: "warning", preset: "recommended" },
    indirect: { severity: "info", preset: "preview" },
  },
  check(rule, ctx) {
    if (rule.isAggregate || !isUnlimited(rule) || !rule.role.at("metadata", "name").isNot((name) => String(name).startsWith("system:")))
      return;
    const found = directIn(rule);
    const detour = found ? undefined : indirectIn(rule);
    if (!found && !detour) return;
    const holders = holdersOf(ctx);
    if (found && !(holders.length > 0 && holders.every(({ name }) => ALLOWED.test(name)))) reportDirect(found, holders, rule, ctx);
    const holder = detour && riskyHolder(holders);
    if (detour && holder && !rule.isNamespaced) ctx.report("indirect", detour.verb, { ...detour, holder: holder.name });
  },
  message: {
    direct: (d) =>
      text`${d.verb} on ${d.resource} switches off a protection: ${d.holder} can take any right. Limit it with resourceNames, or remove it.`,
    indirect: (d) => text`With ${d.verb} on ${d.resource}, ${d.holder} can come to more rights on a detour. Remove it if nothing needs it.`,
  },
});

interface Pair {
  readonly verb: Place;
  readonly resource: Place;
}

function reportDirect({ verb, resource }: Pair, holders: readonly Holder[], { role }: RoleRule, ctx: Context): void {
  const name = (riskyHolder(holders) ?? holders.find((one) => !ALLOWED.test(one.name)))?.name;
  const whoever = role.at("kind").is("Role") ? "whoever holds this Role" : "whoever holds this ClusterRole";
  ctx.report("direct", verb, { verb, resource, holder: name ?? whoever });
}

function directIn({ apiGroups, resources, verbs }: RoleRule): Pair | undefined {
  for (const [word, { group, on }] of Object.entries(ESCALATING)) {
    const [verb] = itemsThatAre(verbs, word);
    const resource = resources.items.find((one) => one.is((name) => on.test(String(name))));
    if (verb && resource && itemsThatAre(apiGroups, ...group).length > 0) return { verb, resource };
  }
  return undefined;
}

function indirectIn({ apiGroups, resources, verbs }: RoleRule): Pair | undefined {
  for (const { group, on, verbs: words } of INDIRECT) {
    const [verb] = itemsThatAre(verbs, ...words);
    const [resource] = itemsThatAre(resources, ...on);
    if (verb && resource && itemsThatAre(apiGroups, group).length > 0) return { verb, resource };
  }
  return undefined;
}
