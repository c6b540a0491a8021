// Small builds that pin one feature each. `expect` says, per object, what a path holds and in which line that is written (or, after "-",
// which line removed it). The oracle (npm run oracle:kustomize) compares every one of them with Kustomize itself.

export interface SmallBuild {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** The folder to build; the root where nothing is said. */
  readonly root?: string;
  /** Kustomize refuses the build; the problem that we report: "file:line words". */
  readonly refused?: boolean;
  readonly problems?: readonly string[];
  readonly incomplete?: readonly string[];
  /** "Kind name" → path → "value @ file:line", "- @ file:line" where a line removed it, or "-" where nothing is. */
  readonly expect?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: main
          image: registry.example:5000/app/main:1.0
          args: [serve, --fast]
          env:
            - name: A
              value: "1"
            - name: B
              value: "2"
          resources:
            limits:
              memory: 1Gi
              cpu: 2
        - name: side
          image: side
`;

export const pytorchJob = `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: train
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 3
      template:
        spec:
          containers:
            - name: pytorch
              image: train:1
              resources:
                limits: {nvidia.com/gpu: 8}
            - name: log
              image: log:1
`;

export const withPatch = (patch: string, base = deployment): Readonly<Record<string, string>> => ({
  "base.yaml": base,
  "kustomization.yaml": "resources: [base.yaml]\npatches:\n  - path: patch.yaml\n",
  "patch.yaml": patch,
});

export const head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n";

export const container = (fields: string): string => `${head}spec:
  template:
    spec:
      containers:
        - name: main
${fields
  .split("\n")
  .map((line) => (line === "" ? "" : `          ${line}`))
  .join("\n")}
`;

export const main = "spec.template.spec.containers[name=main]";
