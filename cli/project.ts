// A project over a workspace, with all rules.
import { Project, type SourceStore } from "../engine/api.ts";
import { hash, type WorkspaceFiles } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import { type Io, MANY_FILES } from "./io.ts";

export const RULE_IDS: readonly string[] = rules.map(({ id }) => id);

interface Source {
  /** Where texts come from, when it is not the workspace itself. */
  readonly store?: SourceStore;
  /** Only some of the files are going to be judged. */
  readonly isResumed?: boolean;
}

export function projectOf(workspace: WorkspaceFiles, io: Io, { store = workspace.store, isResumed = false }: Source = {}): Project {
  const { paths, configuration } = workspace;
  if (!isResumed && paths.length >= MANY_FILES) io.hasManyFiles?.();
  return new Project({
    rules,
    store,
    settings: configuration.settings,
    units: configuration.units,
    terraformRoots: configuration.terraformRoots,
    today: io.today(),
    hash,
  });
}
