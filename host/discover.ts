// Which files a workspace has. A walk of our own, synchronous since that is the fastest in Node: no link to a folder is followed, so
// that a loop costs nothing, and the order is the same everywhere.
import { dirname, join } from "node:path";
import { CONFIG_NAME } from "./config.ts";
import { IGNORE_FILES, type Ignored, ignoredBelow, SKIPPED_FOLDERS } from "./ignored.ts";
import { isBelow } from "./read.ts";
import { entriesOf as entriesIn, exists, kindOf, realPath } from "./sight.ts";

export interface Discovery {
  /** Files that can hold something of ours by their name, workspace-relative, sorted by code units. */
  readonly files: readonly string[];
  /** Those of them that are configuration, outermost first. */
  readonly configs: readonly string[];
  /** Those of them that kustomize builds from. */
  readonly kustomizations: readonly string[];
  readonly failures: readonly FolderFailure[];
}

interface FolderFailure {
  readonly folder: string;
  readonly problem: string;
}

const EXTENSION = /\.(?:ya?ml|json|tf|tofu|tfvars|template)$/;

/** The names that kustomize looks for in a folder. */
const KUSTOMIZATION_NAMES: ReadonlySet<string> = new Set(["kustomization.yaml", "kustomization.yml", "Kustomization"]);

export const isKustomization = (path: string): boolean => KUSTOMIZATION_NAMES.has(nameOf(path));

/**
 * Whether a file can be ours by its name. Not: `.hcl` (lock files, Packer, Terragrunt) and templates of templates (`.tftpl`, `.tpl`,
 * `.j2`), which have no values before somebody fills them in; the engine reads the latter where a manifest names them.
 */
export const isCandidate = (name: string): boolean => EXTENSION.test(name) || name === "Kustomization";

/** The folder of the outermost `drydock.yaml` or `.git` at or above `folder`; else `folder` itself. */
export function rootAbove(folder: string): string {
  let root = folder;
  for (let at = folder; ; at = dirname(at)) {
    if (isMarked(at)) root = at;
    if (dirname(at) === at) return root;
  }
}

/** Whether somebody said that a folder is one whole. Any other may be a home, or the whole disk. */
export const isMarked = (folder: string): boolean => exists(join(folder, CONFIG_NAME)) || exists(join(folder, ".git"));

/** Walks `root`, and those of `also` (workspace-relative folders) that the walk would leave out: a folder that is named is wanted. */
export function discover(root: string, also: readonly string[] = [], ignored: Ignored = ignoredBelow(root)): Discovery {
  const found = foundIn(root);
  walk(found, "", ignored);
  for (const folder of also) {
    if (folder !== "" && ignored.covers(folder, true)) walk(found, folder, within(folder, ignoredBelow(join(root, folder))));
  }
  return sorted(found);
}

/** The same for some folders (workspace-relative) alone, and for those that `next` adds for the files that lie in one. */
export function discoverIn(
  root: string,
  folders: readonly string[],
  next: (files: readonly string[]) => readonly string[],
  ignored: Ignored,
): Discovery {
  const found = foundIn(root);
  const seen = new Set<string>();
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (seen.has(folder)) continue;
    seen.add(folder);
    const before = found.files.size;
    look(found, folder, ignored);
    waiting.push(...next([...found.files].slice(before)));
  }
  return sorted(found);
}

const foundIn = (root: string): Found => ({ root, realRoot: realPath(root), files: new Set(), failures: [] });

function sorted(found: Found): Discovery {
  const files = [...found.files].sort();

  const configs = files.filter((file) => nameOf(file) === CONFIG_NAME).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return { files, configs, kustomizations: files.filter(isKustomization), failures: found.failures };
}

type Walked = Pick<Ignored, "names" | "hasNone">;

interface Found {
  readonly root: string;
  readonly realRoot: string;
  readonly files: Set<string>;
  readonly failures: FolderFailure[];
}

function walk(found: Found, start: string, ignored: Walked): void {
  const stack = [start];
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) look(found, folder, ignored, stack);
}

/** Looks into one folder. `below`: gets the folders in it. */
function look(found: Found, folder: string, ignored: Walked, below?: string[]): void {
  const entries = entriesOf(found, folder);
  if (!entries.some((entry) => IGNORE_FILES.includes(entry.name))) ignored.hasNone(folder);
  for (const entry of entries) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (below && !SKIPPED_FOLDERS.has(entry.name) && !ignored.names(path, true)) below.push(path);
    } else if (isCandidate(entry.name) && (entry.isFile() || (entry.isSymbolicLink() && isFileInside(found, path)))) {
      if (!ignored.names(path, false)) found.files.add(path);
    }
  }
}

function entriesOf(found: Found, folder: string) {
  try {
    return entriesIn(join(found.root, folder));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    found.failures.push({ folder, problem: `cannot be opened (${code})` });
    return [];
  }
}

/** A link that leads to a file inside the workspace is a file; one that leads out, to a folder, in a circle or nowhere is nothing. */
function isFileInside({ root, realRoot }: Found, path: string): boolean {
  try {
    const target = realPath(join(root, path));
    return isBelow(realRoot, target) && kindOf(target) === "file";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

/** The rules of a folder alone, for paths of the workspace. */
const within = (folder: string, rules: Ignored): Walked => ({
  hasNone: (path) => rules.hasNone(path.slice(folder.length + 1)),
  names: (path, isFolder) => rules.names(path.slice(folder.length + 1), isFolder),
});

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const depth = (path: string): number => path.split("/").length;
