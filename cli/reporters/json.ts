// The report for machines: schemas/report.schema.json. Lines and columns count from 1, columns in UTF-16 code units.
import { type Finding, fixTitleOf, formatPath, type Location, type Range, type TextEdit } from "../../engine/api.ts";
import { writesSecret } from "../changes.ts";
import type { ShownText } from "../excerpt.ts";
import { idsOf } from "../finding-ids.ts";
import type { Outcome } from "../outcome.ts";
import { asJson } from "./as-json.ts";

/** schemas/report.schema.json says what may change within a version. */
const REPORT_VERSION = 1;

export function json(outcome: Outcome): string {
  const { report, problems, summary, pathFor } = outcome;
  const ids = idsOf(report.findings);
  const findings = report.findings.map((finding) => findingOf(outcome, finding, ids.get(finding)));
  return asJson({
    version: REPORT_VERSION,
    summary,
    findings,
    problems: problems.map(({ kind, file, range, message }) => ({ kind, file: pathFor(file), ...(range ? { range } : {}), message })),
  });
}

function findingOf(outcome: Outcome, finding: Finding, id: string | undefined) {
  const { message, docs } = outcome.project.describe(finding);
  const { kind, namespace, name } = finding.ref;
  return {
    rule: finding.rule,
    variant: finding.variant,
    severity: finding.severity,
    message,
    ...placeOf(outcome, finding),
    resource: {
      apiVersion: finding.apiVersion,
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    },
    path: formatPath(finding.address.path),
    id,
    fingerprint: finding.fingerprint,
    fix: fixOf(outcome, finding),
    related: finding.related.map((related) => ({ ...placeOf(outcome, related), message: related.note })),
    docs,
  };
}

const placeOf = ({ pathFor }: Outcome, { file, range }: Location) => ({ file: pathFor(file), range });

/** Null where nothing can be repaired; a fix that would have to show a credential has no edits. */
function fixOf(outcome: Outcome, finding: Finding) {
  const repair = repairOf(outcome, finding);
  if (!repair) return null;
  const edits = repair.edits.map(({ file, range, text }) => ({ file: outcome.pathFor(file), range, text }));
  return { title: repair.title, applicability: repair.applicability, edits };
}

export interface Repair {
  readonly title: string;
  readonly applicability: NonNullable<Finding["fix"]>;
  readonly edits: readonly { readonly file: string; readonly range: Range; readonly text: string }[];
}

export function repairOf({ planOf, rules, shown }: Outcome, finding: Finding): Repair | undefined {
  if (finding.fix === null) return undefined;
  const plan = planOf(finding);
  const rule = rules.find(({ id }) => id === finding.rule);
  if (!rule || !plan || plan.edits.size === 0) return undefined;
  const edits: Repair["edits"][number][] = [];
  let isSecret = false;
  for (const [file, own] of plan.edits) {
    const text = shown(file);
    if (!text) return undefined;
    for (const edit of own) {
      isSecret ||= writesSecret(text, edit);
      edits.push({ file, range: rangeOf(text, edit), text: edit.text });
    }
  }
  return { title: fixTitleOf(rule, finding), applicability: plan.applicability ?? finding.fix, edits: isSecret ? [] : edits };
}

const rangeOf = ({ lines }: ShownText, { start, end }: TextEdit): Range => ({ start: lines.positionAt(start), end: lines.positionAt(end) });
