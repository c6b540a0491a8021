// When a name is a slip of the pen, and when it is a sibling that is only not here. Asked through a rule in an open unit, which knows
// nothing else: it speaks of a slip or of nothing.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const rule = rules.filter(({ id }) => id === "queueing/queue-not-found");
const queue = (metadata: string) =>
  `apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: { namespace: a, ${metadata} }\nspec: { clusterQueue: a }\n`;
const job = (name: string) =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j, namespace: a, labels: { kueue.x-k8s.io/queue-name: ${name} } }\nspec: { template: { spec: { containers: [{ name: a, image: "a:1" }] } } }\n`;

/** What a job is told that names a queue, beside these queues. */
const said = (name: string, ...queues: readonly string[]) =>
  projectOf({ "all.yaml": [job(name), ...queues.map(queue)].join("---\n") }, { rules: rule })
    .report()
    .findings.map(({ variant, data }) => `${variant} ${data.nearest}`);

const SLIPS: Readonly<Record<string, readonly (readonly [written: string, existing: string])[]>> = {
  "another case": [["Fraud-Queue", "fraud-queue"]],
  "other separators": [
    ["fraud_queue", "fraud-queue"],
    ["fraudqueue", "fraud-queue"],
    ["fraud.queue", "fraud-queue"],
    ["user-que-ue", "user-queue"],
  ],
  "a usual suffix": [
    ["trainer", "trainer-sa"],
    ["trainer-config", "trainer"],
  ],
  "one or two edits": [
    ["fraud-quue", "fraud-queue"],
    ["fraud-queeue", "fraud-queue"],
    ["fruad-queue", "fraud-queue"],
    ["inferance", "inference"],
    ["training-quaue", "trainings-queue"],
    ["my-daat", "my-data"],
  ],
  "a word that was cut off": [
    ["fraud-que", "fraud-queue"],
    ["fraud-queue", "fraud-que"],
  ],
};
const SIBLINGS: Readonly<Record<string, readonly (readonly [written: string, existing: string])[]>> = {
  "another number": [
    ["gpu-job-1", "gpu-job-2"],
    ["queue1", "queue12"],
    ["queue", "queue2"],
  ],
  "another model of one number": [["pool-a100", "pool-h100"]],
  "a new one: one token more that is hardly a word": [
    ["user-queue-a", "user-queue"],
    ["user-queue", "user-queue-ab"],
  ],
  "another short token": [
    ["team-ml-queue", "team-qa-queue"],
    ["queue-a", "queue-b"],
  ],
  "another short word": [
    ["my-beta", "my-data"],
    ["lama-train", "lora-train"],
    ["team-ab", "team-abcd"],
  ],
  "a word that is told apart on purpose": [
    ["training-dev", "training-prod"],
    ["blue-queue", "green-queue"],
    ["text-queue", "test-queue"],
    ["trainer-sa", "trainer-role"],
  ],
  "short names": [["abcd", "abce"]],
  "something else": [["vision", "fraud-queue"]],
};

for (const [verdict, groups, expected] of [
  ["a slip", SLIPS, (existing: string) => [`nearMiss ${existing}`]],
  ["a sibling", SIBLINGS, () => []],
] as const)
  describe(`names that are ${verdict}`, () => {
    for (const [why, pairs] of Object.entries(groups))
      test(why, () => {
        for (const [written, existing] of pairs)
          assert.deepEqual(said(written, `name: ${existing}`), expected(existing), `${written} beside ${existing}`);
      });
  });

describe("a slip is only seen where every neighbour has a name", () => {
  test("one of several may be the right one as well", () => {
    assert.deepEqual(said("fraud-quee", "name: fraud-queue"), ["nearMiss fraud-queue"]);
    assert.deepEqual(said("fraud-quee", "name: fraud-queue", "name: vision"), []);
  });

  test("a name that is filled in later may be the one that is meant", () => {
    for (const unnamed of ["name: ${QUEUE}", "generateName: fraud-", "labels: {}"])
      assert.deepEqual(said("fraud-quee", "name: fraud-queue", unnamed), [], unnamed);
  });
});
