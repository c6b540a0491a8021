// Kubernetes objects inside Terraform (E18): the manifest of `kubernetes_manifest`, the YAML of `kubectl_manifest`. They run through
// the Kubernetes rules, and are written through the writer of HCL, which knows what a heredoc needs.
import { hclWriter } from "../../edit/hcl-writer.ts";
import type { Resource } from "../../model/resource.ts";
import { entryAt } from "../../model/table.ts";
import { type Document, findEntry, type Node } from "../../syntax/node.ts";
import { kubernetesResource } from "../kubernetes/resources.ts";

const ARGUMENTS: Readonly<Record<string, string>> = { kubernetes_manifest: "manifest", kubectl_manifest: "yaml_body" };

/** The objects of a resource; `ordinal` tells them apart where they have no known name. */
export function manifestsOf(resource: Resource, ordinal: number): readonly Resource[] {
  const argument = entryAt(ARGUMENTS, resource.ref.kind);
  const root = argument !== undefined && resource.root.kind === "map" ? findEntry(resource.root, argument)?.value : undefined;
  if (root?.kind !== "map") return [];
  const document = (root as Node).document ?? resource.document;
  const object = kubernetesResource(root, document as Document, `${resource.id}/${argument}`, ordinal, { unit: resource.unit ?? "" });
  return object ? [{ ...object, dialect: { ...object.dialect, writer: hclWriter } }] : [];
}
