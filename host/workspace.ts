// The door of the host: a folder with all that a front end needs to lint it. This room alone reads and writes files; it knows nothing
// of what is in them, apart from configuration.
import { relative, sep } from "node:path";
import type { FileProblem } from "../engine/api.ts";
import { type Configuration, type ConfigurationOptions, misnamedIn, readConfiguration } from "./config.ts";
import { discover, isMarked, rootAbove } from "./discover.ts";
import { ignoredBelow } from "./ignored.ts";
import { discoverNear, reachOf } from "./reach.ts";
import { type FileStore, fileStore } from "./read.ts";
import { realPath } from "./sight.ts";

export type { Cache } from "./cache.ts";
export { CONFIG_NAME, type Configuration, readConfiguration } from "./config.ts";
export { hint, type ReadConfig } from "./config-file.ts";
export { decode } from "./decode.ts";
export { isCandidate, rootAbove } from "./discover.ts";
export { changesSince, type GitChanges } from "./git.ts";
export { IGNORE_FILES } from "./ignored.ts";
export { keepRun, runName, type Said } from "./kept-runs.ts";
export { type KeptWorkspace, keepWorkspace, recallWorkspace } from "./kept-workspace.ts";
export { foldersAbove } from "./reach.ts";
export { readText } from "./read.ts";
export { appendReport, sizeOf, writeReport } from "./report-file.ts";
export { bytesOf, isFolder, kindOf, realFolder, realPath, watch } from "./sight.ts";
export { Recorder } from "./witness.ts";
export { hash, replaceText, writeNew } from "./write.ts";

export interface WorkspaceFiles {
  /** Absolute. All other paths are relative to it, with "/" separators. */
  readonly root: string;
  /** The files to lint, sorted. */
  readonly paths: readonly string[];
  readonly store: FileStore;
  readonly configuration: Configuration;
  /** Configuration, and folders that could not be opened. */
  readonly problems: readonly FileProblem[];
  /** Whether a path is left out by .gitignore, .drydockignore or its folder. */
  isIgnored(path: string): boolean;
}

export interface WorkspaceRequest extends ConfigurationOptions {
  /** An absolute, existing folder. */
  readonly root: string;
  /** Workspace-relative folders that were named: they are looked at even where an ignore file names them. */
  readonly folders?: readonly string[];
  /** Workspace-relative files that were named. Where only files are named, only what can bear on them is read. */
  readonly files?: readonly string[];
}

/** Reads names and configuration; texts are read when the engine asks for them. */
export function openWorkspace(request: WorkspaceRequest): WorkspaceFiles {
  const { root, folders = [], files = [] } = request;
  const ignored = ignoredBelow(root);
  const isWhole = folders.length > 0 || files.length === 0;
  const discovery = isWhole || isMarked(root) ? discover(root, folders, ignored) : discoverNear(root, files, ignored);
  const store = fileStore(root, new Set(discovery.files), (path) => ignored.covers(path));
  const configuration = readConfiguration(store, discovery.configs, request);
  const declared = configuration.units.flatMap((unit) => (unit.folder === undefined ? [] : [unit.folder]));
  const paths = isWhole ? [...new Set([...discovery.files, ...files])].sort() : reachOf(files, discovery, store, declared);
  const closed = isWhole ? discovery.failures : [];
  return {
    root,
    paths,
    store,
    configuration,
    problems: [
      ...configuration.problems,
      ...misnamedIn(discovery.files, store, request.ruleIds),
      ...closed.map(
        ({ folder, problem }): FileProblem => ({ kind: "read", file: folder === "" ? "." : folder, message: `The folder ${problem}.` }),
      ),
    ],
    isIgnored: (path) => ignored.covers(path),
  };
}

/** The path as the workspace names it; undefined outside of it. `absolute` need not exist. */
export function pathInside(root: string, absolute: string): string | undefined {
  const path = relative(root, absolute);
  if (path === ".." || path.startsWith(`..${sep}`) || (sep === "\\" && /^[A-Za-z]:/.test(path))) return undefined;
  return path.replaceAll(sep, "/");
}

/** The workspace of an absolute folder. Links are followed once, here, so that one file has one name. */
export const workspaceRoot = (folder: string): string => rootAbove(realPath(folder));
