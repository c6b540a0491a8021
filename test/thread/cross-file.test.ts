import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConfigValue } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const queues = (name: string) => `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata:
  name: ${name}
  namespace: fraud
spec:
  clusterQueue: fraud
`;
const job = (queue: string) => `apiVersion: batch/v1
kind: Job
metadata:
  name: train
  namespace: fraud
  labels:
    kueue.x-k8s.io/queue-name: ${queue}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: train, image: registry.example/train:1}]
`;
const queueRule = rules.filter((rule) => rule.id === "queueing/queue-not-found");
const complete: ConfigValue = { units: [{ name: "platform", path: ".", complete: true }] };
const open: ConfigValue = { units: [{ name: "platform", path: "." }] };
const said = (queue: string, config: ConfigValue) =>
  pointed(projectOf({ "queues.yaml": queues("fraud-queue"), "train/job.yaml": job(queue) }, { rules: queueRule, config }));

test("found: the queue is in another file of the unit", () => {
  assert.deepEqual(said("fraud-queue", complete), []);
});

test("missing: a complete unit owns the queues of the namespace and has none of that name", () => {
  assert.deepEqual(said("vision", complete), [
    "train/job.yaml:7:32 vision LocalQueue vision does not exist in fraud: the Job waits for ever. Name a queue that exists, or add this one.",
  ]);
});

test("elsewhere: a name in another namespace counts in the same file and in a complete unit, not in an open one", () => {
  const elsewhere = (files: Record<string, string>, config: ConfigValue) =>
    projectOf(files, { rules: queueRule, config })
      .report()
      .findings.map(({ variant, data }) => `${variant} ${data.other}`);
  const [here, there] = [job("training"), queues("training").replace("namespace: fraud", "namespace: vision")];
  const apart = { "queues.yaml": there, "train/job.yaml": here };
  assert.deepEqual(elsewhere({ "all.yaml": `${here}---\n${there}` }, {}), ["elsewhere vision"]);
  assert.deepEqual(elsewhere(apart, open), []);
  assert.deepEqual(elsewhere(apart, complete), ["elsewhere vision"]);
  assert.deepEqual(elsewhere({ "all.yaml": `${here}---\n${there.replace("  namespace: vision\n", "")}` }, {}), []);
});

test("near miss: an open unit has one queue whose name is a slip away", () => {
  assert.deepEqual(said("fraud-queu", open), [
    "train/job.yaml:7:32 fraud-queu There is no LocalQueue fraud-queu here, and a job in a queue that does not exist waits for ever. Did you mean fraud-queue?",
  ]);
});

test("a near miss leads to the line of the candidate", () => {
  const project = projectOf(
    { "queues.yaml": queues("fraud-queue"), "train/job.yaml": job("fraud-queu") },
    { rules: queueRule, config: open },
  );
  assert.deepEqual(
    project.report().findings.flatMap((one) => one.related.map((related) => `${related.file}:${related.range.start.line} ${related.note}`)),
    ["queues.yaml:2 the only LocalQueue here"],
  );
});

test("unknown: an open unit proves nothing, and siblings are no slip of the pen", () => {
  assert.deepEqual(said("vision", open), []);
  assert.deepEqual(said("fraud-queue-2", open), []);
});

test("unknown: a name that is only known later is counted and never reported", () => {
  const project = projectOf(
    { "queues.yaml": queues("fraud-queue"), "train/job.yaml": job("${QUEUE}") },
    { rules: queueRule, config: complete },
  );
  const report = project.report();
  assert.deepEqual(report.findings, []);
  assert.deepEqual(
    report.unknown.map((one) => [one.path, one.hole]),
    [['metadata.labels["kueue.x-k8s.io/queue-name"]', "${QUEUE}"]],
  );
});

test("an edit in one file changes what is said about another, and the result equals a fresh run", () => {
  const files = { "queues.yaml": queues("fraud-queue"), "train/job.yaml": job("fraud-queue") };
  const project = projectOf(files, { rules: queueRule, config: complete });
  assert.deepEqual(pointed(project), []);
  project.update([{ path: "queues.yaml", text: `# moved\n${queues("vision-queue")}` }]);
  const fresh = projectOf({ ...files, "queues.yaml": `# moved\n${queues("vision-queue")}` }, { rules: queueRule, config: complete });
  assert.equal(project.report().findings.length, 1);
  assert.deepEqual(project.report(), fresh.report());
});
