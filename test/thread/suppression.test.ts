import assert from "node:assert/strict";
import { test } from "node:test";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const used = rules.filter((one) => one.id === "gpu/limit-missing" || one.id.startsWith("suppression/"));

const pod = (before: string, beside = "") => `apiVersion: v1
kind: Pod
metadata:
  name: lab
spec:
  containers:
    - name: lab
      resources:
${before}        requests:
          nvidia.com/gpu: 1${beside}
`;
const report = (text: string) => projectOf({ "a.yaml": text }, { rules: used, today: "2026-11-24" }).report();
const said = (text: string) =>
  pointed(projectOf({ "a.yaml": text }, { rules: used, today: "2026-11-24" })).map((one) => one.replace(/^\S+ /, ""));

test("a comment on the line above a key covers that key and what is below it", () => {
  const { findings, suppressed } = report(pod("        # drydock-ignore: gpu/limit-missing — the platform's LimitRange gives it\n"));
  assert.deepEqual(findings, []);
  assert.deepEqual(
    suppressed.map((one) => [one.finding.rule, one.by.reason]),
    [["gpu/limit-missing", "the platform's LimitRange gives it"]],
  );
});

test("a comment at the end of the line covers that line, and a topic covers its rules", () => {
  assert.deepEqual(report(pod("", " # drydock-ignore: gpu/* - sandbox")).findings, []);
});

test("an annotation covers the object", () => {
  const text = pod("").replace(
    "  name: lab\nspec",
    '  name: lab\n  annotations:\n    drydock.dev/ignore: "gpu/limit-missing: sandbox"\nspec',
  );
  assert.deepEqual(report(text).findings, []);
});

test("an expired one no longer hides anything, and says so", () => {
  assert.deepEqual(said(pod("        # drydock-ignore: gpu/limit-missing — until the new nodes come until 2026-11-01\n")), [
    "# drydock-ignore: gpu/limit-missing — until the new nodes come until 2026-11-01 This suppression of gpu/limit-missing ended on 2026-11-01; what it hid is shown again. Repair it, or set a new date.",
    "nvidia.com/gpu Container lab requests nvidia.com/gpu without a limit: Kubernetes refuses the pod. Add the limit.",
  ]);
});

test("an unused one is reported", () => {
  const fine = pod("        # drydock-ignore: gpu/limit-missing — sandbox\n").replace("        requests:", "        limits:");
  assert.deepEqual(said(fine), [
    "# drydock-ignore: gpu/limit-missing — sandbox Nothing here breaks gpu/limit-missing: this suppression can go.",
  ]);
});

test("without a reason it does not count", () => {
  assert.equal(said(pod("        # drydock-ignore: gpu/limit-missing\n")).length, 2);
});
