import {
  defineRule,
  holdersOf,
  isUnlimited,
  itemsThatAre,
  type Place,
  riskyHolder,
  roleRules,
  text,
  unset,
} from "../../engine/rule-api.ts";

/**
 * The verbs with which each resource runs commands, or makes tokens, in the name of somebody else. A web socket is opened with `get`, but
 * since Kubernetes 1.35 the server asks for `create` too.
 */
const USED_WITH: Readonly<Record<string, readonly string[]>> = {
  "pods/exec": ["create", "*"],
  "pods/attach": ["create", "*"],
  "pods/ephemeralcontainers": ["update", "patch", "*"],
  "serviceaccounts/token": ["create", "*"],
};

export const rule = defineRule({
  id: "rbac/exec-access",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [
    "rolePodExecAttach",
    "clusterrolePodExecAttach",
    "rolebindingRolePodExecAttach",
    "rolebindingClusterRolePodExecAttach",
    "clusterrolebindingPodExecAttach",
    "KSV-0053",
    "KSV-0054",
    "CKV2_K8S_2",
    "C-0002",
    "C-0282",
  ],
  on: roleRules,
  variants: {
    tenant: { severity: "warning", preset: "recommended", applicability: "review" },
    other: { severity: "info", preset: "preview", applicability: "review" },
  },
  check(rule, ctx) {
    if (rule.isAggregate || !isUnlimited(rule) || itemsThatAre(rule.apiGroups, "", "*").length === 0) return;
    const items = itemsThatRun(rule.resources, rule.verbs);
    if (items.length === 0) return;
    const holder = riskyHolder(holdersOf(ctx));
    for (const resource of items) {
      const data = { resource, isAll: rule.resources.items.length === items.length };
      if (holder) ctx.report("tenant", resource, { ...data, holder: holder.name, scope: holder.scope });
      else ctx.report("other", resource, { ...data, kind: ctx.root.at("kind") });
    }
  },
  message: {
    tenant: (d) => text`${d.holder} ${consequenceOf(d.resource)} ${d.scope}, and so take over its rights. Remove ${d.resource}.`,
    other: (d) =>
      text`Whoever holds this ${d.kind} ${consequenceOf(d.resource)} in its reach, and so take over its rights. Remove ${d.resource} if nothing needs it.`,
  },
  fix: {
    tenant: { title: (d) => text`Remove ${d.resource}`, edit: ({ place, data }) => (data.isAll ? [] : [unset(place)]) },
    other: { title: (d) => text`Remove ${d.resource}`, edit: ({ place, data }) => (data.isAll ? [] : [unset(place)]) },
  },
});

const itemsThatRun = (resources: Place, verbs: Place): readonly Place[] =>
  Object.entries(USED_WITH).flatMap(([resource, words]) =>
    itemsThatAre(verbs, ...words).length > 0 ? itemsThatAre(resources, resource) : [],
  );

const consequenceOf = (resource: unknown): string =>
  resource === "serviceaccounts/token" ? "may make tokens of any ServiceAccount" : "may run commands in any pod";
