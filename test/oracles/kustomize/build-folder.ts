// Builds a folder as the oracle and the tests see it: the unit, its objects as JSON, and the names that end in a hash.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltUnit, FileAccess } from "../../../engine/dialect/dialect.ts";
import { kubernetesResource } from "../../../engine/dialect/kubernetes/resources.ts";
import { buildKustomization } from "../../../engine/dialect/kustomize/build.ts";
import { readFile } from "../../../engine/dialect/read-file.ts";
import { deref, type Node, type ScalarNode } from "../../../engine/syntax/node.ts";
import { toJson } from "../../../engine/syntax/to-json.ts";
import { resolveGoYaml2 } from "../../../engine/syntax/yaml/scalars.ts";

export interface Built {
  readonly unit: BuiltUnit;
  readonly objects: readonly unknown[];
  readonly hashed: readonly string[];
}

export function buildFolder(access: FileAccess, folder: string): Built {
  const at = (name: string) => (folder === "" ? name : `${folder}/${name}`);
  const name =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"].find((one) => access.documents(at(one))) ?? "kustomization.yaml";
  const unit = buildKustomization(at(name), access, kubernetesResource);
  const hashed: string[] = [];
  const objects = unit.resources.map((resource) => {
    const object = toJson(known(resource.root), resolveGoYaml2) as { metadata?: { name?: unknown } };
    if (resource.written && object.metadata?.name === "\u0000unknown") {
      object.metadata.name = resource.ref.name;
      hashed.push(resource.ref.name ?? "");
    }
    return object;
  });
  return { unit, objects, hashed };
}

/** Unknown values as a text that nothing else has. */
function known(node: Node): Node {
  const at = deref(node);
  if (at.kind === "open")
    return { kind: "scalar", start: 0, end: 0, text: "\u0000unknown", value: "\u0000unknown", style: "computed" } satisfies ScalarNode;
  if (at.kind === "map") return { ...at, entries: at.entries.map(({ key, value }) => ({ key, value: known(value) })) };
  return at.kind === "list" ? { ...at, items: at.items.map(known) } : at;
}

/** Files given as texts. */
export function memoryAccess(files: Readonly<Record<string, string>>): FileAccess & { readonly paths: readonly string[] } {
  return accessOf(Object.keys(files), (path) => files[path]);
}

/** All files below a folder. */
export function diskAccess(root: string): FileAccess & { readonly paths: readonly string[] } {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll("\\", "/"),
    );
  return accessOf(paths.sort(), (path) => readFileSync(join(root, path), "utf8"));
}

function accessOf(
  paths: readonly string[],
  read: (path: string) => string | undefined,
): FileAccess & { readonly paths: readonly string[] } {
  const known = new Set(paths);
  const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return {
    paths,
    documents: (path) => (known.has(path) ? readFile(path, read(path) ?? "", false).documents : undefined),
    list: (folder) =>
      paths
        .filter((path) => folderOf(path) === folder)
        .map((path) => path.slice(path.lastIndexOf("/") + 1))
        .sort(),
  };
}
