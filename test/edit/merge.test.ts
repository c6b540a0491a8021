// Fixes that meet: what both want is done once; what they want differently only the more important one gets; a fix is all or nothing.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { planEdits } from "../../engine/edit/apply.ts";
import type { WantedFix } from "../../engine/edit/merge.ts";
import { unverified } from "../../engine/edit/verify.ts";
import type { Operation } from "../../engine/model/operation.ts";
import type { Resource } from "../../engine/model/resource.ts";
import { derivedSource } from "../../engine/syntax/segments.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import { documentsOf, resourceFrom, resourceOf } from "../harness/resource.ts";
import { addItem, addResource, copy, lines, move, renameKey, set, setWord, unset } from "./edit-cases.ts";

const fix = (id: string, ...operations: readonly Operation[]): WantedFix => ({ id, order: 0, operations });

/** Fixes in the order of their importance. */
function plan(text: string, ...fixes: readonly WantedFix[]) {
  const resource = resourceFrom(text);
  const result = planEdits(
    fixes.map((one, order) => ({ ...one, order })),
    () => resource,
  );
  return { ...result, text: applyEdits(text, result.edits.get("test.yaml") ?? []) };
}

const container = lines("containers:", "- name: a", "  image: x # img");

describe("two fixes on one place", () => {
  test("that add different keys below one missing map make one map", () => {
    const result = plan(
      container,
      fix("one", set("containers[name=a].securityContext.runAsNonRoot", true)),
      fix("two", set("containers[name=a].securityContext", { privileged: false, capabilities: { drop: ["ALL"] } })),
    );
    assert.deepEqual(result.applied, ["one", "two"]);
    assert.equal(
      result.text,
      lines(
        "containers:",
        "- name: a",
        "  image: x # img",
        "  securityContext:",
        "    runAsNonRoot: true",
        "    privileged: false",
        "    capabilities:",
        "      drop:",
        "      - ALL",
      ),
    );
  });

  test("that set the same value are one edit, quantities by what they mean", () => {
    const result = plan(
      "limits: {}\n",
      fix("one", set("limits.gpu", 8)),
      fix("two", set("limits.gpu", "8")),
      fix("three", set("limits.gpu", "8000m")),
    );
    assert.deepEqual(result.applied, ["one", "two", "three"]);
    assert.equal(result.text, "limits:\n  gpu: 8\n");
  });

  test("that set different values: the more important one wins, the other is lost whole", () => {
    const result = plan("a: 1\nb: 1\n", fix("one", set("a", 2)), fix("two", set("b", 3), set("a", 3)), fix("three", set("b", 4)));
    assert.deepEqual(result.applied, ["one", "three"]);
    assert.deepEqual(result.lost, [{ id: "two", reason: "conflicts with one" }]);
    assert.equal(result.text, "a: 2\nb: 4\n");
  });

  test("the order is that of importance, not of arrival", () => {
    const resource = resourceFrom("a: 1\n");
    const fixes = [
      { id: "low", order: 9, operations: [set("a", 2)] },
      { id: "high", order: 1, operations: [set("a", 3)] },
    ];
    assert.deepEqual(planEdits(fixes, () => resource).applied, ["high"]);
  });

  test("an unset at or above a set conflicts with it, in either order", () => {
    const text = "a:\n  b:\n    c: 1\n";
    for (const [one, two] of [
      [unset("a.b"), set("a.b.d", 1)],
      [set("a.b.d", 1), unset("a")],
      [set("a.b.c", 2), unset("a.b.c")],
      [unset("a"), set("a", 1)],
    ] as const) {
      assert.deepEqual(plan(text, fix("one", one), fix("two", two)).lost, [{ id: "two", reason: "conflicts with one" }]);
    }
    assert.deepEqual(plan(text, fix("one", unset("a.b")), fix("two", unset("a.b"))).applied, ["one", "two"]);
  });

  test("a value above another one conflicts, an empty map does not", () => {
    assert.deepEqual(plan("a: 1\n", fix("one", set("b", [1])), fix("two", set("b.c", 1))).applied, ["one"]);
    const both = plan("a: 1\n", fix("one", set("b", {})), fix("two", set("b.c", 1)));
    assert.deepEqual([both.applied, both.text], [["one", "two"], "a: 1\nb:\n  c: 1\n"]);
  });

  test("items of a list meet by their merge key", () => {
    const same = plan(
      "env: []\n",
      fix("one", addItem("env", { name: "A", value: "1" })),
      fix("two", addItem("env", { name: "A", value: "1" })),
    );
    assert.deepEqual([same.applied, same.text], [["one", "two"], 'env:\n  - name: A\n    value: "1"\n']);
    assert.deepEqual(
      plan("env: []\n", fix("one", addItem("env", { name: "A", value: "1" })), fix("two", addItem("env", { name: "A", value: "2" })))
        .applied,
      ["one"],
    );
    assert.deepEqual(plan("env: []\n", fix("one", addItem("env", { name: "A" })), fix("two", addItem("env", { name: "B" }))).applied, [
      "one",
      "two",
    ]);
    assert.deepEqual(plan("args: [x]\n", fix("one", addItem("args", "y")), fix("two", addItem("args", "z"))).applied, ["one", "two"]);
    assert.deepEqual(
      plan("env: []\n", fix("one", addItem("env", { name: "A" })), fix("two", set("env[name=A].value", "x"))).text,
      "env:\n  - name: A\n    value: x\n",
    );
    assert.deepEqual(
      plan("env: []\n", fix("one", addItem("env", { name: "A", value: "x" })), fix("two", set("env[name=A].value", "w"))).applied,
      ["one"],
    );
  });

  test("an item is the same by its key and by its index", () => {
    const result = plan(container, fix("one", set("containers[0].image", "p")), fix("two", set("containers[name=a].image", "q")));
    assert.deepEqual(result.applied, ["one"]);
  });

  test("carried text meets what is set", () => {
    const text = "requests:\n  gpu: 8\n";
    const result = plan(
      text,
      fix("one", copy("requests.gpu", "limits.gpu")),
      fix("two", set("limits.gpu", "8")),
      fix("three", set("limits.gpu", 4)),
      fix("four", set("requests.gpu", 2)),
    );
    assert.deepEqual(result.applied, ["one", "two"]);
    assert.deepEqual(plan(text, fix("one", move("requests.gpu", "limits.gpu")), fix("two", set("requests.gpu", 2))).applied, ["one"]);
    assert.deepEqual(plan(text, fix("one", renameKey("requests.gpu", "tpu")), fix("two", set("requests.gpu", 2))).applied, ["one"]);
    assert.deepEqual(plan(text, fix("one", renameKey("requests.gpu", "tpu")), fix("two", set("requests.tpu", 2))).applied, ["one"]);
  });

  test("words of one text", () => {
    const result = plan(
      "a: run 8 4\n",
      fix("one", setWord("a", 4, 5, "9")),
      fix("two", setWord("a", 6, 7, "5")),
      fix("three", setWord("a", 4, 5, "7")),
      fix("four", set("a", "x")),
    );
    assert.deepEqual([result.applied, result.text], [["one", "two"], "a: run 9 5\n"]);
  });

  test("one new object", () => {
    const object = (labels: Record<string, string>) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", labels } });
    const result = plan(
      "a: 1\n",
      fix("one", addResource(object({}))),
      fix("two", addResource(object({}))),
      fix("three", addResource(object({ a: "b" }))),
    );
    assert.deepEqual(result.applied, ["one", "two"]);
    assert.equal(result.text.match(/---/g)?.length, 1);
  });
});

describe("a fix that cannot be written", () => {
  test("is lost with the reason, and the others stay", () => {
    const result = plan("a: &x 1\nb: *x\nc: 1\n", fix("one", set("c", 2), set("b", 2)), fix("two", set("c", 3)));
    assert.deepEqual(result.applied, ["two"]);
    assert.deepEqual(result.lost, [{ id: "one", reason: "the value is an alias of another one" }]);
  });

  test("a loser gives way to those that it kept out", () => {
    const result = plan("a: 1\nc: |\n  x", fix("one", set("a", 2), set("d", 1)), fix("two", set("a", 3)));
    assert.deepEqual(result.applied, ["two"]);
  });

  test("by what it does together with others: only the one that breaks it", () => {
    const result = plan(
      "a:\n  b: x\n",
      fix("one", setWord("a.b", 0, 1, "y z")),
      fix("two", set("a.c", 1)),
      fix("three", renameKey("a.b", "c")),
    );
    assert.deepEqual(result.applied, ["one", "two"]);
  });
});

describe("edits in the files' own texts", () => {
  const outer = lines("kind: Workflow", "manifest: |", "  kind: Job", "  limits:", "    cpu: 1 # one", "after: x");

  function inner(text: string, key: string): Resource {
    const document = documentsOf({ id: "test.yaml", path: "test.yaml", language: "yaml", text })[0];
    const root = document?.tree.root;
    const node =
      root?.kind === "map" ? root.entries.find((entry) => entry.key.kind === "scalar" && entry.key.text === key)?.value : undefined;
    if (!document || node?.kind !== "scalar") throw new Error("no text inside the text");
    const own = documentsOf(derivedSource(document, node, "yaml"))[0];
    if (!own?.tree.root) throw new Error("the text inside does not read");
    return resourceOf(own, own.tree.root);
  }

  const planInner = (text: string, ...operations: readonly Operation[]) => {
    const resource = inner(text, "manifest");
    const result = planEdits([fix("one", ...operations)], () => resource);
    return result.lost[0]?.reason ?? applyEdits(text, result.edits.get("test.yaml") ?? []);
  };

  test("a manifest in a block of text", () => {
    assert.equal(planInner(outer, set("limits.cpu", 2)), outer.replace("cpu: 1", "cpu: 2"));
    assert.equal(
      planInner(outer, set("limits.gpu", 2), set("spec.x", 1)),
      outer.replace("# one\n", "# one\n    gpu: 2\n  spec:\n    x: 1\n"),
    );
    assert.equal(planInner(outer, unset("kind")), outer.replace("  kind: Job\n", ""));
    assert.equal(planInner(outer, unset("limits")), outer.replace("  limits:\n    cpu: 1 # one\n", ""));
    assert.equal(planInner(outer, set("limits", 1)), outer.replace("limits:\n    cpu: 1 # one", "limits: 1"));
  });

  test("between quotes, with their escapes", () => {
    const single = `manifest: '{"a": 1}'\n`;
    assert.equal(planInner(single, set("b", "it's")), `manifest: '{"a": 1, "b": "it''s"}'\n`);
    const double = 'manifest: "a: 1\\nb: 2\\n"\n';
    assert.equal(planInner(double, set("a", '"')), 'manifest: "a: \'\\"\'\\nb: 2\\n"\n'.replace("'\\\"'", '\\"\\\\\\"\\"'));
    assert.equal(planInner(double, set("c", 3), unset("a")), 'manifest: "b: 2\\nc: 3\\n"\n');
  });

  test("windows line breaks stay", () => {
    const text = outer.replaceAll("\n", "\r\n");
    assert.equal(planInner(text, set("limits.gpu", 2)), text.replace("# one\r\n", "# one\r\n    gpu: 2\r\n"));
    assert.equal(planInner(text, unset("kind")), text.replace("  kind: Job\r\n", ""));
  });

  test("folded text is not edited", () => {
    assert.match(planInner("manifest: >\n  {a:\n  1}\n", set("a", 2)), /cannot be changed there/);
  });

  test("two views of one base: equal edits are one, different insertions at one spot are not mixed", () => {
    const views = new Map(["one", "two"].map((id) => [id, { ...resourceFrom("a:\n  b: 1\n"), id }] as const));
    const on = (id: string, operation: Operation): Operation => ({ ...operation, at: { ...operation.at, resource: id } }) as Operation;
    const planned = (...operations: readonly (readonly [string, Operation])[]) =>
      planEdits(
        operations.map(([id, operation], order) => ({ id: `fix ${id}`, order, operations: [on(id, operation)] })),
        (id: string) => views.get(id),
      );
    const equal = planned(["one", set("a.c", 1)], ["two", set("a.c", 1)]);
    assert.deepEqual([equal.applied, equal.edits.get("test.yaml")?.length], [["fix one", "fix two"], 1]);
    assert.deepEqual(planned(["one", set("a.c.d", 1)], ["two", set("a.c.e", 1)]).lost, [
      { id: "fix two", reason: "conflicts with fix one" },
    ]);
    assert.deepEqual(planned(["one", set("a.b", 2)], ["two", set("a.b", 3)]).lost, [{ id: "fix two", reason: "conflicts with fix one" }]);
  });
});

describe("reading back", () => {
  const before = resourceFrom("a: 1\nb: {c: x}\nenv: [{name: A}]\nt: run 8\n");
  const after = (text: string) => resourceFrom(text);

  test("what was wanted is there", () => {
    const now = after("a: '8'\nd: {c: x}\nenv: [{name: A}, {name: B}]\nt: run 16 now\nz: x\n");
    for (const operation of [set("a", 8), renameKey("b", "d"), addItem("env", { name: "B" }), unset("b"), copy("b.c", "z"), unset("b.c")]) {
      assert.equal(unverified(before, now, [operation]), undefined);
    }
    assert.equal(unverified(before, after("t: run 16\n"), [setWord("t", 4, 5, "16")]), undefined);
    assert.equal(unverified(before, after("b: {}\nz: x\n"), [move("b.c", "z")]), undefined);
  });

  test("what is not there is named", () => {
    const now = after("a: 2\nb: {c: w}\nenv: []\nt: run 9\n");
    for (const operation of [
      set("a", 1),
      unset("a"),
      addItem("env", { name: "A" }),
      renameKey("a", "n"),
      copy("b.c", "z"),
      move("b.c", "z"),
      setWord("t", 4, 5, "7"),
      set("b", { c: "x" }),
    ]) {
      assert.match(unverified(before, now, [operation]) ?? "", /could not be verified/);
    }
  });
});
