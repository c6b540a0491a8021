// What has to be read to judge some named files, where the whole workspace may be huge: their folders, and the folders that kustomize
// or Terraform joins to them, in both directions. Whatever else exists cannot change what is said about these files.
import { join as joined } from "node:path";
import type { SourceStore } from "../engine/api.ts";
import { type Discovery, discoverIn, isKustomization } from "./discover.ts";
import { type Ignored, parentOf } from "./ignored.ts";
import { readText } from "./read.ts";
import { isFolder } from "./sight.ts";

/** Folders that a configuration declares to be applied together; each is read whole. */
export type DeclaredFolders = readonly string[];

/** The files to read, sorted. `named`: workspace-relative; they are read also where the walk left them out. */
export function reachOf(named: readonly string[], discovery: Discovery, store: SourceStore, declared: DeclaredFolders): readonly string[] {
  const folders = new Set(named.map(parentOf));
  const joins = folderJoins(named, discovery, store);
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const next of joins.get(folder) ?? []) {
      if (folders.has(next)) continue;
      folders.add(next);
      waiting.push(next);
    }
  }
  const units = declared.filter((unit) => named.some((file) => isIn(unit, file)));
  const reached = discovery.files.filter((file) => folders.has(parentOf(file)) || units.some((unit) => isIn(unit, file)));
  return [...new Set([...named, ...reached])].sort();
}

const isIn = (folder: string, file: string): boolean => folder === "" || file.startsWith(`${folder}/`);

/** Undirected: a base is judged in the builds that include it, a module by the calls that pass its arguments. */
function folderJoins(named: readonly string[], discovery: Discovery, store: SourceStore): ReadonlyMap<string, ReadonlySet<string>> {
  const joins = new Map<string, Set<string>>();
  const join = (from: string, to: string) => {
    if (from === to) return;
    joins.set(from, (joins.get(from) ?? new Set()).add(to));
    joins.set(to, (joins.get(to) ?? new Set()).add(from));
  };
  const files = new Set(discovery.files);
  const folders = new Set(discovery.files.flatMap(foldersAbove));
  for (const path of joining(named, discovery)) {
    const text = store.read(path);
    if (typeof text !== "string") continue;
    for (const target of targetsOf(path, text)) {
      if (files.has(target)) join(parentOf(path), parentOf(target));
      else if (folders.has(target)) join(parentOf(path), target);
    }
  }
  return joins;
}

/** Files that join their folder to others. */
const joining = (named: readonly string[], { files, kustomizations }: Pick<Discovery, "files" | "kustomizations">): readonly string[] =>
  named.some(isTerraform) ? [...kustomizations, ...files.filter(isTerraform)] : kustomizations;

/** Paths that such a file names, be there something or not. */
function targetsOf(path: string, text: string): readonly string[] {
  const words = isTerraform(path)
    ? [...text.matchAll(/\bsource\s*=\s*"(\.{1,2}\/[^"\n]{0,500})"/g)].map(([, source = ""]) => source)
    : wordsOf(text);
  return words.flatMap((word) => resolvePath(parentOf(path), word) ?? []);
}

/**
 * What named files can reach in a folder that nobody marked as one whole: a walk through all of it could be one through a home, or a disk.
 * From the folders of these files it goes up to the root, and on to what is named there.
 */
export function discoverNear(root: string, named: readonly string[], ignored: Ignored): Discovery {
  const isOpen = (folder: string) => folder === "" || (isFolder(joined(root, folder)) && !ignored.covers(folder, true));
  const next = (files: readonly string[]) =>
    joining(named, { files, kustomizations: files.filter(isKustomization) }).flatMap((path) => {
      const read = readText(joined(root, path));
      const targets = read && "text" in read ? targetsOf(path, read.text) : [];
      return targets.flatMap((target) => [target, parentOf(target)].find(isOpen) ?? []).flatMap(withThoseAbove);
    });
  return discoverIn(root, named.flatMap(foldersAbove), next, ignored);
}

const withThoseAbove = (folder: string): readonly string[] => (folder === "" ? [folder] : [folder, ...foldersAbove(folder)]);

const isTerraform = (path: string): boolean => /\.(?:tf|tofu)$/.test(path);

/** All that could be a path in a kustomization. Reading one file too many does no harm; missing one would. */
const wordsOf = (text: string): readonly string[] => text.match(/[^\s,'"[\]{}]{1,500}/g) ?? [];

/** From the nearest to the root (""). */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = parentOf(path); ; folder = parentOf(folder)) {
    folders.push(folder);
    if (folder === "") return folders;
  }
}

/** A relative path from a folder, or undefined where it leaves the workspace. */
function resolvePath(folder: string, relative: string): string | undefined {
  const steps = folder === "" ? [] : folder.split("/");
  for (const step of relative.split("/")) {
    if (step === "..") {
      if (steps.pop() === undefined) return undefined;
    } else if (step !== "." && step !== "") steps.push(step);
  }
  return steps.join("/");
}
