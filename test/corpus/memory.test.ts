// What is kept of a workspace when its texts and trees are gone. Ten thousand objects, each in a file of its own and generated when
// it is asked for, so that nothing here holds a text.
//   counted: the project with its records, judgements and findings, file states, paths and indexes, after a full collection
//   not counted: texts and trees (a large foreign file pushes them out of the cache, and goes), rules and their tables, node itself
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Project, type SourceStore } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { configured, hash } from "../harness/corpus.ts";
import { probes } from "../harness/probes.ts";

const COUNT = 10_000;
const MEGABYTE = 1024 * 1024;
/** A record that held a slice of its text would hold all of it: that would be 60 MB by itself. */
const PADDING = `# ${"nothing in this comment is kept ".repeat(3)}\n`.repeat(60);

/** Jobs with queues and GPUs, services, accounts: each tenth has something to find, each hundredth a suppression or a hole. */
function manifest(i: number): string {
  const name = `trainer-${i}`;
  if (i % 5 === 3)
    return `${PADDING}apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    app: ${name}\n  ports:\n  - port: ${8000 + (i % 100)}\n`;
  if (i % 5 === 4)
    return `${PADDING}apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: account-${i}\n  labels:\n    team: team-${i % 40}\n`;
  const ignore = i % 100 === 0 ? "            # drydock-ignore: gpu/limit-missing — the quota of this team gives it\n" : "";
  const limits = i % 10 === 0 ? "" : "            limits:\n              nvidia.com/gpu: 8\n";
  return `${PADDING}apiVersion: batch/v1
kind: Job
metadata:
  name: ${name}
  namespace: team-${i % 40}
  labels:
    app: ${name}
    kueue.x-k8s.io/queue-name: queue-${i % 40}
spec:
  parallelism: ${1 + (i % 8)}
  template:
    spec:
      serviceAccountName: account-${i + 4 - (i % 5)}
      restartPolicy: Never
      containers:
        - name: main
          image: registry.example/train:${i % 100 === 1 ? "${TAG}" : `v${i}`}
          command: ["torchrun", "--nproc-per-node", "8", "train.py", "--run=${i}"]
          resources:
${ignore}            requests:
              nvidia.com/gpu: 8
              memory: 64Gi
${limits}`;
}

/** Everything of which something is remembered, in one file: as the kustomization that half of the files are, it fails to build. */
const SPEAKING = `apiVersion: batch/v1
kind: Job
metadata:
  name: NAME
  annotations:
    drydock.dev/ignore: "probe/words: NAME gives a reason that is long enough to be a slice"
spec:
  template:
    spec:
      serviceAccountName: account-of-NAME
      containers:
        - name: main-NAME
          image: registry.example/NAME
          args: ["--run-NAME=1"]
resources: [missing-file-of-NAME.yaml]
---
# drydock-ignore: probe/everywhere — another reason for NAME that is long enough
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: NAME
spec:
  scaleTargetRef:
    apiVersion: example.com/v1
    kind: KindWithALongNameNAME
    name: NAME
---
apiVersion: v1
kind: Pod
metadata: {name: NAME, ]broken-NAME
`;

const pathOf = (i: number): string => `team-${i % 40}/job-${i}.yaml`;

/** Files that fill the room that texts and trees have. On the disk: what stands in an editor has room of its own. */
const FILLERS = ["filler-1.yaml", "filler-2.yaml"];
const filler = (path: string): string | undefined => (FILLERS.includes(path) ? `# ${"-".repeat(9_000_000)}` : undefined);

const store: SourceStore = {
  read(path) {
    const fills = filler(path);
    if (fills !== undefined) return fills;
    const i = Number(/job-(\d+)\.yaml$/.exec(path)?.[1] ?? -1);
    return i < 0 ? undefined : manifest(i);
  },
  list: () => [],
};

const paths = Array.from({ length: COUNT }, (_, i) => pathOf(i));

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Weak references hold until the present turn ends. */
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

const emptyProject = (all: typeof rules): Project => new Project({ rules: all, store, ...configured(), today: "2026-11-24", hash });

/** Fills the room that texts and trees have with something of which nothing is kept, and takes that away too. */
function pushTreesOut(project: Project): void {
  // Twice, because there are two generations of what was asked for lately.
  for (const path of FILLERS) project.update([{ path }]);
  for (const path of FILLERS) project.update([{ path, gone: true }]);
}

/** What a project of all files keeps, in bytes. */
async function kept(all: typeof rules): Promise<{ readonly bytes: number; readonly project: Project }> {
  // Facts, compiled expressions and the like are made once, by whichever project comes first.
  emptyProject(all).update([{ path: pathOf(0) }, { path: pathOf(3) }, { path: pathOf(4) }]);
  const before = await heap();
  const project = emptyProject(all);
  project.update(paths.map((path) => ({ path })));
  pushTreesOut(project);
  return { bytes: (await heap()) - before, project };
}

describe("memory", () => {
  it("keeps 10,000 resources in less than 60 MB, with what the built-in rules say of them", async (t) => {
    const { bytes, project } = await kept(rules);
    const { resources, findings } = project.report();
    t.diagnostic(`${(bytes / MEGABYTE).toFixed(1)} MB for ${resources.length} resources and ${findings.length} findings`);
    assert.equal(resources.length, COUNT);
    assert.ok(findings.length >= 500, `${findings.length} findings`);
    assert.ok(bytes < 60 * MEGABYTE, `${bytes} bytes`);
  });

  it("holds no text by a finding, a record, a suppression or a problem", async (t) => {
    const count = 60;
    const big = "# a comment that nobody keeps\n".repeat(20_000);
    const text = (i: number) => `${big}${SPEAKING.replaceAll("NAME", `object-${i}`)}`;
    const project = new Project({
      rules: [...rules, ...probes],
      store: { read: (path) => filler(path) ?? text(Number(/\d+/.exec(path)?.[0])), list: () => [] },
      ...configured(),
      today: "2026-11-24",
      hash,
    });
    project.update([{ path: "0/kustomization.yaml" }]);
    const before = await heap();
    project.update(Array.from({ length: count }, (_, i) => ({ path: `${i + 1}/${i % 2 ? "kustomization" : "job"}.yaml` })));
    pushTreesOut(project);
    const bytes = (await heap()) - before;
    const { findings, suppressed, problems } = project.report();
    t.diagnostic(`${(bytes / MEGABYTE).toFixed(1)} MB of ${((count * big.length) / MEGABYTE).toFixed(0)} MB of text`);
    for (const said of [findings, suppressed, problems]) assert.ok(said.length >= count / 2, `${said.length} said`);
    assert.ok(bytes < (count * big.length) / 10, `${bytes} bytes`);
  });

  it("holds no tree, whatever was found in it", async () => {
    const project = emptyProject([...rules, ...probes]);
    project.update(paths.slice(0, 50).map((path) => ({ path })));
    const trees = paths.slice(0, 50).flatMap((path) => project.resources(path).map((resource) => new WeakRef(resource.document.tree)));
    assert.equal(trees.length, 50);
    const said = project.report();
    pushTreesOut(project);
    // Each facet remembers the object that it was asked about last.
    emptyProject([...rules, ...probes]).update(paths.slice(50, 60).map((path) => ({ path })));
    await heap();
    assert.equal(trees.map((tree, i) => (tree.deref() !== undefined ? `${i}` : "")).join(""), "", "trees are still there");
    assert.equal(JSON.stringify(project.report()), JSON.stringify(said));
  });

  it("reads a tree again where a fix wants one", async () => {
    const project = emptyProject(rules);
    project.update(paths.slice(0, 50).map((path) => ({ path })));
    pushTreesOut(project);
    const fixable = project.report().findings.filter(({ rule }) => rule === "gpu/limit-missing");
    assert.ok(fixable.length > 0);
    assert.equal(project.plan(fixable).applied.length, fixable.length);
  });
});
