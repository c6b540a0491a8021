import { defineRule, kinds, type Place, text } from "../../engine/rule-api.ts";

const MASTERS = "system:masters";
/** One line of a list in the YAML text of a mapping. */
const LISTED = /(?:^|\n)[ \t]*-[ \t]*["']?system:masters["']?[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/;

export const rule = defineRule({
  id: "rbac/system-masters",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["KSV-0123", "KSV-0115", "C-0246"],
  on: kinds("ClusterRoleBinding.rbac.authorization.k8s.io", "RoleBinding.rbac.authorization.k8s.io", "ConfigMap."),
  variants: {
    subject: { severity: "warning", preset: "recommended" },
    mapping: { severity: "warning", preset: "preview" },
  },
  check(root, ctx) {
    // On EKS: who is who, as YAML in texts.
    if (ctx.resource.ref.kind === "ConfigMap") {
      if (!root.at("metadata", "name").is("aws-auth")) return;
      for (const field of ["mapRoles", "mapUsers"])
        if (listsMasters(root.at("data", field))) ctx.report("mapping", root.at("data", field).key, { field });
      return;
    }
    // Kubernetes makes a binding of that name itself.
    if (!root.at("metadata", "name").isNot("cluster-admin")) return;
    for (const subject of root.at("subjects").items)
      if (subject.at("kind").is("Group") && subject.at("name").is(MASTERS)) ctx.report("subject", subject.at("name"));
  },
  message: {
    subject: () => "system:masters may do everything whatever is bound to it, and no binding can take that back. Bind a group of your own.",
    mapping: (d) =>
      text`${d.field} puts an identity into system:masters, past RBAC and for good. Map a group of your own, or use an access entry.`,
  },
});

const listsMasters = (mapping: Place): boolean => mapping.is((words) => LISTED.test(String(words)));
