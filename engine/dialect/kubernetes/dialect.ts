// How Kubernetes objects are read: go-yaml scalars, and which places hold shell text or text for somebody else.
import { yamlWriter } from "../../edit/yaml-writer.ts";
import type { Path } from "../../model/address.ts";
import type { Dialect, PlaceKind, Resource } from "../../model/resource.ts";
import { resolveGoYaml2, resolveJson } from "../../syntax/yaml/scalars.ts";
import { listKeyFor } from "./list-keys.ts";

export const kubernetesDialect: Dialect = {
  name: "kubernetes",
  scalar: (node) => (node.value === undefined ? resolveGoYaml2(node) : resolveJson(node)),
  placeKind,
  listKey: (resource, path) => listKeyFor(resource.ref.kind, path),
  writer: yamlWriter,
};

const SHELL_FIELDS = new Set(["command", "args", "source", "entrypoint", "entrypointCommand"]);
const PAYLOAD_FIELDS = new Set([
  "annotations",
  "description",
  "expr",
  "expression",
  "when",
  "query",
  "messageExpression",
  "runtimeEnvYAML",
  "serveConfigV2",
]);

/** Shell text: commands, arguments, scripts. Payload: ConfigMap data, annotations, expressions of other languages. */
function placeKind(resource: Resource, path: Path): PlaceKind {
  const first = path[0];
  if (resource.ref.kind === "ConfigMap" && resource.ref.group === "" && (first === "data" || first === "binaryData")) return "payload";
  for (const step of path) {
    if (typeof step !== "string") continue;
    if (SHELL_FIELDS.has(step)) return "shell";
    if (PAYLOAD_FIELDS.has(step)) return "payload";
  }
  return "plain";
}
