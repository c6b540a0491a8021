// The manifests of the benchmark: equal for equal seeds, no two of them equal, and all of them YAML of Kubernetes objects; and of a real
// file its shape keeps what rules read and nothing of what its author said.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { readSkeletons, writeManifests } from "../../bench/generate.ts";
import { lintFolder } from "../../bench/lint-folder.ts";
import { seeded, wordSource } from "../../bench/seeded.ts";
import { Masker, piecesOf } from "../../bench/skeleton.ts";

const folder = mkdtempSync(join(tmpdir(), "drydock-generate-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const skeletons = readSkeletons(join(process.cwd(), "bench"));
const write = (name: string, seed: number, count = 1200) => {
  const root = join(folder, name);
  return writeManifests(root, count, seed, skeletons).paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
};

describe("manifests of the benchmark", () => {
  test("a seed gives the same files, another seed others", () => {
    const files = write("a", 1);
    assert.deepEqual(write("b", 1), files);
    const others = new Set(write("c", 2).map(({ text }) => text));
    assert.deepEqual(
      files.filter(({ text }) => others.has(text)),
      [],
    );
  });

  test("three copies of each shape are different files, and nothing of the marks is left", () => {
    const texts = write("d", 3).map(({ text }) => text);
    assert.equal(new Set(texts).size, 1200);
    assert.deepEqual(
      texts.filter((text) => text.includes("¤")),
      [],
    );
  });

  test("each file holds objects and can be read", () => {
    write("e", 4, 400);
    const { report } = lintFolder(join(folder, "e"));
    assert.deepEqual(report.problems, []);
    assert.equal(report.files.length, 400);
    const classes = new Set(["kubernetes", "crd"]);
    assert.deepEqual(
      report.files.filter((file) => file.classes.length === 0 || !file.classes.every((one) => classes.has(one))),
      [],
    );
  });
});

describe("the shape of a manifest", () => {
  const text = `# Our secret plan
apiVersion: apps/v1
kind: Deployment
metadata:
  name: marmalade  # who?
  labels: {app: marmalade, fruit/colour: orange}
spec:
  replicas: 2
  template:
    spec:
      containers:
      - image: ghcr.io/grocer/jam:1.2
        command: [sh, -c, "torchrun --nproc-per-node=8 boil slowly && echo done"]
        env:
        - {name: TYPE, value: "1234567"}
`;
  const mask = (...texts: readonly string[]) => {
    const pieces = texts.map(piecesOf);
    const masker = new Masker(pieces, new Set(["ghcr", "node", "nproc"]), wordSource(seeded(1)));
    return pieces.map((one) => masker.mask(one));
  };
  const [shape = ""] = mask(text);

  test("only words change: without the marks it is as long as before, and has the same fields", () => {
    const plain = shape.replaceAll("¤", "");
    assert.equal(plain.length, text.length);
    for (const kept of [
      "apiVersion: apps/v1",
      "kind: Deployment",
      "replicas: 2",
      "torchrun --nproc-per-node=8",
      "ghcr.io/",
      ":1.2",
      "fruit/colour:",
    ])
      assert.ok(plain.includes(kept), kept);
  });

  test("the author's words are gone, also from comments and scripts", () => {
    for (const word of ["secret", "plan", "who", "marmalade", "orange", "grocer", "boil", "slowly", "1234567"])
      assert.ok(!shape.includes(word), word);
  });

  test("equal words stay equal, also in another file of the folder", () => {
    const [one = "", other = ""] = mask("metadata:\n  name: marmalade\n", "spec:\n  target: marmalade\n");
    assert.match(one, /name: ¤\w+¤/);
    assert.equal(other.split("target: ")[1], one.split("name: ")[1]);
  });

  test("a name that is all words of the trade is drawn, too", () =>
    assert.match(mask("metadata:\n  name: nproc-node\n")[0] ?? "", /¤\w{5}¤-node/));
});
