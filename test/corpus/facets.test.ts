// Every real manifest is looked at: wherever somebody wrote a list of containers, a pod template is seen there, in listed kinds and in
// kinds that nobody listed.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kubernetesResources } from "../../engine/dialect/kubernetes/resources.ts";
import { readFile } from "../../engine/dialect/read-file.ts";
import { containersOf } from "../../engine/facet/containers.ts";
import { podTemplates } from "../../engine/facet/pod-templates.ts";
import { formatPath } from "../../engine/model/address.ts";
import { Place } from "../../engine/model/place.ts";
import type { Resource } from "../../engine/model/resource.ts";
import table from "../../facts/pod-templates.json" with { type: "json" };

const corpus = join(process.env.DRYDOCK_SHARED ?? join(process.cwd(), "../shared"), "corpus/dev");
const SETTINGS = { accelerators: [], spotLabels: [], roles: [] };
const LISTED = new Set(table.kinds.flatMap(({ group, kinds }) => kinds.map((kind) => `${kind}.${group}`)));

/** Templates in the corpus, which does not move: a smaller number means that some are not seen any more. */
const FEWEST: Readonly<Record<string, number>> = {
  "Deployment.apps": 125,
  "SparkApplication.sparkoperator.k8s.io": 102,
  "RayCluster.ray.io": 83,
  "JobSet.jobset.x-k8s.io": 72,
  "Pod.": 64,
  "DaemonSet.apps": 63,
  "Job.batch": 59,
  "RayJob.ray.io": 58,
  "InferenceService.serving.kserve.io": 57,
  "Workflow.argoproj.io": 54,
  "RayService.ray.io": 44,
  "Job.batch.volcano.sh": 44,
  "ClusterTrainingRuntime.trainer.kubeflow.org": 38,
  "PyTorchJob.kubeflow.org": 32,
  "MPIJob.kubeflow.org": 20,
  "TrainJob.trainer.kubeflow.org": 9,
  "LeaderWorkerSet.leaderworkerset.x-k8s.io": 4,
  "Notebook.kubeflow.org": 4,
};

/** A list of this name that holds something else. */
const NO_PODS = [
  // Variables `${trialParameters…}` make the trial an object of its own, which is seen as a Job.
  "Experiment.kubeflow.org",
  // A fixture of kubeconform with a misspelt field.
  "ReplicationController.: spec.templates.spec",
];

test("a pod template is seen wherever the corpus has one", (t) => {
  if (!existsSync(corpus)) return t.skip("needs the shared folder");
  const counts = new Map<string, number>();
  const unlisted = new Set<string>();
  const unseen: string[] = [];
  for (const resource of resources()) {
    const kind = `${resource.ref.kind}.${resource.ref.group}`;
    const templates = podTemplates.of(resource, SETTINGS);
    counts.set(kind, (counts.get(kind) ?? 0) + templates.length);
    if (templates.length > 0 && !LISTED.has(kind)) unlisted.add(kind);
    const seen = new Set<unknown>(templates.flatMap((one) => [one.spec.node, ...containersOf(one).map(({ place }) => place.node)]));
    for (const place of podSpecs(Place.root(resource), seen)) {
      const where = `${kind}: ${formatPath(place.path)}`;
      if (!NO_PODS.some((known) => where.startsWith(known))) unseen.push(`${where} in ${resource.document.source.path}`);
    }
  }
  t.diagnostic(`${[...counts.values()].reduce((sum, count) => sum + count, 0)} templates; not listed: ${[...unlisted].sort().join(", ")}`);
  assert.deepEqual(unseen, []);
  for (const [kind, fewest] of Object.entries(FEWEST)) assert.ok((counts.get(kind) ?? 0) >= fewest, `${kind}: ${counts.get(kind)}`);
  for (const kind of ["FlinkDeployment.flink.apache.org", "SandboxTemplate.extensions.agents.x-k8s.io"])
    assert.ok(unlisted.has(kind), kind);
});

function* resources(): Generator<Resource> {
  for (const file of readdirSync(corpus, { recursive: true, encoding: "utf8" }).sort()) {
    if (!/\.(ya?ml|json)$/.test(file) || !statSync(join(corpus, file)).isFile()) continue;
    const text = readFileSync(join(corpus, file), "utf8").replace(/^\uFEFF/, "");
    yield* kubernetesResources(readFile(file, text, false).documents);
  }
}

/** Maps with a list of containers that have an image, outside of what is seen already. */
function* podSpecs(place: Place, seen: ReadonlySet<unknown>): Generator<Place> {
  if (seen.has(place.node)) return;
  if (place.at("containers").items.some((one) => one.at("image").is(() => true))) yield place;
  for (const inner of [...place.entries, ...place.items]) yield* podSpecs(inner, seen);
}
