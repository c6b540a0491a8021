// Unknown is never a finding: what a repair left out, what a key with a hole may name, and what stands below text that somebody else
// fills in is not known, so nothing is said about it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const DECIDING = ["gpu/limit-missing", "gpu/fractional-count", "gpu/shm-missing", "spot/toleration-missing", "autoscaling/bounds-inverted"];
const deciding = rules.filter(({ id }) => DECIDING.includes(id));
const said = (text: string) =>
  projectOf({ "a.yaml": text }, { rules: deciding })
    .report()
    .findings.map(({ rule }) => rule);

const pod = (lines: string, spec = "") => `apiVersion: v1
kind: Pod
metadata:
  name: fraud
spec:
${spec}  containers:
    - name: trainer
      image: registry.example/fraud:1
      resources:
        requests:
          nvidia.com/gpu: 1
${lines}`;

const LIMITS: readonly string[] = [
  `        limits: {nvidia.com/gpu: \${GPUS}}\n`,
  `        limits: {nvidia.com/gpu: \${GPUS}, cpu: 1}\n`,
  "        limits: @LIMITS@\n",
  "        limits: <% x %>\n",
  "        limits:\n          <% x %>\n",
  "        limits:\n          cpu: 1\n          <% x: y: z %>\n",
  "        limits:\n          <% x: y: z %>\n          cpu: 1\n",
  "        limits:\n\t\tnvidia.com/gpu: 1\n",
  "        limits:\n\t\t\t\t\tnvidia.com/gpu: 1\n",
  "        limits:\n          cpu: 1\n\t  nvidia.com/gpu: 1\n",
  "        limits:\n          cpu: 1\n          \tnvidia.com/gpu: 1\n",
  `        limits: {"\${GPU_RESOURCE:=nvidia.com/gpu}": 1}\n`,
  `        limits:\n          cpu: 1\n          \${GPU_RESOURCE}: 1\n`,
  `        limits:\n          cpu: 1\n          nvidia.com/$KIND: 1\n`,
  `        limits:\n          cpu: 1\n          "<gpu resource>": 1\n`,
  `        "\${LIMITS_KEY}": {}\n`,
  "        limits: ENC[AES256_GCM,data:abc]\n",
  "        limits: !reference [a, b]\n",
  "        limits: !vault abc\n",
  "        limits: {cpu: 1\n",
  "        limits:\n          ? {x: y}\n          : 1\n",
  '        limits: {cpu: 1, "x}\n',
  "        limits:\n          <<: ${DEFAULTS}\n          cpu: 1\n",
  "        limits:\n          __GPU__: 1\n",
  "        limits:\n          ${GPU:=a: b}\n",
  "        limits: !mine {cpu: 1}\n",
];

test("the limit is certainly missing where nothing stands in its way", () => {
  assert.deepEqual(said(pod("")), ["gpu/limit-missing"]);
  assert.deepEqual(said(pod("        limits:\n          cpu: 1\n")), ["gpu/limit-missing"]);
  assert.deepEqual(said(pod("        limits: {cpu: !!str 1}\n")), ["gpu/limit-missing"]);
});

for (const lines of LIMITS) {
  test(`nothing is missing beside what is not known: ${JSON.stringify(lines.trim())}`, () => {
    assert.deepEqual(said(pod(lines)), []);
  });
}

const spot = (lines: string) =>
  pod("        limits: {nvidia.com/gpu: 1}\n", `  nodeSelector: {kubernetes.azure.com/scalesetpriority: spot}\n${lines}`);

test("a toleration is certainly missing where none is written", () => {
  assert.deepEqual(said(spot("")), ["spot/toleration-missing"]);
});

for (const lines of [
  "  tolerations: [{key: ${K}, operator: Exists}]\n",
  "  tolerations:\n    - {key: ${K}, operator: Exists}\n",
  "  tolerations: @TOLERATIONS@\n",
  "  tolerations: ENC[AES256_GCM,data:abc]\n",
  "  tolerations: !reference [.spot, tolerations]\n",
  '  "${TOLERATIONS_KEY}": []\n',
  "  ${TOLERATIONS_KEY}: []\n",
]) {
  test(`a toleration may be there: ${lines.trim()}`, () => {
    assert.deepEqual(said(spot(lines)), []);
  });
}

const twoGpus = (lines: string) => `apiVersion: batch/v1
kind: Job
metadata: {name: fraud}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: trainer
          image: registry.example/fraud:1
          command: [torchrun, --nproc-per-node=2, train.py]
          resources: {limits: {nvidia.com/gpu: 2}}
${lines}`;

test("shared memory is certainly missing where nothing is mounted", () => {
  assert.deepEqual(said(twoGpus("")), ["gpu/shm-missing"]);
});

for (const lines of [
  "          volumeMounts: [{name: d, mountPath: ${SHM}}]\n      volumes: [{name: d, emptyDir: {medium: Memory}}]\n",
  "          volumeMounts:\n            - {name: d, mountPath: ${SHM}}\n      volumes: [{name: d, emptyDir: {medium: Memory}}]\n",
  "          volumeMounts: @MOUNTS@\n",
]) {
  test(`shared memory may be mounted: ${lines.split("\n")[0]?.trim()}`, () => {
    assert.deepEqual(said(twoGpus(lines)), []);
  });
}

test("a bound may be given by a key that is filled in", () => {
  const scaled = (key: string) => `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: a}
spec: {scaleTargetRef: {name: a}, minReplicaCount: 150, ${key}triggers: []}
`;
  assert.deepEqual(said(scaled("")), ["autoscaling/bounds-inverted"]);
  assert.deepEqual(said(scaled('"${MAX_FIELD}": 200, ')), []);
});

test("a key with a hole names nothing that could be wrong", () => {
  assert.deepEqual(
    said(pod("        limits: {nvidia.com/gpu: 1}\n").replace("gpu: 1\n", "gpu: 1\n          nvidia.com/${KIND}: 0.5\n")),
    [],
  );
});

test("a key that is being typed leaves certain what stands elsewhere", () => {
  assert.deepEqual(said(pod("").replace("metadata:\n", "metadata:\n  lab\n")), ["gpu/limit-missing"]);
});

test("nothing is said of a file that ytt fills in", () => {
  assert.deepEqual(said(`#@ load("@ytt:data", "data")\n${pod("")}`), []);
  assert.deepEqual(said(pod("        #@ if data.values.gpu:\n        limits: {cpu: 1}\n        #@ end\n")), []);
  assert.deepEqual(said(pod("        # write to ops#@example\n")), ["gpu/limit-missing"]);
});

test("a namespace that nobody knows is no question where a file beside this one holds the role that is meant", () => {
  const role = `apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: trainer}\nrules: []\n`;
  const binding = (kind: string) => `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: trainer, namespace: $NAMESPACE}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ${kind}, name: trainer}
subjects: [{kind: User, name: ada}]
`;
  const dangling = rules.filter(({ id }) => id === "rbac/dangling-binding");
  const unknownIn = (text: string) => projectOf({ "role.yaml": role, "binding.yaml": text }, { rules: dangling }).report().unknown.length;
  assert.equal(unknownIn(binding("ClusterRole")), 0);
  assert.equal(unknownIn(binding("Role")), 1);
});
