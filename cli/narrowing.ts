// What of a report is shown, where a baseline or a change narrows it. Everything is read and judged all the same.
import type { FileProblem, Finding, Project, Report } from "../engine/api.ts";
import { type BaselineEntry, compareWith } from "./baseline.ts";
import type { Known } from "./baseline-file.ts";
import type { Change } from "./changed.ts";

export interface Narrowed {
  readonly report: Report;
  /** Findings, and broken places of texts, that the baseline hides. */
  readonly inBaseline: number;
  /** Entries of the baseline that match nothing any more; none where only a part of the workspace was named. */
  readonly stale: readonly BaselineEntry[];
  /** The revision since which changes are reported. */
  readonly since?: string;
  /** Findings in files that did not change. */
  readonly caused: number;
}

export interface Narrowing {
  /** Whether the whole workspace was named. */
  readonly isWhole: boolean;
  /** Whether a file of the workspace is there and was not read, because something else was named. */
  isUnread(file: string): boolean;
  readonly known?: Known;
  readonly change?: Change;
}

export function narrowed(project: Project, selects: (path: string) => boolean, { isWhole, isUnread, known, change }: Narrowing): Narrowed {
  const all = project.report(selects);
  const compared = known && compareWith(known.baseline, coveredBy(known, isWhole ? all : project.report()), isUnread);
  const isShown = (one: Finding | FileProblem) => !compared?.isKnown(one);
  const own = change ? { ...ofChange(project, selects, change, all), findings: change.blamed(all) } : all;
  const report = { ...own, findings: own.findings.filter(isShown), problems: own.problems.filter(isShown) };
  return {
    report,
    inBaseline: own.findings.length + own.problems.length - report.findings.length - report.problems.length,
    stale: isWhole ? (compared?.stale ?? []) : [],
    ...(change ? { since: change.since } : {}),
    caused: change ? report.findings.filter(({ file }) => !change.isChanged(file)).length : 0,
  };
}

/** What a baseline may know of a report. */
export const coveredBy = ({ covers }: Pick<Known, "covers">, { findings, problems }: Report): Pick<Report, "findings" | "problems"> => ({
  findings: findings.filter(({ file }) => covers(file)),
  problems: problems.filter(({ file }) => covers(file)),
});

/** The rest of a report, about the changed files; that Drydock itself failed is told wherever it did. */
function ofChange(project: Project, selects: (path: string) => boolean, { isChanged }: Change, all: Report): Report {
  const own = project.report((path) => selects(path) && isChanged(path));
  return { ...own, problems: all.problems.filter(({ kind, file }) => kind === "internal" || isChanged(file)) };
}
