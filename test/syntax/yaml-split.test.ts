// Where documents start and end: as kubectl's reader cuts a text, apart from what the comments say.
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { assertLinear } from "../harness/work.ts";

const split = (text: string): string[] => splitYaml(text).map(({ start, end }) => text.slice(start, end));

test("a line of three dashes starts a document and belongs to it", () => {
  assert.deepEqual(split("a: 1\n---\nb: 2\n"), ["a: 1\n", "---\nb: 2\n"]);
  assert.deepEqual(split("---\na: 1\n--- # two\nb: 2"), ["---\na: 1\n", "--- # two\nb: 2"]);
  assert.deepEqual(split("a\r\n---\r\nb\r\n"), ["a\r\n", "---\r\nb\r\n"]);
  assert.deepEqual(split("a\r---\rb"), ["a\r", "---\rb"]);
});

test("dashes elsewhere do not: indented, longer, or with text behind them", () => {
  for (const text of ["a: |\n  ---\n  b\n", "---- \na\n", "---a\n", "a --- b\n"]) assert.deepEqual(split(text), [text]);
});

test("a separator ends a document whatever it stands in", () => {
  assert.deepEqual(split('a: "x\n---\nb: 2\n'), ['a: "x\n', "---\nb: 2\n"]);
  assert.deepEqual(split("a: |\n---\nb: 2\n"), ["a: |\n", "---\nb: 2\n"]);
});

test("separators without a line between them make no document; a comment or a blank line does", () => {
  assert.deepEqual(split(""), []);
  assert.deepEqual(split("---\n---\na: 1\n---\n"), ["---\na: 1\n"]);
  assert.deepEqual(split("# licence\n---\na: 1\n"), ["# licence\n", "---\na: 1\n"]);
});

test("content on the line of the separator makes a document", () => {
  assert.deepEqual(split("--- {a: 1}\n--- x"), ["--- {a: 1}\n", "--- x"]);
});

test("directives belong to the document after them", () => {
  assert.deepEqual(split("%YAML 1.2\n---\na: 1\n"), ["%YAML 1.2\n---\na: 1\n"]);
  assert.deepEqual(split("a: 1\n...\n# c\n%TAG ! x:\n---\nb: 2\n"), ["a: 1\n...\n", "# c\n%TAG ! x:\n---\nb: 2\n"]);
  assert.deepEqual(split("a: |\n%YAML\n---\nb: 2\n"), ["a: |\n%YAML\n", "---\nb: 2\n"]);
});

test("a byte order mark before a separator belongs to its document", () => {
  assert.deepEqual(split("a: 1\n\ufeff---\nb: 2\n"), ["a: 1\n", "\ufeff---\nb: 2\n"]);
  assert.deepEqual(split("a: 1\n---\n\ufeffb: 2\n"), ["a: 1\n", "---\n\ufeffb: 2\n"]);
});

test("a text of many dashes is split in work that grows as it does", () => {
  for (const part of ["---\nx\n", "-", "%\n", "%\n---\n", "...\n%a\n", "\ufeff---\n", "--- # x\n"])
    assertLinear<typeof import("../../engine/syntax/yaml/split.ts")>("engine/syntax/yaml/split.ts", 2000, ({ splitYaml }, size) => {
      splitYaml(part.repeat(size));
    });
  assert.equal(split("---\nx\n".repeat(200_000)).length, 200_000);
  assert.equal(split("-".repeat(2_000_000)).length, 1);
  assert.equal(split("%\n".repeat(500_000)).length, 1);
});
