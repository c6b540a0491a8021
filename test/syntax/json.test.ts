// How JSON files are read: typed values, exact spans, and half-written text as far as it makes sense.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import type { Node, Tree } from "../../engine/syntax/node.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import { resolveJson } from "../../engine/syntax/yaml/scalars.ts";
import { assertLinear } from "../harness/work.ts";

const data = (text: string): unknown => toJson(parseJsonDocument(text).root, resolveJson);

const onlyProblem = (text: string): [string, string] => {
  const { problems } = parseJsonDocument(text);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  const [{ message, span }] = problems as [Tree["problems"][number]];
  return [message, text.slice(span.start, span.end)];
};

test("values are what JSON.parse says", () => {
  const text = '{"a": [1, -2.5e3, true, false, null, "x\\/y\\u00e9\\n\\ud83d\\ude00"], "b": {}, "": [], "__proto__": 1}\n';
  const tree = parseJsonDocument(text);
  assert.deepEqual([tree.state, tree.problems], ["parsed", []]);
  assert.deepEqual(data(text), JSON.parse(text));
});

test("integers beyond 2^53 are exact", () => {
  assert.deepEqual(data("[9007199254740993, 9007199254740991, 1e400, 12345678901234567890.5]"), [
    9007199254740993n,
    9007199254740991,
    Infinity,
    12345678901234567000,
  ]);
});

test("spans hold quotes and brackets", () => {
  const text = '{ "a" : [ 1 , "x" ] }';
  const { root } = parseJsonDocument(text);
  const map = root as Extract<Node, { kind: "map" }>;
  const list = map.entries[0]?.value as Extract<Node, { kind: "list" }>;
  const slices = [map, map.entries[0]?.key as Node, list, ...list.items].map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(slices, [text, '"a"', '[ 1 , "x" ]', "1", '"x"']);
});

test("keys that are given twice are remembered; the last one counts", () => {
  const { duplicates, problems } = parseJsonDocument('{"a": 1, "b": {"a": 2, "a": 3}, "a": 4}');
  assert.deepEqual([duplicates.map(({ key }) => key.start), problems], [[23, 32], []]);
  assert.deepEqual(data('{"a": 1, "a": 4}'), { a: 4 });
});

test("what is wrong is said once, at its place, and the rest is read", () => {
  assert.deepEqual(onlyProblem('{"a": 1,}'), ["JSON allows no comma behind the last value", ","]);
  assert.deepEqual(onlyProblem('{"a": 1 "b": 2}'), ["a comma is missing here", ""]);
  assert.deepEqual(onlyProblem('{"a" 1}'), ["a colon is missing behind this key", '"a"']);
  assert.deepEqual(onlyProblem('{"a": }'), ["a value is missing behind this key", '"a"']);
  assert.deepEqual(onlyProblem("{a: 1}"), ["a key in double quotes is expected here", "a"]);
  assert.deepEqual(onlyProblem('{"a": [1, 2'), ["the `[` that opens here is never closed", "["]);
  assert.deepEqual(onlyProblem('{"a": "x\n}'), ["the quote that opens here is never closed", '"']);
  assert.deepEqual(onlyProblem('{"a": yes}'), ["`yes` is no JSON value: text needs double quotes", "yes"]);
  assert.deepEqual(onlyProblem("[1] // c"), ["JSON has no comments", "//"]);
  assert.deepEqual(onlyProblem('["\\x"]'), ["`\\x` is no JSON escape", "\\x"]);
  assert.deepEqual(onlyProblem("{} {}"), ["the file goes on behind the end of its value", "{}"]);
  assert.deepEqual(data('{"a": 1,}'), { a: 1 });
  assert.deepEqual(data('{"a": [1, 2'), { a: [1, 2] });
  assert.deepEqual(data('{"a": 1 "b": 2}'), { a: 1, b: 2 });
  assert.equal(parseJsonDocument('{"a": 1,}').state, "repaired");
});

test("an empty file has no root", () =>
  assert.deepEqual([parseJsonDocument(" \n").root, parseJsonDocument(" \n").problems], [undefined, []]));

test("text cut at any place has one problem at most, and no exception", () => {
  const text = '{"a": [1, {"b": "c\\n", "d": null}], "e": -1.5e3}\n';
  for (let end = 0; end <= text.length; end++) {
    const { problems } = parseJsonDocument(text.slice(0, end));
    assert.ok(problems.length <= 1);
    for (const { span } of problems) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= end);
  }
});

test("a file of something else is broken, not guessed at", () => {
  const { state, root, problems } = parseJsonDocument("not json at all: { this is prose }, really\n".repeat(20));
  assert.deepEqual([state, root, problems.length], ["broken", undefined, 1]);
});

/** Many objects on one line, one object of many keys, one text of many escapes. */
const longTexts = (size: number) => [
  `[${Array.from({ length: size }, (_, i) => `{"name":"item-${i}","text":"0123456789abcdef"}`).join(",")}]`,
  `{${Array.from({ length: size }, (_, i) => `"k${i}":1`).join(",")}}`,
  `["${"\\n\\u00e9".repeat(size)}"]`,
];

const assertParsesLinearly = (texts: (size: number) => readonly string[]): void =>
  assertLinear<typeof import("../../engine/syntax/json.ts")>("engine/syntax/json.ts", 1000, ({ parseJsonDocument }, size) => {
    for (const text of texts(size)) parseJsonDocument(text);
  });

test("5,000 levels are a limit; 10 MB on one line and 200,000 keys are read, in work that grows as they do", () => {
  assert.deepEqual(
    parseJsonDocument("[".repeat(5000)).problems.map(({ kind }) => kind),
    ["limit"],
  );
  assertParsesLinearly(longTexts);
  const texts = longTexts(200_000);
  assert.ok((texts[0]?.length ?? 0) > 9_000_000);
  for (const text of texts) assert.equal(parseJsonDocument(text).state, "parsed");
});

test("half-written text is as much work as it is long", () => {
  assertParsesLinearly((size) => ["[".repeat(size), '{"a":'.repeat(size), "[1 ".repeat(size), '"'.repeat(size), `{${'"a" '.repeat(size)}`]);
});

test("more than a million values are a limit", () => {
  assert.deepEqual(
    parseJsonDocument(`[${"1,".repeat(1_100_000)}1]`).problems.map(({ kind }) => kind),
    ["limit"],
  );
});
