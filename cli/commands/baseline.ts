// drydock baseline update: the findings of today become the known ones.
import { relative, resolve, sep } from "node:path";
import { escapeForPeople, type FileProblem } from "../../engine/api.ts";
import { CONFIG_NAME, openWorkspace, pathInside, type WorkspaceFiles, writeNew } from "../../host/workspace.ts";
import { BASELINE_NAME, type Baseline, type BaselineEntry, baselineOf, baselineText, compareWith } from "../baseline.ts";
import { existingBaseline } from "../baseline-file.ts";
import { EXIT, type Io, UsageError } from "../io.ts";
import { coveredBy } from "../narrowing.ts";
import { type OverlayOptions, overlayOf } from "../overlay.ts";
import { projectOf, RULE_IDS } from "../project.ts";
import { inert } from "../reporters/inert.ts";
import { scopeOf } from "../scope.ts";
import { plural } from "../style.ts";

export interface BaselineOptions extends OverlayOptions {
  /** Only take out what is gone. */
  readonly prune?: boolean;
}

/** The whole workspace, wherever one stands: what is not looked at would leave the file. */
export function updateBaseline(word: string | undefined, options: BaselineOptions, io: Io): number {
  const { root } = scopeOf(io.cwd, ["."]);
  const workspace = openWorkspace({ root, folders: [""], ruleIds: RULE_IDS, overlay: overlayOf(options) });
  const { baseline: named } = workspace.configuration;
  const file = word === undefined ? resolve(root, named?.path ?? BASELINE_NAME) : resolve(io.cwd, word);
  const isNamed = named !== undefined && file === resolve(root, named.path);
  const shown = word ?? relative(io.cwd, file).replaceAll(sep, "/");
  const name = escapeForPeople(shown);
  const before = existingBaseline(shown, io);
  if (options.prune && !before) throw new UsageError(`${name} does not exist, so that there is nothing to take out of it.`);

  // A link, for which lint would not look either.
  if (isNamed && before && workspace.store.read(named.path) === undefined) throw new UsageError(`${name} leads out of the workspace.`);

  const { baseline, compared } = presentBaseline(workspace, isNamed ? named.governs : () => true, io, before);
  const { entries } = options.prune && before ? without(before, compared.stale) : baseline;
  const failure = writeNew(file, baselineText({ entries }));
  if (failure !== undefined) throw new UsageError(`${name} ${failure}.`);
  const total = entries.reduce((sum, { count }) => sum + count, 0);
  const gone = compared.stale.reduce((sum, { count }) => sum + count, 0);
  const came = compared.fresh;
  const what = before
    ? [`${options.prune ? "left new" : "new"} ${came}`, `gone ${gone}`, `known ${total}`].join(" · ")
    : plural(total, "finding");
  io.stdout.write(`${inert(name)}: ${what}\n`);
  if (!before) {
    io.stdout.write(`Commit it, and run drydock lint${isNamed ? "" : ` --baseline ${inert(name)}`}: it shows what is new.\n`);
    const path = pathInside(root, file);
    if (!isNamed && path !== undefined)
      io.stdout.write(`Named in the ${CONFIG_NAME} at the root (baseline: ${inert(escapeForPeople(path))}), it holds without a word.\n`);
  }
  return EXIT.clean;
}

function presentBaseline(workspace: WorkspaceFiles, covers: (file: string) => boolean, io: Io, before: Baseline | undefined) {
  const project = projectOf(workspace, io);
  project.update(workspace.paths.map((path) => ({ path })));
  const report = project.report();
  refuseTrouble([...workspace.problems, ...report.problems]);
  const covered = coveredBy({ covers }, report);
  return { baseline: baselineOf(covered), compared: compareWith(before ?? { entries: [] }, covered) };
}

/** What could not be read today would leave the file, and be new tomorrow. */
function refuseTrouble(problems: readonly FileProblem[]): void {
  const [first] = problems.filter(({ kind }) => kind === "read" || kind === "config" || kind === "internal");
  if (!first) return;
  const at = first.range ? `:${first.range.start.line}:${first.range.start.column}` : "";
  throw new UsageError(`${first.file}${at}: ${first.message} Nothing was written: a baseline is made of a run in which all is read.`);
}

function without({ entries }: Baseline, stale: readonly BaselineEntry[]): Baseline {
  const gone = new Map(stale.map(({ fingerprint, file, count }) => [`${fingerprint}\n${file}`, count]));
  return {
    entries: entries.flatMap((entry) => {
      const count = entry.count - (gone.get(`${entry.fingerprint}\n${entry.file}`) ?? 0);
      return count > 0 ? [{ ...entry, count }] : [];
    }),
  };
}
