// Code quality report of GitLab: a merge request shows what is new in it. Fingerprints are unique in one report, since GitLab drops the
// second of two.
import type { Severity } from "../../engine/api.ts";
import { hash } from "../../host/workspace.ts";
import { idsOf } from "../finding-ids.ts";
import type { Outcome } from "../outcome.ts";
import { asJson } from "./as-json.ts";
import { statementsOf } from "./statements.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "critical", warning: "major", info: "minor" };

/** `prefix`: what a workspace path has to begin with to be one of the repository: "" or "sub/". */
export function gitlab(outcome: Outcome, prefix: string): string {
  const ids = idsOf(outcome.report.findings);
  return asJson(
    statementsOf(outcome).map(({ severity, name, file, range, message, finding }) => ({
      description: message,
      check_name: name,
      fingerprint: (finding && ids.get(finding)) ?? hash(JSON.stringify([name, file, range, message])),
      severity: LEVELS[severity],
      location: { path: prefix + file, lines: { begin: range?.start.line ?? 1, end: range?.end.line ?? 1 } },
    })),
  );
}
