// A project that goes on from where the last run over the same workspace ended: what did not change is not judged again.
import { join } from "node:path";
import type { ConfigOverlay, Project, SourceStore } from "../engine/api.ts";
import { type KeptWorkspace, keepWorkspace, recallWorkspace, runName, type WorkspaceFiles } from "../host/workspace.ts";
import { projectOf } from "./project.ts";
import type { Recording } from "./recording.ts";

/** All files are read, in this run too: it is what they hold that tells whether they changed. */
export function resumedProject(workspace: WorkspaceFiles, overlay: ConfigOverlay, recording: Recording): Project {
  const { root, paths, store, configuration } = workspace;
  const { workspaces, io } = recording;
  if (!workspaces || paths.length < workspaces.fewest) {
    const project = projectOf(workspace, io);
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
  for (const path of kept ? paths : []) store.lookAt(path);
  const changed = paths.filter((path) => kept?.digests.get(path) !== digestOf(path) || digestOf(path) === "");
  const present = new Set(paths);
  const gone = [...(kept?.digests.keys() ?? [])].filter((path) => !present.has(path));
  project.update([...changed.map((path) => ({ path })), ...gone.map((path) => ({ path, gone: true }))]);
  recording.afterwards(() => {
    const known = project.keep();
    if (kept && changed.length + gone.length === 0 && known.plans.length === kept.known.plans.length) return;
    const digests = new Map(paths.map((path) => [path, digestOf(path)]));
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
