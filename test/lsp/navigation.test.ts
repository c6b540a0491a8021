// From a name to the object that it names and back, across files, in builds, while something is being typed.
import assert from "node:assert/strict";
import { DefinitionRequest, type Location, ReferencesRequest } from "vscode-languageserver/node";
import { type Client, textIn } from "./client.ts";
import { job, QUEUES, scene } from "./scene.ts";

const KUEUE = "apiVersion: kueue.x-k8s.io/v1beta1\n";
const PLATFORM = `${KUEUE}kind: ClusterQueue
metadata: { name: fraud }
spec:
  resourceGroups:
    - coveredResources: [nvidia.com/gpu]
      flavors:
        - name: h100
          resources: [{ name: nvidia.com/gpu, nominalQuota: 40 }]
---
${KUEUE}kind: ResourceFlavor
metadata: { name: h100 }
spec: { topologyName: racks }
---
apiVersion: kueue.x-k8s.io/v1alpha1
kind: Topology
metadata: { name: racks }
`;
const SERVING = `apiVersion: v1
kind: ServiceAccount
metadata: { name: runner, namespace: ml }
---
apiVersion: v1
kind: Secret
metadata: { name: "größe", namespace: ml }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: ml }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: weights, namespace: ml }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: reader, namespace: ml }
`;
const USES = `apiVersion: apps/v1
kind: Deployment
metadata: { name: vllm, namespace: ml }
spec:
  template:
    spec:
      serviceAccountName: runner
      volumes:
        - { name: data, persistentVolumeClaim: { claimName: weights } }
      containers:
        - name: vllm
          env: [{ name: T, valueFrom: { secretKeyRef: { name: größe, key: "😀" } } }, { name: U, valueFrom: { secretKeyRef: { name: größe, key: u } } }]
          envFrom: [{ configMapRef: { name: settings } }]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: scale, namespace: ml }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: vllm }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: binding, namespace: ml }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects:
  - { kind: ServiceAccount, name: runner, namespace: ml }
  - { kind: User, name: settings }
`;

/** Where `text` stands for the nth time in an open file. */
function whereIs(client: Client, path: string, text: string, nth = 0) {
  const all = client.text(path);
  let at = all.indexOf(text);
  for (let i = 0; i < nth; i++) at = all.indexOf(text, at + 1);
  assert.ok(at >= 0, `${text} is in ${path}`);
  const before = all.slice(0, at).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

const written = (client: Client, path: string) => client.text(path) || client.onDisk(path);
/** "file:line text" */
const told = (client: Client, all: readonly Location[] | null) =>
  (all ?? []).map(({ uri, range }) => {
    const path = decodeURIComponent(uri.slice(client.uri("").length)).replace(/^\//, "");
    return `${path}:${range.start.line + 1} ${textIn(written(client, path), range)}`;
  });

async function definition(client: Client, path: string, text: string, nth = 0): Promise<string[]> {
  const asked = { textDocument: { uri: client.uri(path) }, position: whereIs(client, path, text, nth) };
  return told(client, (await client.connection.sendRequest(DefinitionRequest.type, asked)) as Location[]);
}

async function references(client: Client, path: string, text: string, nth = 0, includeDeclaration = false): Promise<string[]> {
  const asked = { textDocument: { uri: client.uri(path) }, position: whereIs(client, path, text, nth), context: { includeDeclaration } };
  return told(client, await client.connection.sendRequest(ReferencesRequest.type, asked));
}

const QUEUED = { files: { "train/queue.yaml": QUEUES, "platform/queues.yaml": PLATFORM, "train/other.yaml": job() } };

scene("walks from a workload to its queue, its quota and its racks, and back", QUEUED, async (client) => {
  await client.open("train/job.yaml", job());
  assert.deepEqual(await definition(client, "train/job.yaml", "fraud-queue"), ["train/queue.yaml:4 fraud-queue"]);
  await client.open("train/queue.yaml", QUEUES);
  assert.deepEqual(await definition(client, "train/queue.yaml", "clusterQueue: fraud", 0), [], "a key names nothing");
  assert.deepEqual(await definition(client, "train/queue.yaml", "fraud\n", 1), ["platform/queues.yaml:3 fraud"]);
  await client.open("platform/queues.yaml", PLATFORM);
  assert.deepEqual(await definition(client, "platform/queues.yaml", "h100"), ["platform/queues.yaml:13 h100"]);
  assert.deepEqual(await definition(client, "platform/queues.yaml", "racks"), ["platform/queues.yaml:18 racks"]);
  assert.deepEqual(await references(client, "platform/queues.yaml", "racks", 1), ["platform/queues.yaml:14 racks"]);
  assert.deepEqual(await references(client, "platform/queues.yaml", "fraud"), ["train/queue.yaml:7 fraud"]);
  const users = ["train/job.yaml:7 fraud-queue", "train/other.yaml:7 fraud-queue"];
  assert.deepEqual(await references(client, "train/queue.yaml", "fraud-queue"), users);
  assert.deepEqual(await references(client, "train/queue.yaml", "LocalQueue"), users, "the kind stands for the object");
  assert.deepEqual(await references(client, "train/job.yaml", "fraud-queue", 0, true), ["train/queue.yaml:4 fraud-queue", ...users]);
});

scene("walks from pods, autoscalers and bindings", { files: { "serving.yaml": SERVING } }, async (client) => {
  await client.open("uses.yaml", USES);
  const from = (text: string, nth?: number) => definition(client, "uses.yaml", text, nth);
  assert.deepEqual(await from("runner"), ["serving.yaml:3 runner"]);
  assert.deepEqual(await from("weights"), ["serving.yaml:15 weights"]);
  assert.deepEqual(await from("settings"), ["serving.yaml:11 settings"]);
  assert.deepEqual(await from("größe"), ['serving.yaml:7 "größe"']);
  assert.deepEqual(await from("vllm }"), ["uses.yaml:3 vllm"]);
  assert.deepEqual(await from("reader"), ["serving.yaml:19 reader"]);
  assert.deepEqual(await from("runner", 1), ["serving.yaml:3 runner"]);
  assert.deepEqual(await from("settings", 1), [], "a user is no object");
  await client.open("serving.yaml", SERVING);
  assert.deepEqual(await references(client, "serving.yaml", "runner"), ["uses.yaml:7 runner", "uses.yaml:26 runner"]);
  assert.deepEqual(await references(client, "serving.yaml", "reader"), ["uses.yaml:24 reader"]);
});

scene("counts in the client's encoding", { files: { "serving.yaml": SERVING }, encodings: ["utf-8"] }, async (client) => {
  await client.open("uses.yaml", USES);
  const { line, character } = whereIs(client, "uses.yaml", "größe", 1);
  const before = USES.split("\n")[line]?.slice(0, character) ?? "";
  const at = { line, character: Buffer.byteLength(before) };
  const asked = { textDocument: { uri: client.uri("uses.yaml") }, position: at, context: { includeDeclaration: false } };
  const found = (await client.connection.sendRequest(ReferencesRequest.type, asked)) ?? [];
  assert.deepEqual(
    found.map(({ range }) => [range.start.character, range.end.character - range.start.character]),
    [
      [USES.split("\n")[line]?.indexOf("größe"), Buffer.byteLength("größe")],
      [at.character, Buffer.byteLength("größe")],
    ],
  );
});

const queueIn = (namespace: string) => QUEUES.replace("namespace: fraud", `namespace: ${namespace}`);

scene(
  "takes the nearest, all of several that are equally near, and none on doubt",
  { files: { "a/q/one.yaml": QUEUES, "a/q/two.yaml": QUEUES, "far/queue.yaml": QUEUES, "a/other.yaml": queueIn("ml") } },
  async (client) => {
    await client.open("a/b/job.yaml", job());
    assert.deepEqual(await definition(client, "a/b/job.yaml", "fraud-queue"), ["a/q/one.yaml:4 fraud-queue", "a/q/two.yaml:4 fraud-queue"]);
    await client.open("a/b/queue.yaml", QUEUES);
    assert.deepEqual(await definition(client, "a/b/job.yaml", "fraud-queue"), ["a/b/queue.yaml:4 fraud-queue"]);
    await client.replace("a/b/job.yaml", "fraud-queue", "$QUEUE");
    assert.deepEqual(await definition(client, "a/b/job.yaml", "$QUEUE"), []);
    await client.open("far/queue.yaml", QUEUES);
    assert.deepEqual(await references(client, "far/queue.yaml", "fraud-queue"), [], "nobody means this one");
  },
);

const BASE = `resources: [job.yaml, queue.yaml]
`;
const OVERLAY = `namePrefix: eu-
resources:
  - ../base
  - https://example.com/remote.yaml
patches:
  - path: patch.yaml
configMapGenerator:
  - name: extra
    files: [conf=extra.yaml]
`;
const CLAIM = `apiVersion: batch/v1
kind: Job
metadata: { name: fit }
spec:
  template:
    spec:
      volumes: [{ name: v, persistentVolumeClaim: { claimName: weights } }]
      containers: [{ name: fit, image: fit }]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: weights }
`;
const PATCH = `apiVersion: batch/v1
kind: Job
metadata: { name: fit }
spec: { template: { spec: { priorityClassName: urgent } } }
`;

scene(
  "walks through builds: names that a build changes, patches, and the files of a kustomization",
  {
    files: {
      "base/kustomization.yaml": BASE,
      "base/job.yaml": CLAIM,
      "base/queue.yaml": QUEUES,
      "eu/extra.yaml": "a: 1\n",
      "eu/priority.yaml": "apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: { name: urgent }\nvalue: 9\n",
    },
  },
  async (client) => {
    await client.open("eu/kustomization.yaml", OVERLAY);
    await client.open("eu/patch.yaml", PATCH);
    await client.open("base/job.yaml", CLAIM);
    assert.deepEqual(await definition(client, "base/job.yaml", "weights"), ["base/job.yaml:12 weights"]);
    assert.deepEqual(await references(client, "base/job.yaml", "weights", 1), ["base/job.yaml:7 weights"]);
    assert.deepEqual(await definition(client, "eu/patch.yaml", "urgent"), ["eu/priority.yaml:3 urgent"]);
    assert.deepEqual(await definition(client, "eu/kustomization.yaml", "../base"), ["base/kustomization.yaml:1 "]);
    assert.deepEqual(await definition(client, "eu/kustomization.yaml", "patch.yaml"), ["eu/patch.yaml:1 "]);
    assert.deepEqual(await definition(client, "eu/kustomization.yaml", "conf=extra"), ["eu/extra.yaml:1 "]);
    assert.deepEqual(await definition(client, "eu/kustomization.yaml", "https:"), []);
  },
);

scene("works in the documents that can be read while another one cannot", { files: { "queue.yaml": QUEUES } }, async (client) => {
  await client.open("job.yaml", `kind: "Job\n\t]: }\n---\n${job()}`);
  assert.deepEqual(await definition(client, "job.yaml", "fraud-queue"), ["queue.yaml:4 fraud-queue"]);
  await client.open("queue.yaml", QUEUES);
  await client.replace("queue.yaml", "kind: LocalQueue", "kind: LocalQ");
  assert.deepEqual(await definition(client, "job.yaml", "fraud-queue"), []);
});
