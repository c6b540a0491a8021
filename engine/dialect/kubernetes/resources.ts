// Kubernetes objects: a document's root, the items of a List, and objects that another one carries (a Katib trial, an AppWrapper
// component, a manifest in a string). Each is a Resource of its own with the spans of where it is written.

import { holesIn } from "../../model/holes.ts";
import type { Resource, ResourceRef } from "../../model/resource.ts";
import { type Document, deref, findEntry, type MapNode, type Node, type Origin, type ScalarNode } from "../../syntax/node.ts";
import { derivedSource } from "../../syntax/segments.ts";
import { groupOf, scalarText } from "../classify.ts";
import type { ClassifiedDocument } from "../dialect.ts";
import { readDocuments } from "../read-file.ts";
import { kubernetesDialect } from "./dialect.ts";

/** How deep objects may carry objects: an AppWrapper with a Workflow with a manifest is three. */
const MAX_EMBEDDED = 4;

/** All Kubernetes objects of a source's documents, in order of text; ordinals count through the file. */
export function kubernetesResources(documents: readonly ClassifiedDocument[]): readonly Resource[] {
  const found: Resource[] = [];
  for (const { document, class: documentClass } of documents) {
    if (documentClass === "kubernetes" && document.tree.root) addObject(found, document.tree.root, document, 0);
  }
  return found;
}

function addObject(found: Resource[], root: Node, document: Document, depth: number, carrier?: Resource): void {
  const whence = carrier && { carrier: carrier.id };
  const resource = kubernetesResource(root, document, `${document.source.id}#${found.length}`, found.length, whence);
  if (!resource || depth > MAX_EMBEDDED) return;
  const map = deref(root) as MapNode;
  const items = resource.ref.kind.endsWith("List") && itemsOf(map);
  if (items) {
    for (const item of items) addObject(found, item, document, depth, carrier);
    return;
  }
  found.push(resource);
  for (const inner of carriedBy(resource)) addObject(found, inner.node, inner.document, depth + 1, resource);
}

/** The resources of a build, each followed by those of the objects that it carries: a build knows them only as its fields. */
export function withCarried(built: readonly Resource[]): readonly Resource[] {
  return built.flatMap((resource) => {
    const found = [resource];
    if (resource.class === "kubernetes") addCarried(found, resource, 0);
    return found;
  });
}

function addCarried(found: Resource[], carrier: Resource, depth: number): void {
  if (depth >= MAX_EMBEDDED) return;
  for (const { node, document } of carriedBy(carrier)) {
    const whence = carrier.unit === undefined ? { carrier: carrier.id } : { carrier: carrier.id, unit: carrier.unit };
    const resource = kubernetesResource(node, document, `${found[0]?.id}/${found.length}`, found.length, whence);
    if (!resource) continue;
    found.push(resource);
    addCarried(found, resource, depth + 1);
  }
}

/** The roots of the objects that another one holds, each with the document that it lies in: a build mixes several. */
function carriedBy(resource: Resource): readonly Carried[] {
  const root = { node: resource.root, document: resource.root.document ?? resource.document };
  return [...carriedObjects(resource.ref, root), ...carriedTexts(resource.ref, root).flatMap(manifestsIn)];
}

function manifestsIn({ node, document }: Carried<ScalarNode>): readonly Carried[] {
  return readDocuments(derivedSource(document, node, "yaml")).flatMap((one) =>
    one.class === "kubernetes" && one.document.tree.root ? [{ node: one.document.tree.root, document: one.document }] : [],
  );
}

interface Carried<N extends Node = Node> {
  readonly node: N;
  readonly document: Document;
}

/** The resource of a root node; undefined when it is no object. Kustomize builds come through here too. */
export function kubernetesResource(
  root: Node,
  document: Document,
  id: string,
  ordinal: number,
  whence?: Pick<Resource, "unit" | "written" | "carrier">,
): Resource | undefined {
  const map = deref(root);
  if (map.kind !== "map") return undefined;
  const apiVersion = scalarText(map, "apiVersion");
  const kind = findEntry(map, "kind");
  const kindNode = kind && deref(kind.value);
  if (apiVersion === undefined || kindNode?.kind !== "scalar" || !kind) return undefined;
  const anchor: Origin = {
    document: kind.value.document ?? kind.key.document ?? root.document ?? document,
    start: kind.value.start,
    end: kind.value.end,
  };
  const ref = refOf(map, apiVersion, kindNode.text, ordinal);
  const resource: Resource = { id, class: "kubernetes", ref, apiVersion, dialect: kubernetesDialect, document, root, anchor };
  return whence ? { ...resource, ...whence } : resource;
}

function refOf(root: MapNode, apiVersion: string, kind: string, ordinal: number): ResourceRef {
  const metadata = findEntry(root, "metadata")?.value;
  const map = metadata && deref(metadata);
  const namespace = map?.kind === "map" ? certainText(map, "namespace") : undefined;
  const name = map?.kind === "map" ? certainText(map, "name") : undefined;
  const prefix = name === undefined && map?.kind === "map" ? certainText(map, "generateName") : undefined;
  const ref: { -readonly [K in keyof ResourceRef]: ResourceRef[K] } = { group: groupOf(apiVersion), kind };
  if (namespace !== undefined) ref.namespace = namespace;
  if (name !== undefined) ref.name = name;
  else ref.ordinal = ordinal;
  if (prefix !== undefined) ref.generateName = prefix;
  return ref;
}

/** The text of a scalar without holes. */
function certainText(map: MapNode, key: string): string | undefined {
  const text = scalarText(map, key);
  return text === undefined || text === "" || holesIn(text, "kubernetes", "plain") ? undefined : text;
}

function itemsOf(map: MapNode): readonly Node[] | undefined {
  const items = findEntry(map, "items")?.value;
  const list = items && deref(items);
  return list?.kind === "list" ? list.items : undefined;
}

/** Objects written inside another object. Source: facts/pod-templates.md, sections 5 and 13 of the fact sheet. */
const CARRIERS: readonly { readonly group: string; readonly kind: string; readonly path: readonly string[] }[] = [
  { group: "kubeflow.org", kind: "Experiment", path: ["spec", "trialTemplate", "trialSpec"] },
  { group: "workload.codeflare.dev", kind: "AppWrapper", path: ["spec", "components", "[]", "template"] },
  { group: "work.karmada.io", kind: "Work", path: ["spec", "workload", "manifests", "[]"] },
  { group: "work.open-cluster-management.io", kind: "ManifestWork", path: ["spec", "workload", "manifests", "[]"] },
];

function carriedObjects(ref: ResourceRef, root: Carried): readonly Carried[] {
  return CARRIERS.filter((one) => one.group === ref.group && one.kind === ref.kind).flatMap((one) => nodesAt(root, one.path));
}

const WORKFLOWS = new Set(["Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow"]);

/** Argo `resource.manifest`: YAML in a string. */
function carriedTexts(ref: ResourceRef, root: Carried): readonly Carried<ScalarNode>[] {
  if (ref.group !== "argoproj.io" || !WORKFLOWS.has(ref.kind)) return [];
  const spec = ref.kind === "CronWorkflow" ? ["spec", "workflowSpec"] : ["spec"];
  return nodesAt(root, [...spec, "templates", "[]", "resource", "manifest"]).filter(
    (one): one is Carried<ScalarNode> => one.node.kind === "scalar" && one.node.text.includes("\n"),
  );
}

/** All nodes at a path with `[]` for any item. */
function nodesAt(at: Carried, [step, ...rest]: readonly string[]): readonly Carried[] {
  const target = deref(at.node);
  const below = (node: Node, around = at.document) => nodesAt({ node, document: node.document ?? around }, rest);
  if (step === undefined) return [at];
  if (step === "[]") return target.kind === "list" ? target.items.flatMap((item) => below(item)) : [];
  const entry = target.kind === "map" ? findEntry(target, step) : undefined;
  return entry ? below(entry.value, entry.key.document) : [];
}
