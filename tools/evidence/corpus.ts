// All rules on the corpus of real files, with every preset on and previews too.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Finding, Project, type Rule, settingsOf } from "../../engine/api.ts";
import { hash, openWorkspace } from "../../host/workspace.ts";

/** Undefined where the shared folder is not there. */
export function corpusFolder(root: string): string | undefined {
  const folder = join(process.env.DRYDOCK_SHARED ?? join(root, "../shared"), "corpus/dev");
  return existsSync(folder) ? folder : undefined;
}

export interface CorpusRun {
  readonly project: Project;
  readonly findings: readonly Finding[];
  /** How many files hold something that rules look at. */
  readonly files: number;
}

export function runOnCorpus(folder: string, rules: readonly Rule[]): CorpusRun {
  const { paths, store } = openWorkspace({ root: folder, ruleIds: rules.map(({ id }) => id) });
  const settings = settingsOf([
    { path: "drydock.yaml", value: { preset: ["recommended", "strict", "hybrid", "regulated"], preview: true } },
  ]);
  // The corpus does not move, and neither does the day on which its suppressions are judged.
  const project = new Project({ rules, store, settings: () => settings, units: [], terraformRoots: [], today: "2026-11-24", hash });
  project.update(paths.map((path) => ({ path })));
  const { findings, files } = project.report();
  return { project, findings, files: files.filter(({ classes }) => classes.length > 0).length };
}
