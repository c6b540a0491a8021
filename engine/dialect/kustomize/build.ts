// The door of Kustomize: what a kustomization builds, each value with the place that wrote it. What cannot be followed (remote bases,
// charts, plugins) makes the unit incomplete; what Kustomize refuses is a problem, and the build goes on without it.

import type { Resource, ResourceRef } from "../../model/resource.ts";
import type { Document, Node } from "../../syntax/node.ts";
import type { BuiltUnit, FileAccess } from "../dialect.ts";
import { accumulate, isComponent, nothing } from "./accumulate.ts";
import { withHashedName } from "./generators.ts";
import { fixNameReferences } from "./name-references.ts";
import { type BuildObject, stringsOf } from "./object.ts";
import { BuildSession, firstWritten, isReadable, type KustomizationFile } from "./session.ts";
import { locate } from "./tree.ts";
import { forgetVars } from "./unknowns.ts";

export { kustomizationGraph } from "./graph.ts";

/** Makes the resource of an object's root, or nothing where it is none (`kubernetesResource`). */
export type MakeResource = (
  root: Node,
  document: Document,
  id: string,
  ordinal: number,
  built: { readonly unit: string; readonly written?: ResourceRef },
) => Resource | undefined;

/** Builds the kustomization file at `path`. Never throws; reading a file that is not there is a problem at the line that names it. */
export function buildKustomization(path: string, access: FileAccess, makeResource: MakeResource): BuiltUnit {
  const session = new BuildSession(access);
  const document = firstWritten(session.documents(path));
  const root = document?.tree.root;
  const objects = document && root && isReadable(document) ? buildRoot({ path, root: locate(root, document) }, session) : [];
  if (!document || !root || !isReadable(document)) session.incomplete.add(`${path} cannot be read`);
  const resources = (session.lacksChanges ? [] : objects).flatMap(
    (object, ordinal) => resourceOf(object, path, ordinal, makeResource) ?? [],
  );
  return {
    id: path,
    resources,
    read: [...session.read],
    incomplete: [...session.incomplete],
    covers: [...session.covers],
    problems: session.problems,
  };
}

function buildRoot(file: KustomizationFile, session: BuildSession): readonly BuildObject[] {
  const isComponentAlone = isComponent(file);
  if (isComponentAlone) session.lose("a component, to which whoever includes it brings the objects");
  const { objects, fields, vars } = accumulate({ file, session, stack: [file.path], isComponentAlone }, nothing());
  fixNameReferences(objects, fields.nameReference);
  if (vars.size > 0) forgetVars(objects, vars);
  return objects.filter((object) => !isLocalConfig(object));
}

function isLocalConfig(object: BuildObject): boolean {
  const value = stringsOf(object, "annotations").get("config.kubernetes.io/local-config");
  return value !== undefined && value !== "false";
}

function resourceOf(object: BuildObject, unit: string, ordinal: number, makeResource: MakeResource): Resource | undefined {
  const isHashed = object.generated?.hashed === true;
  const root = isHashed ? withHashedName(object.root) : object.root;
  const { id, written: source } = object;
  const ref = (name: string, namespace: string): ResourceRef => ({
    group: id.group,
    kind: id.kind,
    ...(namespace === "" ? {} : { namespace }),
    ...(name === "" ? { ordinal } : { name }),
  });
  const isRenamed = source.name !== id.name || source.namespace !== id.namespace || isHashed;
  const built = { unit, ...(isRenamed ? { written: ref(source.name, source.namespace) } : {}) };
  const resource = makeResource(root.node, root.document, `${unit}#${ordinal}`, ordinal, built);
  if (!resource) return undefined;
  return { ...resource, class: object.class, ...(isHashed ? { ref: ref(id.name, id.namespace) } : {}) };
}
