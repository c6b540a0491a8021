// From a workload's queue to the nodes behind it: flavors, what excludes pods from them, and the way there.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fanOuts } from "../../engine/facet/fan-outs.ts";
import { labelConflict, untoleratedTaints } from "../../engine/facet/flavor-match.ts";
import { type ResourceFlavor, resourceFlavors } from "../../engine/facet/kueue.ts";
import { type PodTemplate, podTemplates } from "../../engine/facet/pod-templates.ts";
import { chainsIn } from "../harness/queue-chains.ts";
import { NOTHING_DECLARED, objectIn } from "./objects.ts";

const flavorOf = (spec: string): ResourceFlavor =>
  resourceFlavors.of(
    objectIn(`{ apiVersion: kueue.x-k8s.io/v1beta2, kind: ResourceFlavor, metadata: { name: a }, spec: { ${spec} } }`),
    NOTHING_DECLARED,
  )[0] as ResourceFlavor;
const podsOf = (spec: string, kind = "{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec"): PodTemplate =>
  podTemplates.of(objectIn(`${kind}: { ${spec} containers: [{ name: c, image: i }] } }`), NOTHING_DECLARED)[0] as PodTemplate;

describe("a flavor", () => {
  const conflict = (pods: string, flavor: string) => {
    const found = labelConflict(podsOf(pods), flavorOf(flavor));
    return found && `${found.requirement.key}: ${found.has} is not ${found.requirement.values?.join("|")}`;
  };
  const affinity = (...terms: readonly string[]) =>
    `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${terms.map((one) => `{ matchExpressions: [${one}] }`).join(", ")}] } } },`;

  test("is excluded by its own labels only, and only where both sides are known", () => {
    assert.equal(conflict("nodeSelector: { gpu: h100 },", "nodeLabels: { gpu: a100 }"), "gpu: a100 is not h100");
    assert.equal(conflict("nodeSelector: { zone: a, gpu: h100 },", "nodeLabels: { gpu: a100 }"), "gpu: a100 is not h100");
    for (const labels of ["gpu: h100", "pool: gpu", "gpu: $GPU", ""])
      assert.equal(conflict("nodeSelector: { gpu: h100 },", `nodeLabels: { ${labels} }`), undefined, labels);
    assert.equal(conflict("nodeSelector: { gpu: $GPU },", "nodeLabels: { gpu: a100 }"), undefined);
    assert.equal(conflict("", "nodeLabels: { gpu: a100 }"), undefined);
  });

  test("is excluded by required affinity that no term lets go", () => {
    const of = (...values: readonly string[]) => `{ key: gpu, operator: In, values: [${values.join(", ")}] }`;
    assert.equal(conflict(affinity(of("h100"), of("h200")), "nodeLabels: { gpu: a100 }"), "gpu: a100 is not h100|h200");
    assert.equal(conflict(affinity(of("h100"), of("a100")), "nodeLabels: { gpu: a100 }"), undefined);
    assert.equal(conflict(affinity(of("h100"), "{ key: zone, operator: Exists }"), "nodeLabels: { gpu: a100 }"), undefined);
    assert.equal(conflict(affinity("{ key: gpu, operator: Exists }"), "nodeLabels: { gpu: a100 }"), undefined);
  });

  const taints = (pods: string, flavor: string, kind?: string) =>
    untoleratedTaints(podsOf(pods, kind), flavorOf(flavor))
      .map(({ key, value, effect }) => `${key}=${value ?? "*"}:${effect}`)
      .join(" ");
  const SPOT = "nodeTaints: [{ key: spot, value: 'true', effect: NoSchedule }, { key: soft, effect: PreferNoSchedule }]";

  test("is kept from pods by taints that neither side tolerates", () => {
    assert.equal(taints("", SPOT), "spot=true:NoSchedule");
    assert.equal(taints("tolerations: [{ key: spot, operator: Exists, effect: NoExecute }],", SPOT), "spot=true:NoSchedule");
    assert.equal(taints("", `${SPOT}, tolerations: [{ key: gpu, operator: Exists }]`), "spot=true:NoSchedule");
    assert.equal(
      taints("", "nodeTaints: [{ key: a, effect: NoExecute }, { key: b, value: '', effect: NoSchedule }]"),
      "a=*:NoExecute b=*:NoSchedule",
    );
    for (const pods of ["tolerations: [{ key: spot, operator: Exists }],", "tolerations: [{ operator: Exists }],", "tolerations: $ALL,"])
      assert.equal(taints(pods, SPOT), "", pods);
    for (const flavor of ["[{ key: spot, value: 'true' }]", "[{ operator: Exists }]", "[$ONE]", "$ALL"])
      assert.equal(taints("", `${SPOT}, tolerations: ${flavor}`), "", flavor);
    for (const list of [
      "$TAINTS",
      "[{ key: $KEY, effect: NoSchedule }]",
      "[{ key: a, effect: $EFFECT }]",
      "[{ key: a, value: $V, effect: NoSchedule }]",
      "[]",
    ])
      assert.equal(taints("", `nodeTaints: ${list}`), "", list);
  });

  test("may be tolerated by what an operator merges into the pods", () => {
    assert.equal(taints("", SPOT, "{ apiVersion: example.com/v1, kind: Own, metadata: { name: a }, spec: { template: { spec"), "");
  });

  test("has its topology", () => {
    assert.ok(flavorOf("topologyName: racks").topology.is("racks"));
    assert.ok(flavorOf("nodeLabels: {}").topology.isAbsent);
  });
});

describe("the way from a workload", () => {
  const job = (resources: string, spec = "") =>
    `apiVersion: batch/v1\nkind: Job\nmetadata: { name: j, namespace: fraud, labels: { kueue.x-k8s.io/queue-name: q } }\nspec: { ${spec} template: { spec: { containers: [{ name: c, image: i, resources: { limits: { ${resources} } } }] } } }\n`;
  const local = (queue = "all") =>
    `apiVersion: kueue.x-k8s.io/v1beta1\nkind: LocalQueue\nmetadata: { name: q, namespace: fraud }\nspec: { clusterQueue: ${queue} }\n`;
  const group = (covered: string, ...flavors: readonly string[]) =>
    `{ coveredResources: [${covered}], flavors: [${flavors.map((name) => `{ name: ${name} }`).join(", ")}] }`;
  const queue = (...groups: readonly string[]) =>
    `apiVersion: kueue.x-k8s.io/v1beta1\nkind: ClusterQueue\nmetadata: { name: all }\nspec: { resourceGroups: [${groups.join(", ")}] }\n`;
  const flavor = (name: string) =>
    `apiVersion: kueue.x-k8s.io/v1beta1\nkind: ResourceFlavor\nmetadata: { name: ${name} }\nspec: { nodeLabels: { type: ${name} } }\n`;
  const way = (...objects: readonly string[]) => chainsIn({ "all.yaml": objects.join("---\n") }).map((one) => one.replace("all.yaml ", ""));

  const GPU = group("nvidia.com/gpu", "a100", "l4");
  test("leads to the flavors of the groups that it needs, in their order", () => {
    const flavors = [flavor("l4"), flavor("a100"), flavor("cpus")];
    const both = queue(group("cpu, memory", "cpus"), GPU);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local(), both, ...flavors), ["Job j: q > all > a100 l4"]);
    assert.deepEqual(way(job("memory: 1Gi"), local(), both, ...flavors), ["Job j: q > all > cpus"]);
    assert.deepEqual(way(job("cpu: 1, nvidia.com/gpu: 1"), local(), both, ...flavors), ["Job j: q > all > cpus, a100 l4"]);
    assert.deepEqual(way(job("example.com/fpga: 1"), local(), both, ...flavors), ["Job j: q > all > "]);
    assert.deepEqual(way(job(""), local(), queue(group("pods", "cpus")), ...flavors), ["Job j: q > all > cpus"]);
  });

  test("leads nowhere while there are no pods, or nobody knows how many", () => {
    for (const parallelism of ["0", "$N"])
      assert.deepEqual(way(job("nvidia.com/gpu: 1", `parallelism: ${parallelism},`), local(), queue(GPU), flavor("a100"), flavor("l4")), [
        "Job j: q > all > ",
      ]);
  });

  test("ends where a link is not here", () => {
    const [a100, l4] = [flavor("a100"), flavor("l4")];
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local(), queue(GPU), a100), ["Job j: q > all > ?"]);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local(), queue(group("nvidia.com/gpu")), a100), ["Job j: q > all > ?"]);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local(), queue(group("nvidia.com/gpu", "a100", "$FLAVOR")), a100), [
      "Job j: q > all > ?",
    ]);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local(), queue("{ coveredResources: [nvidia.com/gpu], flavors: $FLAVORS }"), a100), [
      "Job j: q > all > ?",
    ]);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local("$QUEUE"), queue(GPU), a100, l4), []);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), local("other"), queue(GPU), a100, l4), []);
    assert.deepEqual(way(job("nvidia.com/gpu: 1"), queue(GPU), a100, l4), []);
    assert.deepEqual(way(job("nvidia.com/gpu: 1").replace("namespace: fraud", "namespace: vision"), local(), queue(GPU), a100, l4), []);
  });

  test("reaches no further than the file, until a unit is declared", () => {
    const files = {
      "job.yaml": job("nvidia.com/gpu: 1"),
      "queues.yaml": [local(), queue(GPU), flavor("a100"), flavor("l4")].join("---\n"),
    };
    assert.deepEqual(chainsIn(files), []);
    assert.deepEqual(chainsIn(files, { units: [{ name: "all", path: "." }] }), ["job.yaml Job j: q > all > a100 l4"]);
  });
});

test("a fan-out finds its pods however many templates stand in between", () => {
  const links = Array.from({ length: 12_000 }, (_, i) => `    - { name: t${i}, steps: [[{ name: s, template: t${i + 1} }]] }`);
  const first = "    - { name: all, steps: [[{ name: s, template: t0, withItems: [1, 2, 3, 4, 5] }]] }";
  const head = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: { name: a }\nspec:\n  templates:";
  const workflow = objectIn([head, first, ...links, "    - { name: t12000, container: { image: i } }"].join("\n"));
  const [found] = fanOuts.of(workflow, NOTHING_DECLARED);
  assert.equal(found?.leaves.size, 1);
});
