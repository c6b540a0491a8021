// The card of a workload: what is certain about it, and what is not known. Nothing in it is a finding.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const JOB = `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: fraud
  namespace: fraud
  labels:
    kueue.x-k8s.io/queue-name: fraud-queue
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 3
      restartPolicy: OnFailure
      template:
        spec:
          nodeSelector:
            karpenter.sh/capacity-type: spot
          volumes:
            - name: ckpt
              persistentVolumeClaim: { claimName: ckpt }
            - name: scratch
              emptyDir: {}
          containers:
            - name: pytorch
              resources:
                limits: { nvidia.com/gpu: 8 }
              volumeMounts:
                - { name: ckpt, mountPath: /ckpt }
                - { name: scratch, mountPath: /scratch }
`;
const QUEUES = `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: { name: fraud-queue, namespace: fraud }
spec: { clusterQueue: fraud }
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: { name: fraud }
spec:
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - name: h100-reserved
          resources: [{ name: nvidia.com/gpu, nominalQuota: 8 }]
        - name: h100-spot
          resources: [{ name: nvidia.com/gpu, nominalQuota: 8 }]
`;

function card(text: string, kind: string): readonly string[] {
  const project = projectOf({ "a.yaml": text }, { rules });
  const before = JSON.stringify(project.report());
  const record = project.report().resources.find((one) => one.ref.kind === kind);
  assert.ok(record);
  const said = project.portrait(record);
  assert.equal(JSON.stringify(project.report()), before, "no report holds it");
  return said;
}

test("the queue and where it leads, restarts, spot, and what outlives the pods", () => {
  assert.deepEqual(card(`${JOB}---\n${QUEUES}`, "PyTorchJob"), [
    "Queue fraud-queue → ClusterQueue fraud → flavors h100-reserved, h100-spot",
    "restarts without limit (restartPolicy OnFailure)",
    "runs on spot only (karpenter.sh/capacity-type)",
    "outlives its pods: /ckpt (claim ckpt)",
    "Not known here: what it costs",
  ]);
});

test("what is not known is said once, and nothing is made up", () => {
  const said = card(JOB.replace("replicas: 3", "replicas: ${N}").replace("restartPolicy: OnFailure", "restartPolicy: ${P}"), "PyTorchJob");
  assert.equal(said[0], "Queue fraud-queue");
  assert.equal(
    said.at(-1),
    "Not known here: where queue fraud-queue leads, how often it starts again (restartPolicy), the number of pods, what it costs",
  );
  assert.ok(!said.some((one) => /restarts without|starts again up/.test(one)));
});

const batch = (limit: string) => `apiVersion: batch/v1
kind: Job
metadata: { name: j }
spec:
${limit}  template:
    spec:
      restartPolicy: Never
      containers: [{ name: main, image: x }]
`;

test("a budget of retries with its default, none, and one", () => {
  assert.deepEqual(card(batch(""), "Job"), ["starts again up to 6 times (backoffLimit)"]);
  assert.deepEqual(card(batch("  backoffLimit: 1\n"), "Job"), ["starts again up to 1 time (backoffLimit)"]);
  assert.deepEqual(card(batch("  backoffLimit: 0\n"), "Job"), ["the loss of a pod ends it (backoffLimit 0)"]);
});

test("what runs nothing has no card", () => {
  assert.deepEqual(card(QUEUES, "ClusterQueue"), []);
});

const on = (machine: string, job = JOB) => job.replace("karpenter.sh/capacity-type: spot", `node.kubernetes.io/instance-type: ${machine}`);
const priced = (text: string) => card(text, "PyTorchJob").find((line) => line.includes("an hour"));

test("the card says what the machines cost that the pods fill, with the day and the place of the price", () => {
  assert.equal(priced(on("p5.48xlarge")), "about $165 an hour on demand (3 \u00d7 p5.48xlarge, list price of 2026-07-20 in us-east-1)");
  assert.equal(priced(on("ml.p5.48xlarge")), priced(on("p5.48xlarge")), "as SageMaker writes it");
  const two = JOB.replace("gpu: 8", "gpu: 4").replace("replicas: 3", "replicas: 5");
  assert.match(priced(on("p5.48xlarge", two)) ?? "", /^about \$165 an hour on demand \(3 \u00d7 /, "two pods share a machine");
  assert.match(priced(on("a2-highgpu-8g")) ?? "", /^about \$88 .*2026-08-03 in us-central1\)$/);
  assert.match(priced(on("g5.xlarge", JOB.replace("gpu: 8", "gpu: 1"))) ?? "", /^about \$3\.02 an hour/);
});

test("the card says no price where one would be a guess", () => {
  const unpriced: Readonly<Record<string, string>> = {
    "no machine": JOB,
    "a machine without a price": on("p5e.48xlarge"),
    "a machine that nobody listed": on("x9.huge"),
    "a name that a template fills in": on("$MACHINE"),
    "more than the machine has": on("g5.12xlarge"),
    "another maker's devices": on("trn1.32xlarge"),
    "how many pods": on("p5.48xlarge").replace("replicas: 3", "replicas: $N"),
    "how many devices": on("p5.48xlarge").replace("gpu: 8", "gpu: $N"),
    "a part of a device": on("p5.48xlarge").replace("nvidia.com/gpu: 8", "nvidia.com/mig-1g.10gb: 1"),
  };
  for (const [why, text] of Object.entries(unpriced)) {
    const said = card(text, "PyTorchJob");
    assert.ok(!said.some((line) => line.includes("an hour")), why);
    assert.match(said.at(-1) ?? "", /^Not known here: .*what it costs/, why);
  }
  const plain = card(JOB.replace("limits: { nvidia.com/gpu: 8 }", "limits: { cpu: 8 }"), "PyTorchJob");
  assert.ok(!plain.join().includes("what it costs"), "nobody asks for the price of an ordinary pod");
});
