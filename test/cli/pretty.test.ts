// The report for people: what is said once, what is said again, and where everything is.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Outcome } from "../../cli/outcome.ts";
import { clustersOf } from "../../cli/reporters/clusters.ts";
import type { Finding } from "../../engine/api.ts";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";

const container = (name: string, resource = "nvidia.com/gpu") => `    - name: ${name}
      resources:
        requests:
          ${resource}: 8
`;
const pod = (name: string, ...containers: readonly string[]): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n${containers.join("")}`;

const reported = (files: Record<string, string>, ...words: readonly string[]): Promise<string> =>
  inFolder(
    { ".git/HEAD": "", "drydock.yaml": "rules: {gpu/limit-missing: error, schema/render-failed: error}\n", ...files },
    async (cwd) => {
      const { out } = await drydock(["lint", "--quiet", ...words], { cwd });
      return out;
    },
  );

describe("findings that say the same", () => {
  test("of one resource are one entry: the lines are shown, the words once", async () => {
    const files = ["first", "second", "third"].map((name) => `  - bases/${name}.yaml\n`);
    assert.equal(
      await reported({ "kustomization.yaml": `resources:\n${files.join("")}` }),
      `kustomization.yaml
  ✖ schema/render-failed ×3
    bases/first.yaml does not exist, or has no kustomization.yaml. Kustomize
    refuses the build.
    1 │ resources:
    2 │   - bases/first.yaml
      │     ━━━━━━━━━━━━━━━━
    3 │   - bases/second.yaml
    2 more like it:
    3 │   - bases/second.yaml
      │     ━━━━━━━━━━━━━━━━━
    4 │   - bases/third.yaml
      │     ━━━━━━━━━━━━━━━━

`,
    );
  });

  test("of another resource refer to the first, by its name or not", async () => {
    const out = await reported({ "a.yaml": `${pod("alpha", container("main"))}---\n${pod("b", container("main"))}` });
    assert.equal(out.match(/Kubernetes refuses/g)?.length, 1);
    assert.match(
      out,
      /\n {2}Pod b · .*\n\n {2}✖ gpu\/limit-missing {20,}fixable\n {4}As above\.\n {4}19 │ {11}nvidia\.com\/gpu: 8\n {7}│ {11}━{14}\n\n$/,
    );
  });

  test("of another file are said again, since people read one file at a time", async () => {
    const out = await reported({ "a.yaml": pod("a", container("main")), "b.yaml": pod("b", container("main")) });
    assert.equal(out.match(/Kubernetes refuses|Kubernetes\n {4}refuses/g)?.length, 2);
    assert.doesNotMatch(out, /As above/);
  });

  test("of something else keep their words; a fix is shown once where it is the same", async () => {
    const same = await reported({ "a.yaml": pod("a", container("one"), container("two")) });
    assert.match(same, /✖ gpu\/limit-missing ×2 +fixable\n {4}Container one requests[\s\S]*\n {4}Container two requests/);
    assert.equal(same.match(/\+ {9}limits:/g)?.length, 1);
    const other = await reported({ "a.yaml": pod("a", container("one"), container("two", "amd.com/gpu")) });
    assert.equal(other.match(/\+ {9}limits:/g)?.length, 2);
    assert.match(other, /\+ {11}amd\.com\/gpu: 8\n/);
  });

  test("are one entry where another part of the same words is underlined", async () => {
    const worker = (name: string, mounts: string) => `    ${name}:
      replicas: 1
      template:
        spec:
          containers:
            - name: pytorch
              image: example/train:1
${mounts}              resources: {limits: {nvidia.com/gpu: 2}}
`;
    const mounts = "              volumeMounts:\n                - {name: data, mountPath: /data}\n";
    const job = `apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata: {name: a}\nspec:\n  pytorchReplicaSpecs:\n`;
    const out = await reported({ "a.yaml": `${job}${worker("Master", "")}${worker("Worker", mounts)}` }, "--rule", "gpu/shm-missing=error");
    assert.match(out, /gpu\/shm-missing ×2[\s\S]*\n {4}1 more like it:\n {4}21 │ {15}volumeMounts:\n/);
    assert.equal(out.match(/pytorch uses 2 GPUs/g)?.length, 1);
  });

  test("are two entries where only one of them can be repaired, or is more severe", () => {
    const finding = (more: Partial<Finding>) =>
      ({
        rule: "gpu/x",
        variant: "plain",
        severity: "error",
        fix: null,
        ref: { group: "", kind: "Pod" },
        file: "a",
        span: { start: 0, end: 0 },
        ...more,
      }) as Finding;
    const outcome = { project: { describe: () => ({ message: "The same." }) }, shown: () => undefined } as unknown as Outcome;
    const counts = (...findings: readonly Finding[]) => clustersOf(findings, outcome).map(({ count }) => count);
    assert.deepEqual(counts(finding({}), finding({})), [2]);
    assert.deepEqual(counts(finding({}), finding({ fix: "safe" }), finding({})), [2, 1]);
    assert.deepEqual(counts(finding({}), finding({ severity: "info" }), finding({ variant: "other" })), [1, 1, 1]);
  });
});

test("places in the same file are lines, places in others are paths", async () => {
  const out = await reported(
    {
      "a.yaml":
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web, namespace: x}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: fraud-gatway}\n  minReplicas: 1\n  maxReplicas: 2\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: fraud-gateway, namespace: x}\n",
    },
    "--rule",
    "autoscaling/target-not-found=error",
  );
  assert.match(out, /→ the only Deployment here: line 10\n/);
});

test("lines of a fix that end before the place where the excerpt is cut are shown from their start", async () => {
  const long = `{ name: pytorch, image: "registry.example/a-rather-long-name/of-some-image:1", resources: { limits: { nvidia.com/gpu: 8 } } }`;
  const out = await reported(
    { "a.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - ${long}\n` },
    "--preview",
    "--rule",
    "gpu/toleration-missing=error",
  );
  assert.match(out, /6 │ ….*nvidia\.com\/gpu: 8/);
  assert.match(out, /\+ {3}tolerations:\n +\+ {5}- key: nvidia\.com\/gpu\n/);
});
