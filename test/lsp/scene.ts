// What the scenes share: a small platform, and the frame in which each is played: the built server, over standard input and output.
import assert from "node:assert/strict";
import test from "node:test";
import { Client, said } from "./client.ts";

export const job = (queue = "fraud-queue") => `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: fraud-detector
  namespace: fraud
  labels:
    kueue.x-k8s.io/queue-name: ${queue}
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
                  nvidia.com/gpu: 8 # one node
`;

export const QUEUES = `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata:
  name: fraud-queue
  namespace: fraud
spec:
  clusterQueue: fraud
`;

export const UNIT = `units:
  - name: fraud
    path: .
    complete: true
`;

export const LIMIT = "gpu/limit-missing@nvidia.com/gpu";

/** A scene: a fresh folder and a fresh server; it has to end in order. */
export function scene(
  name: string,
  options: Omit<Parameters<typeof Client.start>[0], "files"> & { files?: Record<string, string> },
  play: (client: Client) => Promise<void>,
): void {
  test(name, async () => {
    const client = await Client.start({ files: {}, ...options });
    try {
      await play(client);
      assert.deepEqual(client.logged, [], "nothing went wrong inside the server");
      assert.equal(await client.stop(), 0);
    } finally {
      client.dispose();
    }
  });
}

export async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`waited in vain: ${what}`);
}

/** The findings of the rules that the scenes are about, so that a new rule does not break them. */
const ABOUT = new Set(["gpu/limit-missing", "queueing/queue-not-found"]);
export async function findings(client: Client, path: string): Promise<string[]> {
  const diagnostics = await client.pull(path);
  return said(
    client.text(path),
    diagnostics.filter(({ code }) => ABOUT.has(String(code))),
  );
}
