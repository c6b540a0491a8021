// A Kustomize component is a set of patches: what it patches comes from whoever includes it, also where that is not in the workspace.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const ABOUT = ["gpu/limit-missing", "schema/render-failed"];
const about = rules.filter(({ id }) => ABOUT.includes(id));

const pod = (name: string, resources: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n    - name: main\n      image: a:1\n      resources:\n${resources}`;
const requests = "        requests:\n          nvidia.com/gpu: 1\n";
const limits = "        limits:\n          nvidia.com/gpu: 1\n";
const component = (lines: string) => `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${lines}`;

const gpu = {
  "gpu/kustomization.yaml": component(
    "resources: [extra.yaml]\npatches:\n  - path: patch.yaml\n  - path: limits.yaml\n    target: { kind: Pod, name: extra }\nreplicas: [{ name: server, count: 2 }]\n",
  ),
  "gpu/patch.yaml": pod("main", requests),
  "gpu/extra.yaml": pod("extra", requests),
  "gpu/limits.yaml": pod("extra", limits),
};

function said(files: Readonly<Record<string, string>>) {
  const { findings, resources, problems } = projectOf(files, { rules: about }).report();
  assert.deepEqual(problems, []);
  return {
    findings: findings.map(({ rule, file, range }) => `${rule} ${file}:${range.start.line}`),
    resources: resources.map(({ ref, path }) => `${path} ${ref.name}`),
  };
}

test("that nobody includes: its patches are no objects, and its own resources are seen as it patches them", () => {
  assert.deepEqual(said(gpu), { findings: [], resources: ["gpu/extra.yaml extra"] });
  const other = { ...gpu, "gpu/limits.yaml": pod("extra", "        limits:\n          amd.com/gpu: 1\n") };
  assert.deepEqual(said(other).findings, ["gpu/limit-missing gpu/extra.yaml:11"]);
});

test("that a build includes is seen there only", () => {
  const included = {
    ...gpu,
    "app/kustomization.yaml": "resources: [pod.yaml, server.yaml]\ncomponents: [../gpu]\n",
    "app/pod.yaml": pod("main", limits.replace("nvidia", "amd")),
    "app/server.yaml":
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: server }\nspec: { template: { spec: { containers: [] } } }\n",
  };
  assert.deepEqual(said(included), {
    findings: ["gpu/limit-missing gpu/patch.yaml:11"],
    resources: ["app/pod.yaml main", "app/server.yaml server", "gpu/extra.yaml extra"],
  });
});

test("that includes components and kustomizations itself", () => {
  const nested = {
    ...gpu,
    "all/kustomization.yaml": component("components: [../gpu]\nresources: [../base]\n"),
    "base/kustomization.yaml": "resources: [pod.yaml]\n",
    "base/pod.yaml": pod("main", requests),
  };
  assert.deepEqual(said(nested), {
    findings: ["gpu/limit-missing base/pod.yaml:11"],
    resources: ["base/pod.yaml main", "gpu/extra.yaml extra"],
  });
});

test("what is named there and missing is still refused", () => {
  const files = { "gpu/kustomization.yaml": component("patches: [{ path: gone.yaml }]\n") };
  assert.deepEqual(said(files).findings, ["schema/render-failed gpu/kustomization.yaml:3"]);
});
