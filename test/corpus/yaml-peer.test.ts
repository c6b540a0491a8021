import assert from "node:assert/strict";
import { test } from "node:test";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { deref, type Node } from "../../engine/syntax/node.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";
import { corpusTexts, withoutCorpus } from "../harness/corpus.ts";

test("the package yaml, an independent reader, sees the same structure, texts and positions in every document that it accepts", {
  skip: withoutCorpus ?? false,
}, () => {
  let compared = 0;
  for (const [path, text] of corpusTexts()) {
    if (!/\.ya?ml$/.test(path)) continue;
    for (const { start, end } of splitYaml(text)) {
      const own = text.slice(start, end);
      const theirs = parseDocument(own, { prettyErrors: false, logLevel: "silent", uniqueKeys: false });
      const ours = parseYamlDocument(own);
      if (theirs.errors.length > 0 || ours.problems.length > 0 || !ours.root || !theirs.contents) continue;
      compare(ours.root, theirs.contents, `${path}@${start}`, 0);
      compared++;
    }
  }
  assert.ok(compared > 2500, `${compared} documents compared`);
});

function compare(ours: Node, theirs: unknown, where: string, depth: number): void {
  const node = deref(ours);
  if (ours.kind === "alias" || depth > 200) return;
  if (isMap(theirs)) {
    assert.equal(node.kind, "map", where);
    if (node.kind !== "map") return;
    assert.equal(node.entries.length, theirs.items.length, where);
    node.entries.forEach((entry, i) => {
      compare(entry.key, theirs.items[i]?.key, `${where}[${i}]`, depth + 1);
      compare(entry.value, theirs.items[i]?.value, `${where}[${i}]`, depth + 1);
    });
  } else if (isSeq(theirs)) {
    assert.equal(node.kind, "list", where);
    if (node.kind !== "list") return;
    for (const [i, item] of node.items.entries()) compare(item, theirs.items[i], `${where}[${i}]`, depth + 1);
  } else if (isScalar(theirs)) {
    assert.equal(node.kind, "scalar", where);
    if (node.kind !== "scalar" || theirs.source === undefined) return;
    assert.equal(node.text, theirs.source, where);
    if (theirs.range && (node.style === "single" || node.style === "double"))
      assert.deepEqual([node.start, node.end], [theirs.range[0], theirs.range[1]], where);
  }
}
