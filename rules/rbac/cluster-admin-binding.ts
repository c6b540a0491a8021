import { bare, defineRule, kinds, type Place, text } from "../../engine/rule-api.ts";

/** Controllers whose own documentation asks for it. */
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
    serviceAccount: { severity: "error", preset: "preview" },
    userOrNamespaced: { severity: "warning", preset: "preview" },
  },
  check(root, ctx) {
    const role = root.at("roleRef");
    if (!role.at("kind").is("ClusterRole") || !role.at("name").is("cluster-admin") || root.at("metadata", "name").is("cluster-admin"))
      return;
    const allowed = new Set([...ALLOWED, ...(Array.isArray(ctx.options.allow) ? ctx.options.allow.map(String) : [])]);
    const subject = root.at("subjects").items.find((one) => isWorthAWord(one, allowed));
    if (!subject) return;
    const isAccount = subject.at("kind").is("ServiceAccount");
    const inAllNamespaces = root.at("kind").is("ClusterRoleBinding");
    ctx.report(isAccount && inAllNamespaces ? "serviceAccount" : "userOrNamespaced", role.at("name"), {
      kind: subject.at("kind"),
      name: subject.at("name"),
      ...(inAllNamespaces ? {} : { scope: " of its namespace" }),
    });
  },
  message: {
    serviceAccount: (d) =>
      text`${d.kind} ${d.name} becomes cluster administrator: a pod that runs as it can read every Secret and start privileged pods. Bind a role that lists what it needs.`,
    userOrNamespaced: (d) =>
      text`${d.kind} ${d.name} becomes administrator${bare(d.scope ?? "") as string}: it can read every Secret there and start privileged pods. Bind a role that lists what it needs.`,
  },
});

/** Known by kind and name, and neither Kubernetes' own group nor a controller that needs it. */
function isWorthAWord(subject: Place, allowed: ReadonlySet<string>): boolean {
  const { kind, name } = { kind: subject.at("kind"), name: subject.at("name") };
  if (!name.is(() => true)) return false;
  if (kind.is("ServiceAccount")) return name.isNot((one) => allowed.has(String(one)));
  return kind.is("User") || (kind.is("Group") && name.isNot("system:masters"));
}
