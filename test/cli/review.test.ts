// lint --fix-review: asking a person, and applying the findings that are named.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Outcome } from "../../cli/outcome.ts";
import { repairLines } from "../../cli/reporters/repairs.ts";
import type { Finding } from "../../engine/api.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  containers:
    - name: main
      resources:
        requests:
          nvidia.com/gpu: 8
`;
/** A fix that changes behaviour. */
const HPA = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 6
  maxReplicas: 4
`;
const CONFIG = "rules: {gpu/limit-missing: error, autoscaling/bounds-inverted: error}\n";

const inRepo = <T>(body: (folder: string) => Promise<T>): Promise<T> =>
  inFolder({ ".git/HEAD": "", "drydock.yaml": CONFIG, "a.yaml": pod("same"), "b.yaml": pod("same"), "c.yaml": HPA }, body);

const changed = (cwd: string): readonly string[] =>
  (
    [
      ["a.yaml", pod("same")],
      ["b.yaml", pod("same")],
      ["c.yaml", HPA],
    ] as const
  ).flatMap(([file, before]) => (readFileSync(join(cwd, file), "utf8") === before ? [] : [file]));

const idsIn = async (cwd: string): Promise<readonly { id: string; rule: string }[]> =>
  JSON.parse((await drydock(["lint", "--format", "json"], { cwd })).out).findings;

describe("asking for each fix", () => {
  const cases: readonly [answers: readonly string[], changed: readonly string[], questions: number][] = [
    [["y", "n", "n"], ["a.yaml"], 3],
    [["n", "y", "n"], ["b.yaml"], 3],
    [["n", "n", "Y "], ["c.yaml"], 3],
    [["n", "a"], ["b.yaml", "c.yaml"], 2],
    [["y", "q"], ["a.yaml"], 2],
    [["q"], [], 1],
    [["", "maybe", "?", "y", "n", "n"], ["a.yaml"], 6],
    [["y"], ["a.yaml"], 2],
    [[], [], 1],
  ];
  for (const [answers, files, questions] of cases) {
    test(`answers ${JSON.stringify(answers)} change ${files.join(" and ") || "nothing"}`, () =>
      inRepo(async (cwd) => {
        const { code, out, err } = await drydock(["lint", "--fix-review"], { cwd, answers });
        assert.equal(err, "");
        assert.deepEqual(changed(cwd), files);
        assert.equal(out.match(/\? \[y,n,a,q,\?\] /g)?.length, questions);
        assert.equal(code, files.length === 3 ? 0 : 1);
        assert.match(out, files.length > 0 ? /^fixed {4}\d findings? in \d files?: /m : /^fixed {4}nothing: no fix was chosen$/m);
      }));
  }

  test("shows the finding as lint does, the whole change, and whether it changes behaviour", () =>
    inRepo(async (cwd) => {
      const { out } = await drydock(["lint", "--fix-review"], { cwd, answers: ["n", "n", "n"] });
      assert.match(out, /^ {2}✖ gpu\/limit-missing +fixable\n/m);
      assert.match(out, /\+ {9}limits:\n +\+ {11}nvidia\.com\/gpu: 8\n\n\(1\/3\) Add the limit\? \[y,n,a,q,\?\] n\n/);
      assert.match(out, /- {3}maxReplicas: 4\n +\+ {3}maxReplicas: 6\n\n\(3\/3\) .*\(changes behaviour\)\? \[y,n,a,q,\?\] n\n/);
    }));

  test("says all that is to be known of a fix in one pair of brackets", () =>
    inFolder({ ".git/HEAD": "", "a.tf": 'resource "aws_ebs_volume" "a" {\n  encrypted = false\n}\n' }, async (cwd) => {
      const { out } = await drydock(["lint", "--fix-review"], { cwd, answers: ["n"] });
      assert.match(out, /\(1\/1\) Encrypt it \(replaces the resource; changes behaviour\)\? \[y,n,a,q,\?\] n\n/);
    }));

  test("explains the letters to who does not know them", () =>
    inRepo(async (cwd) => {
      const { out } = await drydock(["lint", "--fix-review"], { cwd, answers: ["?", "q"] });
      assert.match(out, /^y {2}apply this fix\nn {2}leave it\n/m);
    }));

  test("looks only at what was named, and asks nothing where there is nothing to repair", () =>
    inRepo(async (cwd) => {
      await drydock(["lint", "--fix-review", "c.yaml"], { cwd, answers: ["a"] });
      assert.deepEqual(changed(cwd), ["c.yaml"]);
      const { code, out } = await drydock(["lint", "--fix-review", "c.yaml"], { cwd, answers: [] });
      assert.deepEqual({ code, out }, { code: 0, out: "fixed    nothing: no fix was chosen\n" });
    }));
});

describe("naming the findings", () => {
  test("applies exactly these, also where two are alike", () =>
    inRepo(async (cwd) => {
      const [first, second, third] = await idsIn(cwd);
      assert.equal(second?.id, `${first?.id}-2`);
      const { code, out } = await drydock(["lint", `--fix-review=${second?.id}`], { cwd });
      assert.equal(code, 1);
      assert.match(out, /^fixed {4}1 finding in 1 file: gpu\/limit-missing\n/);
      assert.deepEqual(changed(cwd), ["b.yaml"]);
      await drydock(["lint", `--fix-review=${third?.id},${first?.id}`], { cwd });
      assert.deepEqual(changed(cwd), ["a.yaml", "b.yaml", "c.yaml"]);
    }));

  test("applies no other that comes to stand where a chosen one was", () => {
    const subject = (name: string) => `  - {kind: Group, apiGroup: rbac.authorization.k8s.io, name: "${name}"}\n`;
    const bound = (...names: readonly string[]) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: open}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\nsubjects:\n${names.map(subject).join("")}`;
    const anonymous = "system:unauthenticated";
    return inFolder({ ".git/HEAD": "", "a.yaml": bound(anonymous, anonymous, "team") }, async (cwd) => {
      const [first] = (await idsIn(cwd)).filter(({ rule }) => rule === "rbac/anonymous-access");
      assert.ok(first);
      await drydock(["lint", `--fix-review=${first.id}`], { cwd });
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), bound(anonymous, "team"));
    });
  });

  test("takes the id of a rule for all of its findings", () =>
    inRepo(async (cwd) => {
      await drydock(["lint", "--fix-review=gpu/limit-missing"], { cwd });
      assert.deepEqual(changed(cwd), ["a.yaml", "b.yaml"]);
      const { code, out } = await drydock(["lint", "--fix-review=gpu/limit-missing", "a.yaml"], { cwd });
      assert.deepEqual({ code, out }, { code: 0, out: "fixed    nothing: no fix was chosen\n" });
    }));

  test("gives machines the report of what is left, and says on stderr what was done", () =>
    inRepo(async (cwd) => {
      const { out, err } = await drydock(["lint", "--fix-review=gpu/limit-missing", "--format", "json"], { cwd });
      assert.equal(JSON.parse(out).findings.length, 1);
      assert.match(err, /^fixed {4}2 findings in 2 files/);
    }));
});

test("what cannot be is refused, with exit code 2 and nothing written", () =>
  inRepo(async (cwd) => {
    const wrong: readonly [words: readonly string[], message: RegExp, answers?: readonly string[]][] = [
      [["--fix-review"], /^Nobody can be asked here: name the findings, as in --fix-review=ID,ID\./],
      [["--fix-review="], /^Nobody can be asked here/],
      [["--fix-review=c0ffee"], /there is no finding "c0ffee" here/],
      [["--fix-review=gpu/limit-mising"], /there is no finding "gpu\/limit-mising" here/],
      [["--fix-review=gpu/limit-missing,c0ffee"], /there is no finding "c0ffee" here/],
      [["--fix-review", "--fix"], /choose one/, ["a"]],
      [["--fix-review", "--diff"], /choose one/, ["a"]],
      [["--fix-review", "--format", "json"], /--output json=FILE/, ["a"]],
      [["--fix-review", "--stdin", "a.yaml"], /--fix-review writes files/, ["a"]],
    ];
    for (const [words, message, answers] of wrong) {
      const { code, out, err } = await drydock(["lint", ...words], { cwd, ...(answers ? { answers } : {}) });
      assert.deepEqual({ code, out }, { code: 2, out: "" }, words.join(" "));
      assert.match(err, message);
    }
    assert.deepEqual(changed(cwd), []);
  }));

test("many repaired rules are told below each other, and what the baseline knows is counted", () => {
  const applied = ["autoscaling/bounds-inverted", "gpu/limit-missing", "gpu/shm-missing"].map((rule) => ({ rule }) as unknown as Finding);
  const outcome = { report: { findings: [] }, summary: { inBaseline: 1 } } as unknown as Outcome;
  assert.equal(
    repairLines(outcome, { texts: new Map(), applied, lost: [] }, { isChosen: false, columns: 60 }),
    `fixed    3 findings in 0 files: autoscaling/bounds-inverted,
         gpu/limit-missing, gpu/shm-missing
known    1 in the baseline was left alone: --no-baseline
         takes it in
`,
  );
});

test("a fix that could not be applied is told, and why", () => {
  const finding = (line: number) => ({ rule: "gpu/x", file: "a.yaml", range: { start: { line } }, fix: "safe" }) as unknown as Finding;
  const lost = [1, 2, 3, 4, 5, 6, 7].map((line) => ({ finding: finding(line), reason: "it loses\nto another" }));
  const outcome = { report: { findings: [] }, summary: { inBaseline: 0 }, pathFor: (path: string) => path } as unknown as Outcome;
  const lines = repairLines(outcome, { texts: new Map(), applied: [], lost }, { isChosen: true, columns: 80 }).split("\n");
  assert.deepEqual(lines.slice(0, 2), ["fixed    nothing", "kept     gpu/x at a.yaml:1, since it loses\\nto another"]);
  assert.deepEqual(lines.slice(6), ["kept     2 more findings whose fix could not be applied", ""]);
});
