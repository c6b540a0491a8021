// Diffs: git applies them, and no credential is in them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileDiff } from "../../cli/diff.ts";
import { inFolder } from "../host/folder.ts";

const NOTHING_SECRET: readonly never[] = [];

/** What git makes of `before` and the patch. */
function gitApply(path: string, before: string, patch: string): string {
  return inFolder({}, (folder) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, before);
    const { status, stderr } = spawnSync("git", ["apply", "--whitespace=nowarn", "-"], { cwd: folder, input: patch, encoding: "utf8" });
    assert.equal(status, 0, `${stderr}\n${patch}`);
    return readFileSync(file, "utf8");
  });
}

const lines = (count: number, change: (line: number) => string | undefined = () => undefined) =>
  Array.from({ length: count }, (_, index) => `${change(index + 1) ?? `line ${index + 1}`}\n`).join("");

describe("a diff", () => {
  const cases: readonly [name: string, path: string, before: string, after: string][] = [
    ["of one line", "a.yaml", lines(20), lines(20, (line) => (line === 10 ? "changed" : undefined))],
    ["of several places", "deep/down/a.yaml", lines(60), lines(60, (line) => (line % 20 === 7 ? "x\nadded" : undefined))],
    ["at the first line", "a.yaml", lines(9), `new\n${lines(9)}`],
    ["at the last line", "a.yaml", lines(9), `${lines(9)}new\n`],
    ["that only removes", "a.yaml", lines(9), lines(9).replace("line 5\n", "")],
    ["without a line break at the end", "a.yaml", "a: 1\nb: 2", "a: 1\nb: 3"],
    ["that adds the line break at the end", "a.yaml", "a: 1\nb: 2", "a: 1\nb: 2\n"],
    ["with CRLF", "a.yaml", "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\r\nb: 4\r\nc: 3\r\n"],
    ["of an empty file", "a.yaml", "", "a: 1\n"],
    ["of a name with spaces", "my file.yaml", "a: 1\n", "a: 2\n"],
    ["of a name with quotes and an umlaut", 'ü "x".yaml', "a: 1\n", "a: 2\n"],
  ];
  for (const [name, path, before, after] of cases) {
    test(`${name} is applied by git`, () => {
      const { text, isPartial } = fileDiff(path, before, after, NOTHING_SECRET);
      assert.equal(isPartial, false);
      assert.equal(gitApply(path, before, text), after);
    });
  }

  test("of nothing is nothing", () => assert.equal(fileDiff("a.yaml", "a: 1\n", "a: 1\n", NOTHING_SECRET).text, ""));
});

describe("a credential near a change", () => {
  const secretLine = (line: number) => (number: number) => (number === line ? "password: hunter2!" : undefined);
  function diffWith(secretAt: number, changedAt: number) {
    const before = lines(20, secretLine(secretAt));
    const after = lines(20, (number) => (number === changedAt ? "changed" : secretLine(secretAt)(number)));
    const start = before.indexOf("hunter2!");
    return { before, after, ...fileDiff("a.yaml", before, after, [{ start, end: start + 8 }]) };
  }

  test("is never printed; the hunk ends before it, and git still applies it", () => {
    for (const secretAt of [7, 8, 9, 12, 13]) {
      const { before, after, text, isPartial } = diffWith(secretAt, 10);
      assert.doesNotMatch(text, /hunter2/);
      assert.equal(isPartial, false);
      assert.equal(gitApply("a.yaml", before, text), after);
    }
  });

  test("right behind the change leaves it out, since git could not place it", () => {
    const { text, isPartial } = diffWith(11, 10);
    assert.equal(text, "");
    assert.equal(isPartial, true);
  });

  test("in the changed lines leaves the change out", () => {
    const { text, isPartial } = diffWith(10, 10);
    assert.equal(text, "");
    assert.equal(isPartial, true);
  });

  test("in changed lines leaves out those alone, and git applies the changes above and below", () => {
    const before = lines(20, secretLine(10));
    const start = before.indexOf("hunter2!");
    const changed = (...numbers: readonly number[]) =>
      lines(20, (number) => (numbers.includes(number) ? "changed\nadded" : secretLine(10)(number)));
    const { text, isPartial } = fileDiff("a.yaml", before, changed(7, 10, 12), [{ start, end: start + 8 }]);
    assert.equal(isPartial, true);
    assert.doesNotMatch(text, /hunter2/);
    assert.equal(gitApply("a.yaml", before, text), changed(7, 12));
  });

  test("that is written again somewhere else leaves the change out", () => {
    const before = lines(40, (line) => (line === 2 ? "password: hunter2!" : undefined));
    const after = before.replace("line 30", "copy: hunter2!");
    const start = before.indexOf("hunter2!");
    const { text, isPartial } = fileDiff("a.yaml", before, after, [{ start, end: start + 8 }]);
    assert.equal(text, "");
    assert.equal(isPartial, true);
  });
});
