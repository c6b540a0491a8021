// What a run found, in the form that every reporter starts from.
import type { FileFacts, FileProblem, Finding, OfferedFix, Project, Report, ResourceRecord, Rule, Severity } from "../engine/api.ts";
import type { WorkspaceFiles } from "../host/workspace.ts";
import { type ShownText, shownText } from "./excerpt.ts";
import type { Narrowed } from "./narrowing.ts";

export interface Outcome {
  readonly report: Report;
  /** Those of the report and those of the host. */
  readonly problems: readonly FileProblem[];
  readonly summary: Summary;
  /** What a baseline or a change left out of what was found. */
  readonly narrowed: Omit<Narrowed, "report">;
  readonly project: Project;
  readonly workspace: WorkspaceFiles;
  readonly rules: readonly Rule[];
  /** Files that hold something of ours, sorted. */
  readonly ours: readonly string[];
  /** The text of a file with what must not be shown of it; undefined where it could not be read. */
  shown(path: string): ShownText | undefined;
  /** The fix of a finding alone; all are planned when the first is asked for. */
  planOf(finding: Finding): OfferedFix | undefined;
  /** A workspace path as it is named from the working directory, with "/" separators. */
  pathFor(path: string): string;
}

export interface Summary {
  /** Files that hold something of ours. */
  readonly files: number;
  readonly resources: number;
  readonly workloads: number;
  /** Accelerators that the workloads ask for, as far as they are known. */
  readonly accelerators: number;
  readonly findings: Readonly<Record<Severity, number>>;
  /** Findings with a safe fix. */
  readonly fixable: number;
  readonly suppressed: number;
  /** Findings, and broken places of texts, that the baseline knows, so that they are not shown. */
  readonly inBaseline: number;
  /** Places at which a value is only known later. */
  readonly unknown: number;
  readonly problems: number;
}

/** Reports go through findings file by file, so that keeping one file is enough. */
export function shownBy(project: Project): Outcome["shown"] {
  let kept: { readonly path: string; readonly shown: ShownText | undefined } | undefined;
  return (path) => {
    if (kept?.path !== path) {
      const masked = project.masked(path);
      kept = { path, shown: masked && shownText(masked.text, masked.sensitive) };
    }
    return kept.shown;
  };
}

export function plansOf(project: Project, report: Report): Outcome["planOf"] {
  let plans: ReadonlyMap<Finding, OfferedFix> | undefined;
  return (finding) => {
    plans ??= project.planEach(report.findings.filter((one) => one.fix !== null));
    return plans.get(finding);
  };
}

export function summaryOf({ report, inBaseline }: Pick<Narrowed, "report" | "inBaseline">, problems: readonly FileProblem[]): Summary {
  const count = (severity: Severity) => report.findings.filter((finding) => finding.severity === severity).length;
  const workloads = report.resources.filter((record) => record.workload);
  return {
    files: ourFiles(report).length,
    resources: report.resources.length,
    workloads: workloads.length,
    accelerators: acceleratorsOf(workloads).reduce((sum, { count: one }) => sum + one, 0),
    findings: { error: count("error"), warning: count("warning"), info: count("info") },
    fixable: report.findings.filter((finding) => finding.fix === "safe").length,
    suppressed: report.suppressed.length,
    inBaseline,
    unknown: report.unknown.length,
    problems: problems.length,
  };
}

/** Classes of documents that say nothing about a workload or its platform, or not yet. */
const FOREIGN: ReadonlySet<string> = new Set(["other", "config", "helm-template"]);

const isOurs = ({ classes }: FileFacts): boolean => classes.some((one) => !FOREIGN.has(one));

export const ourFiles = ({ files }: Report): readonly string[] =>
  files
    .filter(isOurs)
    .map(({ path }) => path)
    .sort();

export function acceleratorsOf(records: readonly ResourceRecord[]) {
  return records.flatMap((record) => record.workload?.accelerators ?? []);
}

const RANK: Readonly<Record<Severity, number>> = { info: 1, warning: 2, error: 3 };

/** Whether a severity is at or above the threshold that governs a file. */
export function reaching({ workspace }: Pick<Outcome, "workspace">, failOn: Severity | "never" | undefined) {
  return (file: string, severity: Severity): boolean => {
    const threshold = failOn ?? workspace.configuration.settings(file).failOn;
    return threshold !== "never" && RANK[severity] >= RANK[threshold];
  };
}

/** Whether the run fails: a finding at or above the threshold that governs its file, or a problem that counts as an error. */
export function isFailing(outcome: Outcome, failOn: Severity | "never" | undefined): boolean {
  const reaches = reaching(outcome, failOn);
  const ours = new Set(outcome.ours);
  return (
    outcome.report.findings.some((finding) => reaches(finding.file, finding.severity)) ||
    outcome.problems.some(({ kind, file }) => (kind === "syntax" || kind === "limit") && ours.has(file) && reaches(file, "error"))
  );
}

/** Whether something kept the run from being complete, whatever it found. */
export const isTroubled = ({ problems }: Outcome): boolean =>
  problems.some(({ kind }) => kind === "read" || kind === "config" || kind === "internal");
