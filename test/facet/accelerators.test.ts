// Accelerators of a pod: how many, of which kind, whole or shared, certainly some, certainly none, or nobody knows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { acceleratorUse } from "../../engine/facet/accelerator-use.ts";
import type { FacetSettings } from "../../engine/facet/facet.ts";
import { recordOf } from "../../engine/facet/record.ts";
import { Reading } from "../../engine/model/place.ts";
import { textOf } from "../../engine/model/value.ts";
import { NOTHING_DECLARED, objectIn } from "./objects.ts";

/** "2 nvidia.com/gpu, yes, 2 devices" for each pod template. */
function read(text: string, settings: FacetSettings = NOTHING_DECLARED): readonly string[] {
  return acceleratorUse.of(objectIn(text), settings).map(({ perPod, uses, isShared, devices }) => {
    const counts = [...perPod].map(([resource, count]) => `${textOf(Reading.value(count)) ?? "?"} ${resource}`);
    return [...counts, uses, isShared ? "shared" : "", devices === undefined ? "" : `${devices} devices`]
      .filter((part) => part !== "")
      .join(", ");
  });
}

const pod = (spec: string, annotations = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: a, annotations: { ${annotations} } }\nspec: { ${spec} }\n`;
const limits = (text: string) => pod(`containers: [{ name: c, resources: { limits: { ${text} } } }]`);

describe("accelerators of a pod", () => {
  test("of every vendor are known by the names that their plugins use", () => {
    const names = [
      "nvidia.com/gpu nvidia.com/gpu.shared nvidia.com/mig-1g.10gb nvidia.com/mig-1g.10gb.me nvidia.com/mig-3g.20gb.shared",
      "amd.com/gpu amd.com/cpx_nps4 gpu.intel.com/i915 gpu.intel.com/xe npu.intel.com/accel habana.ai/gaudi google.com/tpu",
      "aws.amazon.com/neuron aws.amazon.com/neuroncore aws.amazon.com/neurondevice microsoft.com/directx qualcomm.com/qaic",
      "cambricon.com/vmlu huawei.com/Ascend910B3 iluvatar.ai/BI-V100 enflame.com/gcu enflame.com/drs-gcu metax-tech.com/sgpu",
      "hygon.com/dcunum mthreads.com/vgpu kunlunxin.com/vxpu volcano.sh/vgpu-number",
    ];
    for (const name of names.join(" ").split(" ")) assert.match(read(limits(`${name}: 1`))[0] ?? "", /^1 .*, yes/, name);
    for (const name of ["rdma/ib", "vpc.amazonaws.com/efa", "hugepages-2Mi", "cpu", "sgx.intel.com/epc", "networking.gke.io.networks/x"])
      assert.deepEqual(read(limits(`${name}: 1`)), ["no, 0 devices"], name);
    assert.deepEqual(read(limits("example.org/chip: 2"), { ...NOTHING_DECLARED, accelerators: ["example.org/chip"] }), [
      "2 example.org/chip, yes",
    ]);
  });

  test("add up over containers and sidecars; init containers count as a maximum", () => {
    const containers = (init: number, more = "") =>
      pod(
        `initContainers: [{ name: i, resources: { limits: { nvidia.com/gpu: ${init} } } }, { name: s, restartPolicy: Always, resources: { limits: { nvidia.com/gpu: 1 } } }],
         containers: [{ name: c, resources: { limits: { nvidia.com/gpu: 2${more} } } }, { name: d, resources: { requests: { nvidia.com/gpu: 1 } } }]`,
      );
    assert.deepEqual(read(containers(1)), ["4 nvidia.com/gpu, yes, 4 devices"]);
    assert.deepEqual(read(containers(8)), ["8 nvidia.com/gpu, yes, 8 devices"]);
    assert.deepEqual(read(containers(1, ", amd.com/gpu: 1")), ["4 nvidia.com/gpu, 1 amd.com/gpu, yes"]);
  });

  test("are no whole devices where something shares them", () => {
    assert.deepEqual(read(limits("nvidia.com/gpu: 1, nvidia.com/gpumem: 3000")), ["1 nvidia.com/gpu, yes, shared"]);
    assert.deepEqual(read(limits("aliyun.com/gpu-mem: 3")), ["yes, shared"]);
    assert.deepEqual(read(limits("nvidia.com/gpu.shared: 1")), ["1 nvidia.com/gpu.shared, yes, shared"]);
    assert.deepEqual(read(limits("nvidia.com/mig-1g.5gb: 1")), ["1 nvidia.com/mig-1g.5gb, yes"]);
    const plain = "containers: [{ name: c, resources: { limits: { nvidia.com/gpu: 1 } } }]";
    assert.deepEqual(read(pod(`nodeSelector: { nvidia.com/gpu.product: Tesla-T4-SHARED }, ${plain}`)), ["1 nvidia.com/gpu, yes, shared"]);
    assert.deepEqual(read(pod("containers: [{ name: c }]", 'gpu-fraction: "0.5"')), ["yes, shared"]);
    assert.deepEqual(read(pod(plain, "note: gpu-memory")), ["1 nvidia.com/gpu, yes, 1 devices"]);
  });

  test("are certainly none only where nothing may bring some", () => {
    assert.deepEqual(read(pod("containers: [{ name: c }]")), ["no, 0 devices"]);
    assert.deepEqual(read(limits("nvidia.com/gpu: 0")), ["0 nvidia.com/gpu, no, 0 devices"]);
    assert.deepEqual(read(limits("nvidia.com/gpu: ")), ["no, 0 devices"]);
    assert.deepEqual(read(limits("nvidia.com/gpu: $GPUS")), ["? nvidia.com/gpu, yes"]);
    for (const spec of [
      "resourceClaims: [{ name: g }], containers: [{ name: c }]",
      "containers: [{ name: c, resources: { claims: [{ name: g }] } }]",
      "containers: [{ name: c, resources: $RESOURCES }]",
      "containers: [{ name: c, resources: { limits: { '$NAME': 1 } } }]",
      "containers: [{ name: c }], initContainers: $INIT",
    ])
      assert.deepEqual(read(pod(spec)), ["unknown"], spec);
    const served =
      "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: { name: a }\nspec: { predictor: { model: {} } }\n";
    assert.deepEqual(read(served), ["unknown"]);
  });

  test("of kinds with a field of their own are read there, and counted in the portrait", () => {
    const spark = `apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: { name: a }
spec: { driver: { cores: 1 }, executor: { instances: 3, gpu: { name: nvidia.com/gpu, quantity: 2 } } }
`;
    assert.deepEqual(read(spark), ["no, 0 devices", "2 nvidia.com/gpu, yes, 2 devices"]);
    assert.deepEqual(recordOf(objectIn(spark), NOTHING_DECLARED, undefined).workload?.accelerators, [
      { resource: "nvidia.com/gpu", count: 6, exact: true },
    ]);
    const runtime = `apiVersion: production-stack.vllm.ai/v1alpha1
kind: VLLMRuntime
metadata: { name: a }
spec: { deploymentConfig: { replicas: 2, resources: { gpu: "1" } } }
`;
    assert.deepEqual(read(runtime), ["1 nvidia.com/gpu, yes, 1 devices"]);
  });
});
