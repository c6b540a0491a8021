import {
  accountOf,
  type Context,
  consequenceOf,
  containersOf,
  defineRule,
  kind,
  type Place,
  type RoledTemplate,
  roleBindings,
  set,
  tenancyOf,
  text,
  workloads,
} from "../../engine/rule-api.ts";

/** Their pods talk to the API server: steps report results, notebooks and clusters start pods, launchers start ranks, games report health. */
const TALKING_GROUPS = ["argoproj.io", "ray.io", "sparkoperator.k8s.io", "flink.apache.org", "agones.dev"];
const TALKING_KINDS = ["Notebook", "MPIJob"];
/** Words of a program that does so. */
const MENTIONS = /kubernetes\.default|KUBERNETES_SERVICE_HOST|kubectl|\/var\/run\/secrets\/kubernetes\.io|jupyterhub|in-?cluster/i;
const IDENTITY = /^(?:eks\.amazonaws\.com|iam\.gke\.io|azure\.workload\.identity)\//;
const accounts = kind("ServiceAccount.");

export const rule = defineRule({
  id: "rbac/unneeded-token",
  since: "0.1.0",
  practice: ["S5.4"],
  aliases: ["default-service-account", "automountServiceAccountToken", "KSV-0036", "CKV_K8S_38", "C-0034", "C-0190", "C-0261"],
  on: workloads,
  variants: { plain: { severity: "info", preset: "strict", applicability: "review" } },
  check(template, ctx) {
    const { spec, shape, workload, role } = template;
    const mount = spec.at("automountServiceAccountToken");
    if (shape !== "full" || !(mount.isAbsent || mount.is(true)) || role === "system" || role === "launcher") return;
    if (TALKING_GROUPS.includes(workload.ref.group) || TALKING_KINDS.includes(workload.ref.kind)) return;
    const tenancy = tenancyOf(template, ctx.settings);
    if (tenancy === "system" || tenancy === "operator" || talksToServer(template) || !isUnused(accountOf(template), ctx)) return;
    ctx.report("plain", mount, { consequence: consequenceOf(template, false) });
  },
  message: {
    plain: () =>
      "The pod carries a token for the API server that nothing here uses; whoever breaks in can use it. Set automountServiceAccountToken: false.",
  },
  fix: {
    plain: {
      title: (d) => text`Set automountServiceAccountToken: false${d.consequence}`,
      edit: ({ place }) => [set(place, false)],
    },
  },
});

/** Whether a container may speak to the API server, for all that is known. */
const talksToServer = (template: RoledTemplate): boolean =>
  containersOf(template).some(({ place }) => {
    const words = ["command", "args"].flatMap((field) => place.at(field).items);
    const values = place.at("env").items.flatMap((one) => [one.at("name"), one.at("value")]);
    const isOpen = ["command", "args", "env"].some((field) => place.at(field).isOpen);
    return isOpen || [place.at("image"), ...words, ...values].some((one) => !one.isNot((text) => MENTIONS.test(String(text))));
  });

/** Nothing in the same file or unit gives the account anything. An account that is named has to be here: else nobody knows. */
function isUnused(account: Place, ctx: Context): boolean {
  const isDefault = account.isAbsent || account.is("default");
  if (!isDefault && !account.is(() => true)) return false;
  const name = (one: { readonly name: string | undefined }) => (account.isAbsent ? one.name === "default" : account.is(one.name ?? ""));
  const own = ctx.inReach({ group: "", kind: "ServiceAccount" }).filter(name);
  if (!isDefault && own.length === 0) return false;
  const isQuiet = own.every((found) => {
    const resource = ctx.open(found);
    const [root] = resource ? ctx.views(accounts, resource) : [];
    const annotations = root?.at("metadata", "annotations");
    const hasIdentity = annotations?.isOpen || annotations?.entries.some((one) => IDENTITY.test(String(one.step)));
    return root !== undefined && !hasIdentity && root.at("automountServiceAccountToken").isNot(false);
  });
  return isQuiet && !isBound(isDefault ? "default" : account, ctx);
}

/** Bindings of a whole namespace's accounts count too. */
const isBound = (account: Place | string, ctx: Context): boolean =>
  ["RoleBinding", "ClusterRoleBinding"].some((one) =>
    ctx.inReach({ group: "rbac.authorization.k8s.io", kind: one }).some((found) => {
      const resource = ctx.open(found);
      const [binding] = resource ? ctx.views(roleBindings, resource) : [];
      return !binding || binding.root.at("subjects").isOpen || binding.subjects.some((subject) => mayBe(subject, account));
    }),
  );

const mayBe = (subject: Place, account: Place | string): boolean =>
  !subject.at("kind").is("User") &&
  (subject.at("kind").is("Group") ||
    !subject.at("name").isNot((name) => (typeof account === "string" ? name === account : account.is(name))));
