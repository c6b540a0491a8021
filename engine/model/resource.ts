// A Resource is one object that rules speak about: a Kubernetes object, a Terraform block, a CloudFormation resource. It is bound to
// a snapshot's document and holds a tree; what outlives a run is its ResourceRecord (record.ts).
import type { Document, Node, Origin, Scalar, ScalarNode } from "../syntax/node.ts";
import type { Path } from "./address.ts";
import type { Operation, Refusal, SourceEdit } from "./operation.ts";

/** Decided by content and by reference, never by the file's extension alone. */
export type DocumentClass =
  | "kubernetes"
  | "kustomization"
  | "kustomize-patch"
  | "helm-template"
  | "helm-values"
  | "chart"
  | "crd"
  | "kfp-ir"
  | "cloudformation"
  | "terraform"
  | "azureml"
  | "config"
  | "other";

/** Identity as a person would name it. Terraform: kind = type, name = label; CloudFormation: kind = Type, name = logical id. */
export interface ResourceRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  /** Absent where it is not written or not known; then `ordinal` (the position in its file) tells two apart. */
  readonly name?: string;
  /** What the cluster makes a name of (`metadata.generateName`), where no name is written. */
  readonly generateName?: string;
  readonly ordinal?: number;
}

export interface Resource {
  readonly id: string;
  readonly class: DocumentClass;
  /** As applied: in a build with its prefix, suffix and namespace. */
  readonly ref: ResourceRef;
  /** As written at the source, where a build changed it. */
  readonly written?: ResourceRef;
  readonly apiVersion: string;
  readonly dialect: Dialect;
  readonly document: Document;
  readonly root: Node;
  /** What stands for the whole object: the value of `kind`, a block's labels, a logical id. */
  readonly anchor: Origin;
  /** The unit that the resource was built in (a kustomization's path), where it was. */
  readonly unit?: string;
  /** `id` of the object that this one is written in (a Katib trial, a component of an AppWrapper, a manifest in a workflow). */
  readonly carrier?: string;
}

/** plain: one value; shell: words of a command; payload: text for somebody else, without holes. */
export type PlaceKind = "plain" | "shell" | "payload";

/** How the trees of one language-and-class are read and written. */
export interface Dialect {
  readonly name: string;
  /** The value of a scalar by the class's rules (go-yaml for Kubernetes, yaml.v3-like for CloudFormation). */
  scalar(node: ScalarNode): Scalar;
  placeKind(resource: Resource, path: Path): PlaceKind;
  /** The merge key of the list at `path`, where its items have one. */
  listKey(resource: Resource, path: Path): string | undefined;
  readonly writer: Writer;
}

export interface Writer {
  /** Asked for each operation before merging, so that a refusal costs one fix and not the file's. */
  refuses(resource: Resource, operation: Operation): string | undefined;
  /**
   * All merged operations of one resource at once: insertions at one place have to know each other. Operations that pass `refuses`
   * may still be refused here; then nothing of this call applies. Edits are in the sources' own offsets (not yet in the parent's).
   */
  lower(resource: Resource, operations: readonly Operation[]): readonly SourceEdit[] | Refusal;
}

/** "PyTorchJob fraud-detector", "aws_ebs_volume.scratch". */
export const resourceLabel = (ref: ResourceRef): string =>
  ref.group === "terraform" ? `${ref.kind}.${ref.name ?? "?"}` : ref.name === undefined ? ref.kind : `${ref.kind} ${ref.name}`;
