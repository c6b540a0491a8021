import assert from "node:assert/strict";
import { test } from "node:test";
import { Layered } from "../../engine/model/layered.ts";

const below = () => {
  const map = new Layered<string>();
  for (const key of ["a", "b", "c"]) map.set(key, `${key}0`);
  return map;
};

test("a fork reads what is below it", () => {
  const fork = below().fork();
  assert.equal(fork.get("a"), "a0");
  assert.deepEqual([...fork.keys()], ["a", "b", "c"]);
});

test("what changes in a fork does not below", () => {
  const map = below();
  const fork = map.fork();
  fork.set("a", "a1");
  fork.set("d", "d1");
  fork.delete("b");
  assert.deepEqual(Object.fromEntries(fork), { a: "a1", c: "c0", d: "d1" });
  assert.deepEqual([...fork.values()].sort(), ["a1", "c0", "d1"]);
  assert.equal(fork.has("b"), false);
  assert.deepEqual(Object.fromEntries(map), { a: "a0", b: "b0", c: "c0" });
});

test("what was taken away comes back when it is set, in a fork of a fork too", () => {
  const fork = below().fork();
  fork.delete("a");
  const second = fork.fork();
  assert.equal(second.has("a"), false);
  second.set("a", "a2");
  assert.equal(second.get("a"), "a2");
  assert.equal(fork.get("a"), undefined);
});

test("only what was set in a fork is its own", () => {
  const fork = below().fork();
  assert.equal(fork.getOwn("a"), undefined);
  fork.set("a", "a1");
  assert.equal(fork.getOwn("a"), "a1");
  fork.delete("a");
  assert.equal(fork.getOwn("a"), undefined);
  fork.set("x", "x1");
  fork.delete("x");
  assert.deepEqual([...fork.keys()], ["b", "c"]);
});
