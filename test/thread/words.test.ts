import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const rule = rules.filter((one) => one.id === "gpu/processes-per-node-mismatch");

const job = (command: string) => `apiVersion: batch/v1
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
${command}
          resources:
            limits:
              nvidia.com/gpu: 4
`;
const script = job(`          command: ["bash", "-c"]
          args:
            - |
              set -e
              # one process a GPU
              torchrun --nnodes $N --nproc-per-node 8 train.py "$@"`);

test("a hole makes only its own word unknown: --nnodes $N is not known, --nproc-per-node 8 is", () => {
  assert.deepEqual(pointed(projectOf({ "a.yaml": script }, { rules: rule })), [
    "a.yaml:17:53 8 8 processes per pod, but train has 4 GPUs: the surplus fails with an invalid device. Set both to one number.",
  ]);
});

test("the fix replaces the word and nothing else of the script", () => {
  const project = projectOf({ "a.yaml": script }, { rules: rule });
  const plan = project.plan(project.report().findings);
  assert.equal(applyEdits(script, plan.edits.get("a.yaml") ?? []), script.replace("--nproc-per-node 8", "--nproc-per-node 4"));
});

test("a flag whose value is a hole says nothing", () => {
  assert.deepEqual(pointed(projectOf({ "a.yaml": script.replace("--nproc-per-node 8", "--nproc-per-node $GPUS") }, { rules: rule })), []);
});

test("the value inside --flag=value is what is pointed at", () => {
  const list = job('          command: [torchrun, "--nproc_per_node=8", train.py]');
  assert.match(pointed(projectOf({ "a.yaml": list }, { rules: rule }))[0] ?? "", /^a\.yaml:12:49 8 8 processes per pod/);
});
