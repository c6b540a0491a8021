// Which kustomizations include which: what none includes is a unit and is built; the others are seen through it.
import type { FileAccess } from "../dialect.ts";
import { folderOf, isRemote, resolvePath } from "./paths.ts";
import { firstWritten } from "./session.ts";
import { itemsAt, type Located, locate, textAt } from "./tree.ts";

export interface KustomizationGraph {
  /** To be built, sorted. Of kustomizations that include each other in a circle, one: its build says so. */
  readonly roots: readonly string[];
  /** Included kustomizations with those that include them. */
  readonly included: ReadonlyMap<string, readonly string[]>;
}

/** `paths`: the kustomization files of the workspace. A component is a root only where no build includes it. */
export function kustomizationGraph(paths: readonly string[], access: FileAccess): KustomizationGraph {
  const byFolder = new Map(paths.map((path) => [folderOf(path), path]));
  const components = new Set<string>();
  const includes = new Map<string, readonly string[]>();
  const included = new Map<string, string[]>();
  for (const path of [...paths].sort()) {
    const document = firstWritten(access.documents(path));
    const root = document?.tree.root && locate(document.tree.root, document);
    if (!root) continue;
    if (textAt(root, "kind") === "Component") components.add(path);
    const inner = includedBy(root, path, byFolder);
    includes.set(path, inner);
    for (const one of inner) included.set(one, [...(included.get(one) ?? []), path]);
  }
  const roots: string[] = [];
  const reached = new Set<string>();
  // First what nothing includes; then what only components include that nobody uses; then one of each circle.
  const isFree = [
    (path: string) => !included.has(path),
    (path: string) => included.get(path)?.every((by) => components.has(by)) === true,
    () => true,
  ];
  for (const isCandidate of [(path: string) => !components.has(path), (path: string) => components.has(path)]) {
    for (const isRoot of isFree) {
      for (const path of [...paths].sort()) {
        if (reached.has(path) || !isCandidate(path) || !isRoot(path)) continue;
        roots.push(path);
        reach(path, includes, reached);
      }
    }
  }
  return { roots: roots.sort(), included };
}

function includedBy(root: Located, path: string, byFolder: ReadonlyMap<string, string>): readonly string[] {
  const entries = ["resources", "bases", "components"].flatMap((field) => itemsAt(root, field));
  const found = entries.flatMap((entry) => {
    const text = textAt(entry) ?? "";
    const folder = isRemote(text) ? undefined : resolvePath(folderOf(path), text);
    return (folder === undefined ? undefined : byFolder.get(folder)) ?? [];
  });
  return [...new Set(found)].filter((one) => one !== path);
}

function reach(from: string, includes: ReadonlyMap<string, readonly string[]>, reached: Set<string>): void {
  const left = [from];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    left.push(...(includes.get(path) ?? []));
  }
}
