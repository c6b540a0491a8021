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
  ]);
});

test("what is not known is said once, and nothing is made up", () => {
  const said = card(JOB.replace("replicas: 3", "replicas: ${N}").replace("restartPolicy: OnFailure", "restartPolicy: ${P}"), "PyTorchJob");
  assert.equal(said[0], "Queue fraud-queue");
  assert.equal(said.at(-1), "Not known here: where queue fraud-queue leads, how often it starts again (restartPolicy), the number of pods");
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
