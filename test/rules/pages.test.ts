// Every rule is what its page says: rules/<topic>/<problem>.md, with further cases in test/cases/<topic>/<problem>.md.
// DRYDOCK_RULES=gpu/limit-missing runs the cases of that rule alone (npm test -- rules/gpu/limit-missing).
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { messageOf, type Rule } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { type Case, type CaseSection, missingIn, parsePage } from "../../tools/pages/page.ts";
import { type CaseRun, markedIn, problemsOf, repaired, runCase, saidIn, type Texts, textsOf } from "../harness/rule-case.ts";
import { idleLines, lostComments, operationsOf, unmet } from "../harness/rule-edits.ts";

const wanted = (process.env.DRYDOCK_RULES ?? "").split(" ").filter((word) => word !== "");
const chosen = wanted.length === 0 ? rules : rules.filter(({ id }) => wanted.some((word) => id.startsWith(word)));

test("the rules asked for exist", () => assert.ok(chosen.length > 0, `no rule begins with ${wanted.join(" or ")}`));

for (const rule of chosen) describe(rule.id, () => specify(rule));

function specify(rule: Rule): void {
  const read = (path: string) => parsePage(existsSync(join(process.cwd(), path)) ? readFileSync(join(process.cwd(), path), "utf8") : "");
  const page = read(`rules/${rule.id}.md`);
  const further = existsSync(join(process.cwd(), `test/cases/${rule.id}.md`)) ? read(`test/cases/${rule.id}.md`) : undefined;
  const cases = (section: CaseSection): readonly Case[] => [...page.cases[section], ...(further?.cases[section] ?? [])];
  const run = (texts: Texts) => runCase(rule, texts, rule.id.startsWith("suppression/") ? rules : []);

  test("has a page that says what is wrong, why, and when to ignore it", () => {
    assert.deepEqual([...page.problems, ...missingIn(page)], [], `rules/${rule.id}.md`);
    assert.equal(page.id, rule.id);
    assert.deepEqual(further?.problems ?? [], [], `test/cases/${rule.id}.md`);
  });

  test("names the practice behind it", () => {
    assert.ok(rule.practice.length > 0, "practice: the sections of the paper, as in S3.3.1");
    for (const section of rule.practice) assert.match(section, /^S[1-9](\.[1-9]){0,2}$/);
  });

  for (const one of cases("Wrong")) {
    const texts = textsOf(one);
    const fixed = cases("Fixed").find(({ title }) => title === one.title);
    test(named("wrong", one, "is said exactly as marked"), () => saysWhatIsMarked(rule, one, run(texts)));
    test(named("wrong", one, fixed ? "is repaired as shown" : "has no fix"), () => repairs(rule, texts, fixed, run));
    test(named("wrong", one, "survives being half written"), () => survivesCuts(texts, run));
  }
  for (const one of cases("Right")) {
    const texts = textsOf(one);
    test(named("right", one, "nothing is said"), () => saysWhatIsMarked(rule, one, run(texts)));
    test(named("right", one, "survives being half written"), () => survivesCuts(texts, run));
  }

  test("shows something wrong in every variant, and something right", () => {
    const seen = new Set(cases("Wrong").flatMap((one) => run(textsOf(one)).findings.map(({ variant }) => variant)));
    assert.deepEqual(
      Object.keys(rule.variants).filter((variant) => !seen.has(variant)),
      [],
      "variants that no wrong case shows",
    );
    assert.ok(cases("Right").length > 0, "there is no right case");
  });

  test("shows as repaired only what is wrong in a case of the same title", () => {
    const titles = cases("Wrong").map(({ title }) => title);
    assert.deepEqual(
      cases("Fixed").flatMap(({ title }) => (titles.includes(title) ? [] : [title])),
      [],
    );
  });
}

function named(kind: string, { title }: Case, what: string): string {
  return `${kind}${title === "" ? "" : `, ${title}`}: ${what}`;
}

function saysWhatIsMarked(rule: Rule, one: Case, run: CaseRun): void {
  assert.deepEqual([...run.configProblems, ...problemsOf(run)], [], "problems of the case itself");
  assert.deepEqual(saidIn(rule, run.findings, textsOf(one)), markedIn(one));
  for (const finding of run.findings) {
    const message = messageOf(rule, finding);
    assert.ok(message.length <= 200, `the message has ${message.length} characters: ${message}`);
    assert.doesNotMatch(message, /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/, "an unescaped control character");
  }
}

function repairs(rule: Rule, texts: Texts, fixed: Case | undefined, run: (texts: Texts) => CaseRun): void {
  const before = run(texts);
  const repairable = before.findings.filter(({ fix }) => fix !== null);
  const plan = before.project.plan(repairable);
  assert.deepEqual(
    plan.lost.map(({ reason }) => reason),
    [],
    "fixes that were offered and cannot be made",
  );
  const changed = repaired(plan, texts);
  assert.deepEqual(Object.fromEntries(changed), Object.fromEntries(fixed ? textsOf(fixed) : []), "the files as they are afterwards");
  for (const finding of repairable) {
    if (finding.fix !== "safe") continue;
    assert.deepEqual([...before.project.plan([finding]).edits.keys()], [finding.file], "a safe fix changes the file of its finding alone");
  }
  if (changed.size > 0) keepsTheContract(rule, before, plan, texts, new Map([...texts, ...changed]), run);
}

function keepsTheContract(
  rule: Rule,
  before: CaseRun,
  plan: ReturnType<CaseRun["project"]["plan"]>,
  texts: Texts,
  repairedTexts: Texts,
  run: (texts: Texts) => CaseRun,
): void {
  const after = run(repairedTexts);
  assert.deepEqual(problemsOf(after), problemsOf(before), "problems after the repair");
  const left = before.findings.filter(({ fix }) => fix === null).map((finding) => messageOf(rule, finding));
  assert.deepEqual(after.findings.map((finding) => messageOf(rule, finding)).sort(), left.sort(), "what is said after the repair");
  assert.equal(after.project.plan(after.findings).edits.size, 0, "a second repair changes nothing");
  const operations = plan.applied.flatMap((finding) => operationsOf(rule, finding));
  for (const [path, edits] of plan.edits) {
    const text = texts.get(path) as string;
    // That rule rewrites comments and nothing else: what becomes of them is shown to the last byte.
    const lost = rule.id === "suppression/misspelt" ? [] : lostComments(path, text, repairedTexts.get(path) as string, edits, operations);
    assert.deepEqual(lost, [], "comments that are lost");
    assert.deepEqual(idleLines(text, edits), [], "lines that are written again as they were");
  }
  assert.deepEqual(unmet(rule, plan, before.project, after.project, texts), [], "operations whose effect is not there");
}

/** Whatever half of a file stands in an editor: no exception, no failing rule. The project is the one that an editor would keep. */
function survivesCuts(texts: Texts, run: (texts: Texts) => CaseRun): void {
  const { project } = run(texts);
  for (const [path, text] of texts) {
    if (path.endsWith("drydock.yaml")) continue;
    for (const cut of cutsOf(text)) {
      project.update([{ path, text: text.slice(0, cut) }]);
      const internal = project.report().problems.filter(({ kind }) => kind === "internal");
      assert.deepEqual(internal, [], `cut at ${cut}`);
    }
    project.update([{ path }]);
  }
}

function cutsOf(text: string): readonly number[] {
  const cuts: number[] = [];
  for (let at = 0; at < text.length; at++) if (at % 7 === 0 || text[at] === "\n") cuts.push(at);
  return cuts;
}
