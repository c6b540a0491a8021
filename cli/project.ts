// A project over a workspace, with all rules.
import { Project, type SourceStore } from "../engine/api.ts";
import { hash, type WorkspaceFiles } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import type { Io } from "./io.ts";

export const RULE_IDS: readonly string[] = rules.map(({ id }) => id);

/** `store`: where texts come from, when it is not the workspace itself. */
export function projectOf({ store: own, configuration }: WorkspaceFiles, io: Io, store: SourceStore = own): Project {
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
