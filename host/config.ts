// Which configuration governs a path: the drydock.yaml files of its folder and of those above it, up to the root of the workspace or
// to the first that says `root: true`.
import { posix } from "node:path";
import {
  type ConfigFile,
  type ConfigOverlay,
  declaredUnits,
  type FileProblem,
  type Location,
  type Settings,
  type SourceStore,
  settingsOf,
  type Unit,
} from "../engine/api.ts";
import { type ReadConfig, readConfigText } from "./config-file.ts";
import { parentOf } from "./ignored.ts";

export const CONFIG_NAME = "drydock.yaml";

/** The file of known findings that a drydock.yaml names. Nobody here knows what is in it. */
interface NamedBaseline {
  /** From the root of the workspace. */
  readonly path: string;
  /** Where it is named. */
  readonly at: Location;
  /** Whether the drydock.yaml that names it has a say about a file. */
  governs(path: string): boolean;
}

export interface Configuration {
  readonly files: readonly ConfigFile[];
  readonly problems: readonly FileProblem[];
  readonly units: readonly Unit[];
  /** Workspace-relative folders in which terraform is run. */
  readonly terraformRoots: readonly string[];
  readonly baseline: NamedBaseline | undefined;
  /** What governs a path; the identical object for all paths with the same chain of files. */
  settings(path: string): Settings;
  /** The files that govern a path, outermost first, and where their settings stand. */
  chain(path: string): readonly ReadConfig[];
}

export interface ConfigurationOptions {
  readonly ruleIds: readonly string[];
  readonly overlay?: ConfigOverlay;
}

/** `paths`: the drydock.yaml files of the workspace. */
export function readConfiguration(store: SourceStore, paths: readonly string[], { ruleIds, overlay }: ConfigurationOptions): Configuration {
  const byFolder = new Map<string, ReadConfig>();
  const problems: FileProblem[] = [];
  for (const path of paths) {
    const text = store.read(path);
    if (text === undefined) continue;
    if (typeof text !== "string") {
      problems.push({ kind: "config", file: path, message: `The configuration ${text.problem}.` });
      continue;
    }
    const read = readConfigText(path, text, ruleIds);
    problems.push(...read.problems);
    byFolder.set(parentOf(path), read);
  }
  const files = [...byFolder.values()].map(({ file }) => file);
  const chains = new Map<string, readonly ReadConfig[]>();
  const settingsByChain = new Map<string, Settings>();

  function chainOf(folder: string): readonly ReadConfig[] {
    let chain = chains.get(folder);
    if (!chain) {
      const own = byFolder.get(folder);
      const above = folder === "" || own?.file.value.root === true ? [] : chainOf(parentOf(folder));
      chain = own ? [...above, own] : above;
      chains.set(folder, chain);
    }
    return chain;
  }

  /** A baseline is compared with the findings of a whole workspace: there is one, that of the outermost file that names any. */
  function baselineOf(): NamedBaseline | undefined {
    const named = [...byFolder].sort(([a], [b]) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
    let first: NamedBaseline | undefined;
    for (const [folder, { file, locationOf }] of named) {
      const word = file.value.baseline;
      if (word === undefined) continue;
      const at = locationOf("baseline");
      const path = pathFrom(folder, word);
      const wrong = first
        ? `The workspace has one baseline, and ${first.at.file} names it; this one is ignored.`
        : path === undefined && "A baseline lies in the workspace, and is named by its path from this file; this one is ignored.";
      if (wrong) problems.push({ kind: "config", ...at, message: wrong });
      else if (path !== undefined)
        first = { path, at, governs: (other) => chainOf(parentOf(other)).some((one) => one.file.path === file.path) };
    }
    return first;
  }

  const baseline = baselineOf();
  // As one reads: file by file, each from its top.
  const at = (problem: FileProblem): number => problem.span?.start ?? 0;
  problems.sort((a, b) => paths.indexOf(a.file) - paths.indexOf(b.file) || at(a) - at(b));

  return {
    files,
    problems,
    baseline,
    units: declaredUnits(files),
    terraformRoots: files.flatMap(({ path, value }) => (value.terraform?.roots ?? []).map((root) => folderFrom(parentOf(path), root))),
    chain: (path) => chainOf(parentOf(path)),
    settings(path) {
      const chain = chainOf(parentOf(path)).map(({ file }) => file);
      const key = chain.map((file) => file.path).join("\n");
      let settings = settingsByChain.get(key);
      if (!settings) settingsByChain.set(key, (settings = settingsOf(chain, overlay)));
      return settings;
    },
  };
}

const ALMOST = /(?:^|\/)(?:drydock\.yml|\.drydock\.ya?ml)$/;

/** Files that say what a configuration says, under a name that nobody reads. */
export function misnamedIn(files: readonly string[], store: SourceStore, ruleIds: readonly string[]): readonly FileProblem[] {
  return files.flatMap((file): readonly FileProblem[] => {
    const text = ALMOST.test(file) ? store.read(file) : undefined;
    if (typeof text !== "string" || Object.keys(readConfigText(file, text, ruleIds).file.value).length === 0) return [];
    return [{ kind: "config", file, message: `Nothing in this file applies: a configuration is called ${CONFIG_NAME}. Rename it.` }];
  });
}

const depthOf = (folder: string): number => (folder === "" ? 0 : folder.split("/").length);

/** A file that a configuration names; undefined outside of the workspace. */
function pathFrom(folder: string, relative: string): string | undefined {
  const path = posix.join(folder, relative);
  const isInside = !posix.isAbsolute(relative) && path !== ".." && !path.startsWith("../");
  return isInside ? path : undefined;
}

/** A folder that a configuration names, relative to its own; "." is its own. */
function folderFrom(folder: string, relative: string): string {
  const steps = [...folder.split("/"), ...relative.split("/")].filter((step) => step !== "" && step !== ".");
  return steps.join("/");
}
