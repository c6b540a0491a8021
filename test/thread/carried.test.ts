// Objects that are written inside others (an AppWrapper's component, a manifest in an Argo workflow) are objects, in a Kustomize build
// as in a file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const rule = rules.filter(({ id }) => id === "gpu/limit-missing");

const wrapper = `apiVersion: workload.codeflare.dev/v1beta2
kind: AppWrapper
metadata:
  name: fraud
spec:
  components:
    - template:
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: train
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: train
                  image: registry.example/train:1
                  resources:
                    requests:
                      nvidia.com/gpu: 1
`;
const workflow = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: nightly
spec:
  templates:
    - name: train
      resource:
        action: create
        manifest: |
          apiVersion: v1
          kind: Pod
          metadata:
            name: train
          spec:
            containers:
              - name: train
                image: registry.example/train:1
                resources:
                  requests:
                    nvidia.com/gpu: 1
`;
const at = (files: Readonly<Record<string, string>>) =>
  projectOf(files, { rules: rule })
    .report()
    .findings.map(({ file, range, ref }) => `${file}:${range.start.line} ${ref.kind} ${ref.name}`);
const carried = ["argo.yaml:21 Pod train", "wrapper.yaml:21 Job train"];
const files = { "wrapper.yaml": wrapper, "argo.yaml": workflow };
const build = { ...files, "kustomization.yaml": "namePrefix: eu-\nnamespace: fraud\nresources: [wrapper.yaml, argo.yaml]\n" };

test("in files and in a build the same is said of them, once", () => {
  assert.deepEqual(at(files), carried);
  assert.deepEqual(at(build), carried);
  const { resources } = projectOf(build, { rules: rule }).report();
  assert.deepEqual(
    resources.map(({ ref }) => `${ref.kind} ${ref.name}`),
    ["Workflow eu-nightly", "Pod train", "AppWrapper eu-fraud", "Job train"],
  );
  assert.equal(new Set(resources.map(({ id }) => id)).size, 4);
});

test("a patch reaches into them, and what it writes is its own", () => {
  const limits = `- op: add
  path: /spec/components/0/template/spec/template/spec/containers/0/resources/limits
  value:
    nvidia.com/gpu: 1
`;
  const patched = (patch: string) => ({
    ...build,
    "kustomization.yaml": `${build["kustomization.yaml"]}patches:\n  - path: patch.yaml\n    target: { kind: AppWrapper }\n`,
    "patch.yaml": patch,
  });
  assert.deepEqual(at(patched(limits)), ["argo.yaml:21 Pod train"]);
  const requests = limits.replace("resources/limits", "resources/requests").replace("nvidia.com/gpu", "amd.com/gpu");
  assert.deepEqual(at(patched(requests)), ["argo.yaml:21 Pod train", "patch.yaml:4 Job train"]);
  const template = `- op: add
  path: /spec/components/-
  value:
    template:
${wrapper
  .split("\n")
  .slice(7)
  .map((line) => line.slice(2))
  .join("\n")
  .replace("name: train", "name: test")}`;
  assert.deepEqual(at(patched(template)), ["argo.yaml:21 Pod train", "patch.yaml:18 Job test", "wrapper.yaml:21 Job train"]);
});

test("they are repaired where they are written", () => {
  const project = projectOf(build, { rules: rule });
  const plan = project.plan(project.report().findings);
  assert.deepEqual(plan.lost, []);
  for (const [path, text] of Object.entries(files)) {
    const after = applyEdits(text, plan.edits.get(path) ?? []);
    const indent = /^( *)requests:/m.exec(text)?.[1];
    assert.equal(after, `${text}${indent}limits:\n${indent}  nvidia.com/gpu: 1\n`);
  }
});
