// Values that a build put together are changed where they are written: in the patch that wrote them, else in the base.
import assert from "node:assert/strict";
import { test } from "node:test";
import { planEdits } from "../../engine/edit/apply.ts";
import type { Operation } from "../../engine/model/operation.ts";
import { applyEdits } from "../../engine/text/edits.ts";
import { buildFolder, memoryAccess } from "../oracles/kustomize/build-folder.ts";
import { addItem, copy, lines, set, unset } from "./edit-cases.ts";

const files = {
  "kustomization.yaml": lines(
    "resources: [base.yaml]",
    "namePrefix: dev-",
    "patches:",
    "  - path: patch.yaml",
    "  - patch: |-",
    "      apiVersion: apps/v1",
    "      kind: Deployment",
    "      metadata:",
    "        name: web",
    "      spec:",
    "        replicas: 5",
  ),
  "base.yaml": lines(
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata:",
    "  name: web",
    "spec:",
    "  replicas: 1",
    "  paused: true",
    "  template:",
    "    spec:",
    "      containers:",
    "        - name: main",
    "          image: web:1 # pinned",
    "          args: [a]",
  ),
  "patch.yaml": lines(
    "apiVersion: apps/v1",
    "kind: Deployment",
    "metadata:",
    "  name: web",
    "spec:",
    "  paused: null # not here",
    "  template:",
    "    spec:",
    "      containers:",
    "        - name: main",
    "          resources:",
    "            limits:",
    "              cpu: 2 # two",
  ),
};

/** What the operations make of the build's files; only those that changed. */
function changed(...operations: readonly Operation[]): Record<string, string> | string {
  const resource = buildFolder(memoryAccess(files), "").unit.resources[0];
  assert.ok(resource);
  const plan = planEdits([{ id: "fix", order: 0, operations }], () => resource);
  const reason = plan.lost[0]?.reason;
  return reason ?? Object.fromEntries([...plan.edits].map(([path, edits]) => [path, applyEdits(files[path as keyof typeof files], edits)]));
}

const main = "spec.template.spec.containers[name=main]";

test("a value of the base is changed in the base, one of a patch in the patch", () => {
  assert.deepEqual(changed(set(`${main}.image`, "web:2"), set(`${main}.resources.limits.cpu`, 4)), {
    "base.yaml": files["base.yaml"].replace("web:1", "web:2"),
    "patch.yaml": files["patch.yaml"].replace("cpu: 2", "cpu: 4"),
  });
});

test("a value of a patch inside the kustomization is changed at its own line there", () => {
  assert.deepEqual(changed(set("spec.replicas", 3)), {
    "kustomization.yaml": files["kustomization.yaml"].replace("replicas: 5", "replicas: 3"),
  });
});

test("what is missing goes to the first layer that wrote the nearest ancestor", () => {
  assert.deepEqual(
    changed(set(`${main}.resources.limits.memory`, "1Gi"), set(`${main}.securityContext.privileged`, false), addItem(`${main}.args`, "b")),
    {
      "base.yaml": files["base.yaml"].replace("[a]\n", "[a, b]\n          securityContext:\n            privileged: false\n"),
      "patch.yaml": files["patch.yaml"].replace("# two\n", "# two\n              memory: 1Gi\n"),
    },
  );
});

test("what a patch takes away comes back in that patch", () => {
  assert.deepEqual(changed(set("spec.paused", false)), { "patch.yaml": files["patch.yaml"].replace("null #", "false #") });
});

test("what is removed goes where it is written; what several files write together stays", () => {
  assert.deepEqual(changed(unset(`${main}.resources`)), {
    "patch.yaml": files["patch.yaml"].replace("          resources:\n            limits:\n              cpu: 2 # two\n", ""),
  });
  assert.match(String(changed(unset("spec.template"))), /several places write it together \(base.yaml, patch.yaml\)/);
});

test("text is carried from the patch into the base", () => {
  assert.deepEqual(changed(copy(`${main}.resources.limits.cpu`, `${main}.cpu`)), {
    "base.yaml": files["base.yaml"].replace("[a]\n", "[a]\n          cpu: 2\n"),
  });
});

test("a name that a prefix changed is written nowhere as it is", () => {
  assert.match(String(changed(set("metadata.name", "x"))), /comes from namePrefix/);
});
