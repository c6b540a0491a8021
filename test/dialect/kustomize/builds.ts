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

const deployment = `apiVersion: apps/v1
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

const pytorchJob = `apiVersion: kubeflow.org/v1
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

const withPatch = (patch: string, base = deployment): Readonly<Record<string, string>> => ({
  "base.yaml": base,
  "kustomization.yaml": "resources: [base.yaml]\npatches:\n  - path: patch.yaml\n",
  "patch.yaml": patch,
});

const head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n";

const container = (fields: string): string => `${head}spec:
  template:
    spec:
      containers:
        - name: main
${fields
  .split("\n")
  .map((line) => (line === "" ? "" : `          ${line}`))
  .join("\n")}
`;

const main = "spec.template.spec.containers[name=main]";

export const builds: readonly SmallBuild[] = [
  {
    name: "a resource that nothing changes is the base's own",
    files: { "base.yaml": deployment, "kustomization.yaml": "resources:\n  - base.yaml\n" },
    expect: {
      "Deployment web": { "spec.replicas": "1 @ base.yaml:6", [`${main}.image`]: "registry.example:5000/app/main:1.0 @ base.yaml:15" },
    },
  },
  {
    name: "a value that a patch writes is the patch's",
    files: withPatch(`${head}spec:\n  replicas: 5\n`),
    expect: {
      "Deployment web": { "spec.replicas": "5 @ patch.yaml:6", "metadata.name": "web @ base.yaml:4", kind: "Deployment @ base.yaml:2" },
    },
  },
  {
    name: "below a map that both write, each value has its own line",
    files: withPatch(container("resources:\n  limits:\n    nvidia.com/gpu: 8")),
    expect: {
      "Deployment web": {
        [`${main}.resources.limits["nvidia.com/gpu"]`]: "8 @ patch.yaml:12",
        [`${main}.resources.limits.memory`]: "1Gi @ base.yaml:24",
      },
    },
  },
  {
    name: "null removes a key, and the line that did it is known",
    files: withPatch(container("resources:\n  limits:\n    memory: null")),
    expect: {
      "Deployment web": { [`${main}.resources.limits.memory`]: "- @ patch.yaml:12", [`${main}.resources.limits.cpu`]: "2 @ base.yaml:25" },
    },
  },
  {
    name: "$patch: delete removes a map",
    files: withPatch(container("resources:\n  $patch: delete")),
    expect: { "Deployment web": { [`${main}.resources`]: "- @ patch.yaml:11" } },
  },
  {
    name: "$patch: replace leaves only what the patch has",
    files: withPatch(container("resources:\n  $patch: replace\n  requests: {cpu: 1}")),
    expect: { "Deployment web": { [`${main}.resources.requests.cpu`]: "1 @ patch.yaml:12", [`${main}.resources.limits`]: "-" } },
  },
  {
    name: "items of a list that merges come first where the patch has them, and keep what it does not say",
    files: withPatch(
      `${head}spec:\n  template:\n    spec:\n      containers:\n        - name: side\n          image: side:2\n        - name: new\n          image: new:1\n`,
    ),
    expect: {
      "Deployment web": {
        "spec.template.spec.containers[name=side].image": "side:2 @ patch.yaml:10",
        "spec.template.spec.containers[name=new].image": "new:1 @ patch.yaml:12",
        [`${main}.image`]: "registry.example:5000/app/main:1.0 @ base.yaml:15",
      },
    },
  },
  {
    name: "an item with $patch: delete goes",
    files: withPatch(`${head}spec:\n  template:\n    spec:\n      containers:\n        - name: side\n          $patch: delete\n`),
    expect: {
      "Deployment web": {
        "spec.template.spec.containers[name=side]": "-",
        [`${main}.image`]: "registry.example:5000/app/main:1.0 @ base.yaml:15",
      },
    },
  },
  {
    name: "- $patch: replace speaks about the whole list",
    files: withPatch(container("env:\n  - $patch: replace\n  - name: C\n    value: x")),
    expect: { "Deployment web": { [`${main}.env[name=C].value`]: "x @ patch.yaml:13", [`${main}.env[name=A]`]: "-" } },
  },
  {
    name: "a list of texts without a merge key is replaced",
    files: withPatch(container("args: [slow]")),
    expect: { "Deployment web": { [`${main}.args[0]`]: "slow @ patch.yaml:10", [`${main}.args[1]`]: "-" } },
  },
  {
    name: "finalizers merge as a set of texts",
    files: withPatch(
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  finalizers: [b, c]\n",
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n  finalizers: [a, b]\n",
    ),
    expect: {
      "ConfigMap c": {
        "metadata.finalizers[0]": "b @ base.yaml:5",
        "metadata.finalizers[1]": "c @ patch.yaml:5",
        "metadata.finalizers[2]": "a @ base.yaml:5",
      },
    },
  },
  {
    name: "Kustomize knows no merge keys of custom resources: a patch replaces their containers",
    files: withPatch(
      `apiVersion: kubeflow.org/v1\nkind: PyTorchJob\nmetadata:\n  name: train\nspec:\n  pytorchReplicaSpecs:\n    Worker:\n      template:\n        spec:\n          containers:\n            - name: pytorch\n              image: train:2\n`,
      pytorchJob,
    ),
    expect: {
      "PyTorchJob train": {
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=pytorch].image": "train:2 @ patch.yaml:12",
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=pytorch].resources": "-",
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=log]": "-",
        "spec.pytorchReplicaSpecs.Worker.replicas": "3 @ base.yaml:8",
      },
    },
  },
  {
    name: "ports merge by port and protocol",
    files: withPatch(
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 80, protocol: TCP, targetPort: 9090}\n    - {port: 53, protocol: UDP, name: dns}\n",
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 80, protocol: TCP, targetPort: 8080, name: http}\n    - {port: 443, protocol: TCP, name: https}\n",
    ),
    expect: {
      "Service s": {
        "spec.ports[0].name": "dns @ patch.yaml:8",
        "spec.ports[1].targetPort": "9090 @ patch.yaml:7",
        "spec.ports[1].name": "http @ base.yaml:7",
        "spec.ports[2].port": "443 @ base.yaml:8",
      },
    },
  },
  {
    name: "a port of the patch that leaves out the protocol which its partner has is dropped, and the other way round",
    files: withPatch(
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 443, targetPort: 1}\n    - {port: 2, protocol: TCP, targetPort: 2}\n    - {port: 3, targetPort: 3}\n    - {port: 4, targetPort: 4}\n",
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 443, protocol: TCP, name: a}\n    - {port: 2, name: b}\n    - {port: 3, name: c}\n",
    ),
  },
  {
    name: "ports merge by port alone where no protocol is written",
    files: withPatch(
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 80, targetPort: 9090}\n",
      "apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  ports:\n    - {port: 80, targetPort: 8080, name: http}\n    - {port: 443, name: https}\n",
    ),
  },
  {
    name: "directives of kubectl that Kustomize does not know are ordinary keys to it",
    files: withPatch(
      `${head}spec:\n  template:\n    spec:\n      $setElementOrder/containers: [{name: side}, {name: main}]\n      $retainKeys: [containers]\n      containers:\n        - name: main\n          image: m:2\n`,
    ),
    expect: { "Deployment web": { [`${main}.image`]: "m:2 @ patch.yaml:12" } },
  },
  {
    name: "a patch of a map that is not there yet has no nulls and directives left",
    files: withPatch(
      `${head}spec:\n  strategy:\n    rollingUpdate: null\n    type: Recreate\n  template:\n    spec:\n      volumes:\n        - name: a\n          emptyDir: {}\n        - name: b\n          $patch: delete\n`,
    ),
    expect: {
      "Deployment web": {
        "spec.strategy.type": "Recreate @ patch.yaml:8",
        "spec.strategy.rollingUpdate": "-",
        "spec.template.spec.volumes[name=b]": "-",
      },
    },
  },
  {
    name: "a patch can delete the whole object",
    files: {
      ...withPatch(`$patch: delete\n${head}`),
      "other.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
      "kustomization.yaml": "resources: [base.yaml, other.yaml]\npatches:\n  - path: patch.yaml\n",
    },
    expect: { "ConfigMap c": { kind: "ConfigMap @ other.yaml:2" } },
  },
  {
    name: "an inline patch points into the kustomization",
    files: {
      "base.yaml": deployment,
      "kustomization.yaml": `resources: [base.yaml]\npatches:\n  - patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n      spec:\n        replicas: 7\n`,
    },
    expect: { "Deployment web": { "spec.replicas": "7 @ kustomization.yaml:9" } },
  },
  {
    name: "a JSON patch: add, replace, remove, with escapes and -",
    files: {
      "base.yaml": deployment,
      "kustomization.yaml": `resources: [base.yaml]
patches:
  - target: {kind: Deployment, name: web}
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 4
      - op: add
        path: /metadata/annotations
        value: {}
      - op: add
        path: /metadata/annotations/example.com~1a~0b
        value: "yes"
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --last
      - op: remove
        path: /spec/template/spec/containers/0/resources/limits/memory
`,
    },
    expect: {
      "Deployment web": {
        "spec.replicas": "4 @ kustomization.yaml:7",
        'metadata.annotations["example.com/a~b"]': "yes @ kustomization.yaml:13",
        [`${main}.args[2]`]: "--last @ kustomization.yaml:16",
        [`${main}.args[0]`]: "serve @ base.yaml:16",
        [`${main}.resources.limits.memory`]: "- @ kustomization.yaml:18",
      },
    },
  },
  {
    name: "a JSON patch from a file: move, copy, test, insert",
    files: {
      "base.yaml": deployment,
      "patch.json": `[
  {"op": "test", "path": "/spec/replicas", "value": 1},
  {"op": "copy", "from": "/spec/template/spec/containers/1", "path": "/spec/template/spec/containers/0"},
  {"op": "replace", "path": "/spec/template/spec/containers/0/name", "value": "copy"},
  {"op": "move", "from": "/spec/template/spec/containers/1/args", "path": "/spec/template/spec/containers/1/command"}
]`,
      "kustomization.yaml": "resources: [base.yaml]\npatches:\n  - target: {kind: Deployment}\n    path: patch.json\n",
    },
    expect: {
      "Deployment web": {
        "spec.template.spec.containers[name=copy].image": "side @ base.yaml:27",
        "spec.template.spec.containers[name=copy].name": "copy @ patch.json:4",
        [`${main}.command[0]`]: "serve @ base.yaml:16",
        [`${main}.args`]: "- @ patch.json:5",
      },
    },
  },
  {
    name: "a JSON patch on something that is not there",
    refused: true,
    problems: ['kustomization.yaml:6 Nothing is at "nothing" to remove.'],
    files: {
      "base.yaml": deployment,
      "kustomization.yaml":
        "resources: [base.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: remove\n        path: /spec/nothing\n",
    },
  },
  {
    name: "a JSON patch whose test fails",
    refused: true,
    problems: ['kustomization.yaml:6 The test fails: "/spec/replicas" has another value.'],
    files: {
      "base.yaml": deployment,
      "kustomization.yaml":
        "resources: [base.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: test\n        path: /spec/replicas\n        value: 2\n",
    },
  },
  {
    name: "targets are patterns that match the whole name, and select by labels and annotations",
    files: {
      "a.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: app-1, labels: {tier: web}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: app-22, labels: {tier: web}, annotations: {skip: 'yes'}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: my-app-1}\n",
      "kustomization.yaml": `resources: [a.yaml]
patches:
  - target: {kind: "Config.*", name: "app-\\\\d"}
    patch: '[{"op": "add", "path": "/data", "value": {"one": "a"}}]'
  - target: {labelSelector: "tier in (web, api),tier!=x", annotationSelector: "!skip"}
    patch: '[{"op": "add", "path": "/immutable", "value": true}]'
  - target: {labelSelector: "!tier"}
    patch: '[{"op": "add", "path": "/data", "value": {"two": "b"}}]'
`,
    },
    expect: {
      "ConfigMap app-1": { "data.one": "a @ kustomization.yaml:4", immutable: "true @ kustomization.yaml:6" },
      "ConfigMap app-22": { data: "-", immutable: "-" },
      "ConfigMap my-app-1": { "data.two": "b @ kustomization.yaml:8" },
    },
  },
  {
    name: "a strategic patch with a target applies to all that it selects, whatever name it has itself",
    files: {
      "a.yaml": `${deployment}---\n${deployment.replace("name: web", "name: api")}`,
      "kustomization.yaml":
        "resources: [a.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |-\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: {name: any}\n      spec: {replicas: 9}\n",
    },
    expect: {
      "Deployment web": { "spec.replicas": "9 @ kustomization.yaml:8", "metadata.name": "web @ a.yaml:4" },
      "Deployment api": { "spec.replicas": "9 @ kustomization.yaml:8" },
    },
  },
  {
    name: "a patch that finds no target",
    refused: true,
    problems: ["patch.yaml:4 The patch has no target: no resource is apps/v1 Deployment wbe, and Kustomize refuses the build."],
    files: withPatch(`${head.replace("web", "wbe")}spec:\n  replicas: 5\n`),
  },
  {
    name: "the old fields patchesStrategicMerge and patchesJson6902",
    files: {
      "base.yaml": deployment,
      "patch.yaml": `${head}spec: {replicas: 3}\n`,
      "ops.yaml": "- {op: add, path: /spec/paused, value: true}\n",
      "kustomization.yaml": `resources: [base.yaml]
patchesStrategicMerge:
  - patch.yaml
  - |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {minReadySeconds: 5}
patchesJson6902:
  - target: {group: apps, version: v1, kind: Deployment, name: web}
    path: ops.yaml
`,
    },
    expect: {
      "Deployment web": {
        "spec.replicas": "3 @ patch.yaml:5",
        "spec.minReadySeconds": "5 @ kustomization.yaml:8",
        "spec.paused": "true @ ops.yaml:1",
      },
    },
  },
  {
    name: "a base in another folder; the overlay's patch wins over the base's",
    root: "overlay",
    files: {
      "base/kustomization.yaml": "resources: [deployment.yaml]\npatches: [{path: patch.yaml}]\n",
      "base/deployment.yaml": deployment,
      "base/patch.yaml": `${head}spec: {replicas: 2, paused: true}\n`,
      "overlay/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
      "overlay/patch.yaml": `${head}spec: {replicas: 3}\n`,
    },
    expect: { "Deployment web": { "spec.replicas": "3 @ overlay/patch.yaml:5", "spec.paused": "true @ base/patch.yaml:5" } },
  },
  {
    name: "namespace is written by its directive, also in the subjects that follow",
    files: {
      "rbac.yaml": `apiVersion: v1
kind: ServiceAccount
metadata: {name: runner}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb, namespace: old}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: runner}
  - {kind: ServiceAccount, name: default, namespace: elsewhere}
  - {kind: ServiceAccount, name: other, namespace: elsewhere}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: cr}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: ClusterQueue
metadata: {name: cq}
---
apiVersion: v1
kind: Namespace
metadata: {name: old}
`,
      "kustomization.yaml": "resources: [rbac.yaml]\nnamespace: team\n",
    },
    expect: {
      "ServiceAccount runner": { "metadata.namespace": "team @ kustomization.yaml:2" },
      "RoleBinding rb": {
        "metadata.namespace": "team @ kustomization.yaml:2",
        "subjects[0].namespace": "team @ kustomization.yaml:2",
        "subjects[1].namespace": "team @ kustomization.yaml:2",
        "subjects[2].namespace": "elsewhere @ rbac.yaml:12",
      },
      "ClusterRole cr": { "metadata.namespace": "-" },
      "ClusterQueue cq": { "metadata.namespace": "team @ kustomization.yaml:2" },
      "Namespace team": { "metadata.name": "team @ kustomization.yaml:2" },
    },
  },
  {
    name: "prefix and suffix rename objects and the references that Kustomize knows, not a LocalQueue label",
    files: {
      "all.yaml": `apiVersion: v1
kind: ConfigMap
metadata: {name: conf}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa}
---
apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata: {name: lq}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: job
  labels: {kueue.x-k8s.io/queue-name: lq}
spec:
  template:
    spec:
      serviceAccountName: sa
      containers:
        - name: c
          image: i
          envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: elsewhere}}]
      volumes:
        - {name: d, persistentVolumeClaim: {claimName: data}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: hpa}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
---
apiVersion: v1
kind: Namespace
metadata: {name: ns}
`,
      "base.yaml": deployment,
      "kustomization.yaml": "namePrefix: dev-\nnameSuffix: -x\nresources: [all.yaml, base.yaml]\n",
    },
    expect: {
      "Deployment dev-web-x": { "metadata.name": "dev-web-x @ base.yaml:4" },
      "LocalQueue dev-lq-x": { "metadata.name": "dev-lq-x @ all.yaml:15" },
      "Job dev-job-x": {
        'metadata.labels["kueue.x-k8s.io/queue-name"]': "lq @ all.yaml:21",
        "spec.template.spec.serviceAccountName": "dev-sa-x @ all.yaml:25",
        "spec.template.spec.containers[name=c].envFrom[0].configMapRef.name": "dev-conf-x @ all.yaml:29",
        "spec.template.spec.containers[name=c].envFrom[1].secretRef.name": "elsewhere @ all.yaml:29",
        "spec.template.spec.volumes[name=d].persistentVolumeClaim.claimName": "dev-data-x @ all.yaml:31",
      },
      "HorizontalPodAutoscaler dev-hpa-x": { "spec.scaleTargetRef.name": "dev-web-x @ all.yaml:37" },
      "Namespace ns": { "metadata.name": "ns @ all.yaml:41" },
    },
  },
  {
    name: "roles, their bindings and prefixes of nested kustomizations",
    root: "all",
    files: {
      "base/kustomization.yaml": "namePrefix: b-\nresources: [rbac.yaml]\n",
      "base/rbac.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: rb}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
subjects: [{kind: ServiceAccount, name: sa, namespace: default}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: sa}
`,
      "all/kustomization.yaml": "namePrefix: a-\nnamespace: prod\nresources: [../base]\n",
    },
    expect: {
      "RoleBinding a-b-rb": {
        "roleRef.name": "a-b-reader @ base/rbac.yaml:12",
        "subjects[0].name": "a-b-sa @ base/rbac.yaml:13",
        "subjects[0].namespace": "prod @ all/kustomization.yaml:2",
      },
    },
  },
  {
    name: "commonLabels go into selectors and templates, labels only where they are told to",
    files: {
      "base.yaml": deployment,
      "service.yaml":
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n---\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {template: {spec: {containers: [{name: c, image: i}]}}}\n",
      "kustomization.yaml": `resources: [base.yaml, service.yaml]
commonLabels:
  team: ml
labels:
  - pairs: {plain: p}
  - pairs: {inTemplate: t}
    includeTemplates: true
  - pairs: {custom: c}
    fields: [{path: spec/special, create: true, kind: Service}]
commonAnnotations:
  owner: me
`,
    },
    expect: {
      "Deployment web": {
        "metadata.labels.team": "ml @ kustomization.yaml:3",
        "metadata.labels.plain": "p @ kustomization.yaml:5",
        "spec.selector.matchLabels.team": "ml @ kustomization.yaml:3",
        "spec.selector.matchLabels.app": "web @ base.yaml:8",
        "spec.selector.matchLabels.plain": "-",
        "spec.template.metadata.labels.inTemplate": "t @ kustomization.yaml:6",
        "spec.template.metadata.labels.plain": "-",
        "spec.template.metadata.annotations.owner": "me @ kustomization.yaml:11",
      },
      "Service web": { "spec.selector.team": "ml @ kustomization.yaml:3", "spec.special.custom": "c @ kustomization.yaml:8" },
      "Job j": { "spec.template.metadata.labels.team": "ml @ kustomization.yaml:3", "spec.selector": "-" },
    },
  },
  {
    name: "images: a tag, a name, a digest, in any list of containers",
    files: {
      "base.yaml": deployment,
      "train.yaml": pytorchJob,
      "kustomization.yaml": `resources: [base.yaml, train.yaml]
images:
  - name: registry.example:5000/app/main
    newTag: "2.0"
  - name: side
    newName: mirror/side
    digest: sha256:abc
  - name: train
    newName: registry/train
  - name: log:1
    newTag: never
`,
    },
    expect: {
      "Deployment web": {
        [`${main}.image`]: "registry.example:5000/app/main:2.0 @ kustomization.yaml:4",
        "spec.template.spec.containers[name=side].image": "mirror/side@sha256:abc @ kustomization.yaml:7",
      },
      "PyTorchJob train": {
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=pytorch].image": "registry/train:1 @ kustomization.yaml:9",
      },
    },
  },
  {
    name: "images are patterns, add suffixes, and one after the other",
    files: {
      "base.yaml": deployment,
      "train.yaml": pytorchJob,
      "kustomization.yaml": `resources: [base.yaml, train.yaml]
images:
  - name: registry.example:5000/app/.*
    newTag: "9"
  - name: side
    tagSuffix: -gpu
  - name: train
    newName: mid
  - name: mid
    newName: last
    newTag: v2
  - name: log
    newTag: "1"
`,
    },
    expect: {
      "Deployment web": { [`${main}.image`]: "registry.example:5000/app/main:9 @ kustomization.yaml:4" },
      "PyTorchJob train": {
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=pytorch].image": "last:v2 @ kustomization.yaml:11",
        "spec.pytorchReplicaSpecs.Worker.template.spec.containers[name=log].image": "log:1 @ kustomization.yaml:13",
      },
    },
  },
  {
    name: "replicas",
    files: {
      "base.yaml": deployment,
      "kustomization.yaml": "resources: [base.yaml]\nnamePrefix: a-\nreplicas:\n  - name: web\n    count: 6\n",
    },
    expect: { "Deployment a-web": { "spec.replicas": "6 @ kustomization.yaml:5" } },
  },
  {
    name: "replicas of nothing",
    refused: true,
    problems: ["kustomization.yaml:3 No object named wbe has replicas: Kustomize refuses this."],
    files: { "base.yaml": deployment, "kustomization.yaml": "resources: [base.yaml]\nreplicas:\n  - name: wbe\n    count: 6\n" },
  },
  {
    name: "generated ConfigMaps and Secrets: literals, options, references without the hash",
    files: {
      "pod.yaml":
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: c\n      image: i\n      envFrom: [{configMapRef: {name: conf}}, {secretRef: {name: pass}}]\n",
      "kustomization.yaml": `namePrefix: x-
resources: [pod.yaml]
generatorOptions:
  labels: {made: by-us}
configMapGenerator:
  - name: conf
    literals:
      - LR=0.1
      - QUOTED="a=b"
    options:
      labels: {own: label}
  - name: plain
    options: {disableNameSuffixHash: true}
    literals: [A=1]
secretGenerator:
  - name: pass
    type: example.com/mine
    literals: [TOKEN=secret-é]
`,
    },
    expect: {
      "ConfigMap x-conf": {
        "metadata.name": "? @ kustomization.yaml:6",
        "data.LR": "0.1 @ kustomization.yaml:8",
        "data.QUOTED": "a=b @ kustomization.yaml:9",
        "metadata.labels.made": "by-us @ kustomization.yaml:4",
        "metadata.labels.own": "label @ kustomization.yaml:11",
      },
      "ConfigMap x-plain": { "metadata.name": "x-plain @ kustomization.yaml:12" },
      "Secret x-pass": { type: "example.com/mine @ kustomization.yaml:17", "data.TOKEN": "c2VjcmV0LcOp @ kustomization.yaml:18" },
      "Pod x-p": {
        "spec.containers[name=c].envFrom[0].configMapRef.name": "x-conf @ pod.yaml:8",
        "spec.containers[name=c].envFrom[1].secretRef.name": "x-pass @ pod.yaml:8",
      },
    },
  },
  {
    name: "an overlay merges into a generated ConfigMap of its base",
    root: "over",
    files: {
      "base/kustomization.yaml": "configMapGenerator:\n  - name: conf\n    literals: [A=1, B=2]\n",
      "over/kustomization.yaml":
        "resources: [../base]\nconfigMapGenerator:\n  - name: conf\n    behavior: merge\n    literals: [B=3, C=4]\n",
    },
    expect: {
      "ConfigMap conf": {
        "data.A": "1 @ base/kustomization.yaml:3",
        "data.B": "3 @ over/kustomization.yaml:5",
        "data.C": "4 @ over/kustomization.yaml:5",
      },
    },
  },
  {
    name: "a component works on what its includer has",
    root: "over",
    files: {
      "base/kustomization.yaml": "resources: [deployment.yaml]\n",
      "base/deployment.yaml": deployment,
      "component/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: patch.yaml\nresources: [extra.yaml]\n",
      "component/patch.yaml": `${head}spec: {replicas: 8}\n`,
      "component/extra.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n",
      "over/kustomization.yaml": "resources: [../base]\ncomponents: [../component]\nnamePrefix: o-\n",
    },
    expect: { "Deployment o-web": { "spec.replicas": "8 @ component/patch.yaml:5" }, "ConfigMap o-extra": {} },
  },
  {
    name: "the items of a List are objects",
    files: {
      "list.yaml":
        "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: one}\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: two}\n",
      "kustomization.yaml": "resources: [list.yaml]\nnamespace: team\n",
    },
    expect: {
      "ConfigMap one": { kind: "ConfigMap @ list.yaml:5", "metadata.namespace": "team @ kustomization.yaml:2" },
      "ConfigMap two": {},
    },
  },
  {
    name: "aliases and merge keys in a base are followed",
    files: withPatch(
      container("env:\n  - name: A\n    value: patched"),
      deployment
        .replace("  replicas: 1", "  replicas: &n 1\n  revisionHistoryLimit: *n")
        .replace(
          "  template:\n    metadata:\n      labels: {app: web}",
          "  template:\n    metadata:\n      labels:\n        <<: {app: web, tier: a}\n        tier: b",
        ),
    ),
    expect: {
      "Deployment web": { "spec.revisionHistoryLimit": "1 @ base.yaml:7", "spec.template.metadata.labels.tier": "b @ base.yaml:14" },
    },
  },
  {
    name: "objects that are only for Kustomize are left out",
    files: {
      "a.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {config.kubernetes.io/local-config: 'true'}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n",
      "kustomization.yaml": "resources: [a.yaml]\n",
    },
    expect: { "ConfigMap b": {} },
  },
  {
    name: "configurations add fields and references of custom resources",
    files: {
      "a.yaml":
        "apiVersion: example.com/v1\nkind: Model\nmetadata: {name: m}\nspec: {conf: {name: c}, labels: {}}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
      "conf.yaml":
        "nameReference:\n  - kind: ConfigMap\n    version: v1\n    fieldSpecs: [{kind: Model, path: spec/conf/name}]\ncommonLabels:\n  - {kind: Model, path: spec/labels, create: true}\n",
      "kustomization.yaml": "resources: [a.yaml]\nconfigurations: [conf.yaml]\nnamePrefix: p-\ncommonLabels: {k: v}\n",
    },
    expect: { "Model p-m": { "spec.conf.name": "p-c @ a.yaml:4", "spec.labels.k": "v @ kustomization.yaml:4" } },
  },
  {
    name: "what replacements and vars fill in is unknown",
    files: {
      "base.yaml": deployment.replace("--fast", "$(NAME)"),
      "c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {count: '4'}\n",
      "kustomization.yaml": `resources: [base.yaml, c.yaml]
replacements:
  - source: {kind: ConfigMap, name: c, fieldPath: data.count}
    targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.replicas]
vars:
  - name: NAME
    objref: {kind: ConfigMap, name: c, apiVersion: v1}
`,
    },
    incomplete: ["replacements, whose values are not followed (replacements)", "vars, whose values are not followed (vars)"],
    expect: {
      "Deployment web": {
        "spec.replicas": "? @ kustomization.yaml:6",
        [`${main}.args[1]`]: "? @ base.yaml:16",
        [`${main}.args[0]`]: "serve @ base.yaml:16",
      },
    },
  },
  {
    name: "a file that is not there",
    refused: true,
    problems: ["kustomization.yaml:3 gone.yaml does not exist, or has no kustomization.yaml."],
    files: { "base.yaml": deployment, "kustomization.yaml": "resources:\n  - base.yaml\n  - gone.yaml\n" },
    expect: { "Deployment web": {} },
  },
  {
    name: "kustomizations that include each other",
    root: "a",
    refused: true,
    problems: ["b/kustomization.yaml:1 ../a includes this kustomization again: the build goes in a circle."],
    files: { "a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n" },
  },
  {
    name: "the same object twice",
    refused: true,
    problems: ["kustomization.yaml:1 Deployment web is in the build already: Kustomize refuses two."],
    files: { "base.yaml": deployment, "other.yaml": deployment, "kustomization.yaml": "resources: [base.yaml, other.yaml]\n" },
  },
  {
    name: "a file outside the kustomization's folder",
    root: "in",
    refused: true,
    problems: [
      "in/kustomization.yaml:1 ../out.yaml is outside the folder of the kustomization: Kustomize refuses it unless it is started with --load-restrictor.",
    ],
    files: { "out.yaml": deployment, "in/kustomization.yaml": "resources: [../out.yaml]\n" },
    expect: { "Deployment web": {} },
  },
  {
    name: "a patch that writes a list where a map is",
    refused: true,
    problems: ["patch.yaml:6 The patch writes a list here, where a map is: Kustomize refuses it."],
    files: withPatch(`${head}spec:\n  selector: [a]\n`),
  },
  {
    name: "a component among the resources",
    refused: true,
    problems: ["kustomization.yaml:1 c is a component: it belongs under components."],
    files: {
      "kustomization.yaml": "resources: [c]\n",
      "c/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\nnamespace: x\n",
    },
  },
];
