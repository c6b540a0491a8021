// Generators, components, configurations, and what Kustomize refuses.
import { container, deployment, head, main, type SmallBuild, withPatch } from "./small-build.ts";

export const generated: readonly SmallBuild[] = [
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
