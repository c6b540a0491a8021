// What a rule's page may look like, and that the checks behind it see what they are there to see.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Rule } from "../../engine/api.ts";
import * as ruleApi from "../../engine/rule-api.ts";
import { missingIn, parsePage } from "../../tools/pages/page.ts";
import { type Answers, hasExample, skeletonOf } from "../../tools/pages/skeleton.ts";
import { markedIn, repaired, runCase, saidIn, textsOf } from "../harness/rule-case.ts";
import { idleLines, lostComments } from "../harness/rule-edits.ts";

const page = (...lines: readonly string[]) => parsePage(lines.join("\n"));

describe("a rule's page", () => {
  test("marks the text above the carets, and the marks are no part of the text", () => {
    const { cases } = page("# gpu/x", "## Wrong", "```yaml", "kind: Pod", "      ^^^ Says this.", "^^^^ Says that.", "spec:", "```");
    assert.deepEqual(cases.Wrong[0]?.files[0], {
      name: "manifest.yaml",
      language: "yaml",
      text: "kind: Pod\nspec:\n",
      marks: [
        { line: 0, start: 6, end: 9, message: "Says this." },
        { line: 0, start: 0, end: 4, message: "Says that." },
      ],
    });
  });

  test("makes one case of blocks that follow each other, and another of each title", () => {
    const { cases, problems } = page(
      ...["# gpu/x", "## Wrong", "```yaml file=a.yaml", "a: 1", "```", "and", "```hcl", "b = 1", "```"],
      ...["### Another", "```json", "{}", "```", "## Wrong: Third", "```yaml eol=crlf", "c: 1", "```"],
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      cases.Wrong.map(({ title, files }) => [title, ...files.map(({ name }) => name)]),
      [
        ["", "a.yaml", "main.tf"],
        ["Another", "manifest.json"],
        ["Third", "manifest.yaml"],
      ],
    );
    assert.equal(cases.Wrong[2]?.files[0]?.text, "c: 1\r\n");
  });

  test("says where it is wrong itself", () => {
    const wrong = page(
      ...["## Wrnog", "## Wrong", "```yaml nme=a", "a: 1", "   ^^^^ too far", "^", "```"],
      ...["```yaml", "```", "### One", "```yaml", "```", "### One", "```toml"],
    );
    assert.deepEqual(
      wrong.problems.map((problem) => problem.replace(/;.*/, "")),
      [
        "line 14: the block is not closed by ```",
        "line 1: the page begins with the rule's id, as in # gpu/limit-missing",
        'line 1: there is no section "Wrnog"',
        'line 3: there is no option "nme=a"',
        "line 5: the carets reach beyond the line above",
        "line 6: after the carets comes the message",
        "line 2: two files of one case are called manifest.yaml",
        'line 14: a block is yaml, hcl or json, not "toml"',
        '## Wrong: two cases have the title "One"',
      ],
    );
    assert.equal(missingIn(wrong).length, 3);
  });

  test("takes a heading inside a block for what it is: text", () => {
    const { cases, why } = page("# gpu/x", "## Why", "Because.", "## Right", "````yaml", "# a comment", "```", "````");
    assert.equal(cases.Right[0]?.files[0]?.text, "# a comment\n```\n");
    assert.equal(why, "Because.");
  });
});

describe("the skeleton of a new rule", () => {
  const template = (name: string) => readFileSync(join(process.cwd(), "tools/templates", name), "utf8");
  const skeleton = (on: readonly string[], fix: Answers["fix"]) =>
    skeletonOf({ id: "gpu/x", severity: "warning", version: "0.1.0", on, fix }, template);

  /** The rule of its text, which has no types that would have to be taken away. */
  function ruleOf(source: string): Rule {
    const names = /^import \{ (.*) \} from/.exec(source)?.[1]?.split(", ") ?? [];
    const body = source.replace(/^import.*/, "").replace("export const rule =", "return");
    const exported = new Map<string, unknown>(Object.entries(ruleApi));
    return new Function(...names, body)(...names.map((name) => exported.get(name)));
  }

  const kind = ["kind:Service."];
  const kinds = ["kind:RoleBinding.rbac.authorization.k8s.io", "ClusterRoleBinding.rbac.authorization.k8s.io"];
  for (const on of [["containers"], ["workloads"], kind, kinds]) {
    test(`says what its page marks, and repairs it as the page shows: ${on.join(", ")}`, () => {
      const { rule, page } = skeleton(on, "review");
      const [made, { cases, problems }] = [ruleOf(rule), parsePage(page)];
      assert.deepEqual([...problems, ...missingIn(parsePage(page))], []);
      const [wrong, fixed, right] = [cases.Wrong[0], cases.Fixed[0], cases.Right[0]].map((one) => one && textsOf(one));
      assert.ok(wrong && fixed && right && cases.Wrong[0]);
      const { project, findings } = runCase(made, wrong);
      assert.deepEqual(saidIn(made, findings, wrong), markedIn(cases.Wrong[0]));
      assert.equal(findings.length, on.length);
      assert.deepEqual(repaired(project.plan(findings), wrong), fixed);
      assert.deepEqual(runCase(made, right).findings, []);
    });
  }

  test("shows no repaired file where there is no fix", () => {
    const { rule, page } = skeleton(kind, "none");
    assert.match(rule, /on: kind\("Service\."\)/);
    assert.doesNotMatch(rule, /\bfix\b|applicability|\bset\b/);
    assert.doesNotMatch(page, /Fixed/);
  });

  test("knows where its example has to be written by hand", () => {
    assert.ok(hasExample(kinds) && hasExample(["containers"]));
    assert.ok(!hasExample(["encryptionAtRest"]));
    assert.match(skeleton(["encryptionAtRest"], "none").rule, /on: encryptionAtRest,/);
  });
});

describe("the edit contract notices", () => {
  const text = "a: 1 # one\nb: 2\n";

  test("a comment that is lost, unless what it stands in was to go", () => {
    const edits = [{ start: 0, end: 11, text: "" }];
    const after = "apiVersion: v1\nb: 2\n";
    const before = `apiVersion: v1\n${text}`;
    const set = { op: "set", at: { resource: "", path: [], part: "value" }, value: 1 } as const;
    const unset = { op: "unset", at: { resource: "", path: [], part: "value" } } as const;
    const moved = edits.map((edit) => ({ ...edit, start: edit.start + 15, end: edit.end + 15 }));
    assert.deepEqual(lostComments("a.yaml", before, after, moved, [set]), ["# one"]);
    assert.deepEqual(lostComments("a.yaml", before, after, moved, [unset]), []);
    assert.deepEqual(lostComments("a.yaml", before, before, moved, [set]), []);
  });

  test("a whole line that is written again as it was", () => {
    assert.deepEqual(idleLines(text, [{ start: 0, end: 16, text: "a: 1 # one\nb: 3\n" }]), ["a: 1 # one"]);
    assert.deepEqual(idleLines(text, [{ start: 0, end: 15, text: "a: 2 # one\nb: 2" }]), ["b: 2"]);
    assert.deepEqual(idleLines(text, [{ start: 3, end: 4, text: "2" }]), []);
  });
});
