// The outline: what is in a file, exactly where, as a tree; also while a part of it is being typed.
import assert from "node:assert/strict";
import { type DocumentSymbol, DocumentSymbolRequest, SymbolKind } from "vscode-languageserver/node";
import { type Client, PULLS, textIn } from "./client.ts";
import { job, QUEUES, scene } from "./scene.ts";

const NESTS = {
  capabilities: { ...PULLS, textDocument: { ...PULLS.textDocument, documentSymbol: { hierarchicalDocumentSymbolSupport: true } } },
};

const symbols = async (client: Client, path: string): Promise<DocumentSymbol[]> =>
  (await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: client.uri(path) } })) as DocumentSymbol[];

/** "name (detail) @ the text that names it", indented by depth. */
function drawn(text: string, all: readonly DocumentSymbol[], depth = 0): string[] {
  return all.flatMap(({ name, detail, selectionRange, children }) => [
    `${"  ".repeat(depth)}${name} (${detail}) @ ${textIn(text, selectionRange)}`,
    ...drawn(text, children ?? [], depth + 1),
  ]);
}

const LIST = `apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: größe-😀, namespace: ml } # a name that Kubernetes would refuse
  - apiVersion: ray.io/v1
    kind: RayCluster
    metadata: { generateName: ray- }
    spec:
      headGroupSpec:
        template:
          spec:
            initContainers: [{ name: wait, image: busybox }]
            containers: [{ name: head, image: rayproject/ray }]
      workerGroupSpecs:
        - groupName: gpus
          replicas: 2
          template:
            spec:
              containers:
                - name: worker
                  image: rayproject/ray
`;

scene("draws objects, the items of lists, pods and containers", NESTS, async (client) => {
  const text = `${QUEUES}---\n${LIST}`;
  await client.open("all.yaml", text);
  const found = await symbols(client, "all.yaml");
  assert.deepEqual(drawn(text, found), [
    "fraud-queue (LocalQueue) @ fraud-queue",
    "größe-😀 (ConfigMap) @ größe-😀",
    "ray-… (RayCluster) @ RayCluster",
    "  head (pods) @ headGroupSpec",
    "    wait (init container) @ wait",
    "    head (container) @ head",
    "  gpus (pods) @ gpus",
    "    worker (container) @ worker",
  ]);
  assert.deepEqual(
    found.map(({ kind }) => kind),
    [SymbolKind.Array, SymbolKind.Constant, SymbolKind.Class],
  );
  assert.equal(textIn(text, found[0]?.range), QUEUES.trimEnd());
  assertNested(found);
});

scene("counts in the client's encoding", { ...NESTS, encodings: ["utf-8"] }, async (client) => {
  await client.open("all.yaml", LIST);
  const [map] = await symbols(client, "all.yaml");
  const start = map?.selectionRange.start.character ?? 0;
  assert.equal((map?.selectionRange.end.character ?? 0) - start, Buffer.byteLength("größe-😀"));
});

scene("keeps what it knew of a document that cannot be read", NESTS, async (client) => {
  await client.open("two.yaml", `${QUEUES}---\n${job()}`);
  const before = await symbols(client, "two.yaml");
  await client.replace("two.yaml", "  name: fraud-queue", "  # longer than before\n  name: fraud-queue");
  await client.replace("two.yaml", "kind: PyTorchJob", 'kind: "PyTorchJob\n\t]: }');
  const after = await symbols(client, "two.yaml");
  assert.deepEqual(
    after.map(({ name }) => name),
    before.map(({ name }) => name),
  );
  assert.deepEqual(
    after[1]?.children?.map(({ name }) => name),
    ["pytorch"],
  );
  assert.equal(after[0]?.range.end.line, (before[0]?.range.end.line ?? 0) + 1, "the rest is as it stands now");
  assertNested(after);
});

const TERRAFORM = `variable "size" {
  type = number
}
resource "aws_eks_node_group" "gpu" {
  scaling_config { max_size = var.size }
}
locals { a = 1 }
`;
const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Models:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: models
  Bare:
    Type: AWS::SNS::Topic
`;

scene("draws the blocks of Terraform and the resources of CloudFormation", NESTS, async (client) => {
  await client.open("main.tf", TERRAFORM);
  const blocks = await symbols(client, "main.tf");
  assert.deepEqual(drawn(TERRAFORM, blocks), [
    'size (variable) @ "size"',
    'gpu (resource aws_eks_node_group) @ "gpu"',
    "locals (locals) @ locals",
  ]);
  await client.open("stack.yaml", TEMPLATE);
  const resources = await symbols(client, "stack.yaml");
  assert.deepEqual(drawn(TEMPLATE, resources), ["Models (AWS::S3::Bucket) @ Models", "Bare (AWS::SNS::Topic) @ Bare"]);
  assert.match(textIn(TEMPLATE, resources[0]?.range), /^Models:[\s\S]*BucketName: models/);
});

scene("gives a flat list to a client that knows no tree", {}, async (client) => {
  await client.open("job.yaml", job());
  const all = await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: client.uri("job.yaml") } });
  assert.deepEqual(
    all?.map((one) => ("containerName" in one ? `${one.containerName} > ${one.name}` : one.name)),
    ["fraud-detector", "fraud-detector > pytorch"],
  );
});

scene("is silent about what is none of ours", NESTS, async (client) => {
  await client.open("ci.yaml", "on: push\njobs: {}\n");
  assert.deepEqual(await symbols(client, "ci.yaml"), []);
});

/** An editor refuses a symbol whose name lies outside of it. */
function assertNested(all: readonly DocumentSymbol[], within?: DocumentSymbol["range"]): void {
  for (const { range, selectionRange, children } of all) {
    for (const [inner, outer] of [[selectionRange, range], ...(within ? [[range, within]] : [])] as const) {
      assert.ok(inner && outer && key(inner.start) >= key(outer.start) && key(inner.end) <= key(outer.end));
    }
    assertNested(children ?? [], range);
  }
}

const key = ({ line, character }: DocumentSymbol["range"]["start"]): number => line * 10_000 + character;
