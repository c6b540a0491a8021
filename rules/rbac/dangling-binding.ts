import { type Context, danglingOf, defineRule, kinds, type Place, type ReferenceQuery, set, text } from "../../engine/rule-api.ts";

const RBAC = "rbac.authorization.k8s.io";
/** Made by Kubernetes, by Kubeflow's profiles and by Pipelines in every namespace of theirs. */
const ACCOUNTS = new Set(["default", "default-editor", "default-viewer", "pipeline-runner"]);
/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings; the last is the one Role without a prefix. */
const ROLES = new Set(["cluster-admin", "admin", "edit", "view", "extension-apiserver-authentication-reader"]);

export const rule = defineRule({
  id: "rbac/dangling-binding",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: kinds(`RoleBinding.${RBAC}`, `ClusterRoleBinding.${RBAC}`),
  variants: {
    missing: { severity: "warning", preset: "preview" },
    elsewhere: { severity: "warning", preset: "preview" },
    nearMiss: { severity: "warning", preset: "recommended", applicability: "review" },
    wrongKind: { severity: "warning", preset: "recommended", applicability: "review" },
  },
  check(root, ctx) {
    const own = root.at("kind").is("RoleBinding") ? root.at("metadata", "namespace") : undefined;
    judgeRole(root.at("roleRef"), own, ctx);
    for (const subject of root.at("subjects").items) {
      const [name, written] = [subject.at("name"), subject.at("namespace")];
      // Without a namespace: a RoleBinding's own; in a ClusterRoleBinding Kustomize fills in that of the account, where there is one.
      const namespace = written.isAbsent ? own : written;
      if (subject.at("kind").is("ServiceAccount") && name.isNot((one) => ACCOUNTS.has(String(one))))
        judge({ group: "", kind: "ServiceAccount", name, namespace }, name, ctx);
    }
  },
  message: {
    missing: (d) => text`No ${d.kind} named ${d.name} in ${d.where}. The binding grants nothing. Add it, or name one that exists.`,
    elsewhere: (d) =>
      text`${d.kind} ${d.name} is in namespace ${d.other}, not in ${d.where}. The binding grants nothing. Name one of ${d.where}.`,
    nearMiss: (d) => text`There is no ${d.kind} ${d.name} here, and a binding to nothing grants nothing. Did you mean ${d.nearest}?`,
    wrongKind: (d) => text`${d.name} is a ${d.right}, not a ${d.kind}. The binding grants nothing. Write kind: ${d.right}.`,
  },
  fix: {
    nearMiss: {
      title: (d) => (d.kind === "ServiceAccount" ? text`Name ${d.nearest}` : text`Name ${d.nearest} (recreate the object)`),
      edit: ({ place, data }) => [set(place, String(data.nearest))],
    },
    wrongKind: {
      title: (d) => text`Refer to the ${d.right} (recreate the object)`,
      edit: ({ place, data }) => [set(place, String(data.right))],
    },
  },
});

/** `namespace`: that of a RoleBinding. A ClusterRoleBinding has none, and Kubernetes refuses one to a Role. */
function judgeRole(ref: Place, namespace: Place | undefined, ctx: Context): void {
  const [kind, name] = [ref.at("kind"), ref.at("name")];
  if (!name.isNot((one) => ROLES.has(String(one)) || String(one).startsWith("system:"))) return;
  const clusterRole = { group: RBAC, kind: "ClusterRole", name, clusterScoped: true };
  const role = namespace && { group: RBAC, kind: "Role", name, namespace };
  const [written, other] = kind.is("ClusterRole") ? [clusterRole, role] : kind.is("Role") ? [role, clusterRole] : [];
  if (!written) return;
  // Asked only where it is in reach: a namespace that is not known is no question as long as nothing depends on it.
  const swapped = other && ctx.inReach(other).some((one) => name.is(one.name ?? "")) ? ctx.resolve(other) : undefined;
  // A file beside this one proves that the kind is right. It is asked last: all files of the folder have to be known.
  if (swapped?.is === "found" && ctx.resolve({ ...written, folder: true }).is !== "found") {
    const { found } = swapped;
    ctx.report("wrongKind", kind, { name, kind: written.kind, right: found.kind }, [{ place: found, note: "this is where it is" }]);
  } else judge(written, name, ctx);
}

function judge(query: ReferenceQuery, name: Place, ctx: Context): void {
  const lost = danglingOf(ctx.resolve(query));
  if (!lost) return;
  const { kind, namespace } = query;
  const where = !namespace ? "this unit" : namespace.isAbsent ? "its namespace" : namespace;
  ctx.report(lost.variant === "nearest" ? "nearMiss" : lost.variant, name, { kind, name, where, ...lost.data }, lost.related);
}
