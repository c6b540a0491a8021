// Which `#` starts a comment.
import assert from "node:assert/strict";
import { test } from "node:test";
import { commentsOf } from "../../engine/syntax/yaml/comments.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { assertLinear } from "../harness/work.ts";

const comments = (text: string): string[] =>
  commentsOf(text, parseYamlDocument(text)).map(({ start, end, text: comment }) => {
    assert.equal(text.slice(start, end), comment);
    return comment;
  });

test("comments stand on lines of their own, behind values, keys, dashes and brackets", () => {
  const text = "# one\n--- # two\na: 1 # three\nb: # four\n  - x   # five  \n  # six\n  - [y, # seven\n     z] # eight\n#\n";
  assert.deepEqual(comments(text), ["# one", "# two", "# three", "# four", "# five", "# six", "# seven", "# eight", "#"]);
});

test("a # inside a value, a quote, a block scalar, a tag or an anchor is none", () => {
  const text = "a: x#y\nb: 'x # y'\nc: \"x # y\"\nd: |\n  # text\n  # text\ne: >-\n  x\n  # text\nf: !a#b x\ng: &c#d y\nh: http://x/#y\n";
  assert.deepEqual(comments(text), []);
});

test("the header of a block scalar may carry a comment, and one may follow below it", () => {
  assert.deepEqual(comments("a: |- # why\n  # text\n  x\n\n# below\nb: 1\n"), ["# why", "# below"]);
  assert.deepEqual(comments("a: |+\n  x\n\n# below\nb: 1\n"), ["# below"]);
});

test("a document that holds only comments has them", () => {
  assert.deepEqual(comments("# one\r\n# two\r\n"), ["# one", "# two"]);
  assert.deepEqual(comments("a: 1\n...\n# behind\n"), ["# behind"]);
});

test("comments of repaired text are found at their places", () => {
  assert.deepEqual(comments("a: [ # one\n1, # two\n] # three\nb: 'x\ny' # four\n"), ["# one", "# two", "# three", "# four"]);
});

test("comments of a text of many are found in work that grows as it does", () => {
  const text = (size: number) => Array.from({ length: size }, (_, i) => `k${i}: "a#b" # c${i}`).join("\n");
  for (const one of [text, (size: number) => `a: "${"#".repeat(size)}"`, (size: number) => `a: [ # b\n${"  c, # d\n".repeat(size)}]`])
    assertLinear<typeof import("../../engine/syntax/yaml/comments.ts")>("engine/syntax/yaml/comments.ts", 1000, ({ commentsOf }, size) => {
      commentsOf(one(size), parseYamlDocument(one(size)));
    });
  assert.equal(comments(text(100_000)).length, 100_000);
});
