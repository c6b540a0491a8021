// Every real CloudFormation template is read, and what a place says is written where it says: what has no function in it is the text
// of its span, what a function gave has the function there.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cloudFormationResources } from "../../engine/dialect/cloudformation/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { originOf, Place, Reading } from "../../engine/model/place.ts";
import type { Value } from "../../engine/model/value.ts";
import { parseJsonDocument } from "../../engine/syntax/json.ts";
import { deref, type Node } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");

test("every CloudFormation template of the corpus is read, with exact spans", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const counts = new Map<string, number>();
  let templates = 0;
  let resources = 0;
  for (const file of readdirSync(corpus, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/\.(ya?ml|json|template)$/.test(file) || !statSync(join(corpus, file)).isFile()) continue;
    const text = readFileSync(join(corpus, file), "utf8").replace(/^\uFEFF/, "");
    const found = readFile(file, text, false).documents.filter((one) => one.class === "cloudformation");
    templates += found.length;
    for (const resource of found.flatMap(cloudFormationResources)) {
      resources++;
      const { anchor, ref } = resource;
      assert.equal(
        text.slice(anchor.document.start + anchor.start, anchor.document.start + anchor.end).replace(/^(["'])(.*)\1$/, "$2"),
        ref.name,
      );
      for (const leaf of leavesOf(Place.root(resource))) {
        const value = Reading.value(leaf);
        const name = nameOf(value);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (leaf.hasNode) checkSpan(leaf, file);
      }
    }
  }
  t.diagnostic(`${templates} templates, ${resources} resources; ${[...counts].map(([name, count]) => `${count} ${name}`).join(", ")}`);
  assert.ok(templates >= 90, `${templates} templates`);
});

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
