// Which paths of a workspace are not looked at: what .gitignore and .drydockignore name, at any depth and with git's rules, and folders
// that hold the work of others. Nothing is read here but those two files.
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import { readText } from "./read.ts";
import { exists } from "./sight.ts";

/** Never entered: the history of git, installed packages, what `terraform init` and `go mod vendor` bring. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([".git", "node_modules", ".terraform", "vendor"]);

export const IGNORE_FILES: readonly string[] = [".gitignore", ".drydockignore"];

/** The rules of one folder, and those of the folders above it. */
interface Scope {
  readonly folder: string;
  readonly rules: Ignore;
  readonly above: Scope | undefined;
}

export interface Ignored {
  /** Tells that a folder has no ignore file of its own, so that none is looked for. */
  hasNone(folder: string): void;
  /** Whether the path itself is named; its parents are taken to be looked at. */
  names(path: string, isFolder: boolean): boolean;
  /** Whether the path, or a folder above it, is named or skipped. */
  covers(path: string, isFolder?: boolean): boolean;
}

/** `root`: absolute. Paths are relative to it, with "/" separators. */
export function ignoredBelow(root: string): Ignored {
  const scopes = new Map<string, Scope | undefined>();

  function scopeOf(folder: string): Scope | undefined {
    if (scopes.has(folder)) return scopes.get(folder);
    const above = folder === "" ? undefined : scopeOf(parentOf(folder));
    const rules = rulesIn(join(root, folder));
    const scope = rules ? { folder, rules, above } : above;
    scopes.set(folder, scope);
    return scope;
  }

  function names(path: string, isFolder: boolean): boolean {
    for (let scope = scopeOf(parentOf(path)); scope; scope = scope.above) {
      const below = scope.folder === "" ? path : path.slice(scope.folder.length + 1);
      if (!ignore.isPathValid(below)) continue;
      const { ignored, unignored } = scope.rules.test(isFolder ? `${below}/` : below);
      if (ignored !== unignored) return ignored;
    }
    return false;
  }

  return {
    hasNone(folder) {
      scopes.set(folder, folder === "" ? undefined : scopeOf(parentOf(folder)));
    },
    names,
    covers(path, isFolder = false) {
      const steps = path.split("/");
      return steps.some((step, index) => {
        const isInner = isFolder || index < steps.length - 1;
        return (isInner && SKIPPED_FOLDERS.has(step)) || names(steps.slice(0, index + 1).join("/"), isInner);
      });
    },
  };
}

/** The folder of a path; "" is the root. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The later file wins: .drydockignore can name what git keeps, and take back what .gitignore names. */
function rulesIn(folder: string): Ignore | undefined {
  let rules: Ignore | undefined;
  for (const name of IGNORE_FILES) {
    const file = join(folder, name);
    const read = exists(file) ? readText(file) : undefined;
    if (read && "text" in read) rules = (rules ?? ignore()).add(read.text);
  }
  return rules;
}
