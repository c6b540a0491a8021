// Which nodes a pod may run on: what all of them certainly have, and which taints it tolerates.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mayRequireMore, nodeRequirements } from "../../engine/facet/node-selection.ts";
import { type PodTemplate, podTemplates } from "../../engine/facet/pod-templates.ts";
import { cannotTolerate } from "../../engine/facet/tolerations.ts";
import { NOTHING_DECLARED, objectIn } from "./objects.ts";

const templateOf = (spec: string): PodTemplate =>
  podTemplates.of(
    objectIn(`apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { ${spec}, containers: [{ name: c }] }\n`),
    NOTHING_DECLARED,
  )[0] as PodTemplate;

describe("required nodes", () => {
  const read = (spec: string) => {
    const template = templateOf(spec);
    const found = nodeRequirements(template).map(({ key, values }) => `${key}=${values?.join("|") ?? "?"}`);
    return [...found, ...(mayRequireMore(template) ? ["…"] : [])].join(" ");
  };
  const terms = (...all: readonly string[]) =>
    `affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [${all.map((one) => `{ matchExpressions: [${one}] }`).join(", ")}] } } }`;
  const isIn = (key: string, ...values: readonly string[]) => `{ key: ${key}, operator: In, values: [${values.join(", ")}] }`;

  test("are those of the selector and of every term", () => {
    assert.equal(read("nodeSelector: { gpu: 'true', pool: $POOL, spot: '' }"), "gpu=true pool=? spot=");
    assert.equal(read(terms(`${isIn("type", "a", "b")}, { key: x, operator: NotIn, values: [y] }`)), "type=a|b");
    assert.equal(read(terms(`${isIn("type", "a")}, ${isIn("zone", "z")}`, isIn("type", "b"))), "type=a|b");
    assert.equal(read(terms(isIn("type", "a"), "{ key: type, operator: Exists }")), "type=?");
    assert.equal(read(terms(isIn("type", "a"), isIn("zone", "z"))), "");
    assert.equal(read(terms(isIn("type", "a", "$TYPE"))), "type=?");
  });

  test("may be more where something is not known", () => {
    for (const spec of ["nodeSelector: $SELECTOR", "affinity: ${AFFINITY}", "nodeSelector: { '${KEY}': a }"])
      assert.match(read(spec), /…$/, spec);
    assert.equal(read("nodeSelector: {}"), "");
  });
});

test("a taint is tolerated by key, value and effect; no key and no effect fit all", () => {
  const taint = { key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" };
  const cannot = (tolerations: string) => cannotTolerate(templateOf(`tolerations: ${tolerations}`), taint);
  for (const one of [
    "[]",
    "[{ key: amd.com/gpu, operator: Exists }]",
    "[{ key: nvidia.com/gpu, operator: Exists, effect: NoExecute }]",
    "[{ key: nvidia.com/gpu, value: other }]",
    "[{ key: nvidia.com/gpu }]",
  ])
    assert.ok(cannot(one), one);
  for (const one of [
    "[{ operator: Exists }]",
    "[{ key: nvidia.com/gpu, operator: Exists }]",
    "[{ key: nvidia.com/gpu, operator: Exists, effect: '' }]",
    "[{ key: nvidia.com/gpu, value: present, effect: NoSchedule }]",
    "[{ key: $KEY, operator: Exists }]",
    "[{ key: nvidia.com/gpu, value: $VALUE }]",
    "$TOLERATIONS",
  ])
    assert.ok(!cannot(one), one);
  assert.ok(
    !cannotTolerate(templateOf("tolerations: [{ key: nvidia.com/gpu, value: other }]"), { key: "nvidia.com/gpu", effect: "NoSchedule" }),
  );
});
