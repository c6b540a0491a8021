// A text inside a text: each stretch knows where it is written, and an edit of the inner text is one of the outer text or none at all.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Document, Node, ScalarNode } from "../../engine/syntax/node.ts";
import { derivedSource, scalarSegments } from "../../engine/syntax/segments.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import { editInParent, type Source, type TextEdit, toOutermost } from "../../engine/text/source.ts";
import { documentsOf } from "../harness/resource.ts";

function scalarOf(text: string, key = "a"): ScalarNode {
  const { root } = parseYamlDocument(text);
  const node: Node | undefined =
    root?.kind === "map" ? root.entries.find((entry) => entry.key.kind === "scalar" && entry.key.text === key)?.value : undefined;
  assert.equal(node?.kind, "scalar");
  return node as ScalarNode;
}

/** "kind inner|outer" for each segment. */
function shown(text: string): string[] {
  const node = scalarOf(text);
  return scalarSegments(text, node).map(
    ({ kind, start, end, from }) =>
      `${kind} ${JSON.stringify(node.text.slice(start, end))} ${JSON.stringify(text.slice(from.start, from.end))}`,
  );
}

describe("segments of a scalar", () => {
  test("one line without escapes is verbatim", () => {
    assert.deepEqual(shown("a: x y # z\n"), ['verbatim "x y" "x y"']);
    assert.deepEqual(shown("a: 'x y'\n"), ['verbatim "x y" "x y"']);
    assert.deepEqual(shown('a: "x y"\n'), ['verbatim "x y" "x y"']);
  });

  test("escapes are transformed, what lies between them is not", () => {
    assert.deepEqual(shown("a: 'it''s'\n"), ['verbatim "it" "it"', `transformed "'" "''"`, 'verbatim "s" "s"']);
    assert.deepEqual(shown('a: "x\\ty\\u00e4"\n'), [
      'verbatim "x" "x"',
      'transformed "\\t" "\\\\t"',
      'verbatim "y" "y"',
      'transformed "ä" "\\\\u00e4"',
    ]);
  });

  test("each line of a literal block is verbatim with its line break, behind its indentation", () => {
    assert.deepEqual(shown("a: |\n    x\n\n      y\nb: 1\n"), [
      'verbatim "x\\n" "x\\n"',
      'verbatim "\\n" "\\n"',
      'verbatim "  y\\n" "  y\\n"',
    ]);
    assert.deepEqual(shown("a: |2\n    x\n"), ['verbatim "  x\\n" "  x\\n"']);
    assert.deepEqual(shown("a: |-\n  x\n  y\n"), ['verbatim "x\\n" "x\\n"', 'verbatim "y" "y"']);
    assert.deepEqual(shown("a: |\r\n  x\r\n"), ['verbatim "x" "x"', 'transformed "\\n" "\\r\\n"']);
    assert.deepEqual(shown("a: |+\n\n  x\n\n"), ['verbatim "\\n" "\\n"', 'verbatim "x\\n" "x\\n"', 'verbatim "\\n" "\\n"']);
  });

  test("lines that are folded are transformed", () => {
    assert.deepEqual(shown("a: x\n  y\n"), ['transformed "x" "x"', 'transformed " " "\\n  "', 'transformed "y" "y"']);
    assert.deepEqual(shown('a: "x\n\n  y\\\n  z"\n'), [
      'transformed "x" "x"',
      'transformed "\\n" "\\n\\n  "',
      'transformed "y" "y"',
      'transformed "z" "z"',
    ]);
    assert.deepEqual(shown("a: >\n  x\n  y\n"), ['transformed "x y\\n" ">\\n  x\\n  y"']);
  });

  test("a position inside is one in the file", () => {
    const text = "b: 1\na: |\n  k: v\n  l: w\n";
    const document = documentsOf({ id: "f", path: "f", language: "yaml", text })[0] as Document;
    const source = derivedSource(document, scalarOf(text), "yaml");
    assert.equal(source.id, "f#8");
    const at = toOutermost(source, { start: 8, end: 9 });
    assert.deepEqual([at.source.path, text.slice(at.start, at.end), at.editable], ["f", "w", true]);
  });

  test("also where a document starts later, and two levels deep", () => {
    const text = "x: 1\n---\na: |\n  b: |\n    c: 'd'\n";
    const outer = documentsOf({ id: "f", path: "f", language: "yaml", text })[1] as Document;
    const first = derivedSource(outer, scalarOf(text.slice(5)), "yaml");
    const second = derivedSource(documentsOf(first)[0] as Document, scalarOf(first.text, "b"), "yaml");
    assert.equal(second.text, "c: 'd'\n");
    const at = toOutermost(second, { start: 4, end: 5 });
    assert.deepEqual([text.slice(at.start, at.end), at.start], ["d", text.indexOf("d'")]);
  });
});

describe("an edit of the inner text", () => {
  const inParent = (text: string, edit: TextEdit): string | undefined => {
    const change = editInParent(sourceIn(text), edit);
    return change && applyEdits(text, [change]);
  };
  const insert = (at: number, text: string): TextEdit => ({ start: at, end: at, text });
  const block = "a: |\n  x\n  y\nb: 1\n";

  test("at the start, in the middle and at the end of a block", () => {
    assert.equal(inParent(block, insert(0, "n\n")), "a: |\n  n\n  x\n  y\nb: 1\n");
    assert.equal(inParent(block, insert(2, "n\n")), "a: |\n  x\n  n\n  y\nb: 1\n");
    assert.equal(inParent(block, insert(1, "\nn")), "a: |\n  x\n  n\n  y\nb: 1\n");
    assert.equal(inParent(block, insert(4, "n\n")), "a: |\n  x\n  y\n  n\nb: 1\n");
    assert.equal(inParent(block, insert(3, "\n\nn")), "a: |\n  x\n  y\n\n  n\nb: 1\n");
  });

  test("that removes lines", () => {
    assert.equal(inParent(block, { start: 0, end: 2, text: "" }), "a: |\n  y\nb: 1\n");
    assert.equal(inParent(block, { start: 2, end: 4, text: "" }), "a: |\n  x\nb: 1\n");
    assert.equal(inParent(block, { start: 1, end: 3, text: "" }), "a: |\n  x\nb: 1\n");
  });

  test("the line break that ends a block cannot go, nor can text come behind it", () => {
    assert.equal(inParent(block, { start: 3, end: 4, text: "" }), undefined);
    assert.equal(inParent(block, insert(4, "n")), undefined);
  });

  test("blank lines have no indentation to hold on to", () => {
    assert.equal(inParent("a: |\n  x\n\n  y\n", insert(2, "n\n")), "a: |\n  x\n  n\n\n  y\n");
  });

  test("between quotes", () => {
    assert.equal(inParent("a: 'x'\n", insert(1, "it's")), "a: 'xit''s'\n");
    assert.equal(inParent("a: 'x'\n", insert(1, "\n")), undefined);
    assert.equal(inParent('a: "x\\ny"\n', insert(2, 'q"\n')), 'a: "x\\nq\\"\\ny"\n');
    assert.equal(inParent('a: "x\\ny"\n', { start: 0, end: 2, text: "" }), 'a: "y"\n');
    assert.equal(inParent("a: x\n", insert(1, "\n")), undefined);
  });

  test("any edit is right or none", () => {
    const random = randomFrom(7);
    const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
    let made = 0;
    for (let i = 0; i < 4_000; i++) {
      const inner = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
        pick(["k: v", "", "  l: w", "- 'q'", 'say "x"', "\\n", "end"]),
      ).join("\n");
      const text = pick(PARENTS)(`start\n${inner}`);
      const source = sourceIn(text);
      const start = Math.floor(random() * (source.text.length + 1));
      const end = random() < 0.5 ? start : start + Math.floor(random() * (source.text.length - start + 1));
      const edit = { start, end, text: pick(["", "n", "n\n", "\nn", "\n", "it's\n  two", '"q"', "a\n\nb"]) };
      const change = editInParent(source, edit);
      if (!change) continue;
      const after = applyEdits(text, [change]);
      const expected = applyEdits(source.text, [edit]);
      // A first line that starts with a space, or none, hides a block's indentation: what reads it decides that, not the edit.
      if (/^[ \n]|^$/.test(expected)) continue;
      const read = parseYamlDocument(after);
      assert.deepEqual(read.problems, [], `${JSON.stringify(text)} ${JSON.stringify(edit)} ${JSON.stringify(after)}`);
      assert.equal(scalarOf(after).text, expected, `${JSON.stringify(text)} ${JSON.stringify(edit)} ${JSON.stringify(after)}`);
      assert.equal(scalarOf(after, "z").text, "1");
      made++;
    }
    assert.ok(made > 1_500, `${made} edits were made`);
  });
});

const indented = (text: string, space: string) => text.replace(/^(?=.)/gm, space);

/** Ways to write a text into a document. */
const PARENTS: readonly ((text: string) => string)[] = [
  (text) => `a: |\n${indented(text, "  ")}\nz: 1\n`,
  (text) => `a: |-\n${indented(text, "    ")}\nz: 1\n`,
  (text) => `z: 1\na: |\n${indented(text, "  ")}\n`,
  (text) => `a: |\r\n${indented(text, "  ").replaceAll("\n", "\r\n")}\r\nz: 1\r\n`,
  (text) => `a: ${JSON.stringify(text)}\nz: 1\n`,
  (text) => `a: '${text.replaceAll("\n", " ").replaceAll("'", "''")}'\nz: 1\n`,
];

function sourceIn(text: string): Source {
  const document = documentsOf({ id: "f", path: "f", language: "yaml", text })[0] as Document;
  return derivedSource(document, scalarOf(text), "yaml");
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
