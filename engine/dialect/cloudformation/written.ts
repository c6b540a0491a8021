// What a resource remembers of the text behind it, hung on its root: the writer and the attributes need more than the properties.
import type { Resource } from "../../model/resource.ts";
import type { MapNode } from "../../syntax/node.ts";
import type { Template } from "./template.ts";

export interface Written {
  readonly dialect: "cloudformation";
  readonly template: Template;
  /** The map that holds `Type` and `Properties`. */
  readonly body: MapNode;
  /** Where the root stands in the template; undefined where a loop makes the resource, so that its text is not its own. */
  readonly path: readonly string[] | undefined;
}

export function writtenOf(resource: Resource): Written | undefined {
  const syntax = resource.root.syntax as Partial<Written> | undefined;
  return syntax?.dialect === "cloudformation" ? (syntax as Written) : undefined;
}
