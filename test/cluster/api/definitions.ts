// CRDs made of the collected schemas (schema-sources/crds): one for each kind, with all versions that are there.

/** A row of INDEX.csv. */
export interface Definition {
  readonly version: string;
  readonly isStorage: boolean;
  readonly scope: string;
  readonly plural: string;
  readonly subresources: readonly string[];
  readonly file: string;
}

const COLUMNS = "group,kind,version,storage,served,deprecated,scope,plural,short_names,subresources";

/** Versions by "Kind.group". Rows without a scope come from clusters, not from CRDs, and cannot be installed. */
export function readDefinitions(csv: string): ReadonlyMap<string, readonly Definition[]> {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/);
  if (!header.startsWith(`${COLUMNS},`)) throw new Error(`INDEX.csv has other columns than ${COLUMNS}`);
  const byKind = new Map<string, Definition[]>();
  for (const line of lines) {
    const cells = line.split(",");
    const [group, kind, version = "", storage, , , scope = "", plural = "", , subresources = ""] = cells;
    if (scope === "") continue;
    const key = `${kind}.${group}`;
    const row = { version, isStorage: storage === "yes", scope, plural, subresources: subresources.split(" "), file: cells.at(-1) ?? "" };
    byKind.set(key, [...(byKind.get(key) ?? []), row]);
  }
  return byKind;
}

/** The last version that calls itself the stored one is; an older snapshot of a kind may bring a second. */
export function crdOf(group: string, kind: string, versions: readonly Definition[], read: (file: string) => unknown): object {
  const [first] = versions;
  const stored = versions.findLast(({ isStorage }) => isStorage) ?? versions.at(-1);
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${first?.plural}.${group}`,
      annotations: { "api-approved.kubernetes.io": "unapproved, a test" }, // groups of Kubernetes' own community need one
    },
    spec: {
      group,
      scope: first?.scope,
      names: { plural: first?.plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: versions.map((one) => ({
        name: one.version,
        served: true,
        storage: one === stored,
        ...(one.subresources.includes("status") ? { subresources: { status: {} } } : {}),
        schema: { openAPIV3Schema: read(one.file) },
      })),
    },
  };
}
