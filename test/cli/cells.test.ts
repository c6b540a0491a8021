// Text of terminals: how wide it is, and where it breaks.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { width, wrap } from "../../cli/cells.ts";

describe("the width of a text", () => {
  const cases: readonly [text: string, cells: number][] = [
    ["", 0],
    ["abc", 3],
    ["größer", 6],
    ["gro\u0308ßer", 6],
    ["模型", 4],
    ["한국어", 6],
    ["ｆｕｌｌ", 8],
    ["🚀 go", 5],
    ["☁", 1],
    ["━✖▲●", 4],
    ["ü̲", 1],
  ];
  for (const [text, cells] of cases) test(`of ${JSON.stringify(text)} is ${cells}`, () => assert.equal(width(text), cells));
});

describe("wrapping", () => {
  test("breaks at spaces and loses nothing", () => {
    assert.deepEqual(wrap("one two three four", 9), ["one two", "three", "four"]);
    assert.deepEqual(wrap("", 9), [""]);
  });

  test("breaks a word that is longer than a line", () => {
    assert.deepEqual(wrap("a verylongword b", 6), ["a", "verylo", "ngword", "b"]);
    assert.deepEqual(wrap("模型模型", 5), ["模型", "模型"]);
  });

  test("is linear in the length of a word", () => {
    const lines = wrap("x".repeat(200_000), 80);
    assert.equal(lines.length, 2500);
  });
});
