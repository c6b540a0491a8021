// A hover on a name that the tables know: what it is, who sets it, which GPUs have it. On any other name nothing is said.
import assert from "node:assert/strict";
import { DiagnosticTag } from "vscode-languageserver/node";
import { type Client, PULLS, place } from "./client.ts";
import { job, scene } from "./scene.ts";

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: lab
spec:
  nodeSelector:
    nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
    karpenter.sh/capacity-type: spot
    karpenter.k8s.aws/instance-gpu-name: a100
    node.kubernetes.io/instance-type: p5.48xlarge
    example.com/rack: r1
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
  containers:
    - name: lab
      resources:
        limits:
          nvidia.com/mig-1g.10gb: 1
          nvidia.com/mig-9g.999gb: 1
          nvidia.com/mig-1g.5gb.shared: 1
          amd.com/gpu: 1
`;

async function on(client: Client, word: string, path = "pod.yaml"): Promise<string> {
  const at = client.text(path).indexOf(word);
  assert.ok(at >= 0, word);
  const hover = await client.hover(path, place(client.text(path), at + 3));
  return hover ? (hover.contents as { value: string }).value : "";
}

scene("accelerators, slices, labels, taints and machine types are explained, with the day of the table", {}, async (client) => {
  await client.open("pod.yaml", POD);
  assert.match(
    await on(client, "nvidia.com/mig-1g.10gb"),
    /1 compute slice and 10 GB of memory\.\n\nOffered by A100 40GB, A100 80GB, H100 80GB \(as of 2026/,
  );
  assert.match(await on(client, "nvidia.com/mig-9g.999gb"), /No GPU that is known here offers this profile/);
  assert.match(await on(client, "nvidia.com/mig-1g.5gb.shared"), /5 GB of memory, which several pods share in turn/);
  assert.match(await on(client, "amd.com/gpu"), /Whole AMD GPUs\.\n\nSet by the device plugin of ROCm \(as of/);
  assert.match(await on(client, "nvidia.com/gpu.product"), /The model.*\n\nSet by GPU feature discovery/);
  assert.match(
    await on(client, "karpenter.sh/capacity-type"),
    /`spot`: the node may be taken away at any time; `on-demand`, `reserved`: it may not\. At most 120 seconds.*\n\nSet by Karpenter/,
  );
  assert.match(await on(client, "karpenter.k8s.aws/instance-gpu-name"), /GPUs: name, count.*\n\nSet by Karpenter/);
  assert.match(await on(client, "p5.48xlarge"), /Machine type of aws: 8 × h100 · 192 vCPU · 2048 GiB/);
  assert.match(await on(client, "nvidia.com/gpu\n"), /Taint: Keeps pods without a GPU away/);
  assert.doesNotMatch(await on(client, "nvidia.com/gpu\n"), /device plugin/);
  assert.doesNotMatch(await on(client, "example.com/rack"), /rack/);
});

scene("nothing is said in a file that holds nothing of ours", {}, async (client) => {
  await client.open("notes.yaml", "gpu: nvidia.com/gpu\n");
  assert.equal(await on(client, "nvidia.com", "notes.yaml"), "");
});

scene("the card of a workload says what it asks for, what else is certain, and last what is not known", {}, async (client) => {
  await client.open("job.yaml", job("fraud*queue"));
  const [asks, known, unknown, ...more] = (await on(client, "PyTorchJob", "job.yaml")).split("\n\n");
  assert.match(asks ?? "", /^\*\*PyTorchJob fraud-detector\*\* · 3 workers × 8 = 24/);
  assert.equal(known, "Queue fraud\\*queue · restarts without limit (restartPolicy OnFailure)");
  assert.equal(unknown, "Not known here: where queue fraud\\*queue leads, what it costs");
  assert.deepEqual(more, []);
});

const SHOWS_TAGS = {
  ...PULLS,
  textDocument: {
    ...PULLS.textDocument,
    publishDiagnostics: { ...PULLS.textDocument?.publishDiagnostics, tagSupport: { valueSet: [DiagnosticTag.Unnecessary] } },
  },
};
const UNUSED = `# drydock-ignore-file: gpu/limit-missing — a lab\n${POD}`;

scene("a suppression that hides nothing is marked as unnecessary", { capabilities: SHOWS_TAGS }, async (client) => {
  await client.open("pod.yaml", UNUSED);
  const diagnostics = await client.pull("pod.yaml");
  assert.deepEqual(
    diagnostics.filter(({ tags }) => tags !== undefined).map(({ code, tags }) => [code, tags]),
    [["suppression/unused", [DiagnosticTag.Unnecessary]]],
  );
});

scene("a client that shows no tags is sent none", {}, async (client) => {
  await client.open("pod.yaml", UNUSED);
  const diagnostics = await client.pull("pod.yaml");
  assert.ok(diagnostics.some(({ code }) => code === "suppression/unused"));
  assert.ok(diagnostics.every(({ tags }) => tags === undefined));
});
