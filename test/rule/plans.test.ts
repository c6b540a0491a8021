// Which plans of fixes still hold when something changed.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding, OfferedFix } from "../../engine/api.ts";
import { Plans } from "../../engine/rule/plans.ts";

const finding = (file: string, more: Partial<Finding> = {}) => ({ file, ...more }) as Finding;
const plan = (...files: string[]) => ({ edits: new Map(files.map((file) => [file, []])) }) as unknown as OfferedFix;
const always = () => true;

function known() {
  const [a, b, across] = [finding("a.yaml"), finding("b.yaml"), finding("c.yaml")];
  const plans = new Plans();
  plans.add(
    [
      [a, plan("a.yaml")],
      [b, plan("b.yaml")],
      [across, plan("d.yaml")],
    ],
    ["seen.yaml"],
  );
  const left = () => [...plans.of([a, b, across], always).keys()].map(({ file }) => file);
  return { plans, a, b, left };
}

test("plans hold while other files change", () => {
  const { plans, left } = known();
  plans.forget(false, new Set(["other.yaml"]));
  assert.deepEqual(left(), ["a.yaml", "b.yaml", "c.yaml"]);
});

test("a plan is forgotten with its file, and with a file that it changes", () => {
  const { plans, left } = known();
  plans.forget(false, new Set(["a.yaml", "d.yaml"]));
  assert.deepEqual(left(), ["b.yaml"]);
});

test("all plans are forgotten with a file that a trial looked into, and where records are other ones", () => {
  const seen = known();
  seen.plans.forget(false, new Set(["seen.yaml"]));
  assert.deepEqual(seen.left(), []);
  const other = known();
  other.plans.forget(true, new Set());
  assert.deepEqual(other.left(), []);
});

test("findings of one file are planned together: one that is new, or no longer stands, or is of a build takes the others with it", () => {
  const { plans, a, b } = known();
  assert.deepEqual([...plans.of([a, finding("a.yaml"), b], always).keys()], [b]);
  assert.deepEqual([...plans.of([a, b], (one) => one !== a).keys()], [b]);
  const built = finding("a.yaml", { builds: ["over"] });
  plans.add([[built, plan("a.yaml")]], []);
  assert.deepEqual([...plans.of([a, built, b], always).keys()], [b]);
});

test("only plans that change such files are kept as somebody allows", () => {
  const { plans } = known();
  const { plans: kept, seen } = plans.kept((path) => path !== "b.yaml");
  assert.deepEqual([kept.map(([{ file }]) => file), seen], [["a.yaml", "c.yaml"], ["seen.yaml"]]);
});
