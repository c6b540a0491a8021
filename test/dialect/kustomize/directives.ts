// Bases, namespaces, names, labels, images and replicas.
import { deployment, head, main, pytorchJob, type SmallBuild } from "./small-build.ts";

export const directives: readonly SmallBuild[] = [
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
];
