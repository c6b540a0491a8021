// node tools/run.mjs tools/generate-list-keys.ts: writes schemas/list-keys.json and schemas/patch-merge-keys.json from the API
// descriptions and CRDs of the shared folder. Run it when those change; the results are committed, nothing reads the sources later.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = process.cwd();
const shared = process.env.DRYDOCK_SHARED ?? join(root, "../shared");
const sources = join(shared, "schema-sources");

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema | boolean>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-group-version-kind"?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

interface Swagger {
  readonly source: { readonly repository?: string; readonly commit?: string };
  readonly definitions: Readonly<Record<string, Schema>>;
}

// --- list keys: how an item of a list is addressed ---

/** A list whose items are maps: the key that its schema declares, and whether its items have a field of that name at all. */
interface Occurrence {
  readonly kind: string;
  /** `spec.containers[].ports`; the value of a map is `*`. */
  readonly path: string;
  readonly key: string | undefined;
  readonly fields: ReadonlySet<string>;
}

/**
 * Lists that no schema declares as maps in the kinds that hold them, though their items have a name that must be unique. Whoever adds
 * one says who refuses a second item of the same name.
 */
function handwritten() {
  const argo = "Argo Workflows, workflow/validate: names of templates, parameters, artifacts and DAG tasks are checked to be unique";
  return {
    fields: [
      ["workerGroupSpecs", "groupName", "KubeRay, webhook: worker group names must be unique"],
      ["readinessGates", "conditionType", "Kubernetes: one condition of each type in a pod's status"],
    ],
    kinds: [
      ["Job", "spec.tasks", "name", "Volcano, admission webhook for jobs: a duplicated task name is refused"],
      ["JobTemplate", "spec.tasks", "name", "Volcano: a JobTemplate's spec is that of a job"],
      ...["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate"].flatMap((kind) => argoLists(kind, "spec", argo)),
      ...argoLists("CronWorkflow", "spec.workflowSpec", argo),
      ["SeldonDeployment", "spec.predictors", "name", "Seldon Core, webhook: a duplicate predictor name is refused"],
      [
        "Experiment",
        "spec.trialTemplate.trialParameters",
        "name",
        "Katib, webhook/experiment/validator: a trial parameter's name cannot be duplicated",
      ],
    ],
  } as const satisfies { fields: readonly (readonly string[])[]; kinds: readonly (readonly string[])[] };
}

function argoLists(kind: string, spec: string, why: string): readonly (readonly string[])[] {
  return [
    [kind, `${spec}.templates`, "name", why],
    [kind, `${spec}.arguments.parameters`, "name", why],
    [kind, `${spec}.arguments.artifacts`, "name", why],
    [kind, `${spec}.templates[].inputs.parameters`, "name", why],
    [kind, `${spec}.templates[].inputs.artifacts`, "name", why],
    [kind, `${spec}.templates[].outputs.parameters`, "name", why],
    [kind, `${spec}.templates[].outputs.artifacts`, "name", why],
    [kind, `${spec}.templates[].dag.tasks`, "name", why],
    [
      kind,
      `${spec}.templates[].sidecars`,
      "name",
      "Argo Workflows: sidecars are containers of the pod, whose names Kubernetes keeps unique",
    ],
  ];
}

/**
 * Fields that mean the same wherever they occur: parts of a pod, which CRDs copy, some without the declaration. `suffixes` are those
 * that only mean it below a certain parent.
 */
const podFields = {
  fields: [
    "containers",
    "initContainers",
    "ephemeralContainers",
    "env",
    "volumes",
    "volumeDevices",
    "hostAliases",
    "imagePullSecrets",
    "schedulingGates",
    "resourceClaims",
    "topologySpreadConstraints",
    "ownerReferences",
    "matchConditions",
    "replicatedJobs",
    "webhooks",
  ],
  suffixes: [
    ...["containers", "initContainers", "ephemeralContainers"].flatMap((parent) => [`${parent}.ports`, `${parent}.volumeMounts`]),
    "resources.claims",
  ],
};

function writeListKeys(): void {
  const kubernetes = swagger("1.35");
  const all = [...occurrencesOfKubernetes(kubernetes), ...occurrencesOfCrds()];
  const fields: Record<string, string> = {};
  const suffixes: Record<string, string> = {};
  const kinds: Record<string, Record<string, string>> = {};
  for (const [field, occurrences] of groupBy(all, (one) => last(one.path))) {
    const declared = occurrences.filter((one) => one.key !== undefined);
    const keys = new Set(declared.map((one) => one.key as string));
    if (keys.size === 0) continue;
    const key = [...keys][0] as string;
    const isPodField = podFields.fields.includes(field);
    if (keys.size === 1 && (isPodField || occurrences.every((one) => one.key !== undefined || !one.fields.has(key)))) {
      fields[field] = key;
      continue;
    }
    for (const [suffix, below] of groupBy(occurrences, (one) => lastTwo(one.path))) {
      const named = new Set(below.map((one) => one.key));
      if (podFields.suffixes.includes(suffix)) suffixes[suffix] = dominant(below);
      else if (named.size === 1 && suffix.includes(".") && below[0]?.key !== undefined) suffixes[suffix] = below[0].key;
      else for (const one of below) if (one.key !== undefined) put(kinds, one.kind, one.path, one.key);
    }
  }
  const { fields: byName, kinds: byKind } = handwritten();
  for (const [field, key] of byName) fields[field] = key;
  for (const [kind, path, key] of byKind) put(kinds, kind as string, path as string, key as string);
  write("list-keys.json", {
    source: [
      `Kubernetes 1.35 API description, ${describe(kubernetes)}`,
      "CRDs of public operators, the repository and commit of each in schema-sources/crds/INDEX.csv (Apache-2.0, MIT, BSD-3-Clause)",
    ],
    date: "2026-11-23",
    handwritten: [...byName.map(([field, , why]) => `${field}: ${why}`), ...new Set(byKind.map((row) => row[3] as string))],
    fields: sorted(fields),
    suffixes: sorted(suffixes),
    kinds: sorted(Object.fromEntries(Object.entries(kinds).map(([kind, paths]) => [kind, sorted(paths)]))),
  });
}

/** The key that most of the declarations name: a few CRDs call theirs otherwise, where the pod's own meaning counts. */
function dominant(occurrences: readonly Occurrence[]): string {
  const counts = new Map<string, number>();
  for (const { key } of occurrences) if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] as string;
}

function put(kinds: Record<string, Record<string, string>>, kind: string, path: string, key: string): void {
  kinds[kind] ??= {};
  (kinds[kind] as Record<string, string>)[path] = key;
}

function occurrencesOfKubernetes({ definitions }: Swagger): Occurrence[] {
  const found: Occurrence[] = [];
  for (const schema of Object.values(definitions)) {
    const kind = schema["x-kubernetes-group-version-kind"]?.[0]?.kind;
    if (kind === undefined || kind.endsWith("List")) continue;
    collect(kind, "", schema, (ref) => definitions[last(ref, "/")], [], found);
  }
  return found;
}

function occurrencesOfCrds(): Occurrence[] {
  const [header, ...rows] = readFileSync(join(sources, "crds/INDEX.csv"), "utf8").trim().split(/\r?\n/).map(csvCells);
  const kindColumn = (header as string[]).indexOf("kind");
  const fileColumn = (header as string[]).indexOf("file");
  const found: Occurrence[] = [];
  for (const row of rows) {
    const content = JSON.parse(readFileSync(join(sources, "crds", row[fileColumn] as string), "utf8")) as { openAPIV3Schema?: Schema };
    collect(row[kindColumn] as string, "", content.openAPIV3Schema ?? (content as Schema), () => undefined, [], found);
  }
  return found;
}

const csvCells = (line: string): string[] =>
  [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].slice(0, -1).map((cell) => (cell[1] as string).replace(/^"|"$/g, ""));

function collect(
  kind: string,
  path: string,
  written: Schema | boolean | undefined,
  resolve: (ref: string) => Schema | undefined,
  above: readonly string[],
  found: Occurrence[],
): void {
  if (typeof written !== "object") return;
  const ref = written.$ref;
  if (ref !== undefined && above.includes(ref)) return;
  const schema = ref === undefined ? written : resolve(ref);
  const through = ref === undefined ? above : [...above, ref];
  for (const [name, field] of Object.entries(schema?.properties ?? {})) {
    if (typeof field !== "object" || name === "status") continue;
    const at = path === "" ? name : `${path}.${name}`;
    if (field.type === "array") {
      const item = field.items?.$ref === undefined ? field.items : resolve(field.items.$ref);
      const names = new Set(Object.keys(item?.properties ?? {}));
      const key = field["x-kubernetes-list-type"] === "map" ? field["x-kubernetes-list-map-keys"]?.[0] : undefined;
      if (names.size > 0) found.push({ kind, path: at, key: key ?? field["x-kubernetes-patch-merge-key"], fields: names });
      collect(kind, `${at}[]`, field.items, resolve, through, found);
    } else {
      collect(kind, at, field, resolve, through, found);
      collect(kind, `${at}.*`, field.additionalProperties, resolve, through, found);
    }
  }
}

// --- patch merge keys: how Kustomize merges a list of a built-in kind ---

/**
 * Kustomize 5 carries the API description of Kubernetes 1.21.2, the oldest one at hand is 1.28. What came between does not merge; the
 * oracle (npm run oracle:kustomize) compares the outcome with Kustomize's own tables.
 */
const notIn121 = {
  fields: [
    "PodSpec.resourceClaims",
    "PodSpec.schedulingGates",
    "EphemeralContainer.ports",
    "MutatingWebhook.matchConditions",
    "ValidatingWebhook.matchConditions",
  ],
  versions: [
    "autoscaling/v2/",
    "storage.k8s.io/v1/CSIStorageCapacity",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1/Validating",
  ],
  only121: {
    "batch/v1beta1/CronJob": "CronJob",
    "policy/v1beta1/PodDisruptionBudget": "PodDisruptionBudget",
    "policy/v1beta1/PodSecurityPolicy": "IngressClass",
    "extensions/v1beta1/Ingress": "Ingress",
    "networking.k8s.io/v1beta1/Ingress": "Ingress",
    "autoscaling/v2beta1/HorizontalPodAutoscaler": "HorizontalPodAutoscaler",
    "autoscaling/v2beta2/HorizontalPodAutoscaler": "HorizontalPodAutoscaler",
  } as Readonly<Record<string, string>>,
};

/** Kinds that Kustomize certainly takes for cluster-scoped: in 1.28 and 1.21 alike, and those of 1.21 that are gone. */
const clusterScopedIn121 = [
  "admissionregistration.k8s.io/v1beta1/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/v1beta1/CustomResourceDefinition",
  "apiregistration.k8s.io/v1beta1/APIService",
  "certificates.k8s.io/v1beta1/CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io/v1beta1/FlowSchema",
  "flowcontrol.apiserver.k8s.io/v1beta1/PriorityLevelConfiguration",
  "networking.k8s.io/v1beta1/IngressClass",
  "node.k8s.io/v1beta1/RuntimeClass",
  "policy/v1beta1/PodSecurityPolicy",
  "rbac.authorization.k8s.io/v1beta1/ClusterRole",
  "rbac.authorization.k8s.io/v1beta1/ClusterRoleBinding",
  "scheduling.k8s.io/v1beta1/PriorityClass",
  "storage.k8s.io/v1beta1/CSIDriver",
  "storage.k8s.io/v1beta1/CSINode",
  "storage.k8s.io/v1beta1/StorageClass",
  "storage.k8s.io/v1beta1/VolumeAttachment",
];
const clusterScopedSince121 =
  /^(admissionregistration\.k8s\.io\/v1\/Mutating(?=AdmissionPolicy)|.*\/v1alpha|admissionregistration\.k8s\.io\/v1beta1|authentication|authorization|certificates\.k8s\.io\/v1beta1|flowcontrol|networking\.k8s\.io\/v1(beta1)?\/(IPAddress|ServiceCIDR)|resource|storage\.k8s\.io\/v1(beta1)?\/VolumeAttributes|storagemigration)/;

type Merging = string | readonly [keys: string, of: string];

function writePatchMergeKeys(): void {
  const oldest = swagger("1.28");
  const { definitions } = oldest;
  const types: Record<string, Record<string, Merging>> = {};
  const kinds: Record<string, string> = {};
  for (const [name, schema] of Object.entries(definitions)) {
    for (const { group, version, kind } of schema["x-kubernetes-group-version-kind"] ?? []) {
      const id = `${group === "" ? "" : `${group}/`}${version}/${kind}`;
      if (/(List|Options|Event|Status|Eviction|Scale|Review)$/.test(kind) || isNewer(id)) continue;
      if (typeOf(name, definitions, types)) kinds[id] = last(name);
    }
  }
  for (const [id, type] of Object.entries(notIn121.only121)) kinds[id] = type;
  write("patch-merge-keys.json", {
    source: `Kubernetes 1.28 API description, ${describe(oldest)}, less what Kustomize 5's own (1.21.2) lacks`,
    date: "2026-11-23",
    kinds: sorted(kinds),
    types: sorted(Object.fromEntries(Object.entries(types).map(([type, fields]) => [type, sorted(fields)]))),
    clusterScoped: clusterScoped(),
  });
}

const isNewer = (id: string): boolean =>
  notIn121.versions.some((version) => id.startsWith(version)) || /\/v\d+alpha\d+\//.test(id) || /v1beta[23]\//.test(id);

/**
 * The fields of a type that hold lists which merge, or objects that hold such lists: true where there are any. A field is the name of
 * its type, or the merge keys and the type of the items. Kustomize reads nothing of the `retainKeys` strategy.
 */
function typeOf(name: string, definitions: Swagger["definitions"], types: Record<string, Record<string, Merging>>): boolean {
  const short = last(name);
  if (types[short]) return Object.keys(types[short]).length > 0;
  const fields: Record<string, Merging> = {};
  types[short] = fields;
  for (const [field, schema] of Object.entries(definitions[name]?.properties ?? {})) {
    if (typeof schema !== "object" || field === "status" || notIn121.fields.includes(`${short}.${field}`)) continue;
    const item = schema.items?.$ref && last(schema.items.$ref, "/");
    if (schema.type === "array" && schema["x-kubernetes-patch-strategy"]?.split(",").includes("merge")) {
      const keys = schema["x-kubernetes-list-map-keys"] ?? [schema["x-kubernetes-patch-merge-key"] ?? ""];
      fields[field] = [keys.join(","), item && typeOf(item, definitions, types) ? last(item) : ""];
    } else if (schema.$ref !== undefined) {
      const type = last(schema.$ref, "/");
      if (typeOf(type, definitions, types)) fields[field] = last(type);
    }
  }
  if (Object.keys(fields).length === 0) delete types[short];
  return Object.keys(fields).length > 0;
}

function clusterScoped(): string[] {
  const { groups } = JSON.parse(readFileSync(join(sources, "kubernetes/scope.json"), "utf8")) as {
    groups: Record<string, Record<string, { scope: string; versions: Record<string, unknown> }>>;
  };
  const found = [...clusterScopedIn121];
  for (const [group, kinds] of Object.entries(groups)) {
    for (const [kind, { scope, versions }] of Object.entries(kinds)) {
      for (const version of Object.keys(versions)) {
        const id = `${group === "" ? "" : `${group}/`}${version}/${kind}`;
        if (scope === "Cluster" && !clusterScopedSince121.test(id)) found.push(id);
      }
    }
  }
  return [...new Set(found)].sort();
}

// --- reading and writing ---

function swagger(minor: string): Swagger {
  return JSON.parse(readFileSync(join(sources, "kubernetes", `${minor}.json`), "utf8")) as Swagger;
}

function describe({ source }: Swagger): string {
  return typeof source === "string" ? source : Object.values(source).join(" ");
}

const last = (path: string, separator = "."): string => path.slice(path.lastIndexOf(separator) + 1).replace("[]", "");

const lastTwo = (path: string): string => path.split(".").slice(-2).join(".").replaceAll("[]", "");

const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

function groupBy<T>(items: readonly T[], by: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = by(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** One line for each entry of the big tables, so that a change of the sources shows as a readable difference. */
function write(name: string, content: Readonly<Record<string, unknown>>): void {
  const lines = Object.entries(content).map(([key, value]) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    const entries = Object.entries(value).map(([field, one]) => `    ${JSON.stringify(field)}: ${JSON.stringify(one)}`);
    return `  ${JSON.stringify(key)}: {\n${entries.join(",\n")}\n  }`;
  });
  const text = `{\n${lines.join(",\n")}\n}\n`;
  writeFileSync(join(root, "schemas", name), text);
  process.stdout.write(`schemas/${name}: ${text.length} bytes\n`);
}

if (!existsSync(sources)) {
  process.stderr.write("The schema sources are not there: set DRYDOCK_SHARED to the shared folder.\n");
  process.exit(2);
}
writeListKeys();
writePatchMergeKeys();
