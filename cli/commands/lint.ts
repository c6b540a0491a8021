// drydock lint: reads a workspace, reports on what was named, repairs it where asked.
import type { FileProblem, Finding, Project, Severity } from "../../engine/api.ts";
import { decode, openWorkspace, replaceText, type WorkspaceFiles } from "../../host/workspace.ts";
import { rules } from "../../rules/index.ts";
import { type Known, knownFindings } from "../baseline-file.ts";
import { projectOverChange, readChange } from "../changed.ts";
import { EXIT, type Io, UsageError } from "../io.ts";
import { type Narrowing, narrowed } from "../narrowing.ts";
import { isFailing, isTroubled, type Outcome, ourFiles, plansOf, shownBy, summaryOf } from "../outcome.ts";
import { type Format, type Outputs, outputsOf } from "../outputs.ts";
import { type OverlayOptions, overlayOf } from "../overlay.ts";
import { RULE_IDS } from "../project.ts";
import { type Recording, recorded, unrecorded } from "../recording.ts";
import { type Repaired, repair } from "../repair.ts";
import { type ReportOptions, reportOf, writeReports } from "../report.ts";
import { inert } from "../reporters/inert.ts";
import { repairLines } from "../reporters/repairs.ts";
import { staleLines } from "../reporters/stale.ts";
import { resumedProject, type Start } from "../resumed.ts";
import { askedFixes, type Chosen, namedFixes } from "../review.ts";
import { type Scope, scopeOf } from "../scope.ts";
import { showDiff } from "../show-diff.ts";
import { styleFor } from "../style.ts";

export interface LintOptions extends OverlayOptions {
  readonly format?: Format;
  readonly output?: readonly string[];
  readonly fix?: boolean;
  /** Empty: to be asked for. */
  readonly fixReview?: readonly string[];
  readonly diff?: boolean;
  readonly diffAll?: boolean;
  readonly failOn?: Severity | "never";
  readonly maxWarnings?: number;
  /** false: none, whatever drydock.yaml names. */
  readonly baseline?: string | false;
  readonly changedSince?: string;
  readonly stdin?: string;
  readonly explainUnknown?: boolean;
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly cache?: boolean;
}

/** Returns the exit code. */
export async function lint(words: readonly string[], options: LintOptions, io: Io): Promise<number> {
  if (!io.keeper || !isKeepable(options)) return lintNow(words, options, unrecorded(io));
  return recorded(io.keeper, io, (recording) => {
    // It looks at more than files: only what it learned of these is kept.
    if (options.changedSince !== undefined) recording.forget();
    return lintNow(words, options, recording);
  });
}

/** Nothing is kept of a run that writes manifests or asks. */
const isKeepable = ({ cache, stdin, fix, fixReview, diff, diffAll }: LintOptions): boolean =>
  cache !== false && stdin === undefined && !fix && !fixReview && !diff && !diffAll;

async function lintNow(words: readonly string[], options: LintOptions, recording: Recording): Promise<number> {
  const { io } = recording;
  const started = io.now();
  checkCombination(words, options, io);
  const outputs = outputsOf(options.format, options.output ?? []);
  const scope = scopeOf(io.cwd, words.length > 0 ? words : ["."], options.stdin);
  const { workspace, known } = opened(scope, options, io);
  const { project, narrowing } = judged(workspace, scope, outputs, options, known, recording);
  const findings = () => narrowed(project, scope.selects, narrowing).report.findings;

  const isShown = options.diff === true || options.diffAll === true;
  const wanted = await wantedFixes(() => outcomeOf(project, workspace, scope, narrowing, []), options, io);
  const isChosen = options.fixReview !== undefined;
  const repaired = wanted && repair(project, findings, wanted, { isReviewed: isChosen, isChosen });
  const unwritten = repaired ? write(workspace, repaired) : [];
  const outcome = outcomeOf(project, workspace, scope, narrowing, unwritten);
  const reporting: ReportOptions = { ...options, elapsed: recording.elapsed(io.now() - started) };
  if (repaired) await showRepairs(outcome, withoutUnwritten(repaired, unwritten), outputs, { ...reporting, isChosen }, io);
  else if (!isShown) io.stdout.write(await reportOf(outputs.stdout, outcome, reporting, io));
  if (outputs.stdout !== "pretty")
    io.stderr.write(
      staleLines(outcome.narrowed.stale)
        .map((line) => `${inert(line)}\n`)
        .join(""),
    );
  await writeReports(outputs, outcome, reporting, recording);
  const code = exitCodeOf(outcome, options);
  // Last, since it changes the texts that the reports speak of.
  if (isShown)
    showDiff(
      repair(project, findings, wants(options), { isReviewed: options.diffAll === true }),
      workspace,
      scope,
      { fromStdin: options.stdin !== undefined, color: options.color },
      io,
    );
  return code;
}

function checkCombination(words: readonly string[], options: LintOptions, io: Io): void {
  const { stdin, changedSince, fix, fixReview, diff, diffAll, format, output = [] } = options;
  const isOnStdout = format !== undefined || output.some((word) => !word.includes("="));
  if (stdin !== undefined && words.length > 0) throw new UsageError("--stdin names the one file to lint: leave out the other paths.");
  if (stdin !== undefined && (fix || fixReview))
    throw new UsageError(`${fix ? "--fix" : "--fix-review"} writes files and cannot be used with --stdin; --diff shows what it would do.`);
  if (stdin !== undefined && changedSince !== undefined)
    throw new UsageError("--changed-since asks git about files and cannot be used with --stdin.");
  if ((fix || fixReview) && (diff || diffAll)) throw new UsageError("--fix writes and --diff only shows: choose one.");
  if (fix && fixReview) throw new UsageError("--fix-review offers what --fix applies, and more: choose one.");
  if ((diff || diffAll) && isOnStdout)
    throw new UsageError("The diff goes to standard output: write the report to a file, as in --output json=FILE.");
  if (fixReview?.length !== 0) return;
  if (!io.canAsk)
    throw new UsageError(
      'Nobody can be asked here: name the findings, as in --fix-review=ID,ID. drydock lint --format json prints the "id" of each; the id of a rule means all of its findings.',
    );
  if (isOnStdout && format !== "pretty")
    throw new UsageError("--fix-review asks on standard output: write the report to a file, as in --output json=FILE.");
}

/** Undefined where nothing is to be repaired. `present`: the findings as they are. */
async function wantedFixes(present: () => Outcome, options: LintOptions, io: Io): Promise<Chosen | undefined> {
  if (options.fix) return wants(options);
  if (!options.fixReview) return undefined;
  return options.fixReview.length > 0 ? namedFixes(present(), options.fixReview) : askedFixes(present(), options.color, io);
}

/** A baseline that cannot be used is a problem of the configuration that names it. */
function opened(scope: Scope, options: LintOptions, io: Io): { readonly workspace: WorkspaceFiles; readonly known: Known | undefined } {
  const workspace = openWorkspace({ ...scope, ruleIds: RULE_IDS, overlay: overlayOf(options) });
  const known = knownFindings(options.baseline, workspace, io);
  if (!known || "covers" in known) return { workspace, known };
  return { workspace: { ...workspace, problems: [...workspace.problems, known] }, known: undefined };
}

/** All is read, whatever is shown of it. */
function judged(
  workspace: WorkspaceFiles,
  scope: Scope,
  outputs: Outputs,
  options: LintOptions,
  known: Known | undefined,
  recording: Recording,
): { readonly project: Project; readonly narrowing: Narrowing } {
  const { io } = recording;
  const { stdin, changedSince } = options;
  const text = stdin === undefined ? undefined : stdinText(io);
  const since = changedSince === undefined ? undefined : readChange(scope.folder, changedSince, workspace, scope.files);
  const clear = announce(workspace, outputs, io);
  const begin = (start?: Start) => resumedProject(workspace, overlayOf(options), recording, start);
  const { project, change } = since ? projectOverChange(workspace, since, begin) : { project: begin(), change: undefined };
  if (text !== undefined) project.update(scope.files.map((path) => ({ path, text })));
  clear();
  const read = new Set(workspace.paths);
  const narrowing: Narrowing = {
    isWhole: scope.folders.includes(""),
    isUnread: (path) => !read.has(path) && workspace.store.read(path) !== undefined,
    ...(known ? { known } : {}),
    ...(change ? { change } : {}),
  };
  return { project, narrowing };
}

function stdinText(io: Io): string {
  const decoded = decode(io.readStdin());
  if (!("text" in decoded)) throw new UsageError(`Standard input ${decoded.problem}.`);
  return decoded.text;
}

/** Reading this many files takes long enough for a person to wonder. */
const MANY_FILES = 3000;

function announce({ paths }: WorkspaceFiles, { stdout }: Outputs, io: Io): () => void {
  const { progress = io.stderr } = io;
  if (stdout !== "pretty" || paths.length < MANY_FILES || !progress.isTerminal) return () => {};
  progress.write(`reading ${paths.length} files …`);
  return () => progress.write("\r\u001b[K");
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

/** What could not be written is not repaired. */
function withoutUnwritten({ texts, applied, lost }: Repaired, unwritten: readonly FileProblem[]): Repaired {
  const files = new Set(unwritten.map(({ file }) => file));
  return {
    texts: new Map([...texts].filter(([path]) => !files.has(path))),
    applied: applied.filter(({ file }) => !files.has(file)),
    lost: [...lost, ...applied.filter(({ file }) => files.has(file)).map((finding) => ({ finding, reason: "its file was not written" }))],
  };
}

function outcomeOf(project: Project, workspace: WorkspaceFiles, scope: Scope, narrowing: Narrowing, more: readonly FileProblem[]): Outcome {
  const shown = narrowed(project, scope.selects, narrowing);
  const { report } = shown;
  const own = workspace.problems.filter(({ file }) => scope.bearsOn(file));
  // An unreadable configuration was told already, as a configuration.
  const told = new Set(own.map(({ file }) => file));
  const problems = [...own, ...report.problems.filter(({ kind, file }) => kind !== "read" || !told.has(file)), ...more];
  return {
    report,
    problems,
    summary: summaryOf(shown, problems),
    narrowed: shown,
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
async function showRepairs(
  outcome: Outcome,
  repaired: Repaired,
  { stdout }: Outputs,
  { isChosen, ...options }: ReportOptions & { readonly isChosen: boolean },
  io: Io,
): Promise<void> {
  const lines = repairLines(outcome, repaired, { isChosen, columns: styleFor(io.stdout, io.env).columns });
  if (stdout !== "pretty") {
    io.stdout.write(await reportOf(stdout, outcome, options, io));
    io.stderr.write(lines);
    return;
  }
  const troubled: Outcome = { ...outcome, report: { ...outcome.report, findings: [] } };
  io.stdout.write((await reportOf(stdout, troubled, { ...options, quiet: true }, io)) + lines);
}

function exitCodeOf(outcome: Outcome, { failOn, maxWarnings = Number.POSITIVE_INFINITY }: LintOptions): number {
  if (isTroubled(outcome)) return EXIT.trouble;
  return isFailing(outcome, failOn) || outcome.summary.findings.warning > maxWarnings ? EXIT.findings : EXIT.clean;
}
