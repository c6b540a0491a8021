// Lenses: what a workload asks for, its problems, what is asked of a queue. None that does nothing when it is clicked.
import assert from "node:assert/strict";
import { type CodeLens, CodeLensRefreshRequest, CodeLensRequest, DidChangeConfigurationNotification } from "vscode-languageserver/node";
import { type Client, PULLS } from "./client.ts";
import { eventually, job, QUEUES, scene } from "./scene.ts";

const asked = async (client: Client, path: string): Promise<CodeLens[]> =>
  (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri: client.uri(path) } })) ?? [];

/** "line: title", without the count of problems, which every new rule would change. */
const lenses = async (client: Client, path: string): Promise<string[]> =>
  (await asked(client, path))
    .filter(({ command }) => !/ problems?$/.test(command?.title ?? ""))
    .map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);

const queue = (quota = "40") => `apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: { name: fraud }
spec:
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - { name: a, resources: [{ name: nvidia.com/gpu, nominalQuota: 10 }] }
        - { name: b, resources: [{ name: nvidia.com/gpu, nominalQuota: ${quota} }] }
`;

scene("tells the accelerators of each workload, here and in lists and carriers", {}, async (client) => {
  await client.open(
    "two.yaml",
    `# ours\n${job()}---\n${job().replace("replicas: 3", "replicas: $N").replace("gpu: 8", "gpu: 1")}---\n${QUEUES}`,
  );
  assert.deepEqual(await lenses(client, "two.yaml"), ["2: 24 GPUs"]);
  const item = job().replace("nvidia.com/gpu: 8 # one node", "google.com/tpu: 4").trimEnd().replaceAll("\n", "\n    ");
  const pod =
    "apiVersion: v1\nkind: Pod\nmetadata: { name: one }\nspec: { containers: [{ name: c, resources: { limits: { nvidia.com/gpu: 1 } } }] }\n";
  await client.open("list.yaml", `apiVersion: v1\nkind: List\nitems:\n  - ${item}\n---\n${pod}`);
  assert.deepEqual(await lenses(client, "list.yaml"), ["4: 12 google.com/tpu", "25: 1 GPU"]);
});

scene("tells what they cost where the machine is named, also while the text is broken", {}, async (client) => {
  const priced = job().replace("containers:", "nodeSelector: { node.kubernetes.io/instance-type: p5.48xlarge }\n          containers:");
  await client.open("job.yaml", priced);
  assert.deepEqual(await lenses(client, "job.yaml"), ["1: 24 GPUs · ≈$165/h"]);
  await client.replace("job.yaml", "kind: PyTorchJob", 'kind: "PyTorchJob\n\t]: }');
  assert.deepEqual(await lenses(client, "job.yaml"), ["1: 24 GPUs · ≈$165/h"]);
});

scene("counts problems, for a click only where the client can show them", {}, async (client) => {
  await client.open("job.yaml", job());
  const findings = (await client.pull("job.yaml")).length;
  const last = (await asked(client, "job.yaml")).at(-1)?.command;
  assert.deepEqual(last, { title: `${findings} problems`, command: "" });
});

scene("a click shows the problems", { wishes: { commands: ["drydock.showProblems"] } }, async (client) => {
  await client.open("job.yaml", job());
  const { command } = (await asked(client, "job.yaml")).at(-1)?.command ?? {};
  assert.equal(command, "drydock.showProblems");
  assert.deepEqual((await asked(client, "job.yaml")).at(-1)?.command?.arguments, [client.uri("job.yaml")]);
});

scene("keeps the lenses of a workload that is being typed", {}, async (client) => {
  await client.open("job.yaml", `${QUEUES}---\n${job()}`);
  assert.deepEqual(await lenses(client, "job.yaml"), ["9: 24 GPUs"]);
  await client.replace("job.yaml", "kind: PyTorchJob", 'kind: "PyTorchJob\n\t]: }');
  assert.deepEqual(await lenses(client, "job.yaml"), ["9: 24 GPUs"]);
});

const FOLDER = { "a.yaml": job(), "b.yaml": job().replace("fraud-detector", "other"), "local.yaml": QUEUES };

scene("adds up what certainly waits for a queue", { files: FOLDER }, async (client) => {
  await client.open("queue.yaml", queue());
  assert.deepEqual(await lenses(client, "queue.yaml"), ["1: 2 workloads here ask for 48 of 50 nvidia.com/gpu"]);
  await client.open("a.yaml", job().replace("replicas: 3", "replicas: $N"));
  await client.open("queue.yaml", queue("$Q"));
  assert.deepEqual(await lenses(client, "queue.yaml"), ["1: 2 workloads here ask for at least 24 nvidia.com/gpu"]);
  await client.open("local.yaml", QUEUES.replace("clusterQueue: fraud", "clusterQueue: $CQ"));
  assert.deepEqual(await lenses(client, "queue.yaml"), []);
});

scene("keeps what it said of a queue that cannot be read just now", { files: FOLDER }, async (client) => {
  await client.open("queue.yaml", `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\n---\n${queue()}`);
  const said = ["5: 2 workloads here ask for 48 of 50 nvidia.com/gpu"];
  assert.deepEqual(await lenses(client, "queue.yaml"), said);
  await client.replace("queue.yaml", "kind: ClusterQueue", 'kind: "ClusterQueue\n\t]: }');
  assert.deepEqual(await lenses(client, "queue.yaml"), said);
  await client.replace("queue.yaml", '"ClusterQueue\n\t]: }', "ClusterQueue");
  await client.open("a.yaml", job().replace("replicas: 3", "replicas: 1"));
  assert.deepEqual(await lenses(client, "queue.yaml"), ["5: 2 workloads here ask for 32 of 50 nvidia.com/gpu"]);
});

scene("adds nothing up where the way is not certain", { files: { ...FOLDER, "other.yaml": QUEUES } }, async (client) => {
  await client.open("queue.yaml", queue());
  assert.deepEqual(await lenses(client, "queue.yaml"), [], "two LocalQueues of that name");
});

const REFRESHES = { ...PULLS, workspace: { ...PULLS.workspace, codeLens: { refreshSupport: true } } };

scene(
  "are asked for again when another file or a setting changes them, and can be switched off",
  { files: FOLDER, capabilities: REFRESHES },
  async (client) => {
    let refreshes = 0;
    client.connection.onRequest(CodeLensRefreshRequest.type, () => {
      refreshes++;
    });
    await client.open("queue.yaml", queue());
    assert.equal((await lenses(client, "queue.yaml")).length, 1);
    await client.open("a.yaml", job().replace("replicas: 3", "replicas: 1"));
    await eventually("a refresh", () => refreshes === 1);
    assert.deepEqual(await lenses(client, "queue.yaml"), ["1: 2 workloads here ask for 32 of 50 nvidia.com/gpu"]);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: { codeLens: false } });
    await eventually("another refresh", () => refreshes === 2);
    assert.deepEqual(await asked(client, "queue.yaml"), []);
  },
);
