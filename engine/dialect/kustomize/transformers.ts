// What a kustomization writes into every object: namespace, prefix and suffix, labels and annotations, replicas and images. A value that
// a directive writes is the directive's own node; a text that it only changes stays where it is written and says what changed it.
import { type Creation, type FieldSpec, writeFields } from "./field-spec.ts";
import { type BuildObject, isSelected, isWithoutNamespace, matchesAny, originalId, remember } from "./object.ts";
import type { BuildSession } from "./session.ts";
import type { TransformerFields } from "./transformer-fields.ts";
import {
  asMap,
  computedMap,
  computedText,
  fieldsAt,
  get,
  isNull,
  itemsAt,
  type Located,
  originAt,
  set,
  setAll,
  target,
  textAt,
  withItems,
  withLayer,
} from "./tree.ts";

/** What a directive makes where nothing is yet. */
function creationBy(directive: Located, name: string, leaf?: Located): Creation {
  const key = (text: string) => computedText(text, directive, name);
  return { map: computedMap(directive, name), key, ...(leaf ? { leaf } : {}) };
}

export function setNamespace(objects: readonly BuildObject[], value: Located, fields: TransformerFields): void {
  const creation = creationBy(value, "namespace", value);
  for (const object of objects) {
    remember(object);
    if (!isWithoutNamespace(object.id)) writeFields(object, { path: "metadata/namespace", create: true }, creation, () => value);
    for (const spec of fields.namespace) {
      if (spec.path === "metadata/namespace" || (spec.path === "metadata/name" && object.id.version !== "v1") || isSubjectsField(spec))
        continue;
      if (spec.path === "metadata/name" && object.id.group !== "") continue;
      writeFields(object, spec, creation, () => value);
    }
    if (/^(Cluster)?RoleBinding$/.test(object.id.kind))
      writeFields(object, { path: "subjects" }, undefined, (at) => inDefaultSubjects(at, value, creation));
  }
}

const isSubjectsField = ({ path, kind }: FieldSpec): boolean => path === "subjects/namespace" && /^(Cluster)?RoleBinding$/.test(kind ?? "");

/** Of the subjects of a binding, Kustomize moves those named `default`; others follow their ServiceAccount (name-references.ts). */
function inDefaultSubjects(at: Located, value: Located, creation: Creation): Located {
  const list = target(at);
  if (list.node.kind !== "list") return at;
  const items = itemsAt(list);
  const next = items.map((item) => {
    const subject = asMap(item);
    return subject && textAt(subject, "name") === "default" ? set(subject, "namespace", value, creation.key("namespace")) : item;
  });
  return next.every((item, index) => item === items[index]) ? at : withItems({ node: list.node, document: list.document }, next);
}

/** Kinds whose names are theirs: a prefix would break them. */
const UNPREFIXED = [{ kind: "CustomResourceDefinition" }, { group: "apiregistration.k8s.io", kind: "APIService" }, { kind: "Namespace" }];

export function addAffix(
  objects: readonly BuildObject[],
  which: "namePrefix" | "nameSuffix",
  value: Located,
  fields: TransformerFields,
): void {
  const text = textAt(value) ?? "";
  for (const object of objects) {
    const first = originalId(object);
    if (UNPREFIXED.some((kind) => isSelected(first, kind))) continue;
    for (const spec of fields[which]) {
      if (!isSelected(first, spec)) continue;
      if (spec.path === "metadata/name") {
        (which === "namePrefix" ? object.prefixes : object.suffixes).push(text);
        remember(object);
      }
      writeFields(object, spec, undefined, (at) => affixed(at, which, text, value));
    }
  }
}

function affixed(at: Located, which: "namePrefix" | "nameSuffix", text: string, directive: Located): Located {
  const scalar = target(at);
  if (scalar.node.kind !== "scalar" || isNull(scalar.node)) return at;
  const name = which === "namePrefix" ? text + scalar.node.text : scalar.node.text + text;
  return computedText(name, scalar, which, originAt(directive));
}

/** `pairs`: the map of labels or annotations as the kustomization writes it. */
export function addStrings(objects: readonly BuildObject[], pairs: Located, specs: readonly FieldSpec[], name: string): void {
  const map = asMap(pairs);
  const entries = fieldsAt(pairs);
  if (!map || entries.length === 0) return;
  // A map of its own, not the directive's: what is written into that one is written into every object.
  const leaf = computedMap(pairs, name);
  const changes = new Map(entries.map(([key, value, keyNode]) => [key, { key: keyNode, value }]));
  const creation = creationBy(pairs, name, leaf);
  for (const object of objects) {
    for (const spec of specs) {
      writeFields(object, spec, creation, (at) => {
        const found = asMap(at);
        if (!found) return at;
        const merged = setAll(found, changes);
        return found.node === leaf.node ? merged : withLayer(merged, pairs);
      });
    }
  }
}

/** One entry of `replicas:`. */
export function setReplicas(objects: readonly BuildObject[], entry: Located, fields: TransformerFields, session: BuildSession): void {
  const name = textAt(entry, "name");
  const count = get(entry, "count");
  if (name === undefined || !count) return session.complain("An entry of replicas needs a name and a count.", entry);
  const creation = creationBy(count, "replicas", count);
  let found = false;
  for (const spec of fields.replicas) {
    for (const object of objects) {
      if (!matchesAny(object, (id) => id.name === name && isSelected(id, spec))) continue;
      found = true;
      writeFields(object, spec, creation, () => count);
    }
  }
  if (!found) session.complainOfTarget(`No object named ${name} has replicas: Kustomize refuses this.`, get(entry, "name") ?? entry);
}
