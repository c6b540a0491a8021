// A project that goes on from where the last run over the same workspace ended: what did not change is not judged again.
import { join } from "node:path";
import type { ConfigOverlay, Project, SourceStore } from "../engine/api.ts";
import { type KeptWorkspace, keepWorkspace, recallWorkspace, runName, type WorkspaceFiles } from "../host/workspace.ts";
import { projectOf } from "./project.ts";
import type { Recording } from "./recording.ts";

/** The state in which the files of a workspace are looked at first. */
export interface Start {
  readonly paths: readonly string[];
  readonly store: SourceStore;
  /** Whether a path held something else then. */
  isOther(path: string): boolean;
}

/** All files are read, in this run too: it is what they hold that tells whether they changed. */
export function resumedProject(
  workspace: WorkspaceFiles,
  overlay: ConfigOverlay,
  recording: Recording,
  { paths, store, isOther }: Start = { ...workspace, isOther: () => false },
): Project {
  const { root, configuration } = workspace;
  const { workspaces, io } = recording;
  if (!workspaces || workspace.paths.length < workspaces.fewest) {
    const project = projectOf(workspace, io, { store });
    project.update(paths.map((path) => ({ path })));
    return project;
  }
  const { files, units, terraformRoots } = configuration;
  const name = runName([workspaces.build, root, overlay, files, units, terraformRoots]);
  const lists = new Map<string, readonly string[]>();
  const noting = notingLists(store, lists);
  const kept = stillTrue(recallWorkspace(workspaces.cache, name), noting);
  const project = projectOf(workspace, io, { store: noting, isResumed: kept !== undefined });
  if (kept) project.resume(kept.known);
  const digestOf = (path: string) => recording.digestOf(join(root, path)) ?? "";
  for (const path of kept ? workspace.paths : []) workspace.store.lookAt(path);
  const isKept = (path: string) => !isOther(path) && digestOf(path) !== "" && kept?.digests.get(path) === digestOf(path);
  const changed = paths.filter((path) => !isKept(path));
  const listed = new Set(paths);
  const gone = [...(kept?.digests.keys() ?? [])].filter((path) => !listed.has(path));
  project.update([...changed.map((path) => ({ path })), ...gone.map((path) => ({ path, gone: true }))]);
  recording.afterwards(() => {
    const known = project.keep();
    if (kept && changed.length + gone.length === 0 && known.plans.length === kept.known.plans.length) return;
    const digests = new Map(workspace.paths.map((path) => [path, digestOf(path)]));
    for (const folder of lists.keys()) lists.set(folder, workspace.store.list(folder));
    keepWorkspace(workspaces.cache, name, { known, digests, lists });
  });
  return project;
}

const notingLists = (store: SourceStore, lists: Map<string, readonly string[]>): SourceStore => ({
  read: (path) => store.read(path),
  list(folder) {
    const names = store.list(folder);
    lists.set(folder, names);
    return names;
  },
});

/** Undefined where the engine would be told of other names now. Which folders it asks about then, nobody knows. */
function stillTrue(kept: KeptWorkspace | undefined, store: SourceStore): KeptWorkspace | undefined {
  const isSame = ([folder, before]: readonly [string, readonly string[]]) => store.list(folder).join("/") === before.join("/");
  return kept && [...kept.lists].every(isSame) ? kept : undefined;
}
