// A folder as all rules see it, previews and every preset too: the project, what it says, and what is compared of each file.
import { Project, type Report, settingsOf } from "../engine/api.ts";
import { hash, openWorkspace } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import { grouped, type MeasuredFile } from "./measure.ts";

/** Neither the corpus nor what is drawn from it moves, and neither does the day on which suppressions are judged. */
export const DATE = "2026-11-24";
export const PRESETS = ["recommended", "strict", "hybrid", "regulated"] as const;

export interface LintedFolder {
  readonly project: Project;
  readonly report: Report;
  readonly measured: readonly MeasuredFile[];
}

export function lintFolder(folder: string): LintedFolder {
  const { paths, store } = openWorkspace({ root: folder, ruleIds: rules.map(({ id }) => id) });
  const settings = settingsOf([{ path: "drydock.yaml", value: { preset: PRESETS, preview: true } }]);
  const project = new Project({ rules, store, settings: () => settings, units: [], terraformRoots: [], today: DATE, hash });
  project.update(paths.map((path) => ({ path })));
  const report = project.report();
  // An object of several builds is written once.
  const objects = new Map(report.resources.map((one) => [`${one.path}:${one.anchor.start}`, one]));
  const kinds = grouped([...objects.values()], ({ path }) => path);
  const said = grouped(report.findings, ({ file }) => file);
  const measured = report.files.map(({ path }) => ({
    path,
    bytes: Buffer.byteLength(project.text(path) ?? ""),
    kinds: (kinds.get(path) ?? []).map(({ ref }) => ref.kind),
    rules: (said.get(path) ?? []).map(({ rule }) => rule),
  }));
  return { project, report, measured };
}
