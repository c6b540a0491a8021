import { defineRule, kind, type Place, text } from "../../engine/rule-api.ts";

export const rule = defineRule({
  id: "rbac/pod-default-for-everyone",
  since: "0.1.0",
  practice: ["S6.3.1", "S5.4"],
  aliases: [],
  on: kind("PodDefault.kubeflow.org"),
  variants: { plain: { severity: "warning", preset: "preview" } },
  check(root, ctx) {
    const spec = root.at("spec");
    const [selector, name] = [spec.at("selector"), root.at("metadata", "name")];
    if (!isEmpty(selector.at("matchLabels")) || !isEmpty(selector.at("matchExpressions")) || !name.is(() => true)) return;
    const given = whatItGives(spec);
    if (given) ctx.report("plain", selector, { name, ...given });
  },
  message: {
    plain: (d) =>
      text`PodDefault ${d.name} selects every pod of its namespace and gives each ${d.what}. Select a label that a pod has to ask for.`,
  },
});

const isEmpty = (list: Place): boolean =>
  list.isAbsent || (list.isWritten && list.items.length === 0 && list.entries.length === 0 && !list.isOpen);

/** Credentials among what is put into the pods. */
function whatItGives(spec: Place): { readonly what: string } | undefined {
  const volumes = spec.at("volumes").items;
  const variables = spec.at("env").items.map((one) => one.at("valueFrom"));
  const sources = [...volumes.map((one) => one.at("secret")), ...variables.map((one) => one.at("secretKeyRef"))];
  const secrets = [...sources, ...spec.at("envFrom").items.map((one) => one.at("secretRef"))];
  if (secrets.some((one) => one.isWritten)) return { what: "a Secret" };
  const projected = volumes.flatMap((one) => one.at("projected", "sources").items);
  if (projected.some((one) => one.at("secret").isWritten)) return { what: "a Secret" };
  if (projected.some((one) => one.at("serviceAccountToken").isWritten)) return { what: "a token" };
  return spec.at("serviceAccountName").isWritten ? { what: "a ServiceAccount" } : undefined;
}
