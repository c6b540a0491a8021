// How YAML is read: the shape of the tree, exact spans, what is a problem and what is not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deref, type Entry, entriesOf, findEntry, type MapNode, type Node, type Tree } from "../../engine/syntax/node.ts";
import { toJson } from "../../engine/syntax/to-json.ts";
import { parseYamlDocument } from "../../engine/syntax/yaml/parse.ts";
import { resolveGoYaml2, resolveYaml3 } from "../../engine/syntax/yaml/scalars.ts";
import { assertLinear } from "../harness/work.ts";

/** The node at a path of keys and indexes. */
export function at(tree: Tree, ...path: (string | number)[]): Node {
  let node = tree.root;
  for (const step of path) {
    const target: Node | undefined = node && deref(node);
    if (target?.kind === "list") node = target.items[step as number];
    else if (target?.kind === "map") node = target.entries.find(({ key }) => key.kind === "scalar" && key.text === step)?.value;
    else node = undefined;
  }
  assert.ok(node, `nothing at ${path.join(".")}`);
  return node;
}

const written = (text: string, ...path: (string | number)[]): string => {
  const { start, end } = at(parseYamlDocument(text), ...path);
  return text.slice(start, end);
};

/** Twice the text is twice the work for the parser. */
const assertParsesLinearly = (size: number, texts: (size: number) => readonly string[]): void =>
  assertLinear<typeof import("../../engine/syntax/yaml/parse.ts")>("engine/syntax/yaml/parse.ts", size, ({ parseYamlDocument }, grown) => {
    for (const text of texts(grown)) parseYamlDocument(text);
  });

const valid = (text: string): Tree => {
  const tree = parseYamlDocument(text);
  assert.deepEqual(tree.problems, []);
  assert.equal(tree.state, "parsed");
  return tree;
};

const json = (text: string): unknown => toJson(valid(text).root, resolveGoYaml2);

const onlyProblem = (text: string): { message: string; text: string; kind: string } => {
  const { problems } = parseYamlDocument(text);
  assert.equal(problems.length, 1, `one problem, not ${JSON.stringify(problems)}`);
  const [{ message, span, kind }] = problems as [Tree["problems"][number]];
  return { message, text: text.slice(span.start, span.end), kind };
};

test("a scalar's span holds its quotes, its escapes and its block header", () => {
  const text = "plain: a b\nsingle: 'it''s'\ndouble: \"a\\tb\"\nblock: |-  # why\n  one\n\n  two\n\n\nnext: x\n";
  assert.equal(written(text, "plain"), "a b");
  assert.equal(written(text, "single"), "'it''s'");
  assert.equal(written(text, "double"), '"a\\tb"');
  assert.equal(written(text, "block"), "|-  # why\n  one\n\n  two");
  assert.deepEqual(json(text), { plain: "a b", single: "it's", double: "a\tb", block: "one\n\ntwo", next: "x" });
});

test("styles are kept, scalars stay text", () => {
  const tree = valid("a: yes\nb: 'yes'\nc: \"yes\"\nd: |\n  yes\ne: >\n  yes\n");
  const styles = ["a", "b", "c", "d", "e"].map((key) => at(tree, key)).map((node) => node.kind === "scalar" && [node.style, node.text]);
  assert.deepEqual(styles, [
    ["plain", "yes"],
    ["single", "yes"],
    ["double", "yes"],
    ["literal", "yes\n"],
    ["folded", "yes\n"],
  ]);
});

test("blank lines after a block scalar belong to it only where its header keeps them", () => {
  assert.equal(written("a: |+\n  x\n\n\nb: y\n", "a"), "|+\n  x\n\n");
  assert.equal(written("a: |\n  x\n\n\nb: y\n", "a"), "|\n  x");
  assert.equal(written("a: |\n\n\nb: y\n", "a"), "|");
  assert.equal(written("a: |2-\n    x\n    \nb: y\n", "a"), "|2-\n    x\n    ");
});

test("a flow collection ends behind its bracket, also with a comment, a comma or an absent value before it", () => {
  assert.equal(written("a: [ x, 'y', ] # c\n", "a"), "[ x, 'y', ]");
  assert.equal(written("a: {b: , c, d: [1] # ]\n }\n", "a"), "{b: , c, d: [1] # ]\n }");
  assert.equal(written("a: {b: , c, d: [1] # ]\n }\n", "a", "d"), "[1]");
  assert.equal(written("a: [x: y, z]\n", "a"), "[x: y, z]");
  assert.equal(written("a: [x: y, z]\n", "a", 0), "x: y");
  assert.equal(written("a: []\nb: {}\n", "b"), "{}");
});

test("a block collection starts at its first key or dash and ends with its last content", () => {
  assert.equal(written("a:\n  # about b\n  b: 1  # one\n  c: 2\n# end\n", "a"), "b: 1  # one\n  c: 2");
  assert.equal(written("a:\n- 1\n-\n  - 2\n\nb: x\n", "a"), "- 1\n-\n  - 2");
});

test("a value that is not written has a place of length 0 behind its colon or dash", () => {
  const text = "a:\nb: # c\nl:\n-\n- x\n-\nt: !!str\nk: &n\n";
  const tree = valid(text);
  const places = [["a"], ["b"], ["l", 0], ["l", 2], ["t"], ["k"]].map((path) => at(tree, ...path));
  assert.ok(places.every(({ start, end }) => start === end));
  assert.deepEqual(
    places.map(({ start }) => text.slice(0, start).split("\n").at(-1)),
    ["a:", "b:", "-", "-", "t: !!str", "k: &n"],
  );
});

test("tags and anchors are kept as written, and stand before the span", () => {
  const text = "a: !Ref Bucket\nb: &x !!str 12\nc: !Sub\n  - a\n";
  const tree = valid(text);
  assert.equal(written(text, "a"), "Bucket");
  assert.deepEqual(
    [at(tree, "a"), at(tree, "b"), at(tree, "c")].map((node) => "tag" in node && node.tag),
    ["!Ref", "!!str", "!Sub"],
  );
  assert.equal((at(tree, "b") as { anchor?: string }).anchor, "x");
});

test("an alias points to the very node that it names, and merge keys read as written", () => {
  const text = "base: &b {x: 1, z: 2}\nuse: *b\nmore:\n  <<: *b\n  z: 3\n";
  const tree = valid(text);
  const use = at(tree, "use");
  assert.equal(use.kind, "alias");
  assert.equal(deref(use), at(tree, "base"));
  assert.equal(written(text, "use"), "*b");
  assert.deepEqual(json(text), { base: { x: 1, z: 2 }, use: { x: 1, z: 2 }, more: { x: 1, z: 3 } });
});

test("a merge counts where it stands, as kubectl reads it: behind a key it wins", () => {
  assert.deepEqual(json("z: 3\n<<: {x: 1, z: 2}\n"), { z: 2, x: 1 });
  assert.deepEqual(json("<<: [{x: 1}, {x: 2, z: 3}]\n"), { x: 1, z: 3 });
  assert.deepEqual(json("'<<': {x: 1}\n"), { "<<": { x: 1 } });
});

test("to go-yaml 3 what is written wins over what is merged", () => {
  assert.deepEqual(toJson(valid("z: 3\n<<: {x: 1, z: 2}\n").root, resolveYaml3), { x: 1, z: 3 });
});

test("aliases to nothing and aliases to what they stand in are problems at the alias", () => {
  assert.deepEqual(onlyProblem("a: *nope\n"), {
    message: "`*nope` refers to nothing: no `&nope` stands above it in this document",
    text: "*nope",
    kind: "syntax",
  });
  assert.deepEqual(onlyProblem("a: &x [*x]\n"), {
    message: "`*x` stands inside the very thing that it refers to",
    text: "*x",
    kind: "syntax",
  });
});

test("keys that are given twice are remembered, and are no problem", () => {
  const tree = valid("b: 1\na: {x: 1, x: 2}\nb: 3\n'b': 4\n<<: {}\n<<: {}\n");
  assert.deepEqual(
    tree.duplicates.map(({ key, first }) => [key.start, first.start]),
    [
      [15, 9],
      [21, 0],
      [26, 0],
    ],
  );
  assert.deepEqual(toJson(tree.root, resolveGoYaml2), { b: 4, a: { x: 2 } });
});

test("what YAML 1.2 allows and kubectl refuses is one problem with the exact place", () => {
  assert.equal(onlyProblem("? {a: b}\n: c\n").text, "{a: b}");
  assert.equal(onlyProblem('a: "x\\/y"\n').text, "\\/");
  assert.equal(onlyProblem("a: 1\n\t\nb: 2\n").text, "\t");
  assert.equal(onlyProblem("-\ta: b\n").text, "\t");
  assert.equal(onlyProblem("a: |\n  x\n \ty\n").text, "\t");
  assert.equal(onlyProblem("<<: 3\n").text, "3");
  assert.equal(onlyProblem('a:\n- "" b: c\n').text, "b");
});

test("tabs are white space behind a value, in flow collections and inside text", () => {
  assert.deepEqual(json("a:\tb\t# c\nf: [\n\tx,\n\tz ]\nt: |\n  a\tb\n  \tc\nq: 'x\n\n\ty'\n"), {
    a: "b",
    f: ["x", "z"],
    t: "a\tb\n\tc\n",
    q: "x\ny",
  });
});

test("lines may end with LF, CRLF or a lone CR; spans stay exact", () => {
  for (const end of ["\n", "\r\n", "\r"]) {
    const text = ["a: 1", "b: |", "  x", "  y", "c:", "- 'p", "  q'", ""].join(end);
    assert.deepEqual(json(text), { a: 1, b: "x\ny\n", c: ["p q"] });
    assert.equal(written(text, "b"), `|${end}  x${end}  y`);
    assert.equal(written(text, "c", 0), `'p${end}  q'`);
  }
});

test("NEL is a line break, as for kubectl, and moves no offset", () => {
  const text = "a: 1\u0085bb: 2\n";
  assert.deepEqual(json(text), { a: 1, bb: 2 });
  assert.equal(written(text, "bb"), "2");
});

test("a byte order mark behind the separator is the start of a document", () => {
  const text = "---\n\ufeffapiVersion: v1\nkind: Pod\n";
  assert.deepEqual(json(text), { apiVersion: "v1", kind: "Pod" });
  assert.equal(written(text, "kind"), "Pod");
});

test("an empty document has no root; a document ends at a line of three points", () => {
  for (const text of ["", "\n\n", "# only a comment\n", "---\n", "--- # c\n"]) assert.equal(valid(text).root, undefined);
  assert.deepEqual(json("a: 1\n...\nb: [\n"), { a: 1 });
});

test("flow collections and quotes that go on at their parent's column are no error and have true spans", () => {
  const text = 'args: [\na,\n"b",\n]\ntext: "one\ntwo\n  three"\nlast: x\n';
  assert.deepEqual(json(text), { args: ["a", "b"], text: "one two three", last: "x" });
  assert.equal(written(text, "args"), '[\na,\n"b",\n]');
  assert.equal(written(text, "text"), '"one\ntwo\n  three"');
  assert.equal(written(text, "last"), "x");
  const nested = "spec:\n  a:\n    b: [\n    x, z\n  ]\n  c: 'p\nq'\nkind: K\n";
  assert.deepEqual(json(nested), { spec: { a: { b: ["x", "z"] }, c: "p q" }, kind: "K" });
});

test("that costs one pass for each collection or quote, however many lines it has", () => {
  const text = (size: number) => {
    const lines = Array.from({ length: size }, (_, i) => `"it's [${i}", # ]`).join("\n");
    return `a:\n  b: [\n${lines}\n]\n  c: "${"x\n".repeat(size)}"\n`;
  };
  assertParsesLinearly(1000, (size) => [text(size)]);
  const list = at(valid(text(20_000)), "a", "b");
  assert.equal(list.kind === "list" && list.items.length, 20_000);
});

test("a quote escaped with a backslash in double quotes is read as kubectl reads it", () => {
  const text = 'a: "it\\\'s"\nb: c\n';
  assert.deepEqual(json(text), { a: "it's", b: "c" });
  assert.equal(written(text, "a"), '"it\\\'s"');
  assert.equal(written(text, "b"), "c");
});

test("keys like __proto__ are ordinary keys", () => {
  const data = json("__proto__: {a: 1}\nconstructor: x\n") as object;
  assert.deepEqual(Object.keys(data), ["__proto__", "constructor"]);
});

test("an alias bomb is a limit and costs nothing to read", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let i = 1; i < 9; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(", ")}]`,
    );
  const tree = parseYamlDocument(lines.join("\n"));
  assert.deepEqual([tree.state, tree.root], ["broken", undefined]);
  assert.deepEqual(
    tree.problems.map(({ kind }) => kind),
    ["limit"],
  );
});

test("a look through merge keys is bounded, whatever they repeat", () => {
  let looks = 0;
  const scalar = (text: string): Node => ({ kind: "scalar", text, style: "plain", start: 0, end: 0 });
  const map = (...entries: Entry[]): MapNode => ({
    ...{ kind: "map", flow: true, start: 0, end: 0 },
    get entries() {
      looks++;
      return entries;
    },
  });
  // Each level brings the one below nine times: a look at all of them would be 43 million.
  let top = map({ key: scalar("x"), value: scalar("1") });
  for (let level = 0; level < 8; level++) {
    const below = { kind: "alias", target: top, start: 0, end: 0 } as const;
    top = map({ key: scalar("<<"), value: { kind: "list", flow: true, items: Array(9).fill(below), start: 0, end: 0 } });
  }
  assert.equal(findEntry(top, "x")?.value.kind, "scalar");
  assert.equal(findEntry(top, "y"), undefined);
  assert.deepEqual(
    entriesOf(top).map(({ value }) => value.kind),
    ["scalar"],
  );
  assert.ok(looks < 100_000, `${looks} looks`);
});

test("the entries of a map are those that kubectl reads, however they came", () => {
  const tree = valid("b: &b {x: 1, z: 2}\nc: {z: 3, <<: *b, w: 4, w: 5}\n");
  const map = at(tree, "c");
  assert.ok(map.kind === "map");
  const text = ({ value }: Entry) => value.kind === "scalar" && value.text;
  assert.deepEqual(entriesOf(map).map(text), ["2", "1", "5"]);
  assert.deepEqual(
    ["x", "z", "w"].map((key) => text(findEntry(map, key) as Entry)),
    ["1", "2", "5"],
  );
  assert.equal(findEntry(map, "<<"), undefined);
});

test("a chain of aliases to aliases cannot exhaust the stack", () => {
  const lines = ["a0: &a0 [x]"];
  for (let i = 1; i < 3000; i++) lines.push(`a${i}: &a${i} ${"[".repeat(100)}*a${i - 1}${"]".repeat(100)}`);
  assert.equal(parseYamlDocument(lines.join("\n")).problems[0]?.kind, "limit");
});

test("nesting of 5,000 levels is a limit with its place, and as much work as it is long", () => {
  const stairs = (levels: number) => Array.from({ length: levels }, (_, i) => `${" ".repeat(i)}a:`).join("\n");
  const nested = (levels: number) => ["[".repeat(levels), `${"{a: ".repeat(levels)}1`, "- ".repeat(levels)];
  assertParsesLinearly(2500, nested);
  // Twice the text.
  assertParsesLinearly(500_000, (size) => [stairs(Math.sqrt(2 * size))]);
  for (const text of [...nested(5000), stairs(5000)]) {
    const { state, problems } = parseYamlDocument(text);
    assert.equal(state, "broken");
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ["limit"],
    );
    assert.ok((problems[0]?.span.start ?? 0) > 0);
  }
  assert.deepEqual(valid(`${"[".repeat(200)}${"]".repeat(200)}`).problems, []);
});

test("a map of 100,000 keys, 100,000 comments and a block of a megabyte are read, as much work as they are long", () => {
  const keys = (size: number) => Array.from({ length: size }, (_, i) => `k${i}: v`).join("\n");
  const comments = (size: number) => "# c\n".repeat(size);
  const block = (size: number) => `a: |\n${"  0123456789\n".repeat(size)}`;
  assertParsesLinearly(1000, (size) => [keys(size), comments(size), block(size)]);
  // The same without the fast path, which leaves tags to the scanner.
  assertParsesLinearly(1000, (size) => [`a: !!str b\n${keys(size)}`, `a: !!str b\n${comments(size)}`, `b: !!str b\n${block(size)}`]);
  const tree = valid(keys(100_000));
  assert.equal(tree.root?.kind === "map" && tree.root.entries.length, 100_000);
  valid(comments(100_000));
  valid(block(100_000));
});

test("text that goes on and on is a limit, not a memory", () => {
  const { state, problems } = parseYamlDocument(" ".repeat(17 * 1024 * 1024));
  assert.equal(state, "broken");
  assert.equal(problems[0]?.kind, "limit");
});
