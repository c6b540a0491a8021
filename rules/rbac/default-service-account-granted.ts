import { defineRule, grantOf, roleBindings, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/default-service-account-granted",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["CKV_K8S_41", "CKV_K8S_42", "C-0189"],
  on: roleBindings,
  variants: { plain: { severity: "warning", preset: "recommended" } },
  check(binding, ctx) {
    const account = binding.subjects.find((one) => one.at("kind").is("ServiceAccount") && one.at("name").is("default"));
    const role = binding.roleRef.at("name");
    // Of cluster-admin rbac/cluster-admin-binding speaks.
    if (!account || !role.isNot("cluster-admin") || grantOf(binding, ctx) !== "more") return;
    const namespace = account.at("namespace");
    const own = ctx.resource.ref.namespace;
    const where = namespace.is(() => true) ? namespace : own === undefined || !namespace.isAbsent ? "its namespace" : own;
    ctx.report("plain", account.at("name"), { role, kind: binding.roleRef.at("kind"), where });
  },
  message: {
    plain: (d) =>
      text`Every pod of ${d.where} that names no ServiceAccount gets ${d.kind} ${d.role}. Make a ServiceAccount for the workload and bind that.`,
  },
});
