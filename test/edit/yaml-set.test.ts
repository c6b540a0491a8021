// Setting values: each case says what an operation makes of a text, to the last character.
import { describe, test } from "node:test";
import { addItem, expectEdit, expectRefusal, lines, set } from "./edit-cases.ts";

describe("set replaces a scalar and nothing else", () => {
  test("plain text, with its comment kept", () => {
    expectEdit(lines("a: 1 # one", "b: 2"), [set("a", 3)], lines("a: 3 # one", "b: 2"));
  });

  test("quotes stay what they are", () => {
    expectEdit("a: 'x'\n", [set("a", "it's")], "a: 'it''s'\n");
    expectEdit('a: "x"\n', [set("a", 'say "y"')], 'a: "say \\"y\\""\n');
    expectEdit("a: 'x'\n", [set("a", "line\nline")], 'a: "line\\nline"\n');
  });

  test("a number or a boolean needs no quotes", () => {
    expectEdit('a: "8"\n', [set("a", 8)], "a: 8\n");
    expectEdit("a: x\n", [set("a", true)], "a: true\n");
    expectEdit("a: x\n", [set("a", null)], "a: null\n");
  });

  test("text that some reader of YAML takes for something else gets quotes", () => {
    for (const text of [
      "yes",
      "NO",
      "on",
      "y",
      "null",
      "~",
      "8",
      "0x1F",
      "0o17",
      "017",
      "1_000",
      "1e3",
      ".5",
      ".inf",
      "1:30",
      "2024-01-01",
      "<<",
      "=",
      "",
      " x",
      "x ",
      "- x",
      "-",
      "? x",
      "a: b",
      "a #b",
      "#a",
      "&a",
      "*a",
      "!a",
      "|",
      ">",
      "%a",
      "@a",
      "`a",
      "{a",
      "[a",
      "'a",
      '"a',
      "a:",
      "--- a",
      "x\ty",
      "\u0085",
      "\u2028",
      "\ufeff",
    ]) {
      const after = `a: ${JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
      expectEdit("a: x\n", [set("a", text)], after);
    }
  });

  test("other text stays plain", () => {
    for (const text of [
      "-v",
      "--flag",
      "10Gi",
      "1.2.3",
      "a:b",
      "a#b",
      "x y",
      "nvidia.com/gpu",
      "it's",
      "8h",
      "größer",
      "a, b",
      "http://x/y",
    ]) {
      expectEdit("a: x\n", [set("a", text)], `a: ${text}\n`);
    }
  });

  test("the value that is there already changes nothing, but its type does", () => {
    expectEdit("a: 0x10\n", [set("a", 16)], "a: 0x10\n");
    expectEdit("a: 8\n", [set("a", "8")], 'a: "8"\n');
  });

  test("aligned values stay aligned", () => {
    expectEdit("a:    1\nbcd:  2\n", [set("a", 3)], "a:    3\nbcd:  2\n");
  });

  test("a missing value gets one, before the comment of its line", () => {
    expectEdit("a: # why\nb: 1\n", [set("a", 1)], "a: 1 # why\nb: 1\n");
    expectEdit("a:\n", [set("a", "x")], "a: x\n");
    expectEdit("- \n- b\n", [set("[0]", "x")], "- x \n- b\n");
    expectEdit("a: ~\n", [set("a", "x")], "a: x\n");
  });

  test("text over several lines", () => {
    expectEdit("a: x\n  y\nb: 1\n", [set("a", "z")], "a: z\nb: 1\n");
    expectEdit("a: 'x\n  y'\nb: 1\n", [set("a", "z")], "a: 'z'\nb: 1\n");
    expectEdit("a: x\nb: 1\n", [set("a", "one\ntwo\n")], "a: |\n  one\n  two\nb: 1\n");
    expectEdit("a: x # why\nb: 1\n", [set("a", "one\ntwo")], "a: |- # why\n  one\n  two\nb: 1\n");
    expectEdit("- a: x\n- b\n", [set("[0].a", "one\n\ntwo\n")], "- a: |\n    one\n\n    two\n- b\n");
    expectEdit("- x\n- b\n", [set("[0]", "one\ntwo\n")], "- |\n  one\n  two\n- b\n");
    expectEdit("a: x\n", [set("a", " one\ntwo\n")], 'a: " one\\ntwo\\n"\n');
    expectEdit("a: x", [set("a", "one\ntwo\n")], 'a: "one\\ntwo\\n"');
  });

  test("a block of text keeps its header, its comment and its indentation", () => {
    expectEdit("a: | # why\n    one\n    two\nb: 1\n", [set("a", "one\nthree\n")], "a: | # why\n    one\n    three\nb: 1\n");
    expectEdit("a: |\n    one\nb: 1\n", [set("a", "one\ntwo")], "a: |-\n    one\n    two\nb: 1\n");
    expectEdit("a: | # why\n    one\n    two\nb: 1\n", [set("a", "x")], "a: x # why\nb: 1\n");
    expectEdit("a: >\n  one\n  two\nb: 1\n", [set("a", "x\ny\n")], "a: |\n  x\n  y\nb: 1\n");
  });

  test("a comment below is never drawn into a new block of text", () => {
    expectEdit("a: x\n    # deep\nb: 1\n", [set("a", "one\ntwo\n")], 'a: "one\\ntwo\\n"\n    # deep\nb: 1\n');
  });
});

describe("set changes what kind of thing is there", () => {
  test("a scalar instead of a map or list", () => {
    expectEdit(
      lines("a: # why", "  b: 1", "  # inside", "  c: 2 # last", "# next", "d: 1"),
      [set("a", "x")],
      lines("a: x # why", "# next", "d: 1"),
    );
    expectEdit(lines("a:", "- 1", "- 2", "d: 1"), [set("a", 5)], lines("a: 5", "d: 1"));
    expectEdit(lines("- a: 1", "  b: 2", "- c"), [set("[0]", "x")], lines("- x", "- c"));
    expectEdit(lines("a: {b: 1}"), [set("a", "x")], lines("a: x"));
  });

  test("a map instead of a scalar, one entry at a time", () => {
    expectEdit(lines("a: x # why", "d: 1"), [set("a.b", 1), set("a.c", "z")], lines("a: # why", "  b: 1", "  c: z", "d: 1"));
    expectEdit(lines("- x # why", "- y"), [set("[0].b", 1), set("[0].c", 2)], lines("- b: 1 # why", "  c: 2", "- y"));
  });

  test("a list instead of anything", () => {
    expectEdit(lines("a: x", "d: 1"), [set("a", [1, "two"])], lines("a:", "  - 1", "  - two", "d: 1"));
    expectEdit(lines("a: |", "  text", "d: 1"), [set("a", [1])], lines("a:", "  - 1", "d: 1"));
    expectEdit(lines("a: x"), [set("a", [])], lines("a: []"));
  });

  test("a list that changes keeps the items that stay", () => {
    expectEdit(
      lines("a:", "  - one # 1", "  - two # 2", "  - three # 3"),
      [set("a", ["one", "TWO"])],
      lines("a:", "  - one # 1", "  - TWO # 2"),
    );
    expectEdit(lines("a: [1, 2]"), [set("a", [1, 2, 3])], lines("a: [1, 2, 3]"));
  });
});

describe("set on what is absent", () => {
  const pod = lines(
    "spec:",
    "  containers:",
    "  - name: a",
    "    resources:",
    "      requests:",
    "        cpu: 1 # one",
    "",
    "  # end",
    "status: x",
  );

  test("below the nearest ancestor, behind its last line, which keeps its comment", () => {
    expectEdit(
      pod,
      [set("spec.containers[name=a].resources.requests.memory", "1Gi")],
      pod.replace("cpu: 1 # one\n", "cpu: 1 # one\n        memory: 1Gi\n"),
    );
  });

  test("several below one missing ancestor make one insertion", () => {
    expectEdit(
      pod,
      [
        set("spec.containers[name=a].resources.limits.cpu", 1),
        set('spec.containers[name=a].resources.limits["nvidia.com/gpu"]', 8),
        set("spec.containers[name=a].image", "x"),
      ],
      pod.replace("# one\n", "# one\n      limits:\n        cpu: 1\n        nvidia.com/gpu: 8\n    image: x\n"),
    );
  });

  test("a map is its leaves", () => {
    expectEdit(
      "a:\n  b:\n    c: 1\n",
      [set("a", { b: { d: 2 }, e: { f: [], g: {} } })],
      "a:\n  b:\n    c: 1\n    d: 2\n  e:\n    f: []\n    g: {}\n",
    );
  });

  test("an item of a list-map that is not there is made", () => {
    expectEdit(pod, [set("spec.containers[name=b].image", "x")], pod.replace("# one\n", "# one\n  - name: b\n    image: x\n"));
    expectEdit("a: 1\n", [set("env[name=X].value", "1")], 'a: 1\nenv:\n  - name: X\n    value: "1"\n');
  });

  test("the indentation of the neighbours", () => {
    expectEdit("a:\n    b:\n        c: 1\n", [set("d.e", 1)], "a:\n    b:\n        c: 1\nd:\n    e: 1\n");
    expectEdit("a:\n  b:\n    - 1\n", [set("d.e", [1])], "a:\n  b:\n    - 1\nd:\n  e:\n    - 1\n");
    expectEdit("a:\n  b:\n  - 1\n", [set("d.e", [1])], "a:\n  b:\n  - 1\nd:\n  e:\n  - 1\n");
    expectEdit("a:\n-   x: 1\n    y: 2\n", [set("a[0].z", 3)], "a:\n-   x: 1\n    y: 2\n    z: 3\n");
  });

  test("the quotes of the neighbours", () => {
    expectEdit("a: \"1\"\nb: 'x'\n", [set("c", "y")], 'a: "1"\nb: \'x\'\nc: "y"\n');
    expectEdit("a: 'x'\nb: 2\n", [set("c", "y")], "a: 'x'\nb: 2\nc: 'y'\n");
    expectEdit("a: 'x'\nb: w\n", [set("c", "z")], "a: 'x'\nb: w\nc: z\n");
    expectEdit('"a": 1\n', [set("b", 2)], '"a": 1\n"b": 2\n');
  });

  test("keys that look like something else get quotes", () => {
    expectEdit("a: 1\n", [set('["8"]', 1), set("true", 2), set("a b", 3)], 'a: 1\n"8": 1\n"true": 2\na b: 3\n');
  });

  test("where the value is empty or null", () => {
    expectEdit("a: # why\nb: 1\n", [set("a.c", 1)], "a: # why\n  c: 1\nb: 1\n");
    expectEdit("a: null # why\nb: 1\n", [set("a.c", 1)], "a: # why\n  c: 1\nb: 1\n");
    expectEdit("- a:\n- b\n", [set("[0].a.c", 1)], "- a:\n    c: 1\n- b\n");
  });

  test("an empty map opens up", () => {
    expectEdit("a: {} # why\nb: 1\n", [set("a.c", 1), set("a.d.e", 2)], "a: # why\n  c: 1\n  d:\n    e: 2\nb: 1\n");
    expectEdit("- {}\n- b\n", [set("[0].c", 1), set("[0].d", 2)], "- c: 1\n  d: 2\n- b\n");
    expectEdit("{}\n", [set("c", 1), set("d", 2)], "c: 1\nd: 2\n");
  });

  test("between brackets it stays on the line", () => {
    expectEdit("a: {b: 1} # why\n", [set("a.c.d", ["x, y", "z"])], 'a: {b: 1, c: {d: ["x, y", z]}} # why\n');
    expectEdit("a: { b: 1 }\n", [set("a.c", 2)], "a: { b: 1, c: 2 }\n");
    expectEdit("a: {b: {}}\n", [set("a.b.c", 2)], "a: {b: {c: 2}}\n");
    expectEdit("a: {b: , c: 1}\n", [set("a.b", 2)], "a: {b: 2 , c: 1}\n");
    expectEdit('a: {"b": "x"}\n', [set("a.c", "y")], 'a: {"b": "x", "c": "y"}\n');
    expectEdit("a: {\n  b: 1, # one\n  c: 2 # two\n}\n", [set("a.d", 3)], "a: {\n  b: 1, # one\n  c: 2, # two\n  d: 3\n}\n");
    expectEdit("a: [\n  b,\n  c,\n]\n", [addItem("a", "d")], "a: [\n  b,\n  c,\n  d,\n]\n");
  });

  test("behind a block of text", () => {
    expectEdit("a: |\n  x\n\n\n", [set("b", 1)], "a: |\n  x\nb: 1\n\n\n");
    expectEdit("a: |+\n  x\n\n", [set("b", 1)], "a: |+\n  x\n\nb: 1\n");
    expectEdit("a: |-\n  x", [set("b", 1)], "a: |-\n  x\nb: 1");
    expectRefusal("a: |\n  x", [set("b", 1)], /no line break at its end/);
  });

  test("windows line breaks, a missing last one, the end of a document", () => {
    expectEdit("a:\r\n  b: 1\r\n", [set("a.c", 2), set("d.e", 3)], "a:\r\n  b: 1\r\n  c: 2\r\nd:\r\n  e: 3\r\n");
    expectEdit("a:\n  b: 1", [set("a.c", 2)], "a:\n  b: 1\n  c: 2");
    expectEdit("a: 1\n---\nb: 1 # x\n---\nc: 1\n", [set("d", 2)], "a: 1\n---\nb: 1 # x\nd: 2\n---\nc: 1\n", { document: 1 });
  });

  test("a tab before a comment, a colon with a space before it", () => {
    expectEdit("a :\n  b: 1\t# one\n", [set("a.c", 2)], "a :\n  b: 1\t# one\n  c: 2\n");
    expectEdit("a : 1\t# one\n", [set("a", 2)], "a : 2\t# one\n");
  });

  test("a flow collection that closes at its parent's column, as kubectl accepts it", () => {
    expectEdit("a:\n  args: [\n    x\n  ]\nb: 1\n", [set("a.c", 1)], "a:\n  args: [\n    x\n  ]\n  c: 1\nb: 1\n");
  });
});
