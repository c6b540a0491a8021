// Where each kind keeps its pods: a template for every row of the table, its pods, its role and its containers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { containersOf } from "../../engine/facet/containers.ts";
import { workloads } from "../../engine/facet/roles.ts";
import { formatPath } from "../../engine/model/address.ts";
import { Reading } from "../../engine/model/place.ts";
import { integerOf } from "../../engine/model/value.ts";
import table from "../../facts/pod-templates.json" with { type: "json" };
import { NOTHING_DECLARED, objectIn, objectsIn } from "./objects.ts";

/** "component @ spec-path × pods role shape: containers", a line for each template of all objects. */
function read(text: string): readonly string[] {
  return objectsIn(text).flatMap((resource) =>
    workloads.of(resource, NOTHING_DECLARED).map((template) => {
      const pods = integerOf(Reading.value(template.pods)) ?? "?";
      const containers = containersOf(template).map(({ kind, name }) => (kind === "app" ? name : `${kind} ${name}`));
      return `${template.component} @ ${formatPath(template.spec.path)} × ${pods} ${template.role} ${template.shape}: ${containers.join(", ")}`;
    }),
  );
}

const object = (group: string, kind: string, body: string) =>
  `apiVersion: ${group === "" ? "v1" : `${group}/v1`}\nkind: ${kind}\nmetadata: { name: a }\n${body}\n`;
const POD = "{ containers: [{ name: c, image: i }] }";

describe("pod templates", () => {
  test("are found at the place that each row of the table names, whatever the kind", () => {
    for (const { group, kinds, templates } of table.kinds) {
      for (const kind of kinds) {
        for (const row of templates as readonly { base: string; spec: string; containers?: string[]; needs?: string[] }[]) {
          const own = row.containers?.[0] ?? "containers[]";
          const steps = [row.base, row.spec, own === "." ? "" : own].filter((part) => part !== "").join(".");
          const text = object(group, kind, nested(steps.split(".")));
          const found = workloads.of(objectIn(text), NOTHING_DECLARED);
          assert.ok(found.length > 0, `no template in\n${text}`);
          if (row.containers?.length === 0) continue;
          assert.ok(
            found.some((template) => containersOf(template).length > 0),
            `no container in\n${text}`,
          );
        }
      }
    }
  });

  test("of kinds that nobody listed are found at the usual places, where that is a PodSpec", () => {
    for (const path of ["template.spec", "podTemplate.spec", "podTemplateSpec.spec", "jobTemplate.spec.template.spec", "podSpec"]) {
      const body = `spec: ${path.split(".").reduceRight((inner, step) => `{ ${step}: ${inner} }`, POD)}`;
      assert.equal(read(object("example.org", "Thing", body)).length, 1, path);
    }
    assert.deepEqual(read(object("cluster.x-k8s.io", "MachineDeployment", "spec: { template: { spec: { version: v1 } } }")), []);
    assert.deepEqual(read(object("example.org", "Ship", "spec: { template: { spec: { containers: [{ teu: 20 }] } } }")), []);
  });

  test("know how many pods there are", () => {
    const lws = (leader: string) =>
      object(
        "leaderworkerset.x-k8s.io",
        "LeaderWorkerSet",
        `spec: { replicas: 2, leaderWorkerTemplate: { size: 4, ${leader}workerTemplate: { spec: ${POD} } } }`,
      );
    assert.deepEqual(read(lws("")), ["worker @ spec.leaderWorkerTemplate.workerTemplate.spec × 8 serve full: c"]);
    assert.deepEqual(read(lws(`leaderTemplate: { spec: ${POD} }, `)), [
      "leader @ spec.leaderWorkerTemplate.leaderTemplate.spec × 2 serve full: c",
      "worker @ spec.leaderWorkerTemplate.workerTemplate.spec × 6 serve full: c",
    ]);
    const pods = (text: string) => /× (\S+)/.exec(read(text)[0] ?? "")?.[1];
    const notebook = (annotations: string) =>
      `apiVersion: kubeflow.org/v1\nkind: Notebook\nmetadata: { name: a, annotations: { ${annotations} } }\nspec: { template: { spec: ${POD} } }\n`;
    assert.equal(pods(notebook("")), "1");
    assert.equal(pods(notebook("kubeflow-resource-stopped: now")), "0");
    const spark = (more: string) => object("sparkoperator.k8s.io", "SparkApplication", `spec: { ${more}executor: { instances: 3 } }`);
    assert.equal(pods(spark("")), "3");
    assert.equal(pods(spark("dynamicAllocation: { enabled: true, maxExecutors: 9 }, ")), "?");
    assert.equal(pods(spark("dynamicAllocation: { enabled: false }, ")), "3");
    assert.equal(pods(object("apps", "Deployment", `spec: { replicas: $N, template: { spec: ${POD} } }`)), "?");
    const job = (more: string) => object("batch", "Job", `spec: { ${more}, template: { spec: ${POD} } }`);
    assert.equal(pods(job("parallelism: 4, completions: 2")), "2");
    assert.equal(pods(job("parallelism: 2, completions: 4")), "2");
    assert.equal(pods(job("completions: 4")), "1");
    assert.equal(pods(job("parallelism: 2, completions: $N")), "?");
    assert.equal(pods(job("completions: $N")), "1");
    const set = `replicas: 3, template: { spec: { parallelism: 4, completions: 2, template: { spec: ${POD} } } }`;
    assert.equal(pods(object("jobset.x-k8s.io", "JobSet", `spec: { replicatedJobs: [{ name: a, ${set} }] }`)), "6");
    assert.equal(pods(object("apps", "DaemonSet", `spec: { template: { spec: ${POD} } }`)), "?");
  });

  test("of a workflow are its steps that run something, with their sidecars", () => {
    const steps = `templates:
    - { name: train, container: { image: i, command: [python, train.py] }, sidecars: [{ name: proxy, image: p }], initContainers: [{ name: get, image: g }] }
    - { name: report, script: { image: i, source: "print(1)" } }
    - { name: pair, containerSet: { containers: [{ name: a, image: i }, { name: b, image: i }] } }
    - { name: all, dag: { tasks: [{ name: x, inline: { container: { image: i } } }, { name: y, template: train }] } }`;
    const workflow = (more: string) => object("argoproj.io", "Workflow", `spec:\n  ${more}${steps}`);
    assert.deepEqual(
      read(workflow("")).map((line) => line.replace(/ @ \S+/, "")),
      [
        "train × ? batch own: init get, train, sidecar proxy",
        "report × ? batch own: report",
        "pair × ? batch own: a, b",
        "pod × ? batch own: container",
      ],
    );
    for (const more of ["podSpecPatch: 'x'\n  ", "templateDefaults: { container: { resources: {} } }\n  "])
      assert.ok(
        read(workflow(more)).every((line) => line.includes(" partial: ")),
        more,
      );
  });

  test("of what wraps other objects are those of the wrapped", () => {
    assert.deepEqual(
      read(object("types.kubefed.io", "FederatedDeployment", `spec: { template: { spec: { replicas: 2, template: { spec: ${POD} } } } }`)),
      ["pod @ spec.template.spec.template.spec × 2 app full: c"],
    );
    const job = `{ apiVersion: batch/v1, kind: Job, spec: { parallelism: 2, template: { spec: ${POD} } } }`;
    const carriers = [
      ["kubeflow.org", "Experiment", `spec: { trialTemplate: { trialSpec: ${job} } }`],
      ["workload.codeflare.dev", "AppWrapper", `spec: { components: [{ template: ${job} }] }`],
      ["work.open-cluster-management.io", "ManifestWork", `spec: { workload: { manifests: [${job}] } }`],
    ] as const;
    for (const [group, kind, body] of carriers)
      assert.deepEqual(read(object(group, kind, body)), ["pod @ spec.template.spec × 2 batch full: c"], kind);
  });

  test("of an MPI launcher are work of their own only where it is a worker too", () => {
    const mpi = (more: string) =>
      object("kubeflow.org", "MPIJob", `spec: { ${more}mpiReplicaSpecs: { Launcher: { template: { spec: ${POD} } } } }`);
    assert.match(read(mpi(""))[0] ?? "", / launcher full/);
    assert.match(read(mpi("runLauncherAsWorker: true, "))[0] ?? "", / train full/);
  });
});

/** Nested maps and lists along the steps, with a container at the end: `a`, `b[]` and `*` for any key. */
function nested(steps: readonly string[]): string {
  const inner = steps.reduceRight((body, step) => {
    if (step === "*") return `{ Worker: ${body} }`;
    return step.endsWith("[]") ? `{ ${step.slice(0, -2)}: [${body}] }` : `{ ${step}: ${body} }`;
  }, "{ name: c, image: i, steps: [{ name: s, image: i }] }");
  return inner.slice(2, -2);
}
