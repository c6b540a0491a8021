// One object on its way through a build, and by what names it can be met: as it is now, and as it was before each renaming.
import type { DocumentClass } from "../../model/resource.ts";
import { isClusterScoped } from "./merge-keys.ts";
import { fieldsAt, type Located, textAt } from "./tree.ts";

/** Identity as Kustomize compares it. */
export interface Id {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** Part of an Id; an empty part matches everything. */
export interface KindPattern {
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
}

/** Mutable: one belongs to one build alone. */
export interface BuildObject {
  /** The object and its own document, in which `kind` of the base was written. */
  root: Located;
  id: Id;
  /** As written at the source. */
  readonly written: Id;
  /** Ids before each renaming. */
  readonly previous: Id[];
  readonly prefixes: string[];
  readonly suffixes: string[];
  readonly class: DocumentClass;
  /** A ConfigMap or Secret that a generator made. */
  generated?: { readonly behavior: string; readonly hashed: boolean };
}

export function objectOf(root: Located, documentClass: DocumentClass): BuildObject {
  const id = idOf(root);
  return { root, id, written: id, previous: [], prefixes: [], suffixes: [], class: documentClass };
}

export const setRoot = (object: BuildObject, root: Located): void => {
  object.root = root;
  object.id = idOf(root);
};

/** Keeps the present id, because the next step may change it. */
export const remember = (object: BuildObject): void => {
  const { id } = object;
  object.previous.push({ ...id, namespace: effectiveNamespace(id) });
};

export function idOf(root: Located): Id {
  const apiVersion = textAt(root, "apiVersion") ?? "";
  const slash = apiVersion.indexOf("/");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textAt(root, "kind") ?? "",
    name: textAt(root, "metadata", "name") ?? "",
    namespace: textAt(root, "metadata", "namespace") ?? "",
  };
}

export const apiVersionOf = ({ group, version }: Id): string => (group === "" ? version : `${group}/${version}`);

export const originalId = (object: BuildObject): Id => object.previous[0] ?? object.id;

/** Whether the present id or an earlier one passes. */
export const matchesAny = (object: BuildObject, test: (id: Id) => boolean): boolean => test(object.id) || object.previous.some(test);

const NO_NAMESPACE = "\u0000none";

/** The namespace for comparing: objects without one are in `default`; cluster-scoped ones share a name that no namespace can have. */
export function effectiveNamespace(id: Id): string {
  if (id.namespace === NO_NAMESPACE || isClusterScoped(apiVersionOf(id), id.kind)) return NO_NAMESPACE;
  return id.namespace === "" ? "default" : id.namespace;
}

export const isWithoutNamespace = (id: Id): boolean => effectiveNamespace(id) === NO_NAMESPACE;

export const sameId = (a: Id, b: Id): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  a.group === b.group &&
  a.version === b.version &&
  effectiveNamespace(a) === effectiveNamespace(b);

/** Equal for ids that are the same: a key for look-ups. */
export const idKey = (id: Id): string => JSON.stringify([id.group, id.version, id.kind, id.name, effectiveNamespace(id)]);

export const isSelected = (id: Id, { group, version, kind }: KindPattern): boolean =>
  (!group || group === id.group) && (!version || version === id.version) && (!kind || kind === id.kind);

/** Labels or annotations. */
export const stringsOf = (object: BuildObject, field: "labels" | "annotations"): ReadonlyMap<string, string> =>
  new Map(fieldsAt(object.root, "metadata", field).map(([key, value]) => [key, textAt(value) ?? ""]));

/** "ConfigMap app" for messages. */
export const idLabel = ({ kind, name }: Id): string => (name === "" ? kind : `${kind} ${name}`);
