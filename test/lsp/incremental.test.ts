// Whatever was typed, and in whatever order: the server says what one says that never saw another text.
import assert from "node:assert/strict";
import test from "node:test";
import type { Diagnostic } from "vscode-languageserver/node";
import { Client } from "./client.ts";
import { pick, type Random, random, randomEdit } from "./random.ts";

/** Many more by hand: DRYDOCK_EDITS=100000 node tools/test.mjs lsp/incremental */
const EDITS = Number(process.env.DRYDOCK_EDITS ?? 300);
const SEED = Number(process.env.DRYDOCK_SEED ?? 20261124);
const COMPARED_EVERY = EDITS > 1000 ? 250 : 50;

const job = (name: string, queue: string) => `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: ${name}
  namespace: fraud
  labels:
    kueue.x-k8s.io/queue-name: ${queue}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 3
      template:
        spec:
          containers:
            - name: pytorch # trains
              resources:
                requests:
                  nvidia.com/gpu: 8
`;

const queue = (name: string) => `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata:
  name: ${name}
  namespace: fraud
spec:
  clusterQueue: fraud
`;

const FILES: Readonly<Record<string, string>> = {
  "drydock.yaml": "units:\n  - name: fraud\n    path: .\n    complete: true\n",
  "train/fraud.yaml": `${job("fraud-detector", "fraud-queue")}---\n${job("fraud-scorer", "scoring")}`,
  "train/night.yaml": job("night", "nobody"),
  "queues.yaml": `${queue("fraud-queue")}---\n${queue("scoring")}`,
  "pool.tf":
    'resource "aws_ebs_volume" "scratch" {\n  availability_zone = "eu-west-1a"\n  size              = 100\n  encrypted         = false\n}\n',
};
const EDITED = Object.keys(FILES).filter((path) => path !== "drydock.yaml");
const CONFIGURATIONS = [
  FILES["drydock.yaml"] ?? "",
  "",
  "rules:\n  gpu/limit-missing: info\n",
  'rules:\n  gpu/*: "off"\n',
  "preset: strict\nunits:\n  - name: fraud\n    path: train\n    complete: true\n",
  "presett: nonsense\n",
  "rules: {",
];
/** A file that only the disk holds. */
const BESIDE = "beside/queues.yaml";

test(`after ${EDITS} random edits the diagnostics are those of a fresh server`, async () => {
  const next = random(SEED);
  const client = await Client.start({ files: FILES });
  try {
    for (const [path, text] of Object.entries(FILES)) await client.open(path, text);
    let findings = 0;
    for (let count = 1; count <= EDITS; count++) {
      const path = pick(next, EDITED);
      const { start, end, text } = randomEdit(next, client.text(path), FILES[path] ?? "");
      await client.edit(path, start, end, text);
      if (next() < 0.02) await changeSomethingElse(client, next);
      if (next() < 0.3) await client.pull(pick(next, EDITED));
      if (count % COMPARED_EVERY !== 0) continue;
      const shown = await all(client);
      findings += Object.values(shown).flat().length;
      assert.deepEqual(shown, await fresh(client), `after ${count} edits`);
    }
    assert.ok(findings > EDITS / COMPARED_EVERY / 2, "the texts kept enough to speak about");
    assert.deepEqual(client.logged, []);
    assert.equal(await client.stop(), 0);
  } finally {
    client.dispose();
  }
});

/** The configuration, as it is typed, or a file on the disk that nobody has open. */
async function changeSomethingElse(client: Client, next: Random): Promise<void> {
  if (next() < 0.5) {
    const path = "drydock.yaml";
    await client.edit(path, 0, client.text(path).length, pick(next, CONFIGURATIONS));
  } else if (client.has(BESIDE)) {
    client.remove(BESIDE);
    await client.changedOnDisk([BESIDE, "Deleted"]);
  } else {
    client.write(BESIDE, queue(pick(next, ["nobody", "scoring", "x"])));
    await client.changedOnDisk([BESIDE, "Created"]);
  }
}

async function all(client: Client): Promise<Record<string, Diagnostic[]>> {
  const shown: Record<string, Diagnostic[]> = {};
  for (const path of Object.keys(FILES)) shown[path] = relative(client, await client.pull(path));
  return shown;
}

/** What a server says that is given the present texts, as files on the disk that nobody opened. */
async function fresh(client: Client): Promise<Record<string, Diagnostic[]>> {
  const files = Object.fromEntries(Object.keys(FILES).map((path) => [path, client.text(path)]));
  const other = await Client.start({ files: { ...files, ...(client.has(BESIDE) ? { [BESIDE]: client.onDisk(BESIDE) } : {}) } });
  try {
    return await all(other);
  } finally {
    await other.stop();
  }
}

/** Two servers work in two folders. */
function relative(client: Client, diagnostics: Diagnostic[]): Diagnostic[] {
  return JSON.parse(JSON.stringify(diagnostics).replaceAll(client.uri(""), ""));
}
