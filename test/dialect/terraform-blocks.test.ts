// Which resources blocks and modules give, and where a finding points. The numbers are those of the evaluation table (E1–E20).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { addressOf } from "../../engine/dialect/terraform/build.ts";
import { placeAt, pointed, resourceAt, rootOf, said, unitOf, worth } from "./terraform-module.ts";

test("settings of a provider are read like a resource; each alias is one of its own", () => {
  const files = rootOf(
    'provider "helm" {\n  kubernetes = {\n    insecure = true\n  }\n}\nprovider "helm" {\n  alias = "b"\n  kubernetes {\n    insecure = false\n  }\n}\n',
  );
  const providers = unitOf(files).resources.map(({ ref }) => `${ref.kind}.${ref.name}`);
  assert.deepEqual(providers, ["provider.aws", "provider.helm", "provider.helm#2"]);
  assert.equal(said(placeAt(files, "provider.helm", "kubernetes", "insecure")), "true");
  assert.equal(said(placeAt(files, "provider.helm#2", "kubernetes", "insecure")), "false");
});

describe("count and for_each (E9)", () => {
  const addresses = (meta: string, around = "") =>
    unitOf(rootOf(`resource "t" "n" {\n  ${meta}\n  a = 1\n}\n${around}`))
      .resources.filter(({ ref }) => ref.kind === "t")
      .map((one) => one.id.replace(/^.*#/, "#"));

  test("a literal switch turns a block off, one that depends on a variable does not", () => {
    const off = 'variable "on" {\n  default = false\n}\n';
    assert.deepEqual(addresses("count = 0"), []);
    assert.deepEqual(addresses("count = false ? 1 : 0"), []);
    assert.deepEqual(addresses("for_each = {}"), []);
    assert.deepEqual(addresses("count = var.on ? 1 : 0", off), ["#1"]);
    assert.deepEqual(addresses("count = local.on", `${off}locals {\n  on = var.on ? 1 : 0\n}\n`), ["#1"]);
  });

  test("in a block that is switched off, what the same variables decide is not known", () => {
    const files = rootOf(
      'variable "key" {\n  default = null\n}\nresource "t" "n" {\n  count = var.key == null ? 0 : 1\n  a     = var.key\n  b     = false\n}\n',
    );
    assert.equal(said(placeAt(files, "t.n", "a")), "unknown var.key");
    assert.equal(said(placeAt(files, "t.n", "b")), "false");
  });

  test("a known collection gives one resource an element, an unknown one gives one with each unknown", () => {
    assert.deepEqual(addresses('for_each = toset(["a", "b"])'), ['#1["a"]', '#1["b"]']);
    const files = rootOf('resource "t" "n" {\n  for_each = { x = { size = 1 } }\n  a = each.value.size\n  b = each.key\n}\n');
    assert.equal(said(placeAt(files, "t.n", "a")), "1");
    assert.equal(said(placeAt(files, "t.n", "b")), '"x"');
    assert.equal(worth("each.value.size"), "unknown each.value.size");
  });
});

describe("blocks (E10, E13)", () => {
  const block = (body: string, around = "") => said(placeAt(rootOf(`resource "t" "n" {\n${body}\n}\n${around}`), "t.n"));

  test("a block that stands once is a map, several are a list, repeatable ones always are", () => {
    assert.equal(block("  disk {\n    size = 1\n  }"), "{disk: {size: 1}}");
    assert.equal(block("  disk {\n    size = 1\n  }\n  disk {\n    size = 2\n  }"), "{disk: [{size: 1}, {size: 2}]}");
    assert.equal(block('  taint {\n    key = "a"\n  }'), '{taint: [{key: "a"}]}');
    assert.equal(block('  taint = [{ key = "a" }]'), '{taint: [{key: "a"}]}');
  });

  test("dynamic over a known collection is expanded", () => {
    assert.equal(
      block('  dynamic "taint" {\n    for_each = ["a", "b"]\n    content {\n      key = taint.value\n    }\n  }'),
      '{taint: [{key: "a"}, {key: "b"}]}',
    );
    assert.equal(
      block(
        '  dynamic "taint" {\n    for_each = { x = 1 }\n    iterator = each_taint\n    content {\n      key = each_taint.key\n    }\n  }',
      ),
      '{taint: [{key: "x"}]}',
    );
  });

  test("dynamic over an empty literal is absent, over anything else possibly there", () => {
    const dynamic = (collection: string) => `  dynamic "disk" {\n    for_each = ${collection}\n    content {\n      size = 1\n    }\n  }`;
    assert.equal(block(dynamic("[]")), "{}");
    assert.equal(block(dynamic("var.x"), 'variable "x" {}\n'), "{disk: maybe}");
    assert.equal(block(dynamic("var.x"), 'variable "x" {\n  default = []\n}\n'), "{disk: maybe}");
    const files = rootOf(`resource "t" "n" {\n${dynamic("var.x")}\n}\nvariable "x" {}\n`);
    assert.equal(said(placeAt(files, "t.n", "disk", "size")), "maybe");
  });

  test("half-written text makes what is missing possibly there", () => {
    const files = rootOf('resource "t" "n" {\n  a = 1\n  disk {\n');
    assert.equal(said(placeAt(files, "t.n", "zone")), "maybe");
  });

  test("ignore_changes lists names", () => {
    assert.equal(block("  lifecycle {\n    ignore_changes = [tags, desired]\n  }"), '{lifecycle: {ignore_changes: ["tags", "desired"]}}');
  });

  test("override files are merged last, block by block (E1)", () => {
    const files = {
      "main.tf": 'provider "aws" {}\nresource "t" "n" {\n  a = 1\n  b = 2\n  disk {\n    size = 1\n  }\n}\n',
      "override.tf": 'resource "t" "n" {\n  b = 3\n  disk {\n    type = "x"\n  }\n}\n',
    };
    assert.equal(said(placeAt(files, "t.n")), '{a: 1, b: 3, disk: {type: "x"}}');
    assert.equal(pointed(placeAt(files, "t.n", "b")), "override.tf:2 3");
  });
});

describe("where a finding points", () => {
  const files = rootOf('resource "aws_ebs_volume" "scratch" {\n  size = 8\n  timeouts {\n  }\n}\nmodule "m" {\n  source = "x/y/z"\n}\n');
  test("at the value, where something is written", () => {
    assert.equal(pointed(placeAt(files, "aws_ebs_volume.scratch", "size")), "main.tf:3 8");
  });
  test("at the labels of the block, where nothing is", () => {
    assert.equal(pointed(placeAt(files, "aws_ebs_volume.scratch", "encrypted")), 'main.tf:2 "aws_ebs_volume" "scratch"');
    assert.equal(pointed(placeAt(files, "module.m", "encrypted")), 'main.tf:7 "m"');
  });
  test("at the keyword of a nested block", () => {
    assert.equal(pointed(placeAt(files, "aws_ebs_volume.scratch", "timeouts", "create")), "main.tf:4 timeouts");
  });
});

describe("documents in strings (E18)", () => {
  const policy =
    'resource "aws_iam_policy" "p" {\n  policy = <<-EOF\n    {\n      "Statement": [\n        { "Effect": "Allow", "Action": "*", "Resource": "${aws_s3_bucket.b.arn}/*", "N": ${var.n} }\n      ]\n    }\n  EOF\n}\nvariable "n" {}\nresource "aws_s3_bucket" "b" {}\n';

  test("JSON in a heredoc: every value at its own line", () => {
    const place = placeAt(rootOf(policy), "aws_iam_policy.p", "policy", "Statement", 0);
    assert.equal(said(place.at("Action")), '"*"');
    assert.equal(pointed(place.at("Action")), 'main.tf:6 "*"');
    assert.equal(said(place.at("N")), "unknown var.n");
    assert.equal(pointed(place.at("N")), "main.tf:6 ${var.n}");
    assert.ok(place.at("Resource").node?.kind === "open");
  });

  test("jsonencode is its argument", () => {
    const place = placeAt(
      rootOf('resource "p" "p" {\n  policy = jsonencode({\n    Statement = [{ Action = "*" }]\n  })\n}\n'),
      "p.p",
      "policy",
      "Statement",
      0,
      "Action",
    );
    assert.equal(pointed(place), 'main.tf:4 "*"');
  });

  test("a quoted string with escapes points at the exact text", () => {
    const place = placeAt(rootOf('resource "p" "p" {\n  policy = "{\\"Action\\": \\"s3:*\\"}"\n}\n'), "p.p", "policy", "Action");
    assert.equal(said(place), '"s3:*"');
    assert.equal(pointed(place), 'main.tf:3 \\"s3:*\\"');
  });

  test("a default that decides inside keeps its name", () => {
    const text = 'resource "p" "p" {\n  policy = <<EOF\n{"Effect": "${var.e}"}\nEOF\n}\nvariable "e" {\n  default = "Allow"\n}\n';
    assert.equal(said(placeAt(rootOf(text), "p.p", "policy", "Effect")), '"Allow" from default var.e');
  });

  test("text with directives, and text that does not parse, stays a text", () => {
    assert.match(worth('<<EOF\n{%{ if var.x }"a": 1%{ endif }}\nEOF\n', 'variable "x" {}\n'), /^unknown/);
    assert.equal(worth("<<EOF\n{ not json\nEOF\n"), '"{ not json\\n"');
  });

  test("aws_iam_policy_document has the form of its JSON, at its own lines", () => {
    const files = rootOf(
      'resource "aws_iam_policy" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\ndata "aws_iam_policy_document" "d" {\n  statement {\n    actions   = ["s3:*"]\n    resources = ["*"]\n    principals {\n      type        = "AWS"\n      identifiers = ["*"]\n    }\n    condition {\n      test     = "StringEquals"\n      variable = "aws:x"\n      values   = ["y"]\n    }\n  }\n}\n',
    );
    const policy = placeAt(files, "aws_iam_policy.p", "policy");
    assert.equal(
      said(policy.at("Statement")),
      '[{Action: ["s3:*"], Resource: ["*"], Principal: {AWS: ["*"]}, Condition: {StringEquals: {aws:x: ["y"]}}, Effect: "Allow"}]',
    );
    assert.equal(pointed(policy.at("Statement", 0, "Action", 0)), 'main.tf:7 "s3:*"');
    const open = rootOf(
      'resource "p" "p" {\n  policy = data.aws_iam_policy_document.d.json\n}\ndata "aws_iam_policy_document" "d" {\n  source_policy_documents = [var.x]\n  statement {\n    actions = ["a"]\n  }\n}\nvariable "x" {}\n',
    );
    assert.match(said(placeAt(open, "p.p", "policy", "Statement")), /…\]$/);
  });

  test("Kubernetes objects become resources of the unit", () => {
    const unit = unitOf(
      rootOf(
        'resource "kubectl_manifest" "q" {\n  yaml_body = <<-YAML\n    apiVersion: kueue.x-k8s.io/v1beta1\n    kind: LocalQueue\n    metadata:\n      name: gpu\n  YAML\n}\nresource "kubernetes_manifest" "c" {\n  manifest = {\n    apiVersion = "v1"\n    kind       = "ConfigMap"\n    metadata   = { name = "c" }\n  }\n}\n',
      ),
    );
    const objects = unit.resources.filter((one) => one.class === "kubernetes");
    assert.deepEqual(
      objects.map((one) => [one.ref.kind, one.ref.name]),
      [
        ["LocalQueue", "gpu"],
        ["ConfigMap", "c"],
      ],
    );
  });
});

describe("modules that are called (E20)", () => {
  const files = {
    "main.tf":
      'provider "aws" {}\nmodule "gpu" {\n  source = "./pool"\n  size   = 8\n  key    = aws_kms_key.k.arn\n}\nresource "aws_kms_key" "k" {}\nresource "t" "n" {\n  a = module.gpu.size\n  b = module.gpu.pool\n}\n',
    "pool/main.tf":
      'variable "size" {}\nvariable "kind" {\n  default = "spot"\n}\nvariable "key" {}\nresource "pool" "p" {\n  size = var.size\n  kind = var.kind\n  key  = var.key\n}\noutput "size" {\n  value = var.size\n}\noutput "pool" {\n  value = pool.p.id\n}\n',
  };

  test("the resources of a local module are seen as the call sees them", () => {
    const unit = unitOf(files);
    const pool = placeAt(files, "module.gpu.pool.p");
    assert.equal(said(pool.at("size")), "8 from argument var.size");
    assert.equal(said(pool.at("kind")), '"spot" from default var.kind');
    assert.equal(pointed(pool.at("size")), "pool/main.tf:7 var.size");
    assert.deepEqual(unit.covers, ["pool/main.tf"]);
    assert.deepEqual(unit.read, ["/*.tf", "main.tf", "pool/*.tf", "pool/main.tf"]);
  });

  test("outputs and identities go through", () => {
    assert.equal(said(placeAt(files, "t.n", "a")), "8 from argument var.size");
    const { node } = placeAt(files, "t.n", "b");
    assert.equal((node as { pointsTo?: string }).pointsTo, "module.gpu.pool.p");
    assert.equal((placeAt(files, "module.gpu.pool.p", "key").node as { pointsTo?: string }).pointsTo, "aws_kms_key.k");
  });

  test("modules that call each other end", () => {
    const unit = unitOf(
      {
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\nresource "t" "n" {}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\nresource "t" "m" {}\n',
      },
      "a",
    );
    assert.deepEqual(unit.resources.map(addressOf), ["t.n", "module.b", "module.b.t.m", "module.b.module.a"]);
  });

  test("every resource has an id of its own", () => {
    const ids = unitOf(files).resources.map((one) => one.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(resourceAt(unitOf(files), "module.gpu.pool.p").unit, "/*.tf");
  });
});

describe("limits", () => {
  test("values that double with every step are unknown, not memory", () => {
    const locals = Array.from({ length: 40 }, (_, i) => `  l${i + 1} = [local.l${i}, local.l${i}]\n`).join("");
    assert.match(worth("local.l40", `locals {\n  l0 = ["x"]\n${locals}}\n`), /unknown/);
  });
  test("long chains and large loops end", () => {
    const chain = Array.from({ length: 2000 }, (_, i) => `  l${i + 1} = local.l${i}\n`).join("");
    assert.match(worth("local.l2000", `locals {\n  l0 = 1\n${chain}}\n`), /unknown|1/);
    // A billion rounds: without a budget they would take all memory there is.
    assert.match(worth("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : c]]]"), /unknown/);
  });
});
