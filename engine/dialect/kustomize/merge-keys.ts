// What Kustomize itself knows of the built-in kinds: which of their lists merge and by which keys, and which kinds have no namespace.
// These are not the keys by which Kubernetes tells items apart. Custom resources have none: a patch replaces their lists.
import table from "../../../schemas/patch-merge-keys.json";

/** The type of an object, as far as lists in it merge; `undefined`: nothing in it does. */
export type MergeType = string | undefined;

/** How a field merges: `keys` for a list (`[""]`: its items are texts), and the type of the field's value or items. */
export interface MergeField {
  readonly keys?: readonly string[];
  readonly type: MergeType;
}

const types: ReadonlyMap<string, Readonly<Record<string, string | readonly string[]>>> = new Map(
  Object.entries(table.types as unknown as Record<string, Record<string, string | readonly string[]>>),
);
const kinds: ReadonlyMap<string, string> = new Map(Object.entries(table.kinds));
const clusterScoped: ReadonlySet<string> = new Set(table.clusterScoped);

export const mergeTypeOf = (apiVersion: string, kind: string): MergeType => kinds.get(`${apiVersion}/${kind}`);

export function mergeFieldOf(type: MergeType, field: string): MergeField {
  const fields = type === undefined ? undefined : types.get(type);
  const found = fields && Object.hasOwn(fields, field) ? fields[field] : undefined;
  if (found === undefined || typeof found === "string") return { type: found };
  const [keys = "", of = ""] = found;
  return { keys: keys.split(","), type: of === "" ? undefined : of };
}

/** Certainly without a namespace. Kustomize takes every custom resource for namespaced, also those that are not. */
export const isClusterScoped = (apiVersion: string, kind: string): boolean => clusterScoped.has(`${apiVersion}/${kind}`);
