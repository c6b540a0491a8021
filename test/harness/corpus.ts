// The real files of the shared folder, and projects over texts in memory that stand for them. Nothing here writes a file.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ConfigValue,
  declaredUnits,
  type FileChange,
  Project,
  type ProjectOptions,
  type Rule,
  type SourceStore,
  settingsOf,
} from "../../engine/api.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { Workspace } from "../../engine/rule/workspace.ts";
import { openWorkspace } from "../../host/workspace.ts";

const shared = process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared");
const root = join(shared, "corpus/dev");

/** Why a test over the corpus cannot run; undefined where it can. */
export const withoutCorpus: string | undefined = existsSync(root) ? undefined : "needs the shared folder";

/** The folder of one of its repositories. */
export const corpusFolder = (name: string): string => join(root, name);

export const corpusRepositories = (): readonly string[] => readdirSync(root).sort();

export type Texts = Map<string, string>;

let read: ReadonlyMap<string, string> | undefined;

/** The texts of the corpus as the host finds and decodes them, by path, in order. A copy: change it as you like. */
export function corpusTexts(): Texts {
  if (!read) {
    const { paths, store } = openWorkspace({ root, ruleIds: [] });
    const texts = new Map<string, string>();
    for (const path of paths) {
      const text = store.read(path);
      if (typeof text === "string") texts.set(path, text);
    }
    read = texts;
  }
  return new Map(read);
}

/** The files that the corpus's own page lists under a heading that begins with these words. */
export function listedInCorpus(heading: string): readonly string[] {
  const lines = readFileSync(join(shared, "corpus/README.md"), "utf8").split("\n");
  const from = lines.findIndex((line) => line.startsWith(`- **${heading}`));
  const listed = lines.slice(from + 1);
  const to = listed.findIndex((line) => !line.startsWith("  - "));
  return listed.slice(0, to).map((line) => /`([^`]+)`/.exec(line)?.[1] ?? "");
}

export interface InMemory {
  readonly rules: readonly Rule[];
  /** A `drydock.yaml` at the root. Without it every preset is on, previews too. */
  readonly config?: ConfigValue;
  readonly store?: SourceStore;
}

export const EVERYTHING: ConfigValue = { preset: ["recommended", "strict", "hybrid", "regulated"], preview: true };

/** What configuration gives a project; the identical settings for every path. */
export function configured(config: ConfigValue = EVERYTHING): Pick<ProjectOptions, "settings" | "units" | "terraformRoots"> {
  const chain = [{ path: "drydock.yaml", value: config }];
  const settings = settingsOf(chain);
  return { settings: () => settings, units: declaredUnits(chain), terraformRoots: config.terraform?.roots ?? [] };
}

/** A project that was told of every text, as a first run is. */
export function freshProject(texts: ReadonlyMap<string, string>, { rules, config, store }: InMemory): Project {
  const project = new Project({ rules, store: store ?? storeOf(texts), ...configured(config), today: "2026-11-24", hash });
  project.update([...texts.keys()].sort().map((path): FileChange => ({ path })));
  return project;
}

/** The project of another process that goes on from what this one knows. `texts` as they are now, `store` as it was for this one. */
export function resumedProject(
  project: Project,
  texts: ReadonlyMap<string, string>,
  { rules, config, store }: Required<InMemory>,
): Project {
  const other = new Project({ rules, store, ...configured(config), today: "2026-11-24", hash });
  other.resume(structuredClone(project.keep()));
  other.update([...texts].flatMap(([path, text]) => (store.read(path) === text ? [] : [{ path, text }])));
  return other;
}

export const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Texts to which none comes and of which none goes. */
function storeOf(texts: ReadonlyMap<string, string>): SourceStore {
  const folders = grouped([...texts.keys()].sort(), folderOf);
  return { read: (path) => texts.get(path), list: (folder) => (folders.get(folder) ?? []).map(nameOf) };
}

/** Reads the map as it is at the time; slow for many files. */
export const diskOf = (texts: ReadonlyMap<string, string>): SourceStore => ({
  read: (path) => texts.get(path),
  list: (folder) =>
    [...texts.keys()]
      .filter((path) => folderOf(path) === folder)
      .map(nameOf)
      .sort(),
});

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Every resource that is judged: of files that no build covers, of builds, of modules. */
export function allResources(texts: ReadonlyMap<string, string>): readonly Resource[] {
  const workspace = new Workspace(storeOf(texts));
  for (const path of texts.keys()) workspace.change(path, {});
  const builds = workspace.kustomizations().map((path) => workspace.build(path));
  const covered = new Set(builds.flatMap(({ covers }) => covers));
  return [
    ...[...texts.keys()].flatMap((path) => (covered.has(path) ? [] : workspace.fileResources(path))),
    ...builds.flatMap(({ resources }) => resources),
    ...workspace.modules().flatMap((folder) => workspace.module(folder).resources),
  ];
}

/** `Map.groupBy`, which Node 20 lacks. */
export function grouped<K, T>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
