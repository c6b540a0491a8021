// What a repository holds, as far as it decides how to begin with it. Only what was seen is said.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Report, ResourceRecord } from "../engine/api.ts";
import type { WorkspaceFiles } from "../host/workspace.ts";

export interface Survey {
  /** Files that hold something of ours, by what they are. */
  readonly counts: Readonly<Record<"kubernetes" | "terraform" | "cloudformation" | "charts" | "templates", number>>;
  /** Kinds of Kubernetes objects with how many there are, the most frequent first. */
  readonly kinds: readonly (readonly [kind: string, count: number])[];
  readonly clouds: readonly string[];
  /** Files in which a queue is defined. */
  readonly queues: readonly string[];
  /** Kustomizations that are built by themselves. */
  readonly builds: readonly string[];
  readonly terraform: readonly string[];
  /** Folders with Kubernetes objects that belong to no build, those with most first. */
  readonly loose: readonly string[];
  /** Folders of tests that hold objects. */
  readonly tests: readonly string[];
  readonly pipelines: readonly Pipeline[];
}

interface Pipeline {
  readonly name: string;
  readonly file: string;
  /** The report that it shows best. */
  readonly format: "github" | "gitlab" | "junit" | "pretty";
}

export function survey({ files, resources }: Report, { root }: WorkspaceFiles): Survey {
  const holding = (...classes: readonly string[]) => files.filter((file) => file.classes.some((one) => classes.includes(one)));
  const objects = resources.filter((one) => one.class === "kubernetes");
  const loose = objects.filter(({ unit }) => unit === undefined);
  return {
    counts: {
      kubernetes: holding("kubernetes", "crd", "kustomization", "kustomize-patch").length,
      terraform: holding("terraform").length,
      cloudformation: holding("cloudformation").length,
      charts: holding("chart").length,
      templates: holding("helm-template").length,
    },
    kinds: counted(objects.map(({ ref }) => ref.kind)),
    clouds: CLOUDS.filter(({ isIn }) => resources.some(isIn)).map(({ name }) => name),
    queues: unique(objects.filter(isQueue).map(({ path }) => path)).sort(),
    builds: unique(objects.flatMap(({ unit }) => (unit !== undefined && /kustomization(?:\.ya?ml)?$/i.test(unit) ? [unit] : []))).sort(),
    terraform: unique(holding("terraform").map(({ path }) => folderOf(path))).sort(),
    loose: counted(loose.map(({ path }) => folderOf(path))).map(([folder]) => folder),
    tests: unique(objects.flatMap(({ path }) => TESTS.exec(path)?.[1] ?? [])).sort(),
    pipelines: PIPELINES.filter(({ file }) => existsSync(join(root, file))),
  };
}

const CLOUDS: readonly { readonly name: string; readonly isIn: (one: ResourceRecord) => boolean }[] = [
  { name: "AWS", isIn: ({ ref }) => /^(?:data\.)?aws_|^AWS::/.test(ref.kind) || ref.group === "karpenter.k8s.aws" },
  { name: "Google Cloud", isIn: ({ ref }) => /^(?:data\.)?google_/.test(ref.kind) || ref.group.endsWith(".cloud.google.com") },
  { name: "Azure", isIn: ({ ref }) => /^(?:data\.)?azurerm_/.test(ref.kind) || ref.group === "karpenter.azure.com" },
];

const QUEUES: ReadonlySet<string> = new Set(["LocalQueue.kueue.x-k8s.io", "ClusterQueue.kueue.x-k8s.io", "Queue.scheduling.volcano.sh"]);
const isQueue = ({ ref }: ResourceRecord): boolean => QUEUES.has(`${ref.kind}.${ref.group}`);

const TESTS = /^((?:.*\/)?(?:tests?|testdata|e2e|fixtures))\//;

const PIPELINES: readonly Pipeline[] = [
  { name: "GitHub Actions", file: ".github/workflows", format: "github" },
  { name: "GitLab CI", file: ".gitlab-ci.yml", format: "gitlab" },
  { name: "Jenkins", file: "Jenkinsfile", format: "junit" },
  { name: "Azure Pipelines", file: "azure-pipelines.yml", format: "junit" },
  { name: "CircleCI", file: ".circleci/config.yml", format: "junit" },
  { name: "pre-commit", file: ".pre-commit-config.yaml", format: "pretty" },
];

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The most frequent first, equal ones by name. */
function counted(words: readonly string[]): readonly (readonly [word: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
