import assert from "node:assert/strict";
import { test } from "node:test";
import { kustomizationGraph } from "../../engine/dialect/kustomize/build.ts";
import { memoryAccess } from "../oracles/kustomize/build-folder.ts";

const graphOf = (files: Readonly<Record<string, string>>) => kustomizationGraph(Object.keys(files), memoryAccess(files));

test("an included base is no unit of its own; a component is one only where no build includes it", () => {
  const { roots, included } = graphOf({
    "base/kustomization.yaml": "resources: [a.yaml]\n",
    "dev/kustomization.yaml": "resources: [../base]\ncomponents: [../gpu]\n",
    "prod/kustomization.yaml": "bases: [../base/]\n",
    "gpu/kustomization.yaml": "kind: Component\n",
    "alone/kustomization.yml": "kind: Component\n",
  });
  assert.deepEqual(roots, ["alone/kustomization.yml", "dev/kustomization.yaml", "prod/kustomization.yaml"]);
  assert.deepEqual(included.get("base/kustomization.yaml"), ["dev/kustomization.yaml", "prod/kustomization.yaml"]);
});

test("of a circle one is built, so that somebody says it", () => {
  const { roots } = graphOf({
    "a/kustomization.yaml": "resources: [../b]\n",
    "b/kustomization.yaml": "resources: [../a]\n",
    "c/kustomization.yaml": "resources: [.]\n",
  });
  assert.deepEqual(roots, ["a/kustomization.yaml", "c/kustomization.yaml"]);
});
