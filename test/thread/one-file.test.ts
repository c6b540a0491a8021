import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const job = `# nightly fraud training
apiVersion: batch/v1
kind: Job
metadata:
  name: fraud
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: trainer # the only one
          image: registry.example/fraud:1
          resources:
            requests:
              nvidia.com/gpu: 8   # all of a node
              memory: 512Gi
`;

const only = (...ids: string[]) => rules.filter((rule) => ids.includes(rule.id));

test("a finding points at the exact text and says what happens", () => {
  const project = projectOf({ "train/fraud.yaml": job }, { rules: only("gpu/limit-missing") });
  assert.deepEqual(pointed(project), [
    "train/fraud.yaml:15:15 nvidia.com/gpu Container trainer requests nvidia.com/gpu without a limit: Kubernetes refuses the pod. Add the limit.",
  ]);
});

test("its safe fix adds two lines and keeps every comment", () => {
  const project = projectOf({ "train/fraud.yaml": job }, { rules: only("gpu/limit-missing") });
  const plan = project.plan(project.report().findings);
  assert.deepEqual(plan.lost, []);
  assert.equal(
    applyEdits(job, plan.edits.get("train/fraud.yaml") ?? []),
    job.replace("              memory: 512Gi\n", "              memory: 512Gi\n            limits:\n              nvidia.com/gpu: 8\n"),
  );
});

test("a finding that no longer holds in the present text has no fix", () => {
  const project = projectOf({ "train/fraud.yaml": job }, { rules: only("gpu/limit-missing") });
  const { findings } = project.report();
  project.update([{ path: "train/fraud.yaml", text: job.replace("nvidia.com/gpu: 8", "cpu: 8") }]);
  const plan = project.plan(findings);
  assert.equal(plan.edits.size, 0);
  assert.deepEqual(
    plan.lost.map((one) => one.reason),
    ["the finding no longer holds in the present text"],
  );
});

test("a role changes what is said: a job on spot must retry, a server is somebody else's worry", () => {
  const onSpot = job
    .replace("      restartPolicy: Never\n", "      restartPolicy: Never\n      nodeSelector:\n        karpenter.sh/capacity-type: spot\n")
    .replace("spec:\n  template:", "spec:\n  backoffLimit: 0\n  template:");
  const said = (text: string) => projectOf({ "a.yaml": text }, { rules: only("spot/no-retry") }).report().findings.length;
  assert.equal(said(onSpot), 1);
  assert.equal(said(onSpot.replace("  name: fraud\n", "  name: fraud\n  labels:\n    drydock.dev/role: serve\n")), 0);
});

test("a default that decides is named in the message", () => {
  const ray = `apiVersion: ray.io/v1
kind: RayJob
metadata: {name: tune}
spec:
  entrypoint: python tune.py
  rayClusterSpec:
    headGroupSpec:
      template:
        spec:
          nodeSelector: {karpenter.sh/capacity-type: spot}
          containers: [{name: head, image: registry.example/ray:2}]
`;
  assert.deepEqual(pointed(projectOf({ "ray.yaml": ray }, { rules: only("spot/no-retry") })), [
    "ray.yaml:4:1 spec RayJob tune runs on interruptible capacity, but the loss of its head pod ends it: backoffLimit is 0 (default of backoffLimit). Allow retries, and keep checkpoints.",
  ]);
});
