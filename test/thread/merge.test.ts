import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const only = (...ids: string[]) => rules.filter((rule) => ids.includes(rule.id));

const distributed = `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: fraud
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 2
      template:
        spec:
          containers:
            - name: pytorch
              image: registry.example/fraud:1
              resources:
                requests:
                  nvidia.com/gpu: 8
                  memory: 64Gi
`;

test("two rules repair one container at once: each adds its own part, nothing is written twice", () => {
  const project = projectOf({ "a.yaml": distributed }, { rules: only("gpu/limit-missing", "gpu/shm-missing") });
  const { findings } = project.report();
  assert.deepEqual(
    findings.map((one) => one.rule),
    ["gpu/shm-missing", "gpu/limit-missing"],
  );
  const plan = project.plan(findings);
  assert.equal(plan.applied.length, 2);
  const text = applyEdits(distributed, plan.edits.get("a.yaml") ?? []);
  project.update([{ path: "a.yaml", text }]);
  assert.deepEqual(project.report().findings, []);
  assert.match(text, / {16}limits:\n {18}nvidia\.com\/gpu: 8\n/);
  assert.match(text, / {14}volumeMounts:\n {16}- name: dshm\n {18}mountPath: \/dev\/shm\n/);
  assert.match(text, / {10}volumes:\n {12}- name: dshm\n {14}emptyDir:\n {16}medium: Memory\n/);
});

test("two rules that want different values at one place: the stronger wins, the other is reported as not applied", () => {
  const half = `apiVersion: v1
kind: Pod
metadata:
  name: lab
spec:
  containers:
    - name: lab
      image: registry.example/lab:1
      resources:
        requests:
          nvidia.com/gpu: "0.5"
        limits:
          nvidia.com/gpu: 2
`;
  const project = projectOf({ "a.yaml": half }, { rules: only("gpu/fractional-count", "gpu/request-limit-mismatch") });
  const { findings } = project.report();
  assert.deepEqual(
    findings.map((one) => one.rule),
    ["gpu/fractional-count", "gpu/request-limit-mismatch"],
  );
  const plan = project.plan(findings);
  assert.deepEqual(
    plan.applied.map((one) => one.rule),
    ["gpu/fractional-count"],
  );
  assert.deepEqual(
    plan.lost.map((one) => [one.finding.rule, one.reason]),
    [["gpu/request-limit-mismatch", "conflicts with gpu/fractional-count at line 11"]],
  );
  assert.match(applyEdits(half, plan.edits.get("a.yaml") ?? []), /nvidia\.com\/gpu: 1\n {8}limits/);
});
