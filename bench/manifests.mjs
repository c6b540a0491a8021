// Ten thousand manifests of an AI platform, from a seed: the same files for everyone, outside of the checkout. Sizes and shapes follow
// what real repositories have (median about 1 kB, a few large ones, three documents in some), with a finding in about one of ten.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Numbers from 0 to 1, equal for equal seeds (mulberry32). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const KINDS = ["deployment", "pytorchjob", "job", "service", "configmap", "rbac", "inferenceservice", "hpa", "pvc", "raycluster", "queue"];

/** Writes `count` files below `folder`; returns their bytes in all. */
export function writeManifests(folder, count, seed) {
  const random = seeded(seed);
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const kind = KINDS[Math.floor(random() * KINDS.length)];
    const documents = [MAKERS[kind](index, random)];
    while (random() < 0.25 && documents.length < 6) documents.push(MAKERS[KINDS[Math.floor(random() * KINDS.length)]](index, random));
    const text = documents.join("---\n");
    const path = join(folder, `team-${index % 40}`, `app-${Math.floor(index / 4) % 125}`, `${kind}-${index}.yaml`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    bytes += Buffer.byteLength(text);
  }
  return bytes;
}

const header = (apiVersion, kind, index, more = "") => `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${kind.toLowerCase()}-${index}
  namespace: team-${index % 40}
  labels:
    app.kubernetes.io/name: app-${index}
    app.kubernetes.io/part-of: platform
${more}`;

/** A container at a depth of indentation; now and then its requests lack a limit. */
function container(index, random, pad) {
  const gpus = [1, 2, 4, 8][Math.floor(random() * 4)];
  const variables = Array.from(
    { length: Math.floor(random() * 8) },
    (_, at) => `  - name: OPTION_${at}\n    value: "${Math.floor(random() * 1e6)}"`,
  );
  const lines = `- name: main
  image: registry.example.com/team-${index % 40}/app-${index}:1.${index % 17}.0
  command: [torchrun, --nnodes=1, --nproc-per-node=${gpus}, train.py]
  args:
  - --learning-rate=0.000${1 + (index % 9)}
  - --data=s3://datasets/part-${index}
${variables.length > 0 ? `  env:\n${variables.join("\n")}\n` : ""}  resources:
    requests:
      cpu: "${4 + (index % 12)}"
      memory: ${16 * gpus}Gi
      nvidia.com/gpu: ${gpus}
${random() < 0.1 ? "" : `    limits:\n      memory: ${16 * gpus}Gi\n      nvidia.com/gpu: ${gpus}\n`}  volumeMounts:
  - {name: data, mountPath: /data}   # read only
  - {name: dshm, mountPath: /dev/shm}`;
  return lines.replace(/^/gm, " ".repeat(pad));
}

const volumes = (pad) =>
  `volumes:
- name: data
  persistentVolumeClaim:
    claimName: data
- name: dshm
  emptyDir: {medium: Memory, sizeLimit: 16Gi}
`.replace(/^(?=.)/gm, " ".repeat(pad));

const template = (index, random, pad) =>
  `${" ".repeat(pad)}template:\n${" ".repeat(pad)}  metadata:\n${" ".repeat(pad)}    labels: {app: app-${index}}\n${" ".repeat(pad)}  spec:\n${" ".repeat(pad)}    serviceAccountName: runner\n${" ".repeat(pad)}    containers:\n${container(index, random, pad + 4)}\n${volumes(pad + 4)}`;

const MAKERS = {
  deployment: (index, random) =>
    `${header("apps/v1", "Deployment", index)}spec:\n  replicas: ${1 + (index % 5)}\n  selector:\n    matchLabels: {app: app-${index}}\n${template(index, random, 2)}`,
  job: (index, random) =>
    `${header("batch/v1", "Job", index, "    kueue.x-k8s.io/queue-name: default\n")}spec:\n  backoffLimit: 3\n${template(index, random, 2)}`,
  pytorchjob: (index, random) =>
    `${header("kubeflow.org/v1", "PyTorchJob", index, "    kueue.x-k8s.io/queue-name: default\n")}spec:\n  pytorchReplicaSpecs:\n    Master:\n      replicas: 1\n      restartPolicy: OnFailure\n${template(index, random, 6)}    Worker:\n      replicas: 3\n      restartPolicy: OnFailure\n${template(index, random, 6)}`,
  raycluster: (index, random) =>
    `${header("ray.io/v1", "RayCluster", index)}spec:\n  rayVersion: 2.51.0\n  headGroupSpec:\n    rayStartParams: {}\n${template(index, random, 4)}  workerGroupSpecs:\n  - groupName: gpu\n    replicas: 2\n    rayStartParams: {}\n${template(index, random, 4)}`,
  service: (index) =>
    `${header("v1", "Service", index)}spec:\n  selector: {app: app-${index}}\n  ports:\n  - name: http\n    port: 80\n    targetPort: 8080\n`,
  configmap: (index, random) =>
    `${header("v1", "ConfigMap", index)}data:\n  config.yaml: |\n${Array.from({ length: 5 + Math.floor(random() * random() * 200) }, (_, at) => `    key${at}: value-${at}  # ${index}`).join("\n")}\n`,
  rbac: (index) =>
    `${header("v1", "ServiceAccount", index)}---\n${header("rbac.authorization.k8s.io/v1", "RoleBinding", index)}roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: runner\nsubjects:\n- kind: ServiceAccount\n  name: runner\n  namespace: team-${index % 40}\n`,
  inferenceservice: (index) =>
    `${header("serving.kserve.io/v1beta1", "InferenceService", index)}spec:\n  predictor:\n    minReplicas: 1\n    maxReplicas: 4\n    model:\n      modelFormat: {name: pytorch}\n      storageUri: s3://models/app-${index}\n      resources:\n        limits:\n          nvidia.com/gpu: 1\n`,
  hpa: (index, random) =>
    `${header("autoscaling/v2", "HorizontalPodAutoscaler", index)}spec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app-${index}}\n  minReplicas: ${random() < 0.1 ? 9 : 2}\n  maxReplicas: 8\n  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target: {type: Utilization, averageUtilization: 70}\n`,
  pvc: (index) =>
    `${header("v1", "PersistentVolumeClaim", index)}spec:\n  accessModes: [ReadWriteMany]\n  storageClassName: fast\n  resources:\n    requests:\n      storage: ${10 + index}Gi\n`,
  queue: (index) => `${header("kueue.x-k8s.io/v1beta1", "LocalQueue", index)}spec:\n  clusterQueue: shared\n`,
};
