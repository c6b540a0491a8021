// What a build holds and where each value is written. The builds themselves are in kustomize/builds.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Step } from "../../engine/model/address.ts";
import { originOf } from "../../engine/model/origin.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { deref, type Origin } from "../../engine/syntax/node.ts";
import { lineIndex } from "../../engine/text/line-index.ts";
import { toOutermost } from "../../engine/text/source.ts";
import { buildFolder, memoryAccess } from "../oracles/kustomize/build-folder.ts";
import { builds } from "./kustomize/builds.ts";

for (const { name, files, root = "", expect = {}, problems = [], incomplete } of builds) {
  test(`build: ${name}`, () => {
    const { unit } = buildFolder(memoryAccess(files), root);
    assert.deepEqual(
      unit.problems.map(
        (problem) => `${problem.path}:${lineIndex(files[problem.path] ?? "").positionAt(problem.start).line} ${problem.message}`,
      ),
      problems,
    );
    if (incomplete) assert.deepEqual([...unit.incomplete].sort(), [...incomplete].sort());
    else assert.equal(unit.incomplete.length, problems.length);
    for (const [object, places] of Object.entries(expect)) {
      const resource = unit.resources.find((one) => `${one.ref.kind} ${one.ref.name}` === object);
      assert.ok(resource, `${object} is among ${unit.resources.map((one) => `${one.ref.kind} ${one.ref.name}`).join(", ")}`);
      for (const [path, expected] of Object.entries(places))
        assert.equal(describe(resource, path, expected), expected, `${object} ${path}`);
    }
  });
}

/** "value @ file:line"; a place with nothing says where it was removed only where that is expected. */
function describe(resource: Resource, path: string, expected: string): string {
  const place = Place.root(resource).along(steps(path));
  if (!place.hasNode && expected === "-") return "-";
  const node = place.node && deref(place.node);
  const text = !node ? "-" : node.kind === "scalar" ? node.text : node.kind === "open" ? "?" : node.kind;
  return `${text} @ ${where(originOf(place))}`;
}

function where({ document, start, end }: Origin): string {
  const outer = toOutermost(document.source, { start: document.start + start, end: document.start + end });
  return `${outer.source.path}:${lineIndex(outer.source.text).positionAt(outer.start).line}`;
}

/** `a.b[name=c].d[0]["e.f"]` */
function steps(path: string): Step[] {
  return [...path.matchAll(/\["([^"]+)"\]|\[(\d+)\]|\[(\w+)=([^\]]+)\]|([^.[\]]+)/g)].map(([, quoted, index, by, is, key]): Step => {
    if (by !== undefined && is !== undefined) return { by, is };
    return index === undefined ? ((quoted ?? key) as string) : Number(index);
  });
}

const files = (name: string): Readonly<Record<string, string>> => builds.find((build) => build.name === name)?.files ?? {};

test("a merged map names its layers, the base first", () => {
  const { unit } = buildFolder(memoryAccess(files("a value that a patch writes is the patch's")), "");
  const spec = Place.root(unit.resources[0] as Resource).at("spec").node;
  assert.equal(spec?.kind, "map");
  assert.deepEqual(spec?.kind === "map" && spec.layers?.map(where), ["base.yaml:6", "patch.yaml:6"]);
});

test("what a patch does not touch is the base's own node, not a copy", () => {
  const access = memoryAccess(files("a value that a patch writes is the patch's"));
  const documents = access.documents("base.yaml");
  const kept = { ...access, documents: (path: string) => (path === "base.yaml" ? documents : access.documents(path)) };
  const { unit } = buildFolder(kept, "");
  const base = documents?.[0]?.document.tree.root;
  const specOf = (node: typeof base) =>
    node?.kind === "map" ? node.entries.find(({ key }) => key.kind === "scalar" && key.text === "spec")?.value : undefined;
  const templateOf = (node: ReturnType<typeof specOf>) =>
    node?.kind === "map" ? node.entries.find(({ key }) => key.kind === "scalar" && key.text === "template")?.value : undefined;
  assert.ok(templateOf(specOf(base)));
  assert.equal(templateOf(specOf(unit.resources[0]?.root)), templateOf(specOf(base)));
});

test("a renamed resource knows its name as it is written at the source", () => {
  const { unit } = buildFolder(
    memoryAccess(files("prefix and suffix rename objects and the references that Kustomize knows, not a LocalQueue label")),
    "",
  );
  const deployment = unit.resources.find((one) => one.ref.kind === "Deployment");
  assert.equal(deployment?.ref.name, "dev-web-x");
  assert.equal(deployment?.written?.name, "web");
  const name = Place.root(deployment as Resource).at("metadata", "name").node;
  assert.equal(name?.provenance?.name, "nameSuffix");
  assert.equal(name?.provenance?.because && where(name.provenance.because), "kustomization.yaml:2");
  assert.equal(unit.resources.find((one) => one.ref.kind === "Namespace")?.written, undefined);
});

test("a generated object is known by its name without the hash, which is itself unknown", () => {
  const { unit } = buildFolder(memoryAccess(files("generated ConfigMaps and Secrets: literals, options, references without the hash")), "");
  const config = unit.resources.find((one) => one.ref.kind === "ConfigMap" && one.ref.name === "x-conf");
  assert.equal(config?.written?.name, "conf");
  const name = Place.root(config as Resource).at("metadata", "name");
  assert.equal(name.is("x-conf"), false);
  assert.equal(name.isNot("x-conf"), false);
});

test("bases and patches are covered by the build, and every path that was asked for is named", () => {
  const { unit } = buildFolder(memoryAccess(files("a base in another folder; the overlay's patch wins over the base's")), "overlay");
  assert.deepEqual([...unit.covers].sort(), ["base/deployment.yaml", "base/patch.yaml", "overlay/patch.yaml"]);
  for (const path of ["base", "base/kustomization.yaml", "base/kustomization.yml", "overlay/kustomization.yaml"])
    assert.ok(unit.read.includes(path), path);
  assert.deepEqual(unit.incomplete, []);
});

test("remote bases, charts and plugins make the unit incomplete, and are not looked for", () => {
  const { unit } = buildFolder(
    memoryAccess({
      "kustomization.yaml":
        "resources:\n  - https://example.com/x.yaml\n  - github.com/org/repo//deploy?ref=v1\ncomponents: [git@github.com:org/repo.git]\nhelmCharts: [{name: c}]\ntransformers: [t.yaml]\n",
    }),
    "",
  );
  assert.deepEqual(unit.problems, []);
  assert.deepEqual(unit.incomplete, [
    "remote resource https://example.com/x.yaml",
    "remote resource github.com/org/repo//deploy?ref=v1",
    "remote resource git@github.com:org/repo.git",
    "a Helm chart (helmCharts)",
    "a transformer plugin (transformers)",
  ]);
});

test("a path that leads out of the workspace is refused", () => {
  const { unit } = buildFolder(memoryAccess({ "a/kustomization.yaml": "resources: [../../x.yaml, /etc/passwd]\n" }), "a");
  assert.deepEqual(
    unit.problems.map((problem) => problem.message),
    ["../../x.yaml leads out of the workspace; it is not read.", "/etc/passwd leads out of the workspace; it is not read."],
  );
  assert.ok(unit.read.every((path) => path.startsWith("a/")));
});

test("kustomizations nest at most ten levels", () => {
  const nested = Object.fromEntries(Array.from({ length: 14 }, (_, i) => [`d${i}/kustomization.yaml`, `resources: [../d${i + 1}]\n`]));
  const { unit } = buildFolder(memoryAccess(nested), "d0");
  assert.match(unit.problems[0]?.message ?? "", /more than 10 levels/);
  assert.equal(unit.problems[0]?.path, "d9/kustomization.yaml");
});

test("bases that include eight others each, over and over, end at the cap", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`d${i}/kustomization.yaml`, `namePrefix: a\nresources:\n${`  - ../d${i + 1}\n`.repeat(8)}`]),
  );
  const memory = memoryAccess({ ...wide, "d10/kustomization.yaml": "configMapGenerator: [{name: x}]\n" });
  let reads = 0;
  const documents = (path: string) => {
    assert.ok(++reads < 10_000, "without a cap a billion files would be read");
    return memory.documents(path);
  };
  const { unit } = buildFolder({ ...memory, documents }, "d0");
  assert.ok(unit.incomplete.length > 0);
});

test("a half-written kustomization and broken files never throw", () => {
  const all = files("generated ConfigMaps and Secrets: literals, options, references without the hash");
  const text = all["kustomization.yaml"] ?? "";
  for (let at = 0; at <= text.length; at += 3) buildFolder(memoryAccess({ ...all, "kustomization.yaml": text.slice(0, at) }), "");
  const patched = files("a JSON patch: add, replace, remove, with escapes and -");
  const long = patched["kustomization.yaml"] ?? "";
  for (let at = 0; at <= long.length; at += 3) buildFolder(memoryAccess({ ...patched, "kustomization.yaml": long.slice(0, at) }), "");
  const broken = buildFolder(
    memoryAccess({ "kustomization.yaml": "resources: [a.yaml]\npatches: x\nimages: {a: b}\nnamespace: [1]\n", "a.yaml": "kind: [" }),
    "",
  );
  assert.ok(broken.unit.incomplete.length > 0);
});

test("what stands behind an alias stays behind it: a fix there would change other places, too", () => {
  const { unit } = buildFolder(memoryAccess(files("aliases and merge keys in a base are followed")), "");
  const spec = Place.root(unit.resources[0] as Resource).at("spec");
  assert.ok(spec.at("revisionHistoryLimit").shared);
  assert.equal(spec.at("replicas").shared, undefined);
});

test("a document that aliases blow up is no part of a build", () => {
  const lines = Array.from(
    { length: 14 },
    (_, i) => `  k${i}: &k${i} {a: ${i === 0 ? "x" : `*k${i - 1}, b: *k${i - 1}, c: *k${i - 1}, d: *k${i - 1}`}}\n`,
  );
  const { unit } = buildFolder(
    memoryAccess({
      "a.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${lines.join("")}`,
      "kustomization.yaml": "resources: [a.yaml]\nimages: [{name: x, newTag: y}]\n",
    }),
    "",
  );
  assert.deepEqual(unit.incomplete, ["a.yaml cannot be read"]);
});

test("more entries than a build could need are cut off, with a problem at the first that is left out", () => {
  const objects = Array.from({ length: 500 }, (_, i) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${i}}\n`).join("---\n");
  const images = Array.from({ length: 5000 }, (_, i) => `  - {name: i${i}, newTag: t}\n`).join("");
  const { unit } = buildFolder(memoryAccess({ "a.yaml": objects, "kustomization.yaml": `resources: [a.yaml]\nimages:\n${images}` }), "");
  assert.deepEqual(
    unit.problems.map((problem) => problem.message),
    ["The build is too large: this and what follows is not done, so nothing is said of it."],
  );
});
