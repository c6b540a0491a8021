// Suppressions in texts that nobody writes on purpose, and in every place where somebody may.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFile } from "../../engine/dialect/read-file.ts";
import { readSuppressions } from "../../engine/rule/suppression.ts";
import { assertLinear } from "../harness/work.ts";

const read = (path: string, text: string) => {
  const { source, documents } = readFile(path, text, false);
  return readSuppressions(source, documents).suppressions.map(({ covers, ...one }) => ({
    ...one,
    covers: text.slice(covers.start, covers.end),
  }));
};
const entries = (path: string, text: string) =>
  read(path, text).map(({ ids, reason, until }) => [ids.join(", "), reason, ...(until ? [until] : [])]);

type Reader = typeof import("../../engine/dialect/read-file.ts") & typeof import("../../engine/rule/suppression.ts");

const POD = "apiVersion: v1\nkind: Pod\n";

// An expression that goes back and tries again needs longer than anybody waits: this test would never end.
test("slashes before a comment of the whole file do not keep the reader busy", () => {
  assert.deepEqual(read("a.tf", `${"/".repeat(80)}\nlocals {\n}\n# drydock-ignore-file: gpu/limit-missing — x`), []);
  assert.deepEqual(read("a.yaml", `${POD}${"/".repeat(66)}: 1\n# drydock-ignore-file: gpu/limit-missing — x\n`), []);
});

test("many comments cost what they are long", () => {
  for (const [path, text] of [
    ["a.yaml", (many: number) => `${POD}${"# drydock-ignore: gpu/limit-missing — x\n".repeat(many)}a: 1\n`],
    ["a.yaml", (many: number) => `${"# drydock-ignore-file: gpu/limit-missing — x\n".repeat(many)}${POD}`],
    ["a.yaml", (many: number) => `${POD}a:\n${"  - b # drydock-ignore: gpu/limit-missing — x\n".repeat(many)}`],
    ["a.tf", (many: number) => `${" ".repeat(many)}a = 1 ${"/* drydock-ignore: gpu/limit-missing — x */ ".repeat(many)}\n`],
  ] as const) {
    assertLinear<Reader>(["engine/dialect/read-file.ts", "engine/rule/suppression.ts"], 500, ({ readFile, readSuppressions }, size) => {
      const { source, documents } = readFile(path, text(size), false);
      assert.equal(readSuppressions(source, documents).suppressions.length, size);
    });
    assert.equal(read(path, text(40_000)).length, 40_000);
  }
});

// Millions, so that this would take hours where they are gone over again from each of them.
test("blanks in a reason cost nothing", () => {
  const blanks = " ".repeat(2_000_000);
  const annotation = (text: string) => `${POD}metadata:\n  annotations:\n    drydock.dev/ignore: "${text}"\n`;
  assert.equal(read("a.yaml", annotation(`gpu/limit-missing: a${blanks}b`)).length, 1);
  assert.equal(read("a.yaml", `${POD}# drydock-ignore: gpu/limit-missing —${blanks}b\na: 1\n`).length, 1);
});

test("a comment speaks for the whole file only in the first block of comments", () => {
  const comment = "# drydock-ignore-file: gpu/limit-missing — sandbox\n";
  for (const before of ["", "# licence\n\n", "---\n", "# licence\n--- # first\n\ufeff\n"]) {
    const [one] = read("a.yaml", before + comment + POD);
    assert.equal(one?.covers, before + comment + POD, JSON.stringify(before));
  }
  assert.equal(read("a.tf", `/* licence\n of two lines */\n// and more\n${comment}locals {\n}\n`).length, 1);
  assert.deepEqual(read("a.yaml", POD + comment), []);
  assert.deepEqual(read("a.tf", `locals {\n}\n${comment}`), []);
});

test("comments that stand on each other cover the same node", () => {
  const text = `${POD}spec:\n  # drydock-ignore: gpu/a — one\n\n  # drydock-ignore: gpu/b — two\n  a:\n    b: 1\n  c: 1\n`;
  assert.deepEqual(
    read("a.yaml", text).map((one) => one.covers),
    ["a:\n    b: 1", "a:\n    b: 1"],
  );
});

test("in HCL a comment covers an attribute or block, also inside the objects of an expression", () => {
  const covers = (text: string) => read("a.tf", text).map((one) => one.covers);
  const comment = "# drydock-ignore: gpu/a — x\n";
  assert.deepEqual(covers(`${comment}locals {\n  a = 1\n}\n`), ["locals {\n  a = 1\n}"]);
  assert.deepEqual(
    covers(`resource "a" "b" {\n  manifest = {\n    spec = {\n${comment}      c = {\n        d = 1\n      }\n    }\n  }\n}\n`),
    ["c = {\n        d = 1\n      }"],
  );
  assert.deepEqual(covers(`locals {\n  a = yamlencode([\n${comment}    { b = 1,\n    c = 2 },\n  ])\n}\n`), ["{ b = 1,\n    c = 2 }"]);
});

test("a block comment gives its reason on the line of the ids", () => {
  assert.deepEqual(entries("a.tf", "/*\n drydock-ignore: gpu/a — x\n more\n*/\nlocals {\n}\n"), [["gpu/a", "x"]]);
});

test("an annotation holds several entries, between semicolons or on lines of their own", () => {
  const annotated = (value: string) => `${POD}metadata:\n  annotations:\n    drydock.dev/ignore: ${value}\n`;
  assert.deepEqual(entries("a.yaml", annotated('"gpu/a: one; gpu/b, gpu/c: two (until 2027-03-31)"')), [
    ["gpu/a", "one"],
    ["gpu/b, gpu/c", "two", "2027-03-31"],
  ]);
  assert.deepEqual(entries("a.yaml", annotated("|\n      gpu/a: one\n      gpu/b: two\n      and/or three until 2027-03-31\n")), [
    ["gpu/a", "one"],
    ["gpu/b", "two and/or three", "2027-03-31"],
  ]);
});

test("an annotation on an item of a list covers that item", () => {
  const item = (name: string, more = "") => `  - apiVersion: v1\n    kind: Pod\n    metadata:\n      name: ${name}\n${more}`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${item("a")}${item("b", '      annotations:\n        drydock.dev/ignore: "gpu/a: x"\n')}`;
  const [one] = read("a.yaml", text);
  assert.equal(one?.covers.trim(), item("b", '      annotations:\n        drydock.dev/ignore: "gpu/a: x"\n').slice(4).trim());
});

test("suppressions in a manifest that is a text count where they are written", () => {
  const inside = "      # drydock-ignore: gpu/a — x\n      spec:\n        a: 1\n";
  const covered = "spec:\n        a: 1";
  const argo = `apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n  - resource:\n     manifest: |\n      apiVersion: v1\n      kind: Pod\n${inside}`;
  const kustomization = `resources: [a.yaml]\npatches:\n- patch: |\n      apiVersion: v1\n      kind: Pod\n${inside}`;
  const terraform = `resource "kubernetes_manifest" "a" {\n  manifest = yamldecode(<<-EOT\n      apiVersion: v1\n      kind: Pod\n      name: \${var.a}\n${inside}    EOT\n  )\n}\n`;
  for (const [path, text] of [
    ["a.yaml", argo],
    ["kustomization.yaml", kustomization],
    ["a.tf", terraform],
  ] as const) {
    const [one, ...more] = read(path, text);
    assert.deepEqual(more, []);
    assert.equal(one?.covers.trimEnd(), covered, path);
    assert.equal(text.slice(one.at.span.start, one.at.span.end), "# drydock-ignore: gpu/a — x");
    assert.equal(one.at.range.start.line, text.slice(0, text.indexOf("#")).split("\n").length);
  }
  const data = `apiVersion: v1\nkind: ConfigMap\ndata:\n  manifest: |\n      apiVersion: v1\n      kind: Pod\n${inside}`;
  assert.deepEqual(read("a.yaml", data), []);
});
