import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const rule = rules.filter((one) => one.id === "gpu/limit-missing");
const fingerprints = (files: Record<string, string>) =>
  projectOf(files, { rules: rule })
    .report()
    .findings.map((one) => one.fingerprint);

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: lab
spec:
  containers:
    - name: proxy
      image: registry.example/proxy:1
    - name: lab
      resources:
        requests:
          nvidia.com/gpu: 1
`;

test("a fingerprint survives moved lines, a renamed file, another layout and another order of containers", () => {
  const [original] = fingerprints({ "a.yaml": pod });
  assert.match(original ?? "", /^[0-9a-f]{32}$/);
  assert.deepEqual(fingerprints({ "a.yaml": `# moved\n\n${pod}` }), [original]);
  assert.deepEqual(fingerprints({ "deep/er/b.yaml": pod }), [original]);
  const flow =
    '{apiVersion: v1, kind: Pod, metadata: {name: "lab"}, spec: {containers: [{name: lab, resources: {requests: {nvidia.com/gpu: "1"}}}, {name: proxy}]}}\n';
  assert.deepEqual(fingerprints({ "a.yaml": flow }), [original]);
});

test("another object, container or amount is another finding", () => {
  const [original] = fingerprints({ "a.yaml": pod });
  for (const other of [
    pod.replace("name: lab\nspec", "name: lab-2\nspec"),
    pod.replace("- name: lab", "- name: labs"),
    pod.replace("gpu: 1", "gpu: 2"),
  ]) {
    assert.notDeepEqual(fingerprints({ "a.yaml": other }), [original]);
  }
});

test("an object without a name is told by what its name is made of, wherever it stands", () => {
  const made = (prefix: string) => pod.replace("name: lab\nspec", `generateName: ${prefix}\nspec`);
  const refs = (text: string) =>
    projectOf({ "a.yaml": text }, { rules: rule })
      .report()
      .findings.map(({ ref }) => ref.name ?? ref.generateName);
  const [lab, test] = [made("lab-"), made("test-")];
  assert.deepEqual(refs(`${lab}---\n${test}`), ["lab-", "test-"]);
  const [first, second] = fingerprints({ "a.yaml": `${lab}---\n${test}` });
  assert.notEqual(first, second);
  assert.deepEqual(fingerprints({ "a.yaml": `${test}---\n${lab}` }), [second, first]);
});

test("a written name is the identity, whatever stands beside it; a prefix that is filled in later is none", () => {
  const both = pod.replace("name: lab\nspec", "generateName: other-\n  name: lab\nspec");
  assert.deepEqual(fingerprints({ "a.yaml": both }), fingerprints({ "a.yaml": pod }));
  const [known] = fingerprints({ "a.yaml": pod.replace("name: lab\nspec", "generateName: lab-\nspec") });
  const filled = pod.replace("name: lab\nspec", "generateName: ${PREFIX}\nspec");
  const unnamed = pod.replace("  name: lab\nspec", "  labels: {}\nspec");
  assert.deepEqual(fingerprints({ "a.yaml": filled }), fingerprints({ "a.yaml": unnamed }));
  assert.notDeepEqual(fingerprints({ "a.yaml": filled }), [known]);
});
