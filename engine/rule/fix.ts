// From findings to edits. A finding is old news by the time somebody wants it repaired: its rule is run again on the present text, and
// only an equal finding is repaired. What the edits lead to is tried out before they are offered.
import { planEdits } from "../edit/apply.ts";
import { unverified } from "../edit/verify.ts";
import { AddressView, samePath } from "../model/address.ts";
import type { Operation } from "../model/operation.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import { applyEdits } from "../text/edits.ts";
import type { Finding } from "./finding.ts";
import type { Judgement } from "./judge.ts";
import type { FixPlan, Report } from "./report.ts";
import type { Rule, Severity } from "./rule.ts";

export interface FixSetting {
  readonly rules: readonly Rule[];
  resource(id: string): Resource | undefined;
  record(id: string): ResourceRecord | undefined;
  judge(resource: Resource, record: ResourceRecord, rules: readonly Rule[]): Judgement;
  text(path: string): string | undefined;
  /** These files, and what is built from them, as they would be with some texts changed. */
  tryOut(paths: ReadonlySet<string>, texts: ReadonlyMap<string, string>): Trial;
}

export interface Trial {
  readonly report: Report;
  resource(id: string): Resource | undefined;
}

interface Wanted {
  readonly finding: Finding;
  readonly operations: readonly Operation[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export function planFixes(findings: readonly Finding[], setting: FixSetting): FixPlan {
  const lost: { finding: Finding; reason: string }[] = [];
  const wanted: Wanted[] = [];
  for (const finding of findings) {
    const operations = stillWanted(finding, setting);
    if (typeof operations === "string") lost.push({ finding, reason: operations });
    else wanted.push({ finding, operations });
  }
  const plan = attempt(wanted, setting, lost);
  if (plan.edits.size === 0 || isClean(plan, wanted, setting)) return plan;
  // Some edit of the batch does harm: find out which by trying each alone, then all that are harmless together.
  const harmless = wanted.filter((one) => {
    const alone = attempt([one], setting, []);
    const clean = alone.edits.size > 0 && isClean(alone, [one], setting);
    if (!clean && alone.edits.size > 0) lost.push({ finding: one.finding, reason: "the changed text could not be verified" });
    return clean;
  });
  const rest = attempt(harmless, setting, lost);
  if (rest.edits.size === 0 || isClean(rest, harmless, setting)) return rest;
  return {
    edits: new Map(),
    applied: [],
    lost: [...lost, ...harmless.map(({ finding }) => ({ finding, reason: "the fixes could not be verified together" }))],
  };
}

/** The operations of a finding that the rule reports again on the present text; else why there are none. */
function stillWanted(finding: Finding, setting: FixSetting): readonly Operation[] | string {
  const rule = setting.rules.find((one) => one.id === finding.rule);
  const fix = rule?.fix?.[finding.variant];
  if (!rule || !fix) return "there is no automatic fix";
  const resource = setting.resource(finding.address.resource);
  const record = setting.record(finding.address.resource);
  if (!resource || !record) return "the resource is no longer there";
  const again = setting.judge(resource, record, [rule]).findings.find((one) => isSame(one, finding));
  if (!again) return "the finding no longer holds in the present text";
  const operations = fix.edit({ place: new AddressView(again.address), data: again.data });
  return operations.length === 0 ? "there is no automatic fix here" : operations;
}

const isSame = (a: Finding, b: Finding): boolean =>
  a.variant === b.variant &&
  a.address.resource === b.address.resource &&
  samePath(a.address.path, b.address.path) &&
  JSON.stringify(a.address.part) === JSON.stringify(b.address.part) &&
  JSON.stringify(a.data) === JSON.stringify(b.data);

function attempt(wanted: readonly Wanted[], setting: FixSetting, lost: readonly FixPlan["lost"][number][]): FixPlan {
  const order = setting.rules.map((rule) => rule.id);
  const byName = new Map<string, Wanted>();
  const fixes = wanted.map((one) => {
    const id = nameOf(one.finding, byName);
    byName.set(id, one);
    return { id, order: RANK[one.finding.severity] * 10_000 + order.indexOf(one.finding.rule), operations: one.operations };
  });
  const plan = planEdits(fixes, (id) => setting.resource(id));
  const finding = (id: string) => (byName.get(id) as Wanted).finding;
  return {
    edits: plan.edits,
    applied: plan.applied.map(finding),
    lost: [...lost, ...plan.lost.map(({ id, reason }) => ({ finding: finding(id), reason }))],
  };
}

/** How a fix is called where another one loses to it: "gpu/limit-missing at line 41". */
function nameOf({ rule, range }: Finding, taken: ReadonlyMap<string, unknown>): string {
  const name = `${rule} at line ${range.start.line}`;
  return taken.has(name) ? `${name} (${taken.size})` : name;
}

/** The edited texts hold no new problem, read back what was wanted, and what was to be repaired is repaired. */
function isClean(plan: FixPlan, wanted: readonly Wanted[], setting: FixSetting): boolean {
  const paths = new Set([...plan.edits.keys(), ...plan.applied.map((finding) => finding.file)]);
  const texts = new Map<string, string>();
  for (const [path, edits] of plan.edits) {
    const text = setting.text(path);
    if (text === undefined) return false;
    texts.set(path, applyEdits(text, edits));
  }
  const before = setting.tryOut(paths, new Map());
  const after = setting.tryOut(paths, texts);
  const problems = ({ report }: Trial) => report.problems.filter((one) => paths.has(one.file)).length;
  if (problems(after) > problems(before)) return false;
  const applied = new Set(plan.applied);
  const operations = wanted.filter((one) => applied.has(one.finding)).flatMap((one) => one.operations);
  return (
    operations.every((one) => isReadBack(one, before, after)) &&
    plan.applied.every((finding) => count(after, finding) < count(before, finding))
  );
}

function isReadBack(operation: Operation, before: Trial, after: Trial): boolean {
  const [old, edited] = [before.resource(operation.at.resource), after.resource(operation.at.resource)];
  return old !== undefined && edited !== undefined && unverified(old, edited, [operation]) === undefined;
}

/** Findings of one rule that compare as equal: a fingerprint may occur more than once. */
const count = ({ report }: Trial, finding: Finding): number =>
  [...report.findings, ...report.suppressed.map((one) => one.finding)].filter((one) => one.fingerprint === finding.fingerprint).length;
