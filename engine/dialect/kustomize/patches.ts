// The patches of a kustomization: read from files or from the text in it, matched with their targets, applied.
import type { Document } from "../../syntax/node.ts";
import { derivedSource } from "../../syntax/segments.ts";
import { parseYamlDocument } from "../../syntax/yaml/parse.ts";
import { splitYaml } from "../../syntax/yaml/split.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { mergePatch } from "./merge.ts";
import { mergeTypeOf } from "./merge-keys.ts";
import { apiVersionOf, type BuildObject, type Id, idKey, idLabel, idOf, remember, setRoot } from "./object.ts";
import { selectorOf } from "./selector.ts";
import { type BuildSession, isReadable, type KustomizationFile } from "./session.ts";
import { asList, asMap, get, getAt, itemsAt, type Located, locate, set, target, textAt, unset } from "./tree.ts";

/** Objects that patches delete are gone from the result. */
type Objects = readonly BuildObject[];

/** An entry of `patches:`. */
export function applyPatchEntry(objects: Objects, entry: Located, file: KustomizationFile, session: BuildSession): Objects {
  const path = get(entry, "path");
  const text = get(entry, "patch");
  if (!path === !text) {
    session.complain("A patch has either a path or a patch.", entry);
    return objects;
  }
  const roots = path ? rootsOfFile(path, file, session) : rootsOfText(text as Located, session);
  const where = get(entry, "target");
  const lists = roots.filter((root) => asList(root));
  if (lists.length > 0) {
    if (where) applyToTargets(objects, where, session, (object) => patchJson(object, lists, session, true));
    else session.complain("A JSON patch needs a target.", path ?? (text as Located));
    return objects;
  }
  const options = get(entry, "options");
  const changes = { name: textAt(options, "allowNameChange") === "true", kind: textAt(options, "allowKindChange") === "true" };
  if (!where) return applyByName(objects, roots, session, changes);
  if (roots.length > 1) session.complain("A patch with a target has one document only.", path ?? (text as Located));
  const [patch] = roots;
  const gone = new Set<BuildObject>();
  if (patch) {
    applyToTargets(objects, where, session, (object) => {
      if (!patchObject(object, patch, session, changes)) gone.add(object);
    });
  }
  return objects.filter((object) => !gone.has(object));
}

/** An entry of `patchesStrategicMerge:`: a path, or the patch itself. */
export function applyStrategicMerge(objects: Objects, entry: Located, file: KustomizationFile, session: BuildSession): Objects {
  const roots = /[\n{]/.test((textAt(entry) ?? "").trim()) ? rootsOfText(entry, session) : rootsOfFile(entry, file, session);
  return applyByName(objects, roots, session, {});
}

/** An entry of `patchesJson6902:`. */
export function applyJsonEntry(objects: Objects, entry: Located, file: KustomizationFile, session: BuildSession): void {
  const path = get(entry, "path");
  const text = get(entry, "patch");
  const roots = path ? rootsOfFile(path, file, session) : text ? rootsOfText(text, session) : [];
  const where = get(entry, "target");
  if (!where) session.complain("A JSON patch needs a target.", entry);
  else applyToTargets(objects, where, session, (object) => patchJson(object, roots, session, false));
}

function applyToTargets(objects: Objects, where: Located, session: BuildSession, apply: (object: BuildObject) => void): void {
  const selector = selectorOf(where);
  if (typeof selector === "function") for (const object of objects.filter(selector)) apply(object);
  else session.complain(selector.why, selector.at);
}

/** Each operation may walk the whole object. */
const MAX_OPERATIONS = 1000;

function patchJson(object: BuildObject, patches: readonly Located[], session: BuildSession, remembers: boolean): void {
  if (remembers) remember(object);
  for (const patch of patches) {
    if (itemsAt(patch).length > MAX_OPERATIONS)
      session.limit(`A JSON patch with more than ${MAX_OPERATIONS} operations is not applied.`, patch, "changes");
    else setRoot(object, applyJsonPatch(object.root, patch, session.complain));
  }
}

interface AllowedChanges {
  readonly name?: boolean;
  readonly kind?: boolean;
}

/** Patches that say themselves what they patch. */
function applyByName(objects: Objects, patches: readonly Located[], session: BuildSession, changes: AllowedChanges): Objects {
  const byId = new Map<string, BuildObject[]>();
  for (const object of objects) {
    for (const key of new Set([object.id, ...object.previous].map(idKey))) byId.set(key, [...(byId.get(key) ?? []), object]);
  }
  const gone = new Set<BuildObject>();
  for (const patch of patches) {
    const id = idOf(patch);
    const found = (byId.get(idKey(id)) ?? []).filter((object) => !gone.has(object));
    const [object] = found;
    if (!object || found.length > 1) {
      const complain = object ? session.complain : session.complainOfTarget;
      complain(noTarget(id, found.length), getAt(patch, "metadata", "name") ?? get(patch, "kind") ?? patch);
    } else if (!patchObject(object, patch, session, changes)) gone.add(object);
  }
  return objects.filter((object) => !gone.has(object));
}

function noTarget(id: Id, found: number): string {
  const where = id.namespace === "" ? "" : ` in namespace ${id.namespace}`;
  if (found > 1) return `${found} objects are ${idLabel(id)}${where}: Kustomize cannot tell which one the patch means.`;
  return `The patch has no target: no resource is ${apiVersionOf(id)} ${idLabel(id)}${where}, and Kustomize refuses the build.`;
}

/** False where the patch deletes the object. Kind, name and namespace stay what they were, unless the patch may change them. */
function patchObject(object: BuildObject, patch: Located, session: BuildSession, changes: AllowedChanges): boolean {
  const before = object.root;
  if (changes.name || changes.kind) remember(object);
  const merged = mergePatch(before, patch, mergeTypeOf(apiVersionOf(object.id), object.id.kind), session.complain);
  if (!merged) return false;
  setRoot(object, withIdentity(merged, before, changes));
  return true;
}

function withIdentity(merged: Located, before: Located, changes: AllowedChanges): Located {
  let root = restored(restored(merged, before, "apiVersion"), before, changes.kind ? undefined : "kind");
  const map = asMap(root);
  const metadata = get(root, "metadata");
  const old = get(before, "metadata");
  if (map && asMap(metadata) && old) {
    const next = restored(restored(metadata as Located, old, changes.name ? undefined : "name"), old, "namespace");
    if (next.node !== metadata?.node) root = set(map, "metadata", next, next);
  }
  return root;
}

function restored(at: Located, before: Located, key: string | undefined): Located {
  const map = asMap(at);
  if (!map || key === undefined) return at;
  const old = get(before, key);
  if (!old) return unset(map, key);
  return get(map, key)?.node === old.node ? at : set(map, key, old, old);
}

function rootsOfFile(entry: Located, file: KustomizationFile, session: BuildSession): readonly Located[] {
  const path = session.filePath(file, entry);
  if (path === undefined) return [];
  const documents = session.documents(path);
  if (!documents) {
    if (session.isExhausted) session.limit("The build reads too many files; this patch is not applied.", entry, "changes");
    else session.complain(`The patch ${textAt(entry) ?? ""} does not exist.`, entry);
    return [];
  }
  session.covers.add(path);
  if (documents.some(({ document, class: documentClass }) => documentClass === "helm-template" || !isReadable(document))) {
    session.loseChange(`${path} cannot be read`);
  }
  return documents.flatMap(({ document }) => rootsOf(document));
}

function rootsOfText(entry: Located, session: BuildSession): readonly Located[] {
  const scalar = target(entry);
  if (scalar.node.kind !== "scalar") return [];
  const source = derivedSource(scalar.document, scalar.node, "yaml");
  return splitYaml(source.text).flatMap(({ start, end }) => {
    const document: Document = { source, start, end, tree: parseYamlDocument(source.text.slice(start, end)) };
    for (const { message, span } of document.tree.problems) {
      session.complain(message, { node: { kind: "scalar", text: "", style: "computed", ...span }, document });
    }
    return rootsOf(document);
  });
}

/** The root of a document, or the items of a List; none where it is empty. */
function rootsOf(document: Document): readonly Located[] {
  const { root } = document.tree;
  if (!root || !isReadable(document)) return [];
  const at = locate(root, document);
  if (asList(at)) return [at];
  if (!asMap(at)) return [];
  return (textAt(at, "kind") ?? "").endsWith("List") && get(at, "items") ? itemsAt(at, "items") : [at];
}
