// Patches: strategic merges, JSON patches, targets.
import { container, deployment, head, main, pytorchJob, type SmallBuild, withPatch } from "./small-build.ts";

export const patches: readonly SmallBuild[] = [
  {
    name: "a resource that nothing changes is the base's own",
    files: { "base.yaml": deployment, "kustomization.yaml": "resources:\n  - base.yaml\n" },
    expect: {
      "Deployment web": { "spec.replicas": "1 @ base.yaml:6", [`${main}.image`]: "registry.example:5000/app/main:1.0 @ base.yaml:15" },
    },
  },
  {
    name: "comments before the first --- are no document, neither here nor in a base",
    files: {
      "kustomization.yaml": "# licence\n---\nresources: [base]\n",
      "base/kustomization.yaml": "# licence\n\n---\nresources: [web.yaml]\n",
      "base/web.yaml": deployment,
    },
    expect: { "Deployment web": { "spec.replicas": "1 @ base/web.yaml:6" } },
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
];
