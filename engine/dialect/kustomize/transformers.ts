// What a kustomization writes into every object: namespace, prefix and suffix, labels and annotations, replicas and images. A value that
// a directive writes is the directive's own node; a text that it only changes stays where it is written and says what changed it.
import { type Creation, type FieldSpec, writeFields } from "./field-spec.ts";
import { type BuildObject, isSelected, isWithoutNamespace, matchesAny, originalId, remember } from "./object.ts";
import { compilePattern } from "./pattern.ts";
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
  target,
  textAt,
  withItems,
  withLayer,
} from "./tree.ts";

/** Told of what Kustomize refuses. */
type Complain = (message: string, at: Located) => void;

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
  const leaf = { node: { ...map.node, entries: [] }, document: map.document };
  const creation = creationBy(pairs, name, leaf);
  for (const object of objects) {
    for (const spec of specs) {
      writeFields(object, spec, creation, (at) => {
        const found = asMap(at);
        if (!found) return at;
        const merged = entries.reduce((result, [key, value, keyNode]) => set(result, key, value, keyNode), found);
        return found.node === leaf.node ? merged : withLayer(merged, pairs);
      });
    }
  }
}

/** One entry of `replicas:`. */
export function setReplicas(objects: readonly BuildObject[], entry: Located, fields: TransformerFields, complain: Complain): void {
  const name = textAt(entry, "name");
  const count = get(entry, "count");
  if (name === undefined || !count) return complain("An entry of replicas needs a name and a count.", entry);
  const creation = creationBy(count, "replicas", count);
  let found = false;
  for (const spec of fields.replicas) {
    for (const object of objects) {
      if (!matchesAny(object, (id) => id.name === name && isSelected(id, spec))) continue;
      found = true;
      writeFields(object, spec, creation, () => count);
    }
  }
  if (!found) complain(`No object named ${name} has replicas: Kustomize refuses this.`, get(entry, "name") ?? entry);
}

/** One entry of `images:`. */
export function setImage(objects: readonly BuildObject[], entry: Located, fields: TransformerFields, complain: Complain): void {
  const name = textAt(entry, "name");
  if (name === undefined || name === "") return complain("An entry of images needs a name.", entry);
  const matches = compilePattern(`${name}(:[a-zA-Z0-9_.{}-]*)?(@[a-zA-Z0-9]+([.+_-][a-zA-Z0-9]+)*:[a-zA-Z0-9_.{}-]*)?`);
  if (!matches) return complain(`The pattern "${name}" cannot be read.`, get(entry, "name") ?? entry);
  const write = (at: Located): Located => {
    const scalar = target(at);
    return scalar.node.kind === "scalar" && matches(scalar.node.text) ? renamedImage(scalar, entry) : at;
  };
  for (const object of objects) {
    if (object.id.kind === "CustomResourceDefinition") continue;
    const root = inContainers(object.root, write, 0);
    if (root.node !== object.root.node) object.root = root;
    for (const spec of fields.images) writeFields(object, spec, undefined, write);
  }
}

/** `image` of every item of a list named containers or initContainers, wherever it is. */
function inContainers(at: Located, write: (at: Located) => Located, depth: number): Located {
  const map = asMap(at);
  if (depth > 100) return at;
  if (!map) {
    const list = target(at);
    if (list.node.kind !== "list" || list.node.items.every((item) => item.kind === "scalar")) return at;
    const items = itemsAt(list);
    const next = items.map((item) => inContainers(item, write, depth + 1));
    return next.every((item, index) => item.node === items[index]?.node)
      ? at
      : withItems({ node: list.node, document: list.document }, next);
  }
  let result = map;
  for (const [key, value, keyNode] of fieldsAt(map)) {
    if (value.node.kind === "scalar") continue;
    const inside = inContainers(value, write, depth + 1);
    const next = key === "containers" || key === "initContainers" ? withImages(inside, write) : inside;
    if (next.node !== value.node) result = set(result, key, next, keyNode);
  }
  return result.node === map.node ? at : result;
}

function withImages(at: Located, write: (at: Located) => Located): Located {
  const list = target(at);
  if (list.node.kind !== "list") return at;
  const items = itemsAt(list);
  const next = items.map((item) => {
    const container = asMap(item);
    const image = get(container, "image");
    const written = image && write(image);
    return container && written && written.node !== image.node ? set(container, "image", written, written) : item;
  });
  return next.every((item, index) => item === items[index]) ? at : withItems({ node: list.node, document: list.document }, next);
}

/** The image with the entry's parts. It is written where its most telling part is: the digest, the tag, the name. */
function renamedImage(image: Located, entry: Located): Located {
  const given = (field: string) => textAt(entry, field) || undefined;
  const old = splitImage(textAt(image) ?? "");
  const [newTag, digest, suffix] = [given("newTag"), given("digest"), given("tagSuffix")];
  const tag = newTag ?? (digest !== undefined ? "" : suffix !== undefined ? old.tag + suffix : old.tag);
  const sum = digest ?? (newTag !== undefined || suffix !== undefined ? "" : old.digest);
  const text = (given("newName") ?? old.name) + (tag === "" ? "" : `:${tag}`) + (sum === "" ? "" : `@${sum}`);
  if (text === textAt(image)) return image;
  const from = ["newTag", "digest", "tagSuffix", "newName"].find((field) => given(field) !== undefined);
  return computedText(text, get(entry, from ?? "name") ?? entry, "images", originAt(image));
}

/** "registry:5000/name:tag@digest" in its parts. */
function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const at = image.indexOf("@", Math.max(0, image.indexOf("/")));
  const digest = at < 0 ? "" : image.slice(at + 1);
  const rest = at < 0 ? image : image.slice(0, at);
  const slash = rest.indexOf("/");
  const colon = rest.indexOf(":", Math.max(slash, 0));
  return colon < 0 ? { name: rest, tag: "", digest } : { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}
