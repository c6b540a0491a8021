// Which fields Kustomize's transformers write where a kustomization says nothing else (`configurations:` adds to them).
// Facts of Kustomize 5.8, checked by the oracle.
import type { FieldSpec } from "./field-spec.ts";

export interface TransformerFields {
  readonly namePrefix: readonly FieldSpec[];
  readonly nameSuffix: readonly FieldSpec[];
  readonly namespace: readonly FieldSpec[];
  readonly commonLabels: readonly FieldSpec[];
  readonly templateLabels: readonly FieldSpec[];
  readonly volumeClaimTemplateLabels: readonly FieldSpec[];
  /** Added to every entry of `labels:`. */
  readonly labels: readonly FieldSpec[];
  readonly commonAnnotations: readonly FieldSpec[];
  readonly images: readonly FieldSpec[];
  readonly replicas: readonly FieldSpec[];
  readonly nameReference: readonly NameReference[];
}

/** Objects of `to` are referred to by name in these fields. */
export interface NameReference {
  readonly to: { readonly group?: string | undefined; readonly version?: string | undefined; readonly kind?: string | undefined };
  readonly fields: readonly FieldSpec[];
}

const WORKLOADS = ["Deployment", "ReplicaSet", "DaemonSet"] as const;
const APPS = { group: "apps", kind: "StatefulSet" } as const;
const JOB = { group: "batch", kind: "Job" } as const;
const CRON_JOB = { group: "batch", kind: "CronJob" } as const;
const CONTROLLER = { version: "v1", kind: "ReplicationController" } as const;

const templateMeta = (field: "labels" | "annotations", statefulSet: { group?: string; kind: string }): readonly FieldSpec[] => [
  { path: `metadata/${field}`, create: true },
  { path: `spec/template/metadata/${field}`, create: true, ...CONTROLLER },
  ...WORKLOADS.map((kind) => ({ path: `spec/template/metadata/${field}`, create: true, kind })),
  { path: `spec/template/metadata/${field}`, create: true, ...statefulSet },
  { path: `spec/template/metadata/${field}`, create: true, ...JOB },
  { path: `spec/jobTemplate/metadata/${field}`, create: true, ...CRON_JOB },
  { path: `spec/jobTemplate/spec/template/metadata/${field}`, create: true, ...CRON_JOB },
];

const volumeClaims: readonly FieldSpec[] = [{ path: "spec/volumeClaimTemplates[]/metadata/labels", create: true, ...APPS }];

const affinity = (kind: string): readonly FieldSpec[] =>
  [
    "affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    "topologySpreadConstraints",
  ].map((path) => ({ path: `spec/template/spec/${path}/labelSelector/matchLabels`, group: "apps", kind }));

const selectors: readonly FieldSpec[] = [
  { path: "spec/selector", create: true, version: "v1", kind: "Service" },
  { path: "spec/selector", create: true, ...CONTROLLER },
  ...WORKLOADS.map((kind) => ({ path: "spec/selector/matchLabels", create: true, kind })),
  { path: "spec/selector/matchLabels", create: true, ...APPS },
  ...affinity("Deployment"),
  ...affinity("StatefulSet"),
  { path: "spec/selector/matchLabels", ...JOB },
  { path: "spec/jobTemplate/spec/selector/matchLabels", ...CRON_JOB },
  { path: "spec/selector/matchLabels", group: "policy", kind: "PodDisruptionBudget" },
  ...["spec", "spec/ingress/from", "spec/egress/to"].map((path) => ({
    path: `${path}/podSelector/matchLabels`,
    group: "networking.k8s.io",
    kind: "NetworkPolicy",
  })),
];

/** Where each workload has its pod's spec. */
const PODS: readonly (readonly [kind: string, path: string])[] = [
  ["Pod", "spec"],
  ["PodTemplate", "template/spec"],
  ["Deployment", "spec/template/spec"],
  ["ReplicaSet", "spec/template/spec"],
  ["DaemonSet", "spec/template/spec"],
  ["StatefulSet", "spec/template/spec"],
  ["Job", "spec/template/spec"],
  ["CronJob", "spec/jobTemplate/spec/template/spec"],
  ["ReplicationController", "spec/template/spec"],
];

/** `paths` below the pod's spec, for the kinds named or all but the last (Kustomize forgets ReplicationController for some). */
function inPods(paths: readonly string[], kinds: readonly string[]): readonly FieldSpec[] {
  return PODS.filter(([kind]) => kinds.includes(kind)).flatMap(([kind, spec]) => paths.map((path) => ({ path: `${spec}/${path}`, kind })));
}

const DATA_KINDS = PODS.map(([kind]) => kind).filter((kind) => kind !== "ReplicationController");
const IDENTITY_KINDS = PODS.map(([kind]) => kind).filter((kind) => kind !== "PodTemplate" && kind !== "ReplicaSet");

const dataPaths = (volume: string, key: string, from: string, projected: string): readonly string[] => [
  volume,
  ...["containers", "initContainers"].flatMap((list) => [`${list}/env/valueFrom/${key}/name`, `${list}/envFrom/${from}/name`]),
  `volumes/projected/sources/${projected}/name`,
];

const ROLES: readonly FieldSpec[] = ["Role", "ClusterRole"].map((kind) => ({ path: "rules/resourceNames", kind }));
const rbac = (kind: string, path: string): FieldSpec => ({ path, kind, group: "rbac.authorization.k8s.io" });
const ingress = (path: string): FieldSpec => ({ path, kind: "Ingress" });
const annotation = (name: string): FieldSpec => ingress(`metadata/annotations/${name.replaceAll("/", "\\/")}`);
const webhook = (kind: string): FieldSpec => ({ path: "webhooks/clientConfig/service", kind, group: "admissionregistration.k8s.io" });

const nameReference: readonly NameReference[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    to: { kind },
    fields: [{ path: "spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler" }],
  })),
  {
    to: { kind: "ConfigMap", version: "v1" },
    fields: [
      ...inPods(dataPaths("volumes/configMap/name", "configMapKeyRef", "configMapRef", "configMap"), DATA_KINDS),
      { path: "spec/configSource/configMap", kind: "Node" },
      ...ROLES,
      annotation("nginx.ingress.kubernetes.io/fastcgi-params-configmap"),
    ],
  },
  {
    to: { kind: "Secret", version: "v1" },
    fields: [
      ...inPods([...dataPaths("volumes/secret/secretName", "secretKeyRef", "secretRef", "secret"), "imagePullSecrets/name"], DATA_KINDS),
      ingress("spec/tls/secretName"),
      annotation("ingress.kubernetes.io/auth-secret"),
      annotation("nginx.ingress.kubernetes.io/auth-secret"),
      annotation("nginx.ingress.kubernetes.io/auth-tls-secret"),
      { path: "imagePullSecrets/name", kind: "ServiceAccount" },
      ...["secretName", "adminSecretName", "userSecretName", "secretRef"].map((name) => ({
        path: `parameters/${name}`,
        kind: "StorageClass",
      })),
      ...ROLES,
      {
        path: "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
        kind: "Service",
        group: "serving.knative.dev",
        version: "v1",
      },
      { path: "spec/azureFile/secretName", kind: "PersistentVolume" },
    ],
  },
  {
    to: { kind: "Service", version: "v1" },
    fields: [
      { path: "spec/serviceName", ...APPS },
      ...["spec/rules/http/paths/backend/serviceName", "spec/backend/serviceName"].map(ingress),
      ...["spec/rules/http/paths/backend/service/name", "spec/defaultBackend/service/name"].map(ingress),
      { path: "spec/service/name", kind: "APIService", group: "apiregistration.k8s.io" },
      webhook("ValidatingWebhookConfiguration"),
      webhook("MutatingWebhookConfiguration"),
    ],
  },
  { to: { kind: "Role", group: "rbac.authorization.k8s.io" }, fields: [rbac("RoleBinding", "roleRef/name")] },
  {
    to: { kind: "ClusterRole", group: "rbac.authorization.k8s.io" },
    fields: [rbac("RoleBinding", "roleRef/name"), rbac("ClusterRoleBinding", "roleRef/name")],
  },
  {
    to: { kind: "ServiceAccount", version: "v1" },
    fields: [rbac("RoleBinding", "subjects"), rbac("ClusterRoleBinding", "subjects"), ...inPods(["serviceAccountName"], IDENTITY_KINDS)],
  },
  { to: { kind: "PersistentVolumeClaim", version: "v1" }, fields: inPods(["volumes/persistentVolumeClaim/claimName"], IDENTITY_KINDS) },
  {
    to: { kind: "PersistentVolume", version: "v1" },
    fields: [
      { path: "spec/volumeName", kind: "PersistentVolumeClaim" },
      { path: "rules/resourceNames", kind: "ClusterRole" },
    ],
  },
  {
    to: { kind: "StorageClass", version: "v1", group: "storage.k8s.io" },
    fields: [
      { path: "spec/storageClassName", kind: "PersistentVolume" },
      { path: "spec/storageClassName", kind: "PersistentVolumeClaim" },
      { path: "spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet" },
    ],
  },
  { to: { kind: "PriorityClass", version: "v1", group: "scheduling.k8s.io" }, fields: inPods(["priorityClassName"], IDENTITY_KINDS) },
  {
    to: { kind: "ValidatingAdmissionPolicy", group: "admissionregistration.k8s.io" },
    fields: [{ path: "spec/policyName", kind: "ValidatingAdmissionPolicyBinding", group: "admissionregistration.k8s.io" }],
  },
];

export const DEFAULT_FIELDS: TransformerFields = {
  namePrefix: [{ path: "metadata/name" }],
  nameSuffix: [{ path: "metadata/name" }],
  namespace: [
    { path: "metadata/name", kind: "Namespace", create: true },
    { path: "spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", create: true },
    { path: "spec/conversion/webhook/clientConfig/service/namespace", group: "apiextensions.k8s.io", kind: "CustomResourceDefinition" },
  ],
  commonLabels: [...selectors, ...templateMeta("labels", APPS), ...volumeClaims],
  templateLabels: templateMeta("labels", APPS),
  volumeClaimTemplateLabels: volumeClaims,
  labels: [],
  commonAnnotations: templateMeta("annotations", { kind: "StatefulSet" }),
  images: [
    ...["spec", "spec/template/spec"].flatMap((spec) => [`${spec}/containers[]/image`, `${spec}/initContainers[]/image`]),
    ...["spec", "spec/template/spec", "spec/jobTemplate/spec/template/spec"].map((spec) => `${spec}/volumes[]/image/reference`),
  ].map((path) => ({ path, create: true })),
  replicas: ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => ({
    path: "spec/replicas",
    create: true,
    kind,
  })),
  nameReference,
};
