import {
  accountOf,
  type Container,
  type Context,
  containers,
  defineRule,
  kind,
  nodeRequirements,
  type Place,
  tenancyOf,
  text,
  workloads,
} from "../../engine/rule-api.ts";

type Cloud = "AWS" | "Azure" | "Google Cloud";

/** How each cloud lends an identity for a while, and which labels only its nodes have. */
const CLOUDS: Readonly<Record<Cloud, { readonly instead: string; readonly nodes: RegExp; readonly identity: RegExp }>> = {
  AWS: {
    instead: "IRSA or EKS Pod Identity",
    nodes: /^(?:eks\.amazonaws\.com|karpenter\.k8s\.aws|alpha\.eksctl\.io)\//,
    identity: /^eks\.amazonaws\.com\/role-arn$/,
  },
  Azure: {
    instead: "Azure Workload Identity",
    nodes: /^(?:kubernetes\.azure\.com|karpenter\.azure\.com)\//,
    identity: /^azure\.workload\.identity\/client-id$/,
  },
  "Google Cloud": {
    instead: "GKE Workload Identity",
    nodes: /^cloud\.google\.com\//,
    identity: /^iam\.gke\.io\/gcp-service-account$/,
  },
};
/** With one of these the key is that of a store beside the cluster, such as MinIO or Ceph. */
const ENDPOINTS = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "S3_ENDPOINT", "S3_ENDPOINT_URL", "MLFLOW_S3_ENDPOINT_URL"];
const accounts = kind("ServiceAccount.");

export const rule = defineRule({
  id: "iam/static-credentials",
  since: "0.1.0",
  practice: ["S5.4", "S4.1"],
  aliases: ["C-0020", "C-0259"],
  on: containers,
  variants: {
    pod: { severity: "info", preset: "preview" },
    both: { severity: "warning", preset: "preview" },
  },
  check(container, ctx) {
    const variables = container.place.at("env");
    const found = keyIn(container);
    // A source that is not read here may name an endpoint.
    if (!found || variables.isOpen || !container.place.at("envFrom").isAbsent) return;
    if (variables.items.some((one) => !one.at("name").isNot((name) => ENDPOINTS.includes(String(name))))) return;
    const [template] = ctx.views(workloads).filter((one) => one.spec === container.template.spec);
    const tenancy = template && tenancyOf(template, ctx.settings);
    if (!template || tenancy === "system" || tenancy === "operator") return;
    const { cloud, name } = found;
    const data = { name: name.at("name"), instead: CLOUDS[cloud].instead, cloud };
    if (hasIdentity(accountOf(template), cloud, ctx)) ctx.report("both", name.at("name"), data);
    else if (nodeRequirements(template).some(({ key }) => CLOUDS[cloud].nodes.test(key))) ctx.report("pod", name.at("name"), data);
  },
  message: {
    pod: (d) => text`${d.name} is a key of ${d.cloud} that lives long and that whoever reads the pod can take along. Use ${d.instead}.`,
    both: (d) =>
      text`The ServiceAccount has an identity of ${d.cloud}, but the programs take the long-lived key in ${d.name} first. Remove it.`,
  },
});

/** The variable that holds a key of a cloud, or leads to one, out of a Secret. */
function keyIn({ place, template }: Container): { readonly cloud: Cloud; readonly name: Place } | undefined {
  for (const variable of place.at("env").items) {
    const isSecret = variable.at("valueFrom", "secretKeyRef").isWritten;
    if (isSecret && variable.at("name").is("AWS_SECRET_ACCESS_KEY")) return { cloud: "AWS", name: variable };
    if (isSecret && variable.at("name").is("AZURE_CLIENT_SECRET")) return { cloud: "Azure", name: variable };
    if (variable.at("name").is("GOOGLE_APPLICATION_CREDENTIALS") && isInSecret(variable.at("value"), place, template.spec))
      return { cloud: "Google Cloud", name: variable };
  }
  return undefined;
}

/** A path below the mount of a Secret. */
const isInSecret = (path: Place, container: Place, spec: Place): boolean =>
  container
    .at("volumeMounts")
    .items.some(
      (mount) =>
        mount.at("mountPath").is((folder) => path.is((file) => String(file).startsWith(`${String(folder).replace(/\/$/, "")}/`))) &&
        spec
          .at("volumes")
          .items.some((volume) => volume.at("secret").isWritten && mount.at("name").is((name) => volume.at("name").is(name))),
    );

function hasIdentity(account: Place, cloud: Cloud, ctx: Context): boolean {
  if (!account.isWritten) return false;
  const found = ctx.resolve({ group: "", kind: "ServiceAccount", name: account, namespace: ctx.root.at("metadata", "namespace") });
  const resource = found.is === "found" ? ctx.open(found.found) : undefined;
  const [root] = resource ? ctx.views(accounts, resource) : [];
  return root?.at("metadata", "annotations").entries.some((one) => CLOUDS[cloud].identity.test(String(one.step)) && one.isNot("")) === true;
}
