import { type Context, defineRule, type Place, roleBindings, set, text, unset } from "../../engine/rule-api.ts";

const RBAC = "rbac.authorization.k8s.io";
const ROLE_KINDS = ["Role", "ClusterRole"];
const SUBJECT_KINDS = ["ServiceAccount", "User", "Group"];

export const rule = defineRule({
  id: "rbac/invalid-subject",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: [],
  on: roleBindings,
  variants: {
    namespace: { severity: "error", preset: "recommended", applicability: "review" },
    accountGroup: { severity: "error", preset: "recommended", applicability: "safe" },
    group: { severity: "error", preset: "recommended", applicability: "safe" },
    kind: { severity: "error", preset: "recommended" },
    roleKind: { severity: "error", preset: "recommended" },
  },
  check({ roleRef, subjects, isNamespaced }, ctx) {
    for (const subject of subjects) judge(subject, isNamespaced, ctx);
    if (roleRef.at("apiGroup").is((one) => one !== "" && one !== RBAC))
      ctx.report("group", roleRef.at("apiGroup"), { what: "roleRef", group: roleRef.at("apiGroup") });
    const allowed = isNamespaced ? ROLE_KINDS : ["ClusterRole"];
    const kind = roleRef.at("kind");
    if (kind.is((one) => !allowed.includes(String(one)))) ctx.report("roleKind", kind, { kind, binding: ctx.root.at("kind"), allowed });
  },
  message: {
    namespace: (d) =>
      text`ServiceAccount ${d.name} has no namespace, which a ClusterRoleBinding cannot guess: Kubernetes refuses it. Write subjects[].namespace.`,
    accountGroup: () =>
      text`A ServiceAccount belongs to the core API group: Kubernetes refuses a subject with another apiGroup. Leave apiGroup out.`,
    group: (d) => text`apiGroup of ${d.what} has to be ${RBAC}, not ${d.group}: Kubernetes refuses the binding.`,
    kind: (d) => text`A subject is a ServiceAccount, a User or a Group, not a ${d.kind}: Kubernetes refuses the binding.`,
    roleKind: (d) => text`A ${d.binding} refers to a ${bareList(d.allowed)}, not to a ${d.kind}: Kubernetes refuses it.`,
  },
  fix: {
    namespace: {
      title: (d) => text`Name namespace ${d.namespace}, where the account is`,
      edit: ({ place, data }) => (data.namespace === undefined ? [] : [set(place, String(data.namespace))]),
    },
    accountGroup: { title: "Leave apiGroup out", edit: ({ place }) => [unset(place)] },
    group: { title: `Write ${RBAC}`, edit: ({ place }) => [set(place, RBAC)] },
  },
});

function judge(subject: Place, isNamespaced: boolean, ctx: Context): void {
  const [kind, name, group] = [subject.at("kind"), subject.at("name"), subject.at("apiGroup")];
  if (kind.is((one) => !SUBJECT_KINDS.includes(String(one)))) ctx.report("kind", kind, { kind });
  if (kind.is("ServiceAccount")) {
    if (group.is((one) => one !== "")) ctx.report("accountGroup", group);
    const namespace = subject.at("namespace");
    if (isNamespaced || !name.is(() => true) || !(namespace.isAbsent || namespace.is(""))) return;
    const accounts = ctx.inReach({ group: "", kind: "ServiceAccount" }).filter((one) => name.is(one.name ?? ""));
    const home = accounts.length === 1 ? accounts[0]?.namespace : undefined;
    ctx.report("namespace", namespace, home === undefined ? { name } : { name, namespace: home });
  } else if (kind.is((one) => one === "User" || one === "Group") && group.is((one) => one !== "" && one !== RBAC))
    ctx.report("group", group, { what: `${kind.is("User") ? "a User" : "a Group"}`, group });
}

const bareList = (allowed: unknown): string => (Array.isArray(allowed) ? allowed.join(" or ") : "");
