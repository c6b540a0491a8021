// The fast path: what it reads, what it leaves to the scanner, and that both see the same tree. The real files, the public suite and
// the mutations are in test/corpus/yaml-fast.test.ts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fastParse } from "../../engine/syntax/yaml/fast.ts";
import { parseAnyYaml } from "../../engine/syntax/yaml/parse.ts";
import { seeded } from "../oracles/yaml/mutate.ts";

/** Texts that the fast path must read, by what they are about. */
const ORDINARY: Readonly<Record<string, readonly string[]>> = {
  "nothing, comments, markers": [
    "\n",
    "# c\n",
    "  # c\n\n",
    "---\n",
    "--- # c\na: b\n",
    "# c\n---\na: b\n",
    "---\n  a: b\n  c: d\n",
    "---",
  ],
  "maps and absent values": ["a:\n", "a:", "a: # c\nb:   \nc:\n", "a:\n  b:\n  c:\nd:\n", "a :  b\n", "a   :\n", "'a' : b\n", '"": x\n'],
  "lists, also indentless, compact, in lists": [
    "- a\n- b\n",
    "a:\n- b\n- c\nd: e\n",
    "a:\n  - b\n  -\n  - c: d\n    e: f\n",
    "- - a\n  - b\n- - - c\n",
    "-\n-\n- \n",
    "-\n  a: b\n-   c: d\n    e: f\n",
    "- a:\n  - b\n  c: d\n",
    "- # c\n  a\n",
  ],
  "plain scalars and their indicators": [
    "a: b:c\nd: e#f\ng: -1\nh: ?x\ni: :x\nj: a, [b] {c}\nk: http://x:80/#y\n",
    "a: b # c\n",
    "a: b  \n",
    "-a: b\n?b: c\n:c: d\n",
    "a b c: d e f\n",
    "- a # c\n- 'b' # c\n",
    "é: ü…\u2028\u00a0\n",
    "word\n",
  ],
  "plain scalars over several lines": [
    "a: b\n  c\n",
    "a: b  \n\n\n   c # d\ne: f\n",
    "a:\n  b\n  c\nd: e\n",
    "- a\n  b\n- c\n",
    "a: b\n# c\nd: e\n",
    "a:\n- b\n c\n- d\n",
  ],
  "quotes and their escapes": [
    "a: 'it''s'\nb: ''\nc: \"\"\nd: ''''\n",
    'a: "\\"\\\\\\n\\t\\r"\n',
    "'a b': \"c\"\n\"d\": 'e: # f'\n",
    "a: 'tab\there'\nb: \"🚀\"\n",
  ],
  "quotes over several lines": [
    "a: 'b\n  c''\n\n  d  \n  '\n",
    'a: "b\n  c\\\n  \\  d\\n\n  e"\nf: g\n',
    'a: "b\\ \n  c"\n',
    "- 'a\n  b'\n- [ 'c\n  d' ]\n",
    'a:\n  "b\n  c"\n',
  ],
  "block scalars": [
    "a: |\n  b\n   c\n\n  d\n\n\ne: f\n",
    "a: |-\n  b\n\n",
    "a: |+\n  b\n\n\nc: |+\n\nd: |+\n",
    "a: >\n  b\n  c\n\n  d\n   e\n\n   f\n  g\n",
    "a: >-\n  b\n\nc: >+\n  d\n\n",
    "a: |2\n    b\n   c\nd: |1-\n  e\n",
    "a: |-2 # c\n   b\n",
    "a: |\n# c\nb: |\n\n  \nc: d\n",
    "- |\n a\n- >\n\n  b\n",
    "a:\n- |\n  b\n- c: |\n    d\n",
    "a: |\n  b\t\n  \tc\n",
    "a: |\n  b\n    \n",
    "a: |+\n  b",
    "a: |",
    "a:\n  |\n  b\n",
    "a: |\n  # no comment\n # comment\nb: c\n",
  ],
  "flow collections": [
    "a: []\nb: {}\nc: [ ]\n",
    "a: [b, 'c', \"d\", e f, g:h, -1, [i, {j: k}], ]\n",
    "a: {b: c, 'd':e, \"f\": , g: , h, i:[j], k: {} ,}\n",
    "a: {b: c, # d\n  # e\n\n  f: g\n  }\nh: i\n",
    "- [a,\n  b] # c\n- {a: b}\n",
    "{a: 1, b: [2]}\n",
    "[\n  a,\n  b\n]\n",
    "a: [b\n  , c\n  # d\n  ]\n",
    "a: [{b}, {c: d}, {e , f\n  }]\n",
  ],
  "keys that are given twice": [
    "a: 1\nb: 2\na: 3\n'a': 4\n",
    "a: {b: 1, b: 2}\na: {b: 1, b: 2}\n",
    "'': 1\n\"\": 2\n",
    `${Array.from({ length: 40 }, (_, i) => `key${i % 30}: ${i}`).join("\n")}\n`,
  ],
};

for (const [about, texts] of Object.entries(ORDINARY)) {
  test(`read on the fast path, as the scanner reads it: ${about}`, () => {
    for (const text of texts) assert.deepEqual(fastParse(text), parseAnyYaml(text), JSON.stringify(text));
  });
}

/** Texts that the fast path must leave alone, because they mean more than it knows, or are wrong. */
const BEYOND: Readonly<Record<string, readonly string[]>> = {
  "tags, anchors, aliases, merges, `?` keys, directives": [
    "a: !t b\n",
    "a: &b c\n",
    "a: *b\n",
    "<<: {a: b}\n",
    "a: {<<: b}\n",
    "? a\n",
    "%YAML 1.2\n---\na\n",
  ],
  "keys that are no scalars": ["[a]: b\n", "{a: b}: c\n", "a: {[b]: c}\n", "a: [b: c]\n", ": a\n", "a: {: b}\n"],
  "more than one document": ["a: b\n---\nc: d\n", "a: b\n...\n", "...\n", "--- a\n", "a: |\n  b\n---\n", "a\n---\n", "---\n---\n"],
  "tabs and line breaks of other kinds": [
    "a:\tb\n",
    "a: b\t\n",
    "\ta: b\n",
    "-\ta\n",
    "a: [\tb]\n",
    "a: b\r\n",
    "a: b # \r c\n",
    "a: 'b\u0085'\n",
    "# \u0085\n",
  ],
  "a tab at the edge of a block scalar": ["a: |\n  \tb\n", "a: |1\n  b\n \tc\n"],
  "spaces at the very end, which may be content": ["a: |\n  b\n   "],
  "a byte order mark, controls, halves of characters": [
    "\ufeffa: b\n",
    "a: \u0007\n",
    "a: \u007f\n",
    "a: |\n  \ufeff\n",
    "a: \ud800\n",
    "a: b # \0\n",
  ],
  "rare escapes": ['a: "\\x41"\n', 'a: "\\/"\n', 'a: "\\\'"\n', 'a: "\\q"\n'],
  "lines that are out of place": [
    "a: b\n c: d\n",
    "a:\n  b: c\n d: e\n",
    "- a: 'b'\n c: d\n",
    "  a: b\n",
    "a:\n  - b\n c: d\n",
    "- a\nb: c\n",
    "a: b\n- c\n",
  ],
  "lines of a flow collection or a quote at the margin": [
    "a: [\n  b\n]\n",
    "a: 'b\nc'\n",
    "a:\n  b: {c: d,\n  e: f}\n",
    "a: {b: c}\n  d\n",
  ],
  "what does not end, or ends too late": [
    "a: [b\n",
    "a: 'b\n",
    'a: "b\n',
    "a: 'b' c\n",
    "a: [b] c\n",
    "a: [b]]\n",
    "a: [b,, c]\n",
    "a: b: c\n",
    "a: - b\n",
    "a: 'b'#c\n",
  ],
  "blank lines that are deeper than a block scalar": ["a: |\n    \n  b\n"],
  "collections in collections without end": [`${"[".repeat(500)}${"]".repeat(500)}\n`, `${"- ".repeat(500)}a\n`],
};

for (const [about, texts] of Object.entries(BEYOND)) {
  test(`left to the scanner: ${about}`, () => {
    for (const text of texts) assert.equal(fastParse(text), undefined, JSON.stringify(text));
  });
}

const INDENTS = ["", "", "  ", "  ", "    ", " ", "   ", "      "];
const DASHES = ["", "", "", "- ", "- ", "- - ", "-   ", "-"];
const KEYS = ["a: ", "b: ", "c: ", "a:", "b : ", "'q': ", '"d":  ', "", "", "a b: ", "-x: ", "a", '"a": '];
const VALUES = [
  ...["", "", "x", "x y", "x # c", " # c", "x:y", "x#y", "a: b", "- z", "-", "\\", "é\ttab", "\ttab", "http://x:80", "*.x"],
  ...["'s'", "'it''s'", '""', '"d\\n"', '"a" b', "'x", '"x', 'y"', "'  ", "x  ''", '"a \\', '\\ b"'],
  ...["[a, b]", "{a: b, c}", "[", "{a: ", "]", "}", "x, y", "[]", "{}", "[[a], {b: }]", "{a: , 'b':c}", "{a: 1, a: 2}", "[a # c", "]# d"],
  ...["|", "|-", "|+", ">", ">+", "|2", "|1", "   "],
];
const BETWEEN = ["", "  ", "      ", "# c", "   # c", "---", "..."];

test("80,000 random texts, of lines that fit together or do not: what is read on the fast path is what the scanner reads", () => {
  const random = seeded(20261124);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] as string;
  let read = 0;
  for (let round = 0; round < 80_000; round++) {
    const lines: string[] = [];
    let indent = "";
    for (let left = 1 + Math.floor(random() * 6); left > 0; left--) {
      if (random() < 0.6) indent = pick(INDENTS);
      if (random() < 0.3) indent += "  ";
      lines.push(indent + pick(DASHES) + pick(KEYS) + pick(VALUES));
      if (random() < 0.05) lines.push(pick(BETWEEN));
    }
    const text = lines.join("\n") + (random() < 0.8 ? "\n" : "");
    const tree = fastParse(text);
    if (tree === undefined) continue;
    read++;
    assert.deepEqual(tree, parseAnyYaml(text), JSON.stringify(text));
  }
  assert.ok(read > 4000, `${read} read`);
});
