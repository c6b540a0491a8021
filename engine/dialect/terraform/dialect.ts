// How Terraform resources are read and written: values are evaluated when the tree is made, so a scalar simply has one.
import { hclWriter } from "../../edit/hcl-writer.ts";
import type { Path } from "../../model/address.ts";
import type { Dialect, PlaceKind, Resource } from "../../model/resource.ts";
import { resolveGoYaml2 } from "../../syntax/yaml/scalars.ts";

export const terraformDialect: Dialect = {
  name: "terraform",
  scalar: (node) => (node.value === undefined ? resolveGoYaml2(node) : node.value),
  placeKind,
  listKey: () => undefined,
  writer: hclWriter,
};

const SHELL: ReadonlySet<string> = new Set(["user_data", "startup_script", "metadata_startup_script", "command", "inline", "args"]);
/** Prose and programs of others: no hole is looked for in them. */
const PAYLOAD: ReadonlySet<string> = new Set(["description", "error_message", "dashboard_json", "dashboard_body", "query", "expr"]);

function placeKind(_resource: Resource, path: Path): PlaceKind {
  for (const step of path) {
    if (typeof step !== "string") continue;
    if (SHELL.has(step)) return "shell";
    if (PAYLOAD.has(step)) return "payload";
  }
  return "plain";
}
