// What a kustomization names by its path: from the place in its text to the file.
import table from "../../facts/references.json" with { type: "json" };
import { folderOf, inFolder, isRemote, KUSTOMIZATION_NAMES, resolvePath } from "../dialect/kustomize/paths.ts";
import { deref, findEntry, type Node } from "../syntax/node.ts";
import type { Ground } from "./ground.ts";

/** The file that the text at an offset means: itself, or the kustomization of the folder. Undefined where there is none here. */
export function fileNamedAt(ground: Ground, path: string, offset: number): string | undefined {
  const reading = ground.reading(path);
  if (!reading || "problem" in reading) return undefined;
  for (const { document, class: documentClass } of reading.documents) {
    const { root } = document.tree;
    if (documentClass !== "kustomization" || !root) continue;
    for (const pattern of table.kustomization) {
      const steps = pattern.replace(/=$/, "").replaceAll("[]", ".[]").split(".");
      for (const node of nodesAt(root, steps)) {
        if (document.start + node.start > offset || offset > document.start + node.end || node.kind !== "scalar") continue;
        return fileOf(ground, path, pattern.endsWith("=") ? node.text.slice(node.text.indexOf("=") + 1) : node.text);
      }
    }
  }
  return undefined;
}

function fileOf(ground: Ground, path: string, text: string): string | undefined {
  const named = isRemote(text) ? undefined : resolvePath(folderOf(path), text);
  if (named === undefined || text === "") return undefined;
  return [named, ...KUSTOMIZATION_NAMES.map((name) => inFolder(named, name))].find((one) => ground.has(one));
}

function nodesAt(node: Node, [step, ...rest]: readonly string[]): readonly Node[] {
  if (step === undefined) return [node];
  const target = deref(node);
  if (step === "[]") return target.kind === "list" ? target.items.flatMap((item) => nodesAt(item, rest)) : [];
  const value = target.kind === "map" ? findEntry(target, step)?.value : undefined;
  return value ? nodesAt(value, rest) : [];
}
