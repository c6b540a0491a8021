// drydock lint: reads a workspace, reports on what was named, repairs it where asked.
import { type ConfigOverlay, escapeForPeople, type FileProblem, type Finding, Project, type Severity } from "../../engine/api.ts";
import { decode, hash, hint, openWorkspace, replaceText, type WorkspaceFiles } from "../../host/workspace.ts";
import { rules } from "../../rules/index.ts";
import { fileDiff } from "../diff.ts";
import { visibleLine } from "../excerpt.ts";
import { EXIT, type Io, UsageError } from "../io.ts";
import { isFailing, isTroubled, type Outcome, ourFiles, plansOf, shownBy, summaryOf } from "../outcome.ts";
import { type Format, type Outputs, outputsOf } from "../outputs.ts";
import { type Repaired, repair } from "../repair.ts";
import { type ReportOptions, reportOf, writeReports } from "../report.ts";
import { inert } from "../reporters/inert.ts";
import { repairLines } from "../reporters/repairs.ts";
import { type Scope, scopeOf } from "../scope.ts";
import { plural } from "../style.ts";

export interface LintOptions {
  readonly format?: Format;
  readonly output?: readonly string[];
  readonly fix?: boolean;
  readonly diff?: boolean;
  readonly diffAll?: boolean;
  readonly failOn?: Severity | "never";
  readonly preview?: boolean;
  readonly stdin?: string;
  readonly explainUnknown?: boolean;
  readonly rule?: readonly string[];
  readonly color?: boolean;
  readonly quiet?: boolean;
}

/** Returns the exit code. */
export async function lint(words: readonly string[], options: LintOptions, io: Io): Promise<number> {
  const started = io.now();
  checkCombination(words, options);
  const outputs = outputsOf(options.format, options.output ?? []);
  const scope = scopeOf(io.cwd, words.length > 0 ? words : ["."], options.stdin);
  const workspace = openWorkspace({ ...scope, ruleIds: rules.map(({ id }) => id), overlay: overlayOf(options) });
  const project = projectOf(workspace, io);
  const text = options.stdin === undefined ? undefined : stdinText(io);
  const clear = announce(workspace, outputs, io);
  project.update(workspace.paths.map((path) => (text !== undefined && scope.files.includes(path) ? { path, text } : { path })));
  clear();

  const isShown = options.diff === true || options.diffAll === true;
  const repaired = options.fix ? repair(project, scope.selects, wants(options)) : undefined;
  const outcome = outcomeOf(project, workspace, scope, repaired ? write(workspace, repaired) : []);
  const reporting: ReportOptions = { ...options, elapsed: io.now() - started };
  if (repaired) await showRepairs(outcome, repaired, outputs, reporting, io);
  else if (!isShown) io.stdout.write(await reportOf(outputs.stdout, outcome, reporting, io));
  await writeReports(outputs, outcome, reporting, io);
  const code = exitCodeOf(outcome, options);
  // Last, since it changes the texts that the reports speak of.
  if (isShown) showDiff(project, scope, options, io);
  return code;
}

function checkCombination(words: readonly string[], { stdin, fix, diff, diffAll, format, output = [] }: LintOptions): void {
  if (stdin !== undefined && words.length > 0) throw new UsageError("--stdin names the one file to lint: leave out the other paths.");
  if (stdin !== undefined && fix)
    throw new UsageError("--fix writes files and cannot be used with --stdin; --diff shows what it would do.");
  if (fix && (diff || diffAll)) throw new UsageError("--fix writes and --diff only shows: choose one.");
  if ((diff || diffAll) && (format !== undefined || output.some((word) => !word.includes("="))))
    throw new UsageError("The diff goes to standard output: write the report to a file, as in --output json=FILE.");
}

function projectOf({ store, configuration }: WorkspaceFiles, io: Io): Project {
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

function overlayOf({ preview, rule = [] }: LintOptions): ConfigOverlay {
  const severities = Object.fromEntries(rule.map(severityOf));
  return { ...(preview ? { preview } : {}), rules: severities };
}

const SEVERITIES = ["error", "warning", "info", "off"] as const;

function severityOf(word: string): [id: string, severity: Severity | "off"] {
  const at = word.lastIndexOf("=");
  const id = word.slice(0, at);
  const severity = SEVERITIES.find((one) => one === word.slice(at + 1));
  if (at < 0 || !severity) throw new UsageError(`--rule ${word}: write it as gpu/limit-missing=warning (or error, info, off).`);
  const known = rules.flatMap((one) => [one.id, `${one.id.slice(0, one.id.indexOf("/"))}/*`]);
  if (!known.includes(id)) throw new UsageError(`There is no rule "${id}".${hint(id, known)} drydock rules lists them.`);
  return [id, severity];
}

function stdinText(io: Io): string {
  const decoded = decode(io.readStdin());
  if (!("text" in decoded)) throw new UsageError(`Standard input ${decoded.problem}.`);
  return decoded.text;
}

/** Reading this many files takes long enough for a person to wonder. */
const MANY_FILES = 3000;

function announce({ paths }: WorkspaceFiles, { stdout }: Outputs, io: Io): () => void {
  if (!io.stderr.isTerminal || stdout !== "pretty" || paths.length < MANY_FILES) return () => {};
  io.stderr.write(`reading ${paths.length} files …`);
  return () => io.stderr.write("\r\u001b[K");
}

const wants =
  ({ diffAll }: LintOptions) =>
  (finding: Finding): boolean =>
    finding.fix === "safe" || (diffAll === true && finding.fix === "review");

function write({ root }: WorkspaceFiles, { texts }: Repaired): readonly FileProblem[] {
  return [...texts].flatMap(([path, { before, after }]): FileProblem[] => {
    const failure = replaceText(root, path, before, after);
    return failure === undefined ? [] : [{ kind: "read", file: path, message: `The file ${failure}.` }];
  });
}

function outcomeOf(project: Project, workspace: WorkspaceFiles, scope: Scope, more: readonly FileProblem[]): Outcome {
  const report = project.report(scope.selects);
  const own = workspace.problems.filter(({ file }) => scope.bearsOn(file));
  // An unreadable configuration was told already, as a configuration.
  const told = new Set(own.map(({ file }) => file));
  const problems = [...own, ...report.problems.filter(({ kind, file }) => kind !== "read" || !told.has(file)), ...more];
  return {
    report,
    problems,
    summary: summaryOf(report, problems),
    project,
    workspace,
    rules,
    ours: ourFiles(report),
    shown: shownBy(project),
    planOf: plansOf(project, report),
    pathFor: scope.pathFor,
  };
}

/** People are told what was done, and what kept a file from it; what is left to do is for the next lint. Machines get the report. */
async function showRepairs(outcome: Outcome, repaired: Repaired, { stdout }: Outputs, options: ReportOptions, io: Io): Promise<void> {
  const lines = repairLines(outcome, repaired);
  if (stdout !== "pretty") {
    io.stdout.write(await reportOf(stdout, outcome, options, io));
    io.stderr.write(lines);
    return;
  }
  const troubled: Outcome = { ...outcome, report: { ...outcome.report, findings: [] } };
  io.stdout.write((await reportOf(stdout, troubled, { ...options, quiet: true }, io)) + lines);
}

/** A terminal is looked at: git gets the exact text by way of a pipe or a file. */
const visible = (diff: string): string =>
  diff
    .split("\n")
    .map((line) => visibleLine(line, 0, Number.POSITIVE_INFINITY))
    .join("\n");

/** What --fix would write. */
function showDiff(project: Project, scope: Scope, options: LintOptions, io: Io): void {
  const { texts, applied } = repair(project, scope.selects, wants(options));
  for (const [path, { before, after, sensitive }] of texts) {
    const { text, isPartial } = fileDiff(scope.pathFor(path), before, after, sensitive);
    io.stdout.write(io.stdout.isTerminal ? visible(text) : text);
    if (isPartial)
      io.stderr.write(
        `${inert(escapeForPeople(scope.pathFor(path)))}: some fixes are not shown, because a credential stands in their lines.\n`,
      );
  }
  io.stderr.write(`${plural(applied.length, "finding")} repaired in ${plural(texts.size, "file")}; nothing was written.\n`);
}

function exitCodeOf(outcome: Outcome, { failOn }: LintOptions): number {
  if (isTroubled(outcome)) return EXIT.trouble;
  return isFailing(outcome, failOn) ? EXIT.findings : EXIT.clean;
}
