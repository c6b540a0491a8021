import { defineRule, kinds, type Place, text } from "../../engine/rule-api.ts";

/** ServiceAccounts of controllers whose own documentation asks for it. */
const ALLOWED = [
  "argocd-application-controller",
  "kustomize-controller",
  "helm-controller",
  "velero",
  "fleet-agent",
  "gitops-agent",
  "karmada-agent-sa",
];

export const rule = defineRule({
  id: "rbac/cluster-admin-binding",
  since: "0.1.0",
  practice: ["S5.4", "S2.1.2"],
  aliases: [
    "cluster-admin-role-binding",
    "clusterrolebindingClusterAdmin",
    "rolebindingClusterAdminClusterRole",
    "KSV-0111",
    "C-0035",
    "C-0185",
  ],
  on: kinds("ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io"),
  variants: {
    serviceAccount: { severity: "error", preset: "recommended" },
    userOrNamespaced: { severity: "warning", preset: "recommended" },
  },
  check(root, ctx) {
    const role = root.at("roleRef");
    if (!role.at("kind").is("ClusterRole") || !role.at("name").is("cluster-admin") || root.at("metadata", "name").is("cluster-admin"))
      return;
    const allowed = new Set([...ALLOWED, ...(Array.isArray(ctx.options.allow) ? ctx.options.allow.map(String) : [])]);
    const subjects = root.at("subjects").items.filter((one) => isWorthAWord(one, allowed));
    const account = subjects.find((one) => one.at("kind").is("ServiceAccount"));
    const subject = account ?? subjects[0];
    if (!subject) return;
    const data = { kind: subject.at("kind"), name: subject.at("name") };
    if (root.at("kind").is("ClusterRoleBinding")) ctx.report(account ? "serviceAccount" : "userOrNamespaced", role.at("name"), data);
    else ctx.report("userOrNamespaced", role.at("name"), { ...data, scope: ctx.resource.ref.namespace ?? "its namespace" });
  },
  message: {
    serviceAccount: (d) =>
      text`${d.kind} ${d.name} becomes cluster administrator: any pod that runs as it can read all Secrets. Bind a role that lists what it needs.`,
    userOrNamespaced: (d) =>
      d.scope === undefined
        ? text`${d.kind} ${d.name} becomes cluster administrator and can read all Secrets. Bind a role that lists what it needs.`
        : text`${d.kind} ${d.name} becomes administrator of ${d.scope} and can read all Secrets there. Bind a role that lists what it needs.`,
  },
});

/** Known by kind and name, and neither Kubernetes' own group nor a controller that needs it. */
function isWorthAWord(subject: Place, allowed: ReadonlySet<string>): boolean {
  const { kind, name } = { kind: subject.at("kind"), name: subject.at("name") };
  if (!name.is(() => true)) return false;
  if (kind.is("ServiceAccount")) return name.isNot((one) => allowed.has(String(one)));
  return kind.is("User") || (kind.is("Group") && name.isNot("system:masters"));
}
