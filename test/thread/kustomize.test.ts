import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits, type Finding } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const rule = rules.filter((one) => one.id === "gpu/request-limit-mismatch");
const files = {
  "base/kustomization.yaml": "resources: [job.yaml]\n",
  "base/job.yaml": `apiVersion: batch/v1
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
              nvidia.com/gpu: 4
            limits:
              nvidia.com/gpu: 4
`,
  "prod/kustomization.yaml": "resources: [../base]\npatches:\n  - path: more-gpus.yaml\n",
  "prod/more-gpus.yaml": `apiVersion: batch/v1
kind: Job
metadata:
  name: train
spec:
  template:
    spec:
      containers:
        - name: train
          resources:
            requests:
              nvidia.com/gpu: 8 # the new nodes
`,
};

test("a value that a patch wrote is reported at the patch's line, and the base alone says nothing", () => {
  const [first, ...more] = pointed(projectOf(files, { rules: rule }));
  assert.match(first ?? "", /^prod\/more-gpus\.yaml:12:31 8 /);
  assert.deepEqual(more, []);
});

test("another process repairs it, from the finding's JSON alone, in the patch and not in the base", () => {
  const finding = JSON.parse(JSON.stringify(projectOf(files, { rules: rule }).report().findings[0])) as Finding;
  const elsewhere = projectOf(files, { rules: rule });
  const plan = elsewhere.plan([finding]);
  assert.deepEqual(plan.lost, []);
  assert.deepEqual([...plan.edits.keys()], ["prod/more-gpus.yaml"]);
  const text = applyEdits(files["prod/more-gpus.yaml"], plan.edits.get("prod/more-gpus.yaml") ?? []);
  assert.equal(text, files["prod/more-gpus.yaml"].replace("8 # the new", "4 # the new"));
  elsewhere.update([{ path: "prod/more-gpus.yaml", text }]);
  assert.deepEqual(elsewhere.report().findings, []);
});

test("a finding in two builds is reported once, at the source, with both builds named", () => {
  const both = {
    ...files,
    "eu/kustomization.yaml": "namePrefix: eu-\nresources: [../prod]\n",
    "us/kustomization.yaml": "namePrefix: us-\nresources: [../prod]\n",
  };
  const { findings } = projectOf(both, { rules: rule }).report();
  assert.deepEqual(
    findings.map((one) => one.builds),
    [["eu/kustomization.yaml", "us/kustomization.yaml"]],
  );
});
