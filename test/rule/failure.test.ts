// What breaks in a rule or in what it looks through is a problem of Drydock, told at its object; the others go on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { defineFacet } from "../../engine/facet/facet.ts";
import { containers, defineRule, kind, type Place, type Rule, text } from "../../engine/rule-api.ts";
import { pointed, projectOf } from "../harness/project.ts";

const POD = (name: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: main\n      image: a:1\n`;
const FILES = { "a.yaml": `${POD("a")}---\n${POD("fragile")}`, "b.yaml": POD("b") };

const common = { since: "0.0.0", practice: [], aliases: [], variants: { plain: { severity: "warning", preset: "preview" } } } as const;
const message = { plain: () => text`here` };

const names = defineRule({
  ...common,
  id: "probe/names",
  on: kind("Pod."),
  check: (root, ctx) => ctx.report("plain", root.at("metadata", "name")),
  message,
});

/** Fails on the object that is called so. */
const fragile = defineFacet<Place>("probe fragile", ["kubernetes"], (resource, settings) => {
  if (resource.ref.name === "fragile") throw new Error("out of its depth");
  return containers.of(resource, settings).map(({ place }) => place);
});
const onFragile = (id: string) =>
  defineRule({ ...common, id, on: fragile, check: (place, ctx) => ctx.report("plain", place.at("image")), message });

const run = (...rules: readonly Rule[]) => {
  const project = projectOf(FILES, { rules });
  const problems = project.report().problems.map(({ kind, file, range, message }) => `${kind} ${file}:${range?.start.line} ${message}`);
  return { problems, found: pointed(project).map((line) => line.replace(/ here$/, "")) };
};

test("a facet that throws costs the rules that are on it, on that object, and no other", () => {
  assert.deepEqual(run(onFragile("probe/first"), names, onFragile("probe/second")), {
    problems: [
      "internal a.yaml:11 rule probe/first failed: out of its depth",
      "internal a.yaml:11 rule probe/second failed: out of its depth",
    ],
    found: [
      "a.yaml:4:9 a",
      "a.yaml:8:14 a:1",
      "a.yaml:8:14 a:1",
      "a.yaml:13:9 fragile",
      "b.yaml:4:9 b",
      "b.yaml:8:14 a:1",
      "b.yaml:8:14 a:1",
    ],
  });
});

test("a check that throws takes its findings of that object with it", () => {
  const checks = defineRule({
    ...common,
    id: "probe/checks",
    on: kind("Pod."),
    check(root, ctx) {
      ctx.report("plain", root.at("kind"));
      if (root.at("metadata", "name").is("fragile")) throw new Error("out of its depth");
    },
    message,
  });
  assert.deepEqual(run(checks, names), {
    problems: ["internal a.yaml:11 rule probe/checks failed: out of its depth"],
    found: ["a.yaml:2:7 Pod", "a.yaml:4:9 a", "a.yaml:13:9 fragile", "b.yaml:2:7 Pod", "b.yaml:4:9 b"],
  });
});
