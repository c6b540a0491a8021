// All operations but `set`, JSON, and what is refused: each case says what becomes of a text, to the last character.
import { describe, test } from "node:test";
import {
  addItem,
  addResource,
  copy,
  expectEdit,
  expectOnce,
  expectRefusal,
  lines,
  move,
  renameKey,
  set,
  setWord,
  unset,
} from "./edit-cases.ts";

describe("unset takes the lines away", () => {
  const map = lines("a:", "  # about b", "  b: 1 # one", "  # about c", "  c:", "    d: 2", "    # deep", "  e: 3", "f: 4");

  test("with the comment that ends them; all others stay", () => {
    expectEdit(map, [unset("a.b")], map.replace("  b: 1 # one\n", ""));
    expectEdit(map, [unset("a.c")], map.replace("  c:\n    d: 2\n", ""));
    expectEdit(map, [unset("a.e")], map.replace("  e: 3\n", ""));
    expectEdit(map, [unset("f")], map.replace("f: 4\n", ""));
    expectEdit(map, [unset("a.b"), unset("a.e")], map.replace("  b: 1 # one\n", "").replace("  e: 3\n", ""));
  });

  test("what is not there", () => expectEdit(map, [unset("a.x"), unset("x.y.z")], map));

  test("the last key leaves {}", () => {
    expectEdit(map, [unset("a.c.d")], map.replace("  c:\n    d: 2\n", "  c: {}\n"));
    expectEdit("a: # why\n  b: 1 # one\nc: 1\n", [unset("a.b")], "a: {} # why\nc: 1\n");
    expectOnce("- a: 1 # one\n- b\n", [unset("[0].a")], "- {} # one\n- b\n");
    expectEdit("a: 1\n", [unset("a")], "{}\n");
    expectEdit("a: {b: 1}\n", [unset("a.b")], "a: {}\n");
  });

  test("the last item leaves []", () => {
    expectOnce("a:\n  # one\n  - x\nb: 1\n", [unset("a[0]")], "a: []\n  # one\nb: 1\n");
    expectOnce("a:\n- x\n- y\nb: 1\n", [unset("a[0]"), unset("a[1]")], "a: []\nb: 1\n");
    expectOnce("- - x\n- y\n", [unset("[0][0]")], "- []\n- y\n");
  });

  test("the first key behind a dash leaves the dash", () => {
    expectOnce("- a: 1 # one\n  b: 2 # two\n- c\n", [unset("[0].a")], "- b: 2 # two\n- c\n");
    expectOnce("- a: 1 # one\n  # about b\n  b: 2\n- c\n", [unset("[0].a")], "-\n  # about b\n  b: 2\n- c\n");
    expectOnce("- a:\n    x: 1\n  b: 2\n  c: 3\n", [unset("[0].a"), unset("[0].b")], "- c: 3\n");
  });

  test("items of lists", () => {
    expectOnce("a:\n- x # 1\n- y # 2\n# end\n", [unset("a[0]")], "a:\n- y # 2\n# end\n");
    expectOnce("a:\n- x: 1\n  y: 2\n- z: 1\n", [unset("a[0]")], "a:\n- z: 1\n");
    expectOnce("- - x\n  - y\n- z\n", [unset("[0][0]")], "- - y\n- z\n");
    expectOnce("- - x\n  - y\n- z\n", [unset("[0][1]")], "- - x\n- z\n");
    expectOnce("- x\n- y", [unset("[1]")], "- x");
    expectEdit("containers:\n- name: a\n  image: x\n- name: b\n", [unset("containers[name=a]")], "containers:\n- name: b\n");
  });

  test("between brackets the comma goes too", () => {
    expectOnce("a: [x, y, z]\n", [unset("a[0]")], "a: [y, z]\n");
    expectOnce("a: [x, y, z]\n", [unset("a[1]")], "a: [x, z]\n");
    expectOnce("a: [x, y, z]\n", [unset("a[2]")], "a: [x, y]\n");
    expectOnce("a: [x, y, z]\n", [unset("a[1]"), unset("a[2]")], "a: [x]\n");
    expectEdit("a: {b: 1, c: 2}\n", [unset("a.b"), set("a.d", 3)], "a: {c: 2, d: 3}\n");
    expectEdit("a: {b: 1, c: 2}\n", [unset("a.c"), set("a.d", 3)], "a: {b: 1, d: 3}\n");
    expectOnce("a: [\n  x, # 1\n  # about y\n  y, # 2\n  z # 3\n]\n", [unset("a[0]")], "a: [\n  # about y\n  y, # 2\n  z # 3\n]\n");
    expectOnce("a: [\n  x, # 1\n  y # 2\n]\n", [unset("a[1]")], "a: [\n  x # 1\n]\n");
  });

  test("never lets what follows become text of the block above", () => {
    expectRefusal("a: |\n  x\nb:\n  c: 1\n    # deep\nd: 1\n", [unset("b")], /part of the text above/);
    expectRefusal("a: |+\n  x\nb: 1\n\nd: 1\n", [unset("b")], /part of the text above/);
    expectEdit("a: |\n  x\nb: 1\n# next\nd: 1\n", [unset("b")], "a: |\n  x\n# next\nd: 1\n");
    expectEdit("a: |\n  x\nb: 1", [unset("b")], "a: |\n  x\n");
  });
});

describe("addItem", () => {
  test("follows its neighbours", () => {
    expectEdit("a:\n- x\nb: 1\n", [addItem("a", "z")], "a:\n- x\n- z\nb: 1\n");
    expectEdit(
      "a:\n  -   x: 1\n",
      [addItem("a", { v: 2, z: [1, { w: 1 }] })],
      "a:\n  -   x: 1\n  -   v: 2\n      z:\n        - 1\n        - w: 1\n",
    );
    expectEdit('a: ["x"]\n', [addItem("a", "y")], 'a: ["x", "y"]\n');
    expectEdit("- - x\n- y\n", [addItem("[0]", "z")], "- - x\n  - z\n- y\n");
    expectEdit("- !!str x\n", [addItem("", "z")], "- !!str x\n- z\n");
  });

  test("makes the list where there is none", () => {
    expectEdit("a: 1\n", [addItem("b.c", "x"), addItem("b.c", "z")], "a: 1\nb:\n  c:\n    - x\n    - z\n");
    expectEdit("a: # why\n", [addItem("a", "x"), addItem("a", "x")], "a: # why\n  - x\n");
    expectEdit("a: []\n", [addItem("a", { b: 1 })], "a:\n  - b: 1\n");
  });

  test("an item with the same merge key, or an equal one, is there already", () => {
    expectEdit("env:\n- name: A\n  value: x\n", [addItem("env", { name: "A", value: "y" })], "env:\n- name: A\n  value: x\n");
    expectEdit("args: [x, {a: 1}]\n", [addItem("args", "x"), addItem("args", { a: 1 })], "args: [x, {a: 1}]\n");
    expectEdit(
      "r:\n- {b: [1], a: 9007199254740993}\n",
      [addItem("r", { a: 1, b: [1] })],
      "r:\n- {b: [1], a: 9007199254740993}\n- a: 1\n  b:\n  - 1\n",
    );
    expectEdit("r:\n- {b: [1], a: 2}\n", [addItem("r", { a: 2, b: [1] })], "r:\n- {b: [1], a: 2}\n");
    expectEdit('r: ["1", [[a, 1]]]\n', [addItem("r", 1), addItem("r", { a: 1 })], 'r: ["1", [[a, 1]], 1, {a: 1}]\n');
  });

  test("a set below an item that was just added lands in it", () => {
    expectEdit("env: []\n", [addItem("env", { name: "A" }), set("env[name=A].value", "x")], "env:\n  - name: A\n    value: x\n");
  });

  test("is refused where there is no list", () => expectRefusal("a: {b: 1}\n", [addItem("a", 1)], /not a list/));
});

describe("renameKey", () => {
  test("changes the key and keeps its quotes", () => {
    expectEdit("a:\n  b: 1 # one\n", [renameKey("a.b", "c")], "a:\n  c: 1 # one\n");
    expectEdit("'a': 1\n", [renameKey("a", "b")], "'b': 1\n");
    expectEdit("a: {b: 1}\n", [renameKey("a.b", "true")], 'a: {"true": 1}\n');
  });

  test("is refused where the new key is there, and where the old one is not", () => {
    expectRefusal("a: 1\nb: 2\n", [renameKey("a", "b")], /written here already/);
    expectRefusal("a: 1\n", [renameKey("x", "b")], /there is no x/);
  });
});

describe("copy and move carry text as it is written", () => {
  test("a value, known or not", () => {
    expectEdit(
      "requests:\n  gpu: ${GPUS} # n\n",
      [copy("requests.gpu", "limits.gpu")],
      "requests:\n  gpu: ${GPUS} # n\nlimits:\n  gpu: ${GPUS}\n",
    );
    expectEdit("a: 0x10\n", [copy("a", "b")], "a: 0x10\nb: 0x10\n");
    expectEdit("a: {b: 'x'}\nc: 1\n", [copy("a", "c")], "a: {b: 'x'}\nc: {b: 'x'}\n");
  });

  test("lines are indented anew", () => {
    const after = ["x:", "  y:", "    a:", "      - b: |", "          one", "", "            two", "        # note", "        c: 1"];
    expectEdit(
      lines("a:", "- b: |", "    one", "", "      two", "  # note", "  c: 1", "x:", "  y:", "    z: 1"),
      [move("a", "x.y.a")],
      lines("x:", "  y:", "    z: 1", "    a:", "    - b: |", "        one", "", "          two", "      # note", "      c: 1"),
    );
    expectOnce(
      lines(...after),
      [move("x.y.a[0]", "q")],
      lines("x:", "  y:", "    a: []", "q:", "  b: |", "    one", "", "      two", "  # note", "  c: 1"),
    );
  });

  test("a comment moves with its value", () => {
    expectEdit("a: 1 # one\nb:\n  c: 2\n", [move("a", "b.a")], "b:\n  c: 2\n  a: 1 # one\n");
  });

  test("into JSON or between brackets as data where the text does not fit", () => {
    expectEdit("a: 'x, y'\nb: {c: 1}\n", [copy("a", "b.d")], "a: 'x, y'\nb: {c: 1, d: 'x, y'}\n");
    expectEdit("a: x, y\nb: {c: 1}\n", [copy("a", "b.d")], 'a: x, y\nb: {c: 1, d: "x, y"}\n');
    expectEdit("a:\n- x\nb: {c: 1}\n", [copy("a", "b.d")], "a:\n- x\nb: {c: 1, d: [x]}\n");
  });

  test("an anchor or an alias inside does not travel", () => {
    expectRefusal("a: &x 1\n", [copy("a", "b")], /anchor/);
    expectRefusal("a: &x 1\nb: [*x]\n", [copy("b", "c")], /alias/);
  });
});

describe("addResource", () => {
  const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x" } };
  const text = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n";
  test("makes a document behind the resource's own", () => {
    expectOnce("a: 1\n", [addResource(object)], `a: 1\n${text}`);
    expectOnce("a: 1", [addResource(object), addResource(object)], `a: 1\n${text}`);
    expectOnce("a: 1\n---\nb: 2\n", [addResource(object)], `a: 1\n${text}---\nb: 2\n`);
  });
});

describe("a word of a text", () => {
  test("changes inside its quotes or its block", () => {
    expectOnce("a: run --n 8\n", [setWord("a", 8, 9, "4")], "a: run --n 4\n");
    expectOnce("a: 'run 8'\n", [setWord("a", 4, 5, "it's")], "a: 'run it''s'\n");
    expectOnce('a: "x\\ty 8"\n', [setWord("a", 4, 5, '"')], 'a: "x\\ty \\""\n');
    expectOnce("a: |\n  one 1\n  two 2\n", [setWord("a", 10, 11, "3"), setWord("a", 4, 5, "9")], "a: |\n  one 9\n  two 3\n");
  });

  test("gets quotes where it would be read as something else", () => {
    expectOnce("a: x y\n", [setWord("a", 2, 3, "#")], 'a: "x #"\n');
  });

  test("is refused in folded text and inside escapes", () => {
    expectRefusal("a: >\n  one\n  two\n", [setWord("a", 4, 7, "x")], /several lines/);
    expectRefusal('a: "x\\ty"\n', [setWord("a", 1, 2, "z")], /escapes/);
  });
});

describe("JSON", () => {
  const json = { language: "json" } as const;
  test("on one line", () => {
    expectEdit('{"a":{"b":1},"c":[1,2]}', [set("a.d", "x"), addItem("c", 3), unset("a.b")], '{"a":{"d":"x"},"c":[1,2,3]}', json);
  });

  test("on many lines", () => {
    const before = '{\n    "a": {\n        "b": 1\n    },\n    "c": []\n}\n';
    expectEdit(
      before,
      [set("a.d.e", [1])],
      before.replace('"b": 1', '"b": 1,\n        "d": {\n            "e": [\n                1\n            ]\n        }'),
      json,
    );
    expectEdit(before, [addItem("c", "x")], before.replace("[]", '[\n        "x"\n    ]'), json);
    expectEdit(before, [unset("a")], '{\n    "c": []\n}\n', json);
    expectEdit(before, [unset("c")], '{\n    "a": {\n        "b": 1\n    }\n}\n', json);
    expectEdit(before, [renameKey("a", "z")], before.replace('"a"', '"z"'), json);
    expectEdit(before, [set("a", "yes")], '{\n    "a": "yes",\n    "c": []\n}\n', json);
  });
});

describe("surgery is refused where it is not safe", () => {
  test("aliases, anchors that are used, merge keys", () => {
    expectRefusal("a: &x {b: 1}\nc: *x\n", [set("c.b", 2)], /alias/);
    expectRefusal("a: &x {b: 1}\nc: *x\n", [set("a.b", 2)], /anchor \(&x\)/);
    expectRefusal("a: &x\n  b: 1\nc: *x\n", [unset("a")], /anchor \(&x\)/);
    expectRefusal("a: &x\n  b: 1\nc:\n  <<: *x\n", [set("c.b", 2)], /merge key/);
    expectEdit("a: &x\n  b: 1\nc:\n  <<: *x\n", [set("c.d", 2)], "a: &x\n  b: 1\nc:\n  <<: *x\n  d: 2\n");
    expectEdit("a: &x\n  b: 1\nc: 2\n", [set("a", 1)], "a: 1\nc: 2\n");
  });

  test("a key that is written twice", () => expectRefusal("a: 1\na: 2\n", [set("a", 3)], /twice/));

  test("templates", () => {
    expectRefusal("a: x {{ y }}\n", [set("a", 3)], /template/);
    expectRefusal("a: 1\n", [set("a", 3)], /template/, { class: "helm-template" });
  });

  test("tags, keys in their own form, what is below text that is only known later", () => {
    expectRefusal("a: !!int 1\n", [set("a", 3)], /tag/);
    expectRefusal("? a\n: 1\n", [set("a", [1])], /form of its own/);
    expectRefusal("a: ${B}\n", [set("a.b", 1)], /known later/);
    expectRefusal("a: [b: 1]\n", [set("a[0].c", 1)], /brackets/);
  });

  test("a map where a list stands, and the reverse", () => {
    expectRefusal("a: [1]\n", [set("a.b", 1)], /a list, not a map/);
    expectRefusal("a: {b: 1}\n", [set("a[0]", 1)], /a map, not a list/);
    expectRefusal("a: [1]\n", [set("a[4]", 1)], /do not fit/);
  });

  test("changes that contradict each other", () => {
    expectRefusal("a:\n  b: 1\n", [unset("a"), set("a.b", 2)], /do not fit together/);
    expectRefusal("a:\n  b: 1\n", [set("a", 1), set("a.b", 2)], /do not fit together/);
  });
});
