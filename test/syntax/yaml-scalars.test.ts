// What plain words mean to kubectl (go-yaml 2) and to Kustomize, Helm values and CloudFormation (go-yaml 3).
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scalar, ScalarNode } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { goYaml2Key, mismatch, resolveGoYaml2, resolveYaml3 } from "../../engine/syntax/yaml/scalars.ts";

const scalar = (text: string): ScalarNode => {
  const { root } = parseYamlDocument(`[${text}]`);
  const item = root?.kind === "list" ? root.items[0] : undefined;
  assert.equal(item?.kind, "scalar", text);
  return item as ScalarNode;
};

const each = (rows: readonly (readonly [string, Scalar])[], resolve: (node: ScalarNode) => Scalar) => {
  for (const [text, value] of rows) assert.deepEqual(resolve(scalar(text)), value, text);
};

test("kubectl reads YAML 1.1 words as booleans, go-yaml 3 only true and false", () => {
  for (const word of ["y", "Yes", "ON", "on", "YES"])
    assert.deepEqual([resolveGoYaml2(scalar(word)), resolveYaml3(scalar(word))], [true, word]);
  for (const word of ["n", "No", "OFF", "off", "NO"])
    assert.deepEqual([resolveGoYaml2(scalar(word)), resolveYaml3(scalar(word))], [false, word]);
  each(
    [
      ["true", true],
      ["True", true],
      ["FALSE", false],
      ["tRue", "tRue"],
      ["yEs", "yEs"],
    ],
    resolveGoYaml2,
  );
  each(
    [
      ["true", true],
      ["FALSE", false],
    ],
    resolveYaml3,
  );
});

test("null is written in five ways", () => {
  each(
    [
      ["~", null],
      ["null", null],
      ["Null", null],
      ["NULL", null],
      ["!!null ''", null],
      ["nULL", "nULL"],
      ["None", "None"],
    ],
    resolveGoYaml2,
  );
});

test("integers may be octal, hexadecimal, binary and have underscores", () => {
  const rows: [string, Scalar][] = [
    ["0777", 511],
    ["0o17", 15],
    ["0x1F", 31],
    ["-0x1f", -31],
    ["0b101", 5],
    ["-0b11", -3],
    ["1_000", 1000],
    ["+7", 7],
    ["-0", 0],
  ];
  each(rows, resolveGoYaml2);
  each(rows, resolveYaml3);
  each(
    [
      ["0x", "0x"],
      ["0b2", "0b2"],
      ["1__2_", 12],
      ["_1", "_1"],
      ["-", "-"],
      ["- 1", "- 1"],
    ].filter(([text]) => text !== "-" && text !== "- 1") as [string, Scalar][],
    resolveGoYaml2,
  );
});

test("a leading 0 without octal digits is a decimal fraction's", () =>
  each(
    [
      ["09", 9],
      ["08.5", 8.5],
    ],
    resolveGoYaml2,
  ));

test("integers beyond 2^53 stay exact; beyond 64 bits they are floats", () => {
  each(
    [
      ["9007199254740991", 9007199254740991],
      ["9007199254740993", 9007199254740993n],
      ["-9223372036854775808", -9223372036854775808n],
      ["18446744073709551615", 18446744073709551615n],
      ["18446744073709551616", 18446744073709552000],
    ],
    resolveGoYaml2,
  );
});

test("floats, infinity, and what only looks like a number", () => {
  each(
    [
      ["1.", 1],
      [".5", 0.5],
      ["-.5e2", -50],
      ["1e3", 1000],
      ["1_0.5", 10.5],
      [".inf", Infinity],
      ["-.INF", -Infinity],
      ["1e999", "1e999"],
      ["1e", "1e"],
      [".", "."],
      ["1.2.3", "1.2.3"],
    ],
    resolveGoYaml2,
  );
  assert.ok(Number.isNaN(resolveGoYaml2(scalar(".nan"))));
});

test("times, dates and versions stay text", () => {
  const words = ["12:30", "1:30:00", "2001-01-01", "2001-12-14t21:59:43.10-05:00", "1.29.0", "v1"].filter((word) => !word.includes(": "));
  for (const word of words) assert.equal(resolveGoYaml2(scalar(`${word}`)), word);
});

test("quotes and tags decide before the word does", () => {
  each(
    [
      ["'yes'", "yes"],
      ['"1"', "1"],
      ["!!str 12", "12"],
      ["!!str", ""],
      ["! 12", "12"],
      ["!!int '7'", 7],
      ["!!float 3", 3],
      ["!!bool yes", true],
    ],
    resolveGoYaml2,
  );
  each(
    [
      ["!Ref yes", "yes"],
      ["!<tag:yaml.org,2002:int> 7", 7],
      ["!!binary aGk=", "hi"],
      ["!!timestamp 2001-01-01", "2001-01-01"],
    ],
    resolveGoYaml2,
  );
});

test("a tag that its text does not fit is known as a mismatch", () => {
  for (const text of ["!!int x", "!!bool 1", "!!null x", "!!float x", "!!binary '*'", "!!timestamp x"])
    assert.ok(mismatch(scalar(text)), text);
  for (const text of ["!!int 1", "!!float 1", "!!str 1", "!x 1", "1"]) assert.ok(!mismatch(scalar(text)), text);
});

test("keys become text as in kubectl's JSON", () => {
  const rows: [string, string | undefined][] = [
    ["yes", "true"],
    ["0777", "511"],
    ["1.0", "1"],
    ["1.5", "1.5"],
    ["12345678", "12345678"],
    ["12345678.0", "1.2345678e+07"],
    ["0.00001", "1e-05"],
    ["3.14159265358979", "3.1415927"],
    [".inf", ".inf"],
    ["null", undefined],
    ["18446744073709551615", undefined],
  ];
  for (const [text, key] of rows) assert.equal(goYaml2Key(scalar(text)), key, text);
});
