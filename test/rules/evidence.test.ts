// When a preset or an error is earned: contracts, evidence.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Finding, Preset, Rule, Severity } from "../../engine/api.ts";
import { defineRule, kind } from "../../engine/rule-api.ts";
import { checkEvidence, sampleOf } from "../../tools/evidence/check.ts";
import { type DocumentedClaim, type Evidence, evidenceOf, type Label, type Verdict, wilson } from "../../tools/evidence/level.ts";

const id = "gpu/example";
const nothing: Evidence = { labels: [], oracles: [], documented: [], severe: [], problems: [] };

const ruleIn = (preset: Preset, severity: Severity = "warning"): Rule =>
  defineRule({
    id,
    since: "0.1.0",
    practice: ["S3.3.1"],
    aliases: [],
    on: kind("Service."),
    variants: { plain: { severity, preset } },
    check: () => undefined,
    message: { plain: () => "" },
  });

const findingAt = (offset: number): Finding => ({
  rule: id,
  variant: "plain",
  severity: "warning",
  file: "a.yaml",
  span: { start: offset, end: offset + 1 },
  range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
  address: { resource: "a.yaml#0", path: [], part: "value" },
  apiVersion: "v1",
  ref: { group: "", kind: "Service" },
  data: {},
  related: [],
  fingerprint: `${offset}`,
  fix: null,
});

const labelAt = (offset: number, verdict: Verdict = "right"): Label => ({
  rule: id,
  variant: "plain",
  file: "a.yaml",
  offset,
  verdict,
  why: "read",
  judge: "author",
  at: `gpu.tsv:${offset + 2}`,
});

const second = (one: Label): Label => ({ ...one, judge: "independent" });

const count = <T>(n: number, one: (i: number) => T): readonly T[] => Array.from({ length: n }, (_, i) => one(i));
const documented = (mutated: number, silent: number, isAllThereAre: boolean, files = mutated): DocumentedClaim => ({
  rule: id,
  variant: "plain",
  source: "the vendor",
  says: "it is so",
  refuses: false,
  mutated: count(mutated, (i) => ({ file: `${i % files}.yaml`, edits: [], line: 1 })),
  silent: count(silent, String),
  isAllThereAre,
});
const oracle = { rule: id, variant: "plain", oracle: "kube-apiserver", version: "1.36.3", hash: "0", verdict: "refused" };

describe("the level of a rule", () => {
  const level = (evidence: Partial<Evidence>) => evidenceOf(id, { ...nothing, ...evidence }, "plain").level;

  test("is E1 with ten labels of which 95 % are right", () => {
    assert.equal(level({ labels: count(9, (i) => labelAt(i)) }), "none");
    assert.equal(level({ labels: count(10, (i) => labelAt(i)) }), "E1");
    assert.equal(level({ labels: count(10, (i) => labelAt(i, i === 0 ? "arguable" : "right")) }), "none");
    assert.equal(level({ labels: count(20, (i) => labelAt(i, i === 0 ? "wrong" : "right")) }), "E1");
  });

  test("counts a finding once, whoever judged it, and by the strictest verdict", () => {
    const five = count(5, (i) => labelAt(i));
    assert.equal(level({ labels: [...five, ...five.map(second)] }), "none");
    const ten = count(10, (i) => labelAt(i));
    assert.equal(level({ labels: [...ten, ...ten.map(second)] }), "E1");
    assert.equal(level({ labels: [...ten, second(labelAt(0, "arguable"))] }), "none");
    assert.equal(evidenceOf(id, { ...nothing, labels: [...ten, second(labelAt(0, "arguable"))] }).right, 9);
  });

  test("is E2 when an oracle refuses what it flags", () => assert.equal(level({ oracles: [oracle] }), "E2"));

  test("is E3 when it is documented and tried on changed files and on files that are right", () => {
    assert.equal(level({ documented: [documented(3, 20, false)] }), "E3");
    assert.equal(level({ documented: [documented(3, 19, false)] }), "none");
    assert.equal(level({ documented: [documented(10, 5, true)] }), "E3");
    assert.equal(level({ documented: [documented(10, 5, false)] }), "none");
    assert.equal(level({ documented: [documented(10, 20, false, 2)] }), "none");
  });

  test("counts little where little was seen", () => {
    assert.equal(wilson(0, 0), 0);
    assert.equal(wilson(0, 40), 0);
    assert.ok(Math.abs(wilson(10, 10) - 0.7225) < 0.001);
    assert.ok(Math.abs(wilson(38, 40) - 0.835) < 0.001);
  });
});

describe("the check of all rules fails", () => {
  const complaints = (rule: Rule, findings: readonly Finding[], evidence: Partial<Evidence>) =>
    checkEvidence([rule], findings, { ...nothing, ...evidence }).complaints.join("\n");

  test("for a preset without evidence, and not for a rule in preview", () => {
    assert.match(complaints(ruleIn("recommended"), [], {}), /is in preset recommended without evidence/);
    assert.equal(complaints(ruleIn("preview", "error"), [findingAt(1)], {}), "");
    assert.equal(complaints(ruleIn("recommended"), [], { oracles: [oracle] }), "");
  });

  test("for a finding on the corpus that nobody judged", () => {
    assert.match(
      complaints(ruleIn("strict"), [findingAt(1), findingAt(2)], { oracles: [oracle], labels: [labelAt(1)] }),
      /1 findings .* not labelled/,
    );
    assert.equal(complaints(ruleIn("strict"), [findingAt(1)], { oracles: [oracle], labels: [second(labelAt(1))] }), "");
  });

  test("for a rule of a preset that its author judged nearly alone", () => {
    const judged = (n: number, others: number) => {
      const labels = count(n, (i) => labelAt(i));
      return { findings: count(n, findingAt), labels: [...labels, ...labels.slice(0, others).map(second)] };
    };
    const said = (preset: Preset, n: number, others: number) => {
      const { findings, labels } = judged(n, others);
      return complaints(ruleIn(preset), findings, { labels, oracles: [oracle] });
    };
    assert.match(said("recommended", 18, 5), /5 of 18 labels are by somebody else .* at least 6/);
    assert.equal(said("recommended", 18, 6), "");
    assert.match(said("recommended", 9, 4), /at least 5/);
    assert.equal(said("recommended", 9, 5), "");
    assert.match(said("strict", 1, 0), /at least 1/);
    assert.equal(said("recommended", 1, 1), "");
    assert.equal(said("preview", 18, 0), "");
  });

  test("for a label that points at nothing, or is given twice by one judge", () => {
    assert.match(complaints(ruleIn("preview"), [], { labels: [labelAt(1)] }), /gpu\.tsv:3: gpu\/example \(plain\) finds nothing/);
    assert.match(complaints(ruleIn("preview"), [findingAt(1)], { labels: [labelAt(1), labelAt(1)] }), /the same judge/);
  });

  test("for an error that nothing refuses, unless it is one by exposure without a wrong label", () => {
    const labels = count(20, (i) => second(labelAt(i, i === 0 ? "wrong" : "right")));
    const findings = count(20, findingAt);
    const severe = [{ rule: id, variant: "plain", because: "exposure", why: "anybody may enter" }] as const;
    assert.match(complaints(ruleIn("recommended", "error"), findings, { labels }), /is an error, but nothing refuses/);
    assert.match(complaints(ruleIn("recommended", "error"), findings, { labels, severe }), /has a label that says wrong/);
    assert.equal(complaints(ruleIn("recommended", "error"), findings, { labels: count(20, (i) => second(labelAt(i))), severe }), "");
    assert.equal(complaints(ruleIn("recommended", "error"), [], { oracles: [oracle] }), "");
  });

  test("for a record about a rule that is not there", () =>
    assert.match(complaints(ruleIn("preview"), [], { oracles: [{ ...oracle, rule: "gpu/gone" }] }), /gpu\/gone/));
});

test("more than forty findings are judged on the same forty, whatever their order", () => {
  const all = count(100, findingAt);
  const sample = sampleOf(all);
  assert.equal(sample.length, 40);
  assert.deepEqual(new Set(sampleOf([...all].reverse())), new Set(sample));
  assert.notDeepEqual(sample, all.slice(0, 40));
});
