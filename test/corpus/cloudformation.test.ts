// Every real CloudFormation template is read, and what a place says is written where it says: what has no function in it is the text
// of its span, what a function gave has the function there.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { formatPath } from "../../engine/model/address.ts";
import type { Operation } from "../../engine/model/operation.ts";
import { originOf } from "../../engine/model/origin.ts";
import { Place, Reading } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import type { Value } from "../../engine/model/value.ts";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import { deref, type Node } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { editInParent } from "../../engine/text/source.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");

test("every CloudFormation template of the corpus is read, with exact spans", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const counts = new Map<string, number>();
  let templates = 0;
  let resources = 0;
  for (const [file, text] of templatesOf()) {
    templates++;
    for (const resource of resourcesIn(file, text)) {
      resources++;
      const { anchor, ref } = resource;
      const written = text.slice(anchor.document.start + anchor.start, anchor.document.start + anchor.end);
      assert.equal(written.replace(/^(["'])(.*)\1$/, "$2"), ref.name);
      for (const leaf of leavesOf(Place.root(resource))) {
        const name = nameOf(Reading.value(leaf));
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (leaf.hasNode) checkSpan(leaf, file);
      }
    }
  }
  t.diagnostic(`${templates} templates, ${resources} resources; ${[...counts].map(([name, count]) => `${count} ${name}`).join(", ")}`);
  assert.ok(templates >= 90, `${templates} templates`);
});

test("what is set in a real template is read back, everything else stays, and nothing that a function gives is overwritten", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const counts = { set: 0, added: 0, refused: 0 };
  let turn = 0;
  for (const [file, text] of templatesOf()) {
    for (const [ordinal, resource] of resourcesIn(file, text).entries()) {
      const root = Place.root(resource);
      const places = [root.at("DrydockTest"), ...leavesOf(root).filter(({ path }) => path.length > 0 && turn++ % 8 === 0)];
      for (const place of places) {
        const isFree = Reading.value(place).is === "known" && nameOf(Reading.value(place)) === "known (literal)";
        const after = changed(resource, text, place);
        if (after === undefined) {
          assert.ok(!isFree || place.shared !== undefined || file.includes("cdk.out"), `${file}: ${place.path.join(".")} is refused`);
          counts.refused++;
          continue;
        }
        const again = Place.root(resourcesIn(file, after)[ordinal] as Resource);
        assert.ok(again.along(place.path).is("changed"), `${file}: ${place.path.join(".")}`);
        assert.deepEqual(knownIn(again, place), knownIn(root, place), file);
        counts[place.hasNode ? "set" : "added"]++;
      }
    }
  }
  t.diagnostic(`${counts.set} set, ${counts.added} added, ${counts.refused} refused`);
  assert.ok(counts.set > 700 && counts.added > 900);
});

function* templatesOf(): Generator<readonly [file: string, text: string]> {
  for (const file of readdirSync(corpus, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/\.(ya?ml|json|template)$/.test(file) || !statSync(join(corpus, file)).isFile()) continue;
    const text = readFileSync(join(corpus, file), "utf8").replace(/^\uFEFF/, "");
    if (readFile(file, text, false).documents.some((one) => one.class === "cloudformation")) yield [file, text];
  }
}

const resourcesIn = (file: string, text: string): readonly Resource[] =>
  readFile(file, text, false)
    .documents.filter((one) => one.class === "cloudformation")
    .flatMap(cloudFormationResources);

/** The text with "changed" at the place; undefined where that is refused. */
function changed(resource: Resource, text: string, place: Place): string | undefined {
  const { writer } = resource.dialect;
  const operation: Operation = { op: "set", at: place.address, value: "changed" };
  if (writer.refuses(resource, operation) !== undefined) return undefined;
  const lowered = writer.lower(resource, [operation]);
  assert.ok(!("refused" in lowered), "refused only when it is lowered");
  return lowered.reduceRight((result, { source, edit }) => {
    const outer = editInParent(source, edit);
    assert.ok(outer);
    return result.slice(0, outer.start) + outer.text + result.slice(outer.end);
  }, text);
}

/** All leaves but the one at `except`. */
const knownIn = (root: Place, except: Place): string[] =>
  leavesOf(root)
    .filter(({ path, hasNode }) => hasNode && formatPath(path) !== formatPath(except.path))
    .map((leaf) => `${formatPath(leaf.path)} ${shown(Reading.value(leaf))}`);

function shown(value: Value): string {
  if (value.is === "known") return typeof value.value === "object" ? (value.value?.kind ?? "null") : String(value.value);
  return value.is === "unknown" ? value.why.text : value.is;
}

function leavesOf(place: Place): readonly Place[] {
  const below = [...place.entries, ...place.items];
  return below.length === 0 ? [place] : below.flatMap(leavesOf);
}

const nameOf = (value: Value): string => (value.is === "known" ? `known (${value.provenance?.from ?? "literal"})` : value.is);

function checkSpan(leaf: Place, file: string): void {
  const { document, start, end } = originOf(leaf);
  const written = document.source.text.slice(document.start + start, document.start + end);
  const where = `${file}: ${leaf.path.join(".")}: ${written}`;
  const node = deref(leaf.node as Node);
  if (node.kind === "open" || (node.kind === "scalar" && node.style === "computed")) {
    if (document.source.derived) assert.match(written, /\$\{/, where);
    else assert.match(written, /^(?:![A-Z][A-Za-z0-9]+|Ref: |Fn::|\{\s*"(?:Ref|Fn::)|\{ ?(?:Ref|"?Fn::))/, where);
    return;
  }
  if (node.kind !== "scalar" || node.provenance) return;
  if (node.style === "plain" && !written.includes("\n")) {
    assert.equal(node.text, document.source.language === "json" ? String(node.value) : written, where);
    return;
  }
  // Read alone, a quoted or block scalar has the same text again.
  const alone = document.source.language === "json" ? parseJsonDocument(written) : parseYamlDocument(written);
  const again = alone.root;
  assert.equal(again?.kind === "scalar" ? again.text : undefined, node.text, where);
}
