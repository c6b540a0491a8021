// What stands beside `Properties` (C8): facts of the resource. A conditional resource exists.
import { Place } from "../../model/place.ts";
import type { Resource } from "../../model/resource.ts";
import { deref, findEntry, type MapNode, type Node } from "../../syntax/node.ts";
import { cloudFormationDialect } from "./dialect.ts";
import { evaluatorOf, opened } from "./evaluate.ts";
import { asLiteral } from "./template.ts";
import { type Written, writtenOf } from "./written.ts";

export interface CfnAttributes {
  /** The condition under which the resource exists. */
  readonly condition: string | undefined;
  /** Logical ids. */
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: Place;
  readonly updateReplacePolicy: Place;
  readonly metadata: Place;
}

/**
 * The attributes as Places of a resource of their own, whose root is the resource's whole body and whose id is the resource's with
 * "/attributes" behind it: properties may have the same names. Undefined: not a CloudFormation resource.
 */
export function cfnAttributes(resource: Resource): CfnAttributes | undefined {
  const written = writtenOf(resource);
  if (!written) return undefined;
  const { body } = written;
  const root = Place.root(attributesOf(resource, written));
  const dependsOn = findEntry(body, "DependsOn")?.value;
  return {
    condition: asLiteral(findEntry(body, "Condition")?.value)?.text,
    dependsOn: textsIn(dependsOn),
    deletionPolicy: root.at("DeletionPolicy"),
    updateReplacePolicy: root.at("UpdateReplacePolicy"),
    metadata: root.at("Metadata"),
  };
}

function attributesOf(resource: Resource, { template, body, path }: Written): Resource {
  const attributes: MapNode = { ...body, entries: body.entries.filter(({ key }) => key.kind !== "scalar" || key.text !== "Properties") };
  const { node, hasTransform } = evaluatorOf(template)(attributes);
  const root = template.hasMacro || hasTransform ? opened(node) : node;
  const written: Written = { dialect: "cloudformation", template, body, path: path?.slice(0, -1) };
  return { ...resource, id: `${resource.id}/attributes`, dialect: cloudFormationDialect, root: { ...root, syntax: written } };
}

function textsIn(node: Node | undefined): readonly string[] {
  const target = node && deref(node);
  if (target?.kind === "list") return target.items.flatMap((item) => asLiteral(item)?.text ?? []);
  return asLiteral(target)?.text.split("\n", 1) ?? [];
}
