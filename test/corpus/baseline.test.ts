// A baseline over thousands of real files: it hides every finding that it was made of, also when all files were moved, renamed and
// written anew, and it shows every finding that came since.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type Baseline, baselineOf, baselineText, compareWith, readBaseline } from "../../cli/baseline.ts";
import type { Finding, Report } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { corpusTexts, freshProject, type Texts, withoutCorpus } from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";
import { type Reshaped, reshape } from "../harness/reshape.ts";

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
spec:
  containers:
    - name: main
      image: registry.example/main:1
      resources:
        requests:
          nvidia.com/gpu: 1
`;

describe("a baseline of the corpus", { skip: withoutCorpus ?? false }, () => {
  let texts: Texts;
  let report: Report;
  let baseline: Baseline;
  let reshaped: Reshaped;
  /** What a Terraform file makes of its own place is another value in another place. */
  const reportOf = (of: Texts): Report => {
    const all = freshProject(of, { rules: [...rules, ...probes] }).report();
    return { ...all, findings: all.findings.filter(({ file }) => !/\bpath\.(?:module|root|cwd)\b/.test(of.get(file) ?? "")) };
  };

  before(() => {
    texts = corpusTexts();
    report = reportOf(texts);
    const read = readBaseline(baselineText(baselineOf(report)));
    assert.ok("entries" in read);
    baseline = read;
    reshaped = reshape(texts, 5);
  });

  it("hides all of a run in which nothing changed", () => {
    const { fresh, known, stale } = compareWith(baseline, report);
    assert.deepEqual([fresh, stale], [0, []]);
    assert.equal(known, report.findings.length + report.problems.length);
    assert.ok(report.findings.length > 10_000 && report.problems.length > 5);
  });

  it("is the same text whatever the order of the findings", () => {
    assert.equal(
      baselineText(baselineOf({ findings: [...report.findings].reverse(), problems: [...report.problems].reverse() })),
      baselineText(baseline),
    );
  });

  it("hides all when folders, files, documents and lines are others, and finds none of its entries gone", (t) => {
    const { counts } = reshaped;
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.folders > 100 && counts.files > 300 && counts.order > 100 && counts.format > 500 && counts.lines > 1000);
    const again = reportOf(reshaped.texts);
    const { isKnown, stale } = compareWith(baseline, again);
    t.diagnostic(`${report.findings.length} findings, ${again.findings.length} in the other form`);
    assert.deepEqual(again.findings.filter((one) => !isKnown(one)).map(placeOf), [], "shown again");
    assert.deepEqual(
      stale.map(({ rule, file }) => `${rule} ${file}`),
      [],
      "gone",
    );
  });

  it("shows each new finding, and no other, also one that equals many that are known", () => {
    const changed = new Map(reshaped.texts);
    const homes = [...changed.keys()]
      .filter((path) => path.endsWith(".yaml") && !path.includes("/templates/"))
      .filter((_, index) => index % 97 === 0);
    for (const [index, path] of homes.entries()) changed.set(path.replace(/[^/]*$/, `new-${index}.yaml`), pod(`new-${index}`));
    const isNew = (path: string) => /\/new-\d+\.yaml$/.test(path);
    const twins = new Map([...changed].filter(([path]) => isNew(path)).map(([path, text]) => [path.replace(/new-/, "twin-new-"), text]));
    assert.ok(homes.length > 10);

    const withNew = reportOf(changed);
    const first = compareWith(baseline, withNew);
    const fresh = withNew.findings.filter((one) => !first.isKnown(one));
    assert.deepEqual([...new Set(fresh.map(({ file }) => file))].sort(), [...changed.keys()].filter(isNew).sort());
    assert.deepEqual(first.stale, []);

    const second = baselineOf(withNew);
    const withTwins = reportOf(new Map([...changed, ...twins]));
    const both = compareWith(second, withTwins);
    assert.equal(both.fresh, fresh.length);
    assert.ok(withTwins.findings.every((one) => both.isKnown(one) || twins.has(one.file)));
  });

  it("says which of its findings are gone", () => {
    const lost = new Set(report.findings.map(({ file }) => file).filter((_, index) => index % 50 === 0));
    const left: Report = { ...report, findings: report.findings.filter(({ file }) => !lost.has(file)) };
    const { fresh, stale } = compareWith(baseline, left);
    assert.equal(fresh, 0);
    const gone = report.findings.filter(({ file }) => lost.has(file));
    assert.equal(
      stale.reduce((sum, { count }) => sum + count, 0),
      gone.length,
    );
    assert.ok(stale.every(({ file }) => lost.has(file)));
  });
});

const placeOf = ({ rule, variant, file, range, ref }: Finding): string =>
  `${rule} ${variant} ${file}:${range.start.line} ${ref.kind} ${ref.name}`;
