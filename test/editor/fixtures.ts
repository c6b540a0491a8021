// A small platform: a job with faults, the queue that it names, and what is none of ours.

/** Wrong in one place only: a GPU request without a limit. Its comments have to survive. */
export const JOB = `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: fraud-detector
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
          containers:
            - name: pytorch
              image: registry.example/fraud:1.4 # the tag that risk approved
              resources:
                requests:
                  nvidia.com/gpu: 1 # enough, says the profile
                  cpu: 8
                  memory: 64Gi
`;

/** What the fix of the only finding makes of it. */
export const REPAIRED = `${JOB}                limits:
                  nvidia.com/gpu: 1
`;

export const QUEUES = `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata:
  name: fraud-queue
  namespace: fraud
spec:
  clusterQueue: fraud
`;

export const WORKFLOW = `name: ci
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps: []
`;

export const WORKSPACE = {
  "drydock.yaml": "units:\n  - name: fraud\n    path: .\n    complete: true\n",
  "queues.yaml": QUEUES,
  ".github/workflows/ci.yaml": WORKFLOW,
};

/** One line of a text, counted from 0, and where a word begins in it. */
export function placeOf(text: string, word: string): { readonly line: number; readonly character: number } {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
