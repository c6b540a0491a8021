import { defineRule, itemsThatAre, roleRules, text } from "../../engine/rule-api.ts";

const CLUSTER_ADMIN = "rbac.authorization.k8s.io/aggregate-to-cluster-admin";

export const rule = defineRule({
  id: "rbac/cluster-admin-equivalent-role",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["KSV-0044", "KSV-0046", "CKV_K8S_49", "C-0187", "wildcard-in-rules", "rolebindingClusterAdminRole"],
  on: roleRules,
  variants: {
    cluster: { severity: "error", preset: "recommended" },
    namespaced: { severity: "warning", preset: "recommended" },
  },
  check({ role, isNamespaced, isAggregate, apiGroups, resources, verbs }, ctx) {
    const [all] = itemsThatAre(verbs, "*");
    if (!all || isAggregate || itemsThatAre(apiGroups, "*").length === 0 || itemsThatAre(resources, "*").length === 0) return;
    const name = role.at("metadata", "name");
    // Kubernetes' own, and what OpenShift adds to them.
    const isOwn = (one: unknown) => String(one).startsWith("system:") || (!isNamespaced && (one === "cluster-admin" || one === "admin"));
    if (!name.isWritten || !name.isNot(isOwn) || !role.at("metadata", "labels", CLUSTER_ADMIN).isNot("true")) return;
    ctx.report(isNamespaced ? "namespaced" : "cluster", all, { name });
  },
  message: {
    cluster: (d) =>
      text`ClusterRole ${d.name} allows everything on everything: it is cluster-admin under another name. List groups, resources and verbs.`,
    namespaced: (d) =>
      text`Role ${d.name} allows everything in its namespace, also reading Secrets and making itself roles. List groups, resources and verbs.`,
  },
});
