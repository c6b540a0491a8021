// What the words of the command line name: the workspace, and in it the files to report on.
import { basename, dirname, relative, resolve, sep } from "node:path";
import { kindOf, pathInside, realPath, rootAbove, workspaceRoot } from "../host/workspace.ts";
import { UsageError } from "./io.ts";

export interface Scope {
  /** Absolute. */
  readonly root: string;
  /** Absolute: the first folder that was named, or that of the first file. */
  readonly folder: string;
  /** Workspace-relative; "" is the root. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
  /** Whether a file of the workspace is one of those that were named. */
  selects(path: string): boolean;
  /** Whether a configuration or folder governs, or lies in, what was named. */
  bearsOn(path: string): boolean;
  /** The path as it is named from the working directory. */
  pathFor(path: string): string;
}

/** `virtual`: a file that need not exist (its text comes from standard input). */
export function scopeOf(cwd: string, words: readonly string[], virtual?: string): Scope {
  const named = virtual === undefined ? words.map((word) => existing(cwd, word)) : [{ path: virtualPath(cwd, virtual), isFolder: false }];
  const roots = new Set(named.map(({ path, isFolder }) => workspaceRoot(isFolder ? path : dirname(path))));
  const [root = cwd, other] = roots;
  if (other !== undefined)
    throw new UsageError(`${show(cwd, root)} and ${show(cwd, other)} are two workspaces: run the command once for each.`);
  const inside = named.map(({ path, isFolder }) => ({ path: pathInside(root, path) ?? "", isFolder }));
  const folders = inside.filter(({ isFolder }) => isFolder).map(({ path }) => path);
  const files = new Set(inside.filter(({ isFolder }) => !isFolder).map(({ path }) => path));
  const selects = (path: string) => files.has(path) || folders.some((folder) => isWithin(folder, path));
  const [first] = named;
  let realCwd: string | undefined;
  return {
    root,
    folder: first === undefined ? root : first.isFolder ? first.path : dirname(first.path),
    folders,
    files: [...files],
    selects,
    bearsOn: (path) => selects(path) || inside.some((named) => isWithin(path.slice(0, Math.max(0, path.lastIndexOf("/"))), named.path)),
    pathFor: (path) => shown((realCwd ??= realPath(cwd)), resolve(root, path)),
  };
}

const isWithin = (folder: string, path: string): boolean => folder === "" || path === folder || path.startsWith(`${folder}/`);

function existing(cwd: string, word: string): { readonly path: string; readonly isFolder: boolean } {
  const path = resolve(cwd, word);
  try {
    const kind = kindOf(path);
    if (kind === "other") throw new UsageError(`${word} is neither a file nor a folder.`);
    const workspace = realPath(rootAbove(kind === "folder" ? path : dirname(path)));
    const target = realPath(path);
    if (pathInside(workspace, target) === undefined)
      throw new UsageError(`${word} leads out of its workspace, to ${show(cwd, target)}: name that one if it is what you mean.`);
    // The folder is resolved and the name kept: a link to a file is reported under the name that was asked for.
    return kind === "folder"
      ? { path: realPath(path), isFolder: true }
      : { path: resolve(realPath(dirname(path)), basename(path)), isFolder: false };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(code === "ENOENT" || code === "ENOTDIR" ? `${word} does not exist.` : `${word} cannot be opened (${code}).`);
  }
}

/** A new file in a folder that exists. */
function virtualPath(cwd: string, word: string): string {
  const path = resolve(cwd, word);
  const { path: folder, isFolder } = existing(cwd, dirname(word));
  if (!isFolder) throw new UsageError(`${word} does not lie in a folder.`);
  return resolve(folder, basename(path));
}

const show = (cwd: string, path: string): string => shown(realPath(cwd), path);
const shown = (realCwd: string, path: string): string => (relative(realCwd, path) || ".").replaceAll(sep, "/");
