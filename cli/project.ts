// A project over a workspace, with all rules.
import { Project, type SourceStore } from "../engine/api.ts";
import { hash, type WorkspaceFiles } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import type { Io } from "./io.ts";

export const RULE_IDS: readonly string[] = rules.map(({ id }) => id);

/** From here on it pays to tune the compiler: it costs a few milliseconds. */
const MANY_FILES = 400;

/** `store`: where texts come from, when it is not the workspace itself. */
export function projectOf({ paths, store: own, configuration }: WorkspaceFiles, io: Io, store: SourceStore = own): Project {
  if (paths.length >= MANY_FILES) io.hasManyFiles?.();
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
