// Writing at HCL places: the text changes as a careful author would change it, and everything else stays byte for byte. Each case
// also runs the edit contract (it parses, comments survive, a second time changes nothing).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Change, changed } from "./terraform-module.ts";

/** The body of one resource before and after. */
function body(before: string, ...changes: readonly Change[]): string {
  const after = changed(`resource "t" "n" {\n${before}}\n`, "t.n", ...changes);
  if (after.startsWith("refused")) return after;
  assert.ok(after.startsWith('resource "t" "n" {\n') && after.endsWith("}\n"), after);
  return after.slice('resource "t" "n" {\n'.length, -2);
}

describe("set", () => {
  test("a literal is replaced, its line's comment stays", () => {
    assert.equal(body("  a = false # why\n", ["set", ["a"], true]), "  a = true # why\n");
    assert.equal(body('  a = "x"\n', ["set", ["a"], 'say "hi" ${now}']), '  a = "say \\"hi\\" $${now}"\n');
    assert.equal(body("  a = null\n", ["set", ["a"], 1]), "  a = 1\n");
    assert.equal(body("  a = -1\n", ["set", ["a"], 2]), "  a = 2\n");
  });

  test("what is there already is left alone, whatever its quotes", () => {
    assert.equal(body('  a = "8"\n', ["set", ["a"], 8]), '  a = "8"\n');
  });

  test("a new argument joins the run of arguments and its alignment", () => {
    assert.equal(body("  size = 8\n  type = 1\n", ["set", ["enc"], true]), "  size = 8\n  type = 1\n  enc  = true\n");
    assert.equal(
      body("  size      = 8\n  encrypted = false\n", ["set", ["type"], 1]),
      "  size      = 8\n  encrypted = false\n  type      = 1\n",
    );
    assert.equal(body("  size = 8\n", ["set", ["encrypted"], true]), "  size = 8\n  encrypted = true\n");
  });

  test("a run that is not aligned stays so", () => {
    assert.equal(body("  size = 8\n  encrypted = false\n", ["set", ["x"], 1]), "  size = 8\n  encrypted = false\n  x = 1\n");
  });

  test("arguments come before nested blocks", () => {
    assert.equal(body("  a = 1\n\n  disk {\n    size = 1\n  }\n", ["set", ["b"], 2]), "  a = 1\n  b = 2\n\n  disk {\n    size = 1\n  }\n");
    assert.equal(body("  disk {\n    size = 1\n  }\n", ["set", ["b"], 2]), "  b = 2\n\n  disk {\n    size = 1\n  }\n");
  });

  test("several at once keep their order", () => {
    assert.equal(body("", ["set", ["a"], 1], ["set", ["bb"], 2]), "  a  = 1\n  bb = 2\n");
  });

  test("a map becomes a nested block, or an object where the argument is a map", () => {
    assert.equal(
      body("  a = 1\n", ["set", ["root", "disk"], { encrypted: true, size: 1 }]),
      "  a = 1\n\n  root {\n    disk {\n      encrypted = true\n      size      = 1\n    }\n  }\n",
    );
    assert.equal(
      body("  a = 1\n", ["set", ["tags"], { x: "y", "a/b": "c" }]),
      '  a = 1\n  tags = {\n    x     = "y"\n    "a/b" = "c"\n  }\n',
    );
  });

  test("inside a nested block, with its indentation", () => {
    assert.equal(
      body("    disk {\n        size = 1\n    }\n", ["set", ["disk", "type"], "x"]),
      '    disk {\n        size = 1\n        type = "x"\n    }\n',
    );
  });

  test("a block on one line is opened", () => {
    assert.equal(body("  disk {}\n", ["set", ["disk", "size"], 1]), "  disk {\n    size = 1\n  }\n");
    assert.equal(body("  disk { type = 1 }\n", ["set", ["disk", "size"], 1]), "  disk {\n    type = 1\n    size = 1\n  }\n");
  });

  test("in objects, on one line and on several, with and without commas", () => {
    assert.equal(body("  tags = { a = 1 }\n", ["set", ["tags", "b"], 2]), "  tags = { a = 1, b = 2 }\n");
    assert.equal(body("  tags = {}\n", ["set", ["tags", "b"], 2]), "  tags = { b = 2 }\n");
    assert.equal(
      body("  tags = {\n    a   = 1 # one\n    ccc = 2\n  }\n", ["set", ["tags", "b"], 2]),
      "  tags = {\n    a   = 1 # one\n    ccc = 2\n    b   = 2\n  }\n",
    );
    assert.equal(body("  tags = {\n    a = 1,\n  }\n", ["set", ["tags", "b"], 2]), "  tags = {\n    a = 1,\n    b = 2,\n  }\n");
    assert.equal(body("  p = jsonencode({\n    a = 1\n  })\n", ["set", ["p", "b"], 2]), "  p = jsonencode({\n    a = 1\n    b = 2\n  })\n");
  });

  test("Windows line ends and a missing last one stay", () => {
    assert.equal(changed('resource "t" "n" {\r\n  a = 1\r\n}', "t.n", ["set", ["b"], 2]), 'resource "t" "n" {\r\n  a = 1\r\n  b = 2\r\n}');
  });

  test("a list is replaced in one piece, not where comments are in it", () => {
    assert.equal(body('  a = ["x"]\n', ["set", ["a"], ["y", "z"]]), '  a = ["y", "z"]\n');
    assert.match(body('  a = [\n    "x", # why\n  ]\n', ["set", ["a"], ["y"]]), /^refused/);
  });
});

describe("refused, with the reason", () => {
  const refusal = (value: string, around = "") =>
    changed(`provider "aws" {}\nresource "t" "n" {\n  a = ${value}\n}\n${around}`, "t.n", ["set", ["a"], true]);

  test("variables, locals and functions", () => {
    assert.equal(refusal("var.x"), "refused: the value is var.x, which is only known later");
    assert.equal(refusal("var.x", 'variable "x" {\n  default = false\n}\n'), "refused: the value comes from the default of var.x");
    assert.equal(refusal("local.x", "locals {\n  x = false\n}\n"), "refused: the value comes from local.x");
    assert.equal(refusal("tobool(false)"), "refused: the value is computed and written nowhere");
    assert.equal(refusal("var.x ? true : null"), "refused: the value is only known later");
  });

  test("below something that is only known later", () => {
    assert.match(changed('resource "t" "n" {\n  tags = merge(var.t, {})\n}\n', "t.n", ["set", ["tags", "a"], 1]), /^refused/);
    assert.match(
      changed('resource "t" "n" {\n  dynamic "disk" {\n    for_each = var.x\n    content {}\n  }\n}\n', "t.n", ["set", ["disk", "a"], 1]),
      /^refused/,
    );
  });

  test("one refused operation refuses all", () => {
    assert.match(body("  a = var.x\n", ["set", ["b"], 1], ["set", ["a"], 1]), /^refused/);
  });
});

describe("unset", () => {
  test("an argument goes with its line and the comment on it", () => {
    assert.equal(body("  a = 1\n  b = 2 # two\n  # about c\n  c = 3\n", ["unset", ["b"]]), "  a = 1\n  # about c\n  c = 3\n");
  });
  test("an expression may go, known or not", () => assert.equal(body("  a = 1\n  b = var.x\n", ["unset", ["b"]]), "  a = 1\n"));
  test("a block goes whole, and one of two empty lines", () => {
    assert.equal(body("  a = 1\n\n  disk {\n    size = 1\n  }\n\n  b = 2\n", ["unset", ["disk"]]), "  a = 1\n\n  b = 2\n");
  });
  test("items of objects and lists go with their comma", () => {
    assert.equal(body("  t = { a = 1, b = 2, c = 3 }\n", ["unset", ["t", "b"]]), "  t = { a = 1, c = 3 }\n");
    assert.equal(body("  t = { a = 1, b = 2 }\n", ["unset", ["t", "b"]]), "  t = { a = 1 }\n");
    assert.equal(body("  t = {\n    a = 1\n    b = 2\n  }\n", ["unset", ["t", "a"]]), "  t = {\n    b = 2\n  }\n");
  });
  test("what is not there is no change", () => assert.equal(body("  a = 1\n", ["unset", ["b"]]), "  a = 1\n"));
});

describe("addItem", () => {
  test("to a list on one line and on several", () => {
    assert.equal(body('  a = ["x"]\n', ["addItem", ["a"], "y"]), '  a = ["x", "y"]\n');
    assert.equal(body("  a = []\n", ["addItem", ["a"], "y"]), '  a = ["y"]\n');
    assert.equal(body('  a = [\n    "x", # why\n  ]\n', ["addItem", ["a"], "y"]), '  a = [\n    "x", # why\n    "y",\n  ]\n');
    assert.equal(body('  a = [\n    "x" # why\n  ]\n', ["addItem", ["a"], "y"]), '  a = [\n    "x", # why\n    "y"\n  ]\n');
  });
  test("the list is made where there is none", () => {
    assert.equal(body("  a = 1\n", ["addItem", ["b"], "y"]), '  a = 1\n  b = ["y"]\n');
  });
  test("ignore_changes takes bare names", () => {
    assert.equal(
      body("  a = 1\n", ["addItem", ["lifecycle", "ignore_changes"], "desired_count"]),
      "  a = 1\n\n  lifecycle {\n    ignore_changes = [desired_count]\n  }\n",
    );
    assert.equal(
      body("  lifecycle {\n    ignore_changes = [tags]\n  }\n", ["addItem", ["lifecycle", "ignore_changes"], "size"]),
      "  lifecycle {\n    ignore_changes = [tags, size]\n  }\n",
    );
  });
  test("an equal item is there already", () => assert.equal(body('  a = ["x"]\n', ["addItem", ["a"], "x"]), '  a = ["x"]\n'));
  test("a nested block joins its like", () => {
    assert.equal(
      body('  taint {\n    key = "a"\n  }\n', ["addItem", ["taint"], { key: "b", effect: "NoSchedule" }]),
      '  taint {\n    key = "a"\n  }\n\n  taint {\n    key    = "b"\n    effect = "NoSchedule"\n  }\n',
    );
    assert.equal(body("", ["addItem", ["taint"], { key: "b" }]), '  taint {\n    key = "b"\n  }\n');
  });
});

describe("renameKey, copy, move, addResource", () => {
  test("an argument, a block and a key are renamed in place", () => {
    assert.equal(body("  a = 1 # x\n", ["renameKey", ["a"], "bb"]), "  bb = 1 # x\n");
    assert.equal(body("  disk {\n  }\n", ["renameKey", ["disk"], "volume"]), "  volume {\n  }\n");
    assert.equal(body("  t = { a = 1 }\n", ["renameKey", ["t", "a"], "x/y"]), '  t = { "x/y" = 1 }\n');
  });
  test("an expression is carried as written, known or not", () => {
    assert.equal(body("  a = var.x\n", ["copy", ["a"], ["b"]]), "  a = var.x\n  b = var.x\n");
    assert.equal(body("  a = var.x\n  c = 1\n", ["move", ["a"], ["b"]]), "  c = 1\n  b = var.x\n");
  });
  test("a companion stands behind its owner and refers to it", () => {
    assert.equal(
      changed('resource "aws_s3_bucket" "m" {\n}\n\nresource "x" "y" {\n}\n', "aws_s3_bucket.m", [
        "addResource",
        {
          resource: {
            aws_s3_bucket_versioning: { m: { bucket: "${aws_s3_bucket.m.id}", versioning_configuration: { status: "Enabled" } } },
          },
        },
      ]),
      'resource "aws_s3_bucket" "m" {\n}\n\nresource "aws_s3_bucket_versioning" "m" {\n  bucket = aws_s3_bucket.m.id\n\n  versioning_configuration {\n    status = "Enabled"\n  }\n}\n\nresource "x" "y" {\n}\n',
    );
  });
});

describe("text inside a heredoc", () => {
  const manifest =
    'resource "kubectl_manifest" "q" {\n  yaml_body = <<-YAML\n    apiVersion: v1\n    kind: Pod\n    spec:\n      # who\n      a: 1\n  YAML\n}\n';

  test("a value is changed where it stands", () => {
    assert.equal(changed(manifest, "kubectl_manifest.q", ["set", ["yaml_body", "spec", "a"], 2]), manifest.replace("a: 1", "a: 2"));
  });
  test("a new key has the indentation of the heredoc", () => {
    assert.equal(
      changed(manifest, "kubectl_manifest.q", ["set", ["yaml_body", "spec", "b"], "x"]),
      manifest.replace("      a: 1\n", "      a: 1\n      b: x\n"),
    );
  });
  test("what would be an interpolation is escaped; what holds one is refused", () => {
    const text = manifest.replace("a: 1", "a: 1\n      name: ${var.x}");
    assert.equal(
      changed(text, "kubectl_manifest.q", ["set", ["yaml_body", "spec", "a"], "${b}"]),
      text.replace("a: 1", () => "a: $${b}"),
    );
    assert.match(changed(text, "kubectl_manifest.q", ["set", ["yaml_body", "spec", "name"], "x"]), /^refused/);
  });
  test("JSON too", () => {
    const policy = 'resource "p" "p" {\n  policy = <<EOF\n{\n  "Effect": "Allow",\n  "Action": "*"\n}\nEOF\n}\n';
    assert.equal(changed(policy, "p.p", ["set", ["policy", "Effect"], "Deny"]), policy.replace("Allow", "Deny"));
  });
  test("a quoted string is refused: every quote would need an escape", () => {
    assert.match(
      changed('resource "p" "p" {\n  policy = "{\\"Effect\\": \\"Allow\\"}"\n}\n', "p.p", ["set", ["policy", "Effect"], "Deny"]),
      /^refused: the text stands in a quoted string/,
    );
  });
  test("the argument itself may go", () => {
    assert.equal(changed(manifest, "kubectl_manifest.q", ["unset", ["yaml_body"]]), 'resource "kubectl_manifest" "q" {\n}\n');
  });
});
