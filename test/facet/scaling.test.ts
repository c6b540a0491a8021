// What scales what and by which measure, node pools, and the capacity that pods ask for.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { autoscalers, scalers } from "../../engine/facet/autoscalers.ts";
import { capacityOf, mayTolerateSpot, noticeOf } from "../../engine/facet/capacity.ts";
import { nodePools } from "../../engine/facet/node-pools.ts";
import { type PodTemplate, podTemplates } from "../../engine/facet/pod-templates.ts";
import { retryBudget } from "../../engine/facet/retry-budget.ts";
import { NOTHING_DECLARED, objectIn } from "./objects.ts";

describe("autoscalers", () => {
  const read = (apiVersion: string, kind: string, spec: string, metadata = "name: a") => {
    const [one] = scalers.of(
      objectIn(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { ${metadata} }, spec: { ${spec} } }`),
      NOTHING_DECLARED,
    );
    if (!one) return "none";
    const metrics = one.metrics.map(({ source, resource = "", isShare }) => `${source} ${resource}${isShare ? " share" : ""}`.trim());
    const target = one.target ? `${one.target.kind}.${one.target.group}` : (one.own?.path.join(".") ?? "?");
    return `${target}: ${metrics.join(", ")}${one.hasAllMetrics ? "" : " …"}`;
  };
  const hpa = (spec: string, metadata?: string) => read("autoscaling/v2", "HorizontalPodAutoscaler", spec, metadata);

  test("name their target by group and kind", () => {
    assert.equal(hpa("scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }"), "Deployment.apps: resource cpu share");
    assert.equal(hpa("scaleTargetRef: { kind: StatefulSet, name: a }"), "StatefulSet.apps: resource cpu share");
    for (const version of ["apps.kruise.io/v1beta1", "$API"])
      assert.equal(hpa(`scaleTargetRef: { apiVersion: ${version}, kind: StatefulSet, name: a }`), "?: resource cpu share");
    assert.equal(read("keda.sh/v1alpha1", "ScaledObject", "scaleTargetRef: { name: a }"), "Deployment.apps:  …");
    assert.equal(read("autoscaling.k8s.io/v1", "VerticalPodAutoscaler", "targetRef: { kind: Deployment, name: a }"), "Deployment.apps: ");
  });

  test("measure CPU where nothing is written, and what is written otherwise", () => {
    assert.equal(hpa("metrics: []"), "?: resource cpu share");
    assert.equal(hpa("metrics: $METRICS"), "?:  …");
    assert.equal(hpa("metrics: [{ type: Pods, pods: {} }, { type: $TYPE }]"), "?: other …");
    assert.equal(hpa("metrics: [{ type: Resource, resource: { name: memory, target: { type: AverageValue } } }]"), "?: resource memory");
    assert.equal(
      hpa("metrics: [{ type: ContainerResource, containerResource: { name: cpu, container: c, target: { type: Utilization } } }]"),
      "?: container cpu share",
    );
    assert.equal(
      read(
        "autoscaling/v2beta1",
        "HorizontalPodAutoscaler",
        "metrics: [{ type: Resource, resource: { name: cpu, targetAverageUtilization: 50 } }]",
      ),
      "?: resource cpu share",
    );
    const hidden = "name: a, annotations: { autoscaling.alpha.kubernetes.io/metrics: '[]' }";
    assert.equal(read("autoscaling/v1", "HorizontalPodAutoscaler", "maxReplicas: 4", hidden), "?:  …");
    assert.equal(
      read(
        "keda.sh/v1alpha1",
        "ScaledObject",
        "triggers: [{ type: cpu, metricType: Utilization }, { type: memory, metadata: { containerName: c } }, { type: kafka }]",
      ),
      "?: resource cpu share, container memory, other",
    );
  });

  test("of elastic jobs and KServe scale a part of themselves, and name no other object", () => {
    const elastic = "elasticPolicy: { metrics: [{ type: Resource, resource: { name: cpu } }] }";
    assert.equal(read("kubeflow.org/v1", "PyTorchJob", elastic), "spec.pytorchReplicaSpecs.Worker: resource cpu");
    assert.equal(read("kubeflow.org/v1", "PyTorchJob", "elasticPolicy: { maxReplicas: 4 }"), "none");
    assert.equal(read("serving.kserve.io/v1beta1", "InferenceService", "predictor: { scaleMetric: rps }"), "spec.predictor: other rps");
    const isvc = objectIn(
      "{ apiVersion: serving.kserve.io/v1beta1, kind: InferenceService, metadata: { name: a }, spec: { predictor: { scaleMetric: cpu } } }",
    );
    assert.equal(autoscalers.of(isvc, NOTHING_DECLARED).length, 0);
  });
});

test("a node pool may have what all of its requirements allow", () => {
  const read = (requirements: string) => {
    const text = `{ apiVersion: karpenter.sh/v1, kind: NodePool, metadata: { name: a }, spec: { template: { spec: { requirements: ${requirements} } } } }`;
    return nodePools.of(objectIn(text), NOTHING_DECLARED)[0]?.capacityTypes?.join(" ");
  };
  const one = (operator: string, values: string) => `{ key: karpenter.sh/capacity-type, operator: ${operator}, values: [${values}] }`;
  assert.equal(read("[]"), "spot on-demand reserved");
  assert.equal(read(`[${one("In", "spot, on-demand")}, { key: zone, operator: In, values: [a] }]`), "spot on-demand");
  assert.equal(read(`[${one("In", "spot, on-demand")}, ${one("NotIn", "on-demand")}]`), "spot");
  assert.equal(read("[{ key: karpenter.sh/capacity-type, operator: Exists }]"), "spot on-demand reserved");
  for (const unknown of [
    "$REQUIREMENTS",
    `[${one("In", "spot, $MORE")}]`,
    `[${one("$OP", "spot")}]`,
    "[{ key: $KEY, operator: In, values: [spot] }]",
  ])
    assert.equal(read(unknown), undefined, unknown);
});

describe("capacity", () => {
  const templateOf = (spec: string): PodTemplate =>
    podTemplates.of(
      objectIn(`{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { ${spec}, containers: [{ name: c }] } }`),
      NOTHING_DECLARED,
    )[0] as PodTemplate;
  const read = (spec: string) => capacityOf(templateOf(spec), { ...NOTHING_DECLARED, spotLabels: [{ key: "pool", value: "cheap" }] }).spot;
  const required = (...terms: readonly string[]) =>
    `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${terms.map((one) => `{ matchExpressions: [${one}] }`).join(", ")}] } } }`;
  const isIn = (...values: readonly string[]) => `{ key: karpenter.sh/capacity-type, operator: In, values: [${values.join(", ")}] }`;

  test("is required, preferred, avoided or unstated", () => {
    for (const spec of [
      "nodeSelector: { eks.amazonaws.com/capacityType: SPOT }",
      "nodeSelector: { pool: cheap }",
      required(isIn("spot")),
      required(isIn("spot"), isIn("spot")),
    ])
      assert.equal(read(spec), "required", spec);
    for (const spec of [required(isIn("spot", "on-demand")), required(isIn("spot"), isIn("on-demand"))])
      assert.equal(read(spec), "preferred", spec);
    for (const spec of [
      "nodeSelector: { karpenter.sh/capacity-type: on-demand }",
      required("{ key: cloud.google.com/gke-spot, operator: DoesNotExist }"),
    ])
      assert.equal(read(spec), "avoided", spec);
    for (const spec of ["nodeSelector: { disk: nvme }", "nodeSelector: {}", required("{ key: zone, operator: In, values: [a] }")])
      assert.equal(read(spec), "unstated", spec);
  });

  test("is not known where anything that decides is not", () => {
    const unknown = [
      "nodeSelector: $SELECTOR",
      "nodeSelector: { karpenter.sh/capacity-type: $CAPACITY }",
      "affinity: $AFFINITY",
      "affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: $TERMS } } }",
      "affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: $PREFERENCES } }",
      "affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: $ALL }] } } }",
      required(isIn("$CAPACITY")),
    ];
    for (const spec of unknown) assert.equal(read(spec), "unknown", spec);
  });

  test("may be spot by a toleration alone", () => {
    const may = (tolerations: string) => mayTolerateSpot(templateOf(`tolerations: ${tolerations}`), NOTHING_DECLARED);
    for (const one of ["$ALL", "[{ operator: Exists }]", "[{ key: cloud.google.com/gke-spot, operator: Exists }]", "[{ key: $KEY }]"])
      assert.ok(may(one), one);
    for (const one of ["[]", "[{ key: nvidia.com/gpu, operator: Exists }]"]) assert.ok(!may(one), one);
  });

  test("ends after the notice of its platform", () => {
    assert.deepEqual(["eks", "aks", "self-managed", undefined].map(noticeOf), [120, 30, undefined, undefined]);
  });
});

test("a JobSet survives its own restarts and those of its most patient job", () => {
  const read = (spec: string) =>
    retryBudget.of(
      objectIn(`{ apiVersion: jobset.x-k8s.io/v1alpha2, kind: JobSet, metadata: { name: a }, spec: { ${spec} } }`),
      NOTHING_DECLARED,
    )[0]?.retries;
  const jobs = (...limits: readonly string[]) =>
    `replicatedJobs: [${limits.map((limit, i) => `{ name: j${i}, template: { spec: { ${limit} } } }`).join(", ")}]`;
  assert.equal(read(jobs("backoffLimit: 0")), 0);
  assert.equal(read(jobs("backoffLimit: 0", "completions: 1")), 6);
  assert.equal(read(`failurePolicy: { maxRestarts: 2 }, ${jobs("backoffLimit: 0")}`), 2);
  for (const unknown of [
    `failurePolicy: { maxRestarts: $N }, ${jobs("backoffLimit: 0")}`,
    jobs("backoffLimit: $N"),
    "replicatedJobs: $JOBS",
    `failurePolicy: { rules: [] }, ${jobs("backoffLimit: 0")}`,
  ])
    assert.equal(read(unknown), undefined, unknown);
});
