// The YAML reader on every real file: spans that re-read to their values, comments that lie outside values, and no repair of valid text.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deref, type Node, type ScalarNode, type Tree } from "../../engine/syntax/node.ts";
import { commentsOf } from "../../engine/syntax/yaml/comments.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { splitYaml } from "../../engine/syntax/yaml/split.ts";

const corpus = join(process.env.DRYDOCK_SHARED ?? "../shared", "corpus/dev");

function* documents(): Generator<{ file: string; text: string; tree: Tree }> {
  const files = readdirSync(corpus, { recursive: true, encoding: "utf8" }).filter((file) => /\.ya?ml$/.test(file));
  for (const file of files.sort()) {
    const source = readFileSync(join(corpus, file), "utf8").replace(/^\ufeff/, "");
    for (const { start, end } of splitYaml(source)) {
      const text = source.slice(start, end);
      yield { file, text, tree: parseYamlDocument(text) };
    }
  }
}

/** Every scalar with the column that its block scalars count their indentation from. */
function* scalars(node: Node, text: string, column = 0): Generator<{ scalar: ScalarNode; column: number }> {
  if (node.kind === "scalar") yield { scalar: node, column };
  const inner = node.kind === "map" || node.kind === "list" ? (node.flow ? column : columnOf(text, node.start)) : column;
  if (node.kind === "map") {
    for (const { key, value } of node.entries) {
      yield* scalars(key, text, inner);
      yield* scalars(value, text, inner);
    }
  } else if (node.kind === "list") for (const item of node.items) yield* scalars(item, text, inner);
}

const columnOf = (text: string, at: number): number => at - Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) - 1;

/** What a reader makes of the text of a scalar alone. */
function reread({ start, end, style }: ScalarNode, column: number, text: string): string | undefined {
  const slice = text.slice(start, end);
  if (slice === "") return "";
  const isBlock = style === "literal" || style === "folded";
  const alone = isBlock ? `${" ".repeat(column)}k: ${slice}\n` : slice;
  const { root } = parseYamlDocument(alone);
  const node = isBlock && root?.kind === "map" ? root.entries[0]?.value : root;
  return node && deref(node).kind === "scalar" ? (deref(node) as ScalarNode).text : undefined;
}

test("the span of every scalar re-reads to its text", { timeout: 600_000 }, (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  let count = 0;
  for (const { file, text, tree } of documents()) {
    if (!tree.root || tree.state !== "parsed") continue;
    for (const { scalar, column } of scalars(tree.root, text)) {
      count++;
      assert.equal(reread(scalar, column, text), scalar.text, `${file}: ${JSON.stringify(text.slice(scalar.start, scalar.end))}`);
    }
  }
  t.diagnostic(`${count} scalars`);
  assert.ok(count > 200_000);
});

test("comments lie between the values, begin with # and end with their line", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  let count = 0;
  for (const { file, text, tree } of documents()) {
    if (!tree.root || tree.state !== "parsed") continue;
    const values = [...scalars(tree.root, text)].filter(
      ({ scalar }) => scalar.end > scalar.start && scalar.style !== "literal" && scalar.style !== "folded",
    );
    let at = 0;
    for (const { start, end, text: comment } of commentsOf(text, tree)) {
      count++;
      assert.equal(text.slice(start, end), comment);
      assert.match(comment, /^#[^\r\n]*$/);
      while ((values[at]?.scalar.end ?? text.length) <= start) at++;
      assert.ok(end <= (values[at]?.scalar.start ?? text.length), `${file}: ${comment} lies inside a value`);
    }
  }
  assert.ok(count > 5000, `${count} comments`);
});

test("every document of the corpus is read with one problem at most for each broken place, and none has an exception", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const states = { parsed: 0, repaired: 0, broken: 0 };
  for (const { text, tree } of documents()) {
    states[tree.state]++;
    if (tree.state === "broken") assert.equal(tree.problems.length, 1);
    for (const { span } of tree.problems) assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
  }
  t.diagnostic(JSON.stringify(states));
  assert.equal(states.parsed + states.repaired + states.broken, 3430);
});
