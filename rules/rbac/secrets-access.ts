import { defineRule, holdersOf, isUnlimited, itemsThatAre, riskyHolder, roleRules, text } from "../../engine/rule-api.ts";

/** With these Kubernetes gives the rules to its own roles for people. */
const FOR_PEOPLE = ["aggregate-to-edit", "aggregate-to-admin"].map((name) => `rbac.authorization.k8s.io/${name}`);

export const rule = defineRule({
  id: "rbac/secrets-access",
  since: "0.1.0",
  practice: ["S5.4", "S2.1.1"],
  aliases: ["access-to-secrets", "KSV-0041", "KSV-0113", "CKV2_K8S_5", "C-0015", "C-0186", "C-0255"],
  on: roleRules,
  variants: {
    tenant: { severity: "warning", preset: "recommended" },
    other: { severity: "info", preset: "preview" },
  },
  check(rule, ctx) {
    const [secrets] = itemsThatAre(rule.resources, "secrets");
    const [verb] = itemsThatAre(rule.verbs, "get", "list", "watch");
    if (!secrets || !verb || rule.isAggregate || !isUnlimited(rule) || itemsThatAre(rule.apiGroups, "", "*").length === 0) return;
    if (FOR_PEOPLE.some((label) => !rule.role.at("metadata", "labels", label).isAbsent)) return;
    const holder = riskyHolder(holdersOf(ctx));
    if (holder) ctx.report("tenant", secrets, { holder: holder.name, scope: holder.scope });
    else ctx.report("other", secrets, { kind: ctx.root.at("kind") });
  },
  message: {
    tenant: (d) =>
      text`${d.holder} can read every Secret ${d.scope}, and so can any code that runs as it. Name those that it needs in resourceNames.`,
    other: (d) => text`Whoever holds this ${d.kind} can read every Secret in its reach. Name the Secrets that are needed in resourceNames.`,
  },
});
