// Excerpts: the exact text is underlined whatever stands before it, and nothing in a file gets through to the terminal.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { width } from "../../cli/cells.ts";
import { type ExcerptLine, excerpt, shownText } from "../../cli/excerpt.ts";
import type { Span } from "../../engine/api.ts";

const CELLS = 40;

function shown(text: string, marked: string, sensitive: readonly Span[] = []): { lines: readonly ExcerptLine[]; under: string } {
  const start = text.indexOf(marked);
  assert.ok(start >= 0);
  const { lines } = excerpt(shownText(text, sensitive), { start, end: start + marked.length }, CELLS);
  for (const line of lines) assert.ok(width(line.text) <= CELLS, `"${line.text}" is wider than ${CELLS} cells`);
  return { lines, under: underlined(lines) };
}

/** What stands above the underline, cell by cell. */
function underlined(lines: readonly ExcerptLine[]): string {
  const line = lines.find(({ underline }) => underline);
  assert.ok(line?.underline);
  let cell = 0;
  let text = "";
  for (const character of line.text) {
    if (cell >= line.underline.before && cell < line.underline.before + line.underline.length) text += character;
    cell += width(character);
  }
  return text;
}

describe("an excerpt", () => {
  test("has at most two lines before and one after, without blank lines at its ends", () => {
    const { lines, under } = shown("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", "c");
    assert.deepEqual(
      lines.map(({ number, text }) => `${number} ${text}`),
      ["1 a: 1", "2 b: 2", "3 c: 3", "4 d: 4"],
    );
    assert.equal(under, "c");
    assert.deepEqual(
      shown("\n\nx: 1\n\n", "x").lines.map(({ number }) => number),
      [3],
    );
  });

  test("underlines behind tabs, wide characters and marks", () => {
    assert.equal(shown("\tkey:\tvalue\n", "value").under, "value");
    assert.equal(shown('name: "模型 🚀" # here\n', "here").under, "here");
    assert.equal(shown('name: "模型"\n', "模型").under, "模型");
    assert.equal(shown("gro\u0308ße: big\n", "big").under, "big");
  });

  test("cuts a long line around what is underlined, and its neighbours at the same column", () => {
    const indent = " ".repeat(60);
    const { lines, under } = shown(
      `${indent}before: 1\n${indent}limits: {nvidia.com/gpu: 8, memory: 64Gi, cpu: 12}\n${indent}after: 1\n`,
      "nvidia.com/gpu",
    );
    assert.equal(under, "nvidia.com/gpu");
    assert.equal(lines.length, 3);
    for (const { text } of lines) assert.equal(text[0], "…");
    const columns = lines.map(({ text }) => text.search(/[a-z]/));
    assert.equal(columns[0], columns[2]);
  });

  test("a value that is wider than the line is underlined to its end", () => {
    const { under } = shown(`key: ${"v".repeat(200)}\n`, "v".repeat(200));
    assert.match(under, /^v{10,}…?$/);
  });

  test("of one line of ten million characters takes no longer than of any other", () => {
    const text = `{"a": [${"1,".repeat(2_500_000)} "here", ${"2,".repeat(2_500_000)} 3]}`;
    const { under } = shown(text, "here");
    assert.equal(under, "here");
    assert.equal(shown(text, "3]}").under, "3]}");
  });

  test("the end of a file, and an empty text, can be pointed at", () => {
    assert.equal(excerpt(shownText("", []), { start: 0, end: 0 }, CELLS).lines.length, 1);
    const { lines } = excerpt(shownText("a: 1", []), { start: 4, end: 4 }, CELLS);
    assert.deepEqual(lines[0]?.underline, { before: 4, length: 1 });
  });

  test("shows control characters, never sends them", () => {
    const { lines, under } = shown('a: "\u001b[2J\u0007\u202e" # x\u009b31m here\n', "here");
    assert.equal(under, "here");
    for (const { text } of lines) assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test("puts dots in the place of a credential, on every line and at every cut", () => {
    const text = "# pw\nuser: me\npassword: s3cr3t-value\nport: 5432\n";
    const start = text.indexOf("s3cr3t");
    const sensitive = [{ start, end: start + "s3cr3t-value".length }];
    for (const marked of ["user", "s3cr3t-value", "port", "cr3t"]) {
      const { lines } = shown(text, marked, sensitive);
      const all = lines.map((line) => line.text).join("\n");
      assert.match(all, /password: ••••$/m);
      assert.doesNotMatch(all, /s3cr3t|cr3t|value/);
    }
  });
});
