// What Terraform values are worth: known, unknown, a choice, possibly there. The numbers are those of the evaluation table (E1–E18).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { identity, placeAt, pointed, rootOf, said, unitOf, worth } from "./terraform-module.ts";

describe("variables (E3, E4, E5)", () => {
  const variable = 'variable "size" {\n  default = 8\n}\n';
  const use = 'resource "t" "n" {\n  a = var.size\n}\n';

  test("in a root module a default is a value, and says so", () => {
    assert.equal(worth("var.size", variable), "8 from default var.size");
  });

  test("a finding about it points at the expression in the resource, the default is its cause", () => {
    const place = placeAt({ "main.tf": `provider "aws" {}\n${use}`, "variables.tf": variable }, "t.n", "a");
    assert.equal(pointed(place), "main.tf:3 var.size");
    const because = place.node?.provenance?.because;
    assert.equal(because?.document.source.path, "variables.tf");
    assert.equal(because?.document.source.text.slice(because.start, because.end), "8");
  });

  test("in a library even a default is not known: its author does not deploy it", () => {
    assert.equal(said(placeAt({ "main.tf": use + variable }, "t.n", "a")), "unknown var.size");
  });

  test("what makes a root: a provider with settings, a backend, tfvars", () => {
    assert.equal(unitOf({ "main.tf": use }).isRoot, false);
    assert.equal(unitOf({ "main.tf": `${use}provider "aws" {}\n` }).isRoot, true);
    assert.equal(unitOf({ "main.tf": `${use}terraform {\n  backend "s3" {}\n}\n` }).isRoot, true);
    assert.equal(unitOf({ "main.tf": `${use}terraform {\n  required_version = "1"\n}\n` }).isRoot, false);
    assert.equal(unitOf({ "main.tf": use, "terraform.tfvars": "size = 1\n" }).isRoot, true);
  });

  test("tfvars win over the default; other tfvars are scenarios and not read", () => {
    const files = { "main.tf": use + variable, "terraform.tfvars": "size = 1\n", "prod.tfvars": "size = 2\n" };
    assert.equal(said(placeAt(files, "t.n", "a")), "1 from argument var.size");
    assert.equal(said(placeAt({ ...files, "a.auto.tfvars": "size = 3\n" }, "t.n", "a")), "3 from argument var.size");
  });

  test("without a value a variable is unknown", () => {
    assert.equal(worth("var.x", 'variable "x" {}\n'), "unknown var.x");
    assert.equal(worth("var.nowhere"), "unknown var.nowhere");
  });

  test("a null default is absent, and optional attributes have their defaults", () => {
    assert.equal(worth("var.x", 'variable "x" {\n  default = null\n}\n'), "absent");
    const type =
      'variable "x" {\n  type = list(object({ a = number, b = optional(bool, true), c = optional(string) }))\n  default = [{ a = 1 }]\n}\n';
    assert.equal(worth("var.x", type), "[{a: 1 from default var.x, b: true from default b}]");
  });
});

describe("references (E6, E7, E8)", () => {
  const bucket = 'resource "aws_s3_bucket" "models" {\n  bucket = "m"\n  acl    = var.x\n}\nvariable "x" {}\n';

  test("an argument that is written has its value", () => {
    assert.equal(worth("aws_s3_bucket.models.bucket", bucket), '"m" from computed aws_s3_bucket.models.bucket');
  });

  test("anything else is unknown", () => {
    assert.equal(worth("aws_s3_bucket.models.arn", bucket), "unknown aws_s3_bucket.models.arn");
    assert.equal(worth("data.aws_region.here.name"), "unknown data.aws_region.here.name");
    assert.equal(worth("timestamp()"), "unknown timestamp()");
  });

  test("the identity is kept, whatever the value", () => {
    for (const expression of [
      "aws_s3_bucket.models.id",
      "aws_s3_bucket.models.bucket",
      "aws_s3_bucket.models[0].id",
      'aws_s3_bucket.models["a"].arn',
      "aws_s3_bucket.models[*].id",
      "one(aws_s3_bucket.models[*].id)",
      "try(aws_s3_bucket.models.id, null)",
      "coalesce(aws_s3_bucket.models.id, var.x)",
      "var.x ? aws_s3_bucket.models.id : null",
      "local.b",
      "local.c.id",
      '"arn:aws:s3:::${aws_s3_bucket.models.id}/*"',
      "[for b in aws_s3_bucket.models : b.id]",
      "module.child.id",
    ]) {
      assert.equal(
        identity(
          expression,
          `${bucket}locals {\n  b = aws_s3_bucket.models.id\n  c = aws_s3_bucket.models\n}\nmodule "child" {\n  source = "../none"\n}\n`,
        ),
        expression.startsWith("module") ? "module.child" : "aws_s3_bucket.models",
        expression,
      );
    }
  });

  test("two references in one text are nobody's identity", () => {
    const two = `${bucket}resource "aws_kms_key" "k" {\n}\n`;
    assert.equal(identity('"${aws_s3_bucket.models.id}/${aws_kms_key.k.id}"', two), undefined);
  });

  test("a cycle is unknown", () => {
    assert.match(worth("local.a", "locals {\n  a = local.b\n  b = local.a\n}\n"), /^unknown local\.[ab]$/);
  });
});

describe("conditions (E11, E12)", () => {
  const x = 'variable "x" {}\nvariable "d" {\n  default = true\n}\n';
  const cases: readonly (readonly [string, string])[] = [
    ["true ? 1 : 2", "1"],
    ["var.d ? 1 : 2", "1 from default var.d"],
    ["var.x ? 1 : 1", "1"],
    ["var.x ? 1 : 2", "(1 | 2)"],
    ["var.x ? 1 : var.x", "unknown var.x ? 1 : var.x"],
    ["var.x ? 1 : null", "maybe"],
    ["var.x ? null : null", "absent"],
    ["null", "absent"],
    ["var.x == null", "unknown var.x == null"],
    ["false && var.x", "false"],
    ["var.x || true", "true"],
    ["1 + 2 * 3", "7"],
    ["-1", "-1"],
    ["!true", "false"],
    ['"a" == "a" ? "b" : "c"', '"b"'],
  ];
  for (const [expression, expected] of cases)
    test(expression, () =>
      assert.equal(worth(expression, x).replace(/^unknown .*/, expected.startsWith("unknown") ? expected : "unknown"), expected),
    );
});

describe("texts", () => {
  const x = 'variable "x" {}\nvariable "d" {\n  default = "dev"\n}\n';
  test("known parts make a known text, with the default that decided", () => {
    assert.equal(worth('"a-${1}-b"'), '"a-1-b"');
    assert.equal(worth('"a-${var.d}"', x), '"a-dev" from default var.d');
    assert.equal(worth('"${true}"'), "true");
  });
  test("a part that is not known leaves a hole, the text around it stays", () => {
    const place = placeAt(rootOf(`resource "t" "n" {\n  a = "a-\${var.x}-b"\n}\n${x}`), "t.n", "a");
    assert.ok(place.node?.kind === "open");
    assert.deepEqual(place.node.parts, ["a-", { kind: "terraform", text: "var.x" }, "-b"]);
  });
});

describe("functions (E16)", () => {
  const x = 'variable "x" {}\nlocals {\n  m = { a = 1, b = 2 }\n  l = ["a", "b"]\n}\n';
  const cases: readonly (readonly [string, string])[] = [
    ["merge({ a = 1 }, { b = 2 }, { a = 3 })", "{a: 3, b: 2}"],
    ["merge({ a = 1 }, var.x)", "{a: unknown merge({ a = 1 }, var.x), …}"],
    ["merge(var.x, { a = 1 })", "{a: 1, …}"],
    ["concat([1], [2, 3])", "[1, 2, 3]"],
    ["concat([1], var.x)", "[1, …]"],
    ["flatten([[1, [2]], 3])", "[1, 2, 3]"],
    ['compact(["a", "", null])', '["a"]'],
    ['distinct(["a", "b", "a"])', '["a", "b"]'],
    ['lookup({ a = 1 }, "a", 2)', "1"],
    ['lookup({ a = 1 }, "b", 2)', "2"],
    ['lookup(var.x, "b", 2)', 'unknown lookup(var.x, "b", 2)'],
    ['coalesce(null, "", "c")', '"c"'],
    ['coalesce(var.x, "c")', 'unknown coalesce(var.x, "c")'],
    ["try({ a = 1 }.a, 2)", "1"],
    ["try({ a = 1 }.b, 2)", "2"],
    ["try(var.x.b, 2)", "unknown try(var.x.b, 2)"],
    ["can({ a = 1 }.b)", "false"],
    ["tostring(8)", '"8"'],
    ['tonumber("8")', "8"],
    ['tobool("true")', "true"],
    ['toset(["a", "a"])', '["a"]'],
    ["tolist([1])", "[1]"],
    ["tomap({ a = 1 })", "{a: 1}"],
    ['format("%s-%d%%", "a", 3)', '"a-3%"'],
    ['format("%05d", 3)', 'unknown format("%05d", 3)'],
    ['join(",", ["a", "b"])', '"a,b"'],
    ['split(",", "a,b")', '["a", "b"]'],
    ['lower("AB")', '"ab"'],
    ['upper("ab")', '"AB"'],
    ['trimspace(" a ")', '"a"'],
    ['replace("a.b", ".", "-")', '"a-b"'],
    ['replace("a.b", "/a/", "-")', 'unknown replace("a.b", "/a/", "-")'],
    ['length(["a"])', "1"],
    ["length(concat([1], var.x))", "unknown length(concat([1], var.x))"],
    ['contains(["a"], "a")', "true"],
    ['contains(["a"], "b")', "false"],
    ['contains(["a", var.x], "b")', 'unknown contains(["a", var.x], "b")'],
    ["keys(local.m)", '["a", "b"]'],
    ["values(local.m)", "[1 from computed local.m, 2 from computed local.m]"],
    ["element(local.l, 3)", '"b" from computed local.l'],
    ["slice([1, 2, 3], 0, 2)", "[1, 2]"],
    ['index(["a", "b"], "b")', "1"],
    ["one([])", "absent"],
    ['zipmap(["a"], [1])', "{a: 1}"],
    ["range(3)", "[0, 1, 2]"],
    ["max(1, 3)", "3"],
    ['startswith("abc", "ab")', "true"],
    ['substr("abc", 0, 2)', '"ab"'],
    ["jsondecode(jsonencode({ a = 1 })).a", "1"],
    ['jsondecode("{\\"a\\": [1]}").a', "[1]"],
    ['yamldecode("a: 1").a', "1"],
    ["sensitive(1)", "1"],
    ["nosuchfunction(1)", "unknown nosuchfunction(1)"],
    ["alltrue([true, false])", "false"],
  ];
  for (const [expression, expected] of cases) test(expression, () => assert.equal(worth(expression, x), expected));

  test("for over a known collection gives its results, over an unknown one an open collection", () => {
    const certain = (expression: string) => worth(expression).replaceAll(" from computed a for expression", "");
    assert.equal(certain("[for v in [1, 2] : v + 1]"), "[2, 3]");
    assert.equal(certain("[for v in [1, 2] : v if v > 1]"), "[2]");
    assert.equal(certain("{ for k, v in { a = 1 } : upper(k) => v }"), "{A: 1}");
    assert.equal(certain('{ for v in ["a", "b"] : "k" => v... }'), '{k: ["a", "b"]}');
    assert.equal(worth("{ for k, v in var.x : k => v }", x), "{…}");
    assert.equal(worth("[for v in var.x : v]", x), "[…]");
  });
});
