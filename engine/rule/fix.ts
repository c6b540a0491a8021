// From findings to edits. A finding is old news by the time somebody wants it repaired: its rule is run again on the present text, and
// only an equal finding is repaired. What the edits lead to is tried out before they are offered.
import { planEdits } from "../edit/apply.ts";
import { sameData } from "../edit/same.ts";
import { dataAt, unverified } from "../edit/verify.ts";
import { AddressView, samePath } from "../model/address.ts";
import { recall, remember } from "../model/memo.ts";
import type { Operation } from "../model/operation.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import { applyEdits } from "../text/edits.ts";
import type { TextEdit } from "../text/source.ts";
import type { Finding } from "./finding.ts";
import type { Judgement } from "./judge.ts";
import type { FixPlan, OfferedFix, PlanOptions, Report } from "./report.ts";
import type { Rule, Severity } from "./rule.ts";

export interface FixSetting {
  readonly rules: readonly Rule[];
  /** The project as it is. */
  readonly present: Trial;
  record(id: string): ResourceRecord | undefined;
  judge(resource: Resource, record: ResourceRecord, rules: readonly Rule[]): Judgement;
  /** Whether a finding is one of the present judgements themselves; without it, or where it is not, its rule is asked again. */
  stands?(finding: Finding): boolean;
  text(path: string): string | undefined;
  /** What repairs a finding about the text itself, which no operation can: the present edit of its file. */
  rewrite(finding: Finding): TextEdit | undefined;
  /** The project as it would be with some texts changed. */
  tryOut(texts: ReadonlyMap<string, string>): Trial;
}

export interface Trial {
  report(paths: ReadonlySet<string>): Report;
  resource(id: string): Resource | undefined;
}

interface Wanted {
  readonly finding: Finding;
  readonly operations: readonly Operation[];
  readonly rewrite?: TextEdit;
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

export function planFixes(findings: readonly Finding[], setting: FixSetting, options: PlanOptions = {}): FixPlan {
  const lost: { finding: Finding; reason: string }[] = [];
  const wanted: Wanted[] = [];
  const again = againFor(setting);
  for (const finding of findings) {
    const one = stillWanted(finding, setting, again);
    if (typeof one === "string") lost.push({ finding, reason: one });
    else wanted.push(one);
  }
  for (let left = wanted, round = 0; ; round++) {
    const plan = attempt(left, setting, lost);
    const failed = plan.edits.size === 0 ? NONE : failing(plan, left, setting, options);
    if (failed.size === 0) return plan;
    // Those that show harm are left out and the rest is tried again; where that does not come to an end nothing is changed.
    const out = round < MOST_ROUNDS ? failed : new Map(left.map((one) => [one.finding, UNVERIFIED]));
    for (const [finding, reason] of out) lost.push({ finding, reason });
    left = left.filter((one) => !out.has(one.finding));
  }
}

/**
 * The plan of each finding alone, as a report shows it. One trial with those of many files tells of most; only who is lost there is tried
 * alone, as often a file as does no harm. `findings` come file by file, so that a trial holds the trees of its own files and no others.
 */
export function planEach(findings: readonly Finding[], setting: FixSetting): ReadonlyMap<Finding, OfferedFix> {
  const plans = new Map<Finding, OfferedFix>();
  for (const some of inTrials(findings)) planSome(some, { ...setting }, plans);
  return plans;
}

function* inTrials(findings: readonly Finding[]): Iterable<readonly Finding[]> {
  const files = new Set<string>();
  let from = 0;
  for (const [i, { file }] of findings.entries()) {
    if (files.size === FILES_A_TRIAL && !files.has(file)) {
      yield findings.slice(from, i);
      from = i;
      files.clear();
    }
    files.add(file);
  }
  if (from < findings.length) yield findings.slice(from);
}

function planSome(findings: readonly Finding[], setting: FixSetting, plans: Map<Finding, OfferedFix>): void {
  const together = new Set(planFixes(findings, setting).applied);
  const again = againFor(setting);
  const alone = new Map<string, number>();
  for (const finding of findings) {
    if (together.has(finding)) {
      const one = stillWanted(finding, setting, again);
      if (typeof one !== "string") plans.set(finding, { ...attempt([one], setting, []), applicability: finding.fix });
      continue;
    }
    const tried = alone.get(finding.file) ?? 0;
    if (tried === MOST_ALONE) continue;
    alone.set(finding.file, tried + 1);
    plans.set(finding, planAlone(finding, setting));
  }
}

/** A trial costs a look at every file that is known, and memory for the trees of those that it changes. */
const FILES_A_TRIAL = 100;

/** The plan of one finding; what is safe but for another build is for a person to look at. */
export function planAlone(finding: Finding, setting: FixSetting): OfferedFix {
  const plan = planFixes([finding], setting);
  const reason = plan.lost[0]?.reason;
  if (reason !== ELSEWHERE && reason !== ANOTHER_BUILD) return { ...plan, applicability: finding.fix };
  return { ...planFixes([finding], setting, { isReviewed: true }), applicability: "review" };
}

const UNVERIFIED = "the changed text could not be verified";
const ELSEWHERE = "in another build it brings something new: that is for a person to decide (--fix-review)";
const ANOTHER_BUILD = "it changes what other builds may share, and nothing is wrong there: that is for a person to decide (--fix-review)";
const MOST_ROUNDS = 10;
const MOST_ALONE = 20;
const NONE: ReadonlyMap<Finding, string> = new Map();

/** What repairs a finding that the rule reports again on the present text; else why nothing does. */
function stillWanted(finding: Finding, setting: FixSetting, findings: Again): Wanted | string {
  const rewrite = setting.rewrite(finding);
  if (rewrite) return { finding, operations: [], rewrite };
  const rule = setting.rules.find((one) => one.id === finding.rule);
  const fix = rule?.fix?.[finding.variant];
  if (!rule || !fix) return "there is no automatic fix";
  if (!setting.stands?.(finding)) {
    const found = findings.of(rule, finding.judged ?? finding.address.resource);
    if (!found) return "the resource is no longer there";
    if (!found.has(wordsOf(finding))) return "the finding no longer holds in the present text";
  }
  try {
    const operations = fix.edit({ place: new AddressView(finding.address), data: finding.data });
    return operations.length === 0 ? "there is no automatic fix here" : { finding, operations };
  } catch (error) {
    return `the fix of ${rule.id} failed: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** One for all plans of a setting: the present text does not change meanwhile. */
const againFor = (setting: FixSetting): Again => recall<Again>(setting, Again) ?? remember(setting, Again, new Again(setting));

/** What the rules say of the present text, asked once a rule and resource. */
class Again {
  readonly #setting: FixSetting;
  readonly #known = new Map<string, ReadonlySet<string> | undefined>();

  constructor(setting: FixSetting) {
    this.#setting = setting;
  }

  of(rule: Rule, id: string): ReadonlySet<string> | undefined {
    const key = `${rule.id}\n${id}`;
    if (!this.#known.has(key)) this.#known.set(key, this.#judge(rule, id));
    return this.#known.get(key);
  }

  #judge(rule: Rule, id: string): ReadonlySet<string> | undefined {
    const resource = this.#setting.present.resource(id);
    const record = this.#setting.record(id);
    if (!resource || !record) return undefined;
    return new Set(this.#setting.judge(resource, record, [rule]).findings.map(wordsOf));
  }
}

/** What makes two findings of a rule the same. */
const wordsOf = ({ variant, address, data }: Finding): string => JSON.stringify([variant, address, data]);

function attempt(wanted: readonly Wanted[], setting: FixSetting, lost: readonly FixPlan["lost"][number][]): FixPlan {
  const order = setting.rules.map((rule) => rule.id);
  const byName = new Map<string, Wanted>();
  const fixes = wanted.flatMap((one) => {
    if (one.rewrite) return [];
    const id = nameOf(one.finding, byName);
    byName.set(id, one);
    return [{ id, order: RANK[one.finding.severity] * 10_000 + order.indexOf(one.finding.rule), operations: one.operations }];
  });
  const plan = planEdits(fixes, (id) => setting.present.resource(id));
  const finding = (id: string) => (byName.get(id) as Wanted).finding;
  return withRewrites(wanted, {
    edits: plan.edits,
    applied: plan.applied.map(finding),
    lost: [...lost, ...plan.lost.map(({ id, reason }) => ({ finding: finding(id), reason }))],
  });
}

/** Edits of the text itself join the others of their file, where they do not overlap. */
function withRewrites(wanted: readonly Wanted[], plan: FixPlan): FixPlan {
  const edits = new Map(plan.edits);
  const applied = [...plan.applied];
  const lost = [...plan.lost];
  for (const { finding, rewrite } of wanted) {
    if (!rewrite) continue;
    const own = edits.get(finding.file) ?? [];
    if (own.some((one) => one.start < rewrite.end && rewrite.start < one.end)) {
      lost.push({ finding, reason: "its changes overlap" });
      continue;
    }
    edits.set(
      finding.file,
      [...own, rewrite].sort((a, b) => a.start - b.start || a.end - b.end),
    );
    applied.push(finding);
  }
  return { edits, applied, lost };
}

/** How a fix is called where another one loses to it: "gpu/limit-missing at line 41". */
function nameOf({ rule, range }: Finding, taken: ReadonlyMap<string, unknown>): string {
  const name = `${rule} at line ${range.start.line}`;
  return taken.has(name) ? `${name} (${taken.size})` : name;
}

/**
 * The applied findings that something is wrong with in the edited texts, and what: a file of theirs holds a new problem, what was wanted
 * cannot be read back, or the finding is still there. All where the harm is nobody's.
 */
function failing(
  plan: FixPlan,
  wanted: readonly Wanted[],
  setting: FixSetting,
  { isReviewed = false }: PlanOptions,
): ReadonlyMap<Finding, string> {
  const all = new Map(plan.applied.map((finding) => [finding, UNVERIFIED]));
  const texts = new Map<string, string>();
  for (const [path, edits] of plan.edits) {
    const text = setting.text(path);
    if (text === undefined) return all;
    texts.set(path, applyEdits(text, edits));
  }
  const edited = setting.tryOut(texts);
  const paths = new Set([...texts.keys(), ...plan.applied.map((finding) => finding.file)]);
  const before = counted(setting.present.report(paths));
  const after = counted(edited.report(paths));
  const broken = new Set([...texts.keys()].filter((path) => (after.problems.get(path) ?? 0) > (before.problems.get(path) ?? 0)));
  const applied = new Set(plan.applied);
  const isNew = (fingerprint: string) => (after.findings.get(fingerprint) ?? 0) > (before.findings.get(fingerprint) ?? 0);
  const newlyWrong = [...after.builds].flatMap(([key, build]) => (before.builds.has(key) ? [] : [build]));
  const errors = after.errors.filter((one) => isNew(one.fingerprint));
  const done = wanted.filter(({ finding }) => applied.has(finding)).flatMap(({ operations }) => operations);
  const readBack = new ReadBack(setting.present, edited, done);
  const failed = new Map<Finding, string>();
  for (const { finding, operations, rewrite } of wanted) {
    if (!applied.has(finding)) continue;
    const isLeft =
      (after.findings.get(finding.fingerprint) ?? 0) >= (before.findings.get(finding.fingerprint) ?? 0) ||
      (rewrite === undefined && after.places.has(placeOf(finding)));
    // What several builds share may be right in one and wrong in another: then a person has to look.
    const { builds } = finding;
    const isWrongElsewhere =
      finding.fix === "safe" && builds !== undefined && newlyWrong.some((build) => builds.length > 1 || !builds.includes(build));
    const isIn = operations.some(({ at }) => broken.has(fileOf(at.resource, setting)));
    const isWorse = finding.fix === "safe" && operations.some(({ at }) => errors.some(({ address }) => isAt(address, at)));
    const isHarmed = isLeft || isWorse || isIn || broken.has(finding.file) || !operations.every((one) => readBack.holds(one));
    if (isHarmed) failed.set(finding, UNVERIFIED);
    else if (isWrongElsewhere && !isReviewed) failed.set(finding, ELSEWHERE);
    else if (!isReviewed && finding.fix === "safe" && builds !== undefined) {
      const others = before.resources.filter(({ path, unit }) => unit !== undefined && !builds.includes(unit) && texts.has(path));
      if (leavesFile(finding, operations, setting) || changesAny(others, operations, setting.present, edited))
        failed.set(finding, ANOTHER_BUILD);
    }
  }
  return broken.size > 0 && failed.size === 0 ? all : failed;
}

/** Whether a repair is written to another layer of a build than the one that is wrong: that one may serve builds which are right. */
const leavesFile = ({ rule, file }: Finding, operations: readonly Operation[], { present }: FixSetting): boolean =>
  [...planEdits([{ id: rule, order: 0, operations }], (id) => present.resource(id)).edits.keys()].some((path) => path !== file);

/** Whether some of these resources, of builds in which nothing is wrong, get something else at a place that a repair writes to. */
const changesAny = (others: readonly ResourceRecord[], operations: readonly Operation[], before: Trial, after: Trial): boolean =>
  operations.some(({ at }) => {
    const kind = before.resource(at.resource)?.ref.kind;
    return others.some(({ id, ref }) => {
      const [old, edited] = ref.kind === kind ? [before.resource(id), after.resource(id)] : [];
      return old !== undefined && edited !== undefined && !sameData(dataAt(old, at.path), dataAt(edited, at.path));
    });
  });

/** Whether what is said at an address is said of what an operation wrote there. */
const isAt = (address: Finding["address"], at: Operation["at"]): boolean =>
  address.resource === at.resource && samePath(address.path.slice(0, at.path.length), at.path);

const fileOf = (resource: string, { present }: FixSetting): string => present.resource(resource)?.document.source.path ?? "";

/** Whether what was wanted can be read in the edited texts, beside all else that was done there. */
class ReadBack {
  readonly #before: Trial;
  readonly #after: Trial;
  readonly #done = new Map<string, Operation[]>();
  /** Resources of which all can be read. */
  readonly #fine = new Map<string, boolean>();

  constructor(before: Trial, after: Trial, done: readonly Operation[]) {
    this.#before = before;
    this.#after = after;
    for (const operation of done) {
      const own = this.#done.get(operation.at.resource);
      if (own) own.push(operation);
      else this.#done.set(operation.at.resource, [operation]);
    }
  }

  holds(operation: Operation): boolean {
    const { resource } = operation.at;
    let isFine = this.#fine.get(resource);
    if (isFine === undefined) this.#fine.set(resource, (isFine = this.#areRead(resource, this.#done.get(resource) ?? [])));
    return isFine || this.#areRead(resource, [operation]);
  }

  #areRead(resource: string, operations: readonly Operation[]): boolean {
    const [old, edited] = [this.#before.resource(resource), this.#after.resource(resource)];
    return old !== undefined && edited !== undefined && unverified(old, edited, operations, this.#done.get(resource)) === undefined;
  }
}

interface Counts {
  readonly problems: ReadonlyMap<string, number>;
  readonly findings: ReadonlyMap<string, number>;
  readonly places: ReadonlySet<string>;
  readonly errors: readonly Finding[];
  /** Each error and warning of a build, and the build. */
  readonly builds: ReadonlyMap<string, string>;
  readonly resources: readonly ResourceRecord[];
}

/** How many problems a file has, how many findings a fingerprint (it may occur more than once), and where something is said. */
function counted(report: Report): Counts {
  const problems = new Map<string, number>();
  const findings = new Map<string, number>();
  const places = new Set<string>();
  for (const { file } of report.problems) problems.set(file, (problems.get(file) ?? 0) + 1);
  for (const finding of [...report.findings, ...report.suppressed.map((one) => one.finding)]) {
    findings.set(finding.fingerprint, (findings.get(finding.fingerprint) ?? 0) + 1);
    if (!finding.address.path.some((step) => typeof step === "number")) places.add(placeOf(finding));
  }
  const errors = report.findings.filter(({ severity }) => severity === "error");
  const serious = report.findings.filter(({ severity }) => severity !== "info");
  const builds = new Map(
    serious.flatMap(({ fingerprint, builds = [] }) => builds.map((build) => [`${build}\n${fingerprint}`, build] as const)),
  );
  return { problems, findings, places, errors, builds, resources: report.resources };
}

/** A finding with another value is another fingerprint, but at the same place nothing was repaired. What an index names may change. */
const placeOf = ({ rule, variant, address }: Finding): string => JSON.stringify([rule, variant, address]);
