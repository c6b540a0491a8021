// What a report says, problems and findings alike: by file, the problems of a file first, as the report for people has them.
import type { Finding, Range, Severity } from "../../engine/api.ts";
import type { Outcome } from "../outcome.ts";
import { visible } from "./inert.ts";

export interface Statement {
  readonly severity: Severity;
  /** The rule, or the kind of problem. */
  readonly name: string;
  /** Workspace path, as it is on the disk. */
  readonly file: string;
  readonly range?: Range;
  /** One line of visible text. */
  readonly message: string;
  readonly finding?: Finding;
}

export function statementsOf({ report, problems, project }: Outcome): readonly Statement[] {
  const all: Statement[] = [
    ...problems.map(({ kind, file, range, message }) => ({
      severity: "error" as const,
      name: kind,
      file,
      ...(range ? { range } : {}),
      message: visible(message),
    })),
    ...report.findings.map((finding) => ({
      severity: finding.severity,
      name: finding.rule,
      file: finding.file,
      range: finding.range,
      message: visible(project.describe(finding).message),
      finding,
    })),
  ];
  return all.sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));
}
