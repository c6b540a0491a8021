// Writing suppressions: each form hides the finding that it was written for, and touches nothing else in the file.
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits, type IgnoreScope } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const used = rules.filter((one) =>
  /^(?:gpu\/limit-missing|encryption\/disk-key-missing|encryption\/default-credentials|suppression\/)/.test(one.id),
);
const pod = (before: string, beside = "") => `apiVersion: v1
kind: Pod
metadata:
  name: lab # the big one
spec:
  containers:
    - name: lab
      resources:
${before}        requests:
          nvidia.com/gpu: 1${beside}
`;

/** The text with the suppression; undefined where there is none of this scope. Reads it again, so that it surely holds. */
function ignored(
  text: string,
  scope: IgnoreScope,
  { path = "a.yaml", reason = "lent to us", rule = "gpu/limit-missing" } = {},
): string | undefined {
  const project = projectOf({ [path]: text }, { rules: used, today: "2026-11-24" });
  const finding = project.report().findings.find((one) => one.rule === rule);
  assert.ok(finding, "there is something to ignore");
  const edits = project.ignore(finding, scope, reason);
  if (!edits) return undefined;
  const after = applyEdits(text, edits);
  const { findings, suppressed } = projectOf({ [path]: after }, { rules: used, today: "2026-11-24" }).report();
  assert.equal(suppressed.filter((one) => one.finding.rule === rule && one.by.reason.includes(reason.trim())).length, 1, after);
  const said = new Set(project.report().findings.map((one) => one.rule));
  assert.ok(!findings.some((one) => !said.has(one.rule)), after);
  return after;
}

/** The lines that are new, each with the one below it; every line of before is still there. */
function added(before: string, after: string | undefined): readonly string[] {
  assert.ok(after);
  const lines = after.split("\n");
  const left = before.split("\n");
  const own = lines.filter((line) => {
    if (left[0] !== line) return true;
    left.shift();
    return false;
  });
  assert.deepEqual(left, [], "no line is lost");
  return own;
}

test("a comment above the line has the line's indentation", () => {
  assert.deepEqual(added(pod(""), ignored(pod(""), "line")), ["          # drydock-ignore: gpu/limit-missing — lent to us"]);
  const list = pod("").replace("        requests:\n          nvidia", "        requests: { cpu: 1, nvidia").replace("gpu: 1", "gpu: 1 }");
  assert.deepEqual(added(list, ignored(list, "line")), ["        # drydock-ignore: gpu/limit-missing — lent to us"]);
});

test("line breaks stay as they are in the file", () => {
  const windows = pod("").replaceAll("\n", "\r\n");
  assert.ok(!/[^\r]\n/.test(ignored(windows, "line") ?? "\n\n"));
  assert.ok(!/[^\r]\n/.test(ignored(windows, "file") ?? "\n\n"));
});

test("a comment that speaks for the line already gets the id, and keeps its own reason", () => {
  const other = pod("").replace(/(?= +nvidia)/, "          # drydock-ignore: encryption/default-credentials — a lab\n");
  assert.match(ignored(other, "line") ?? "", /# drydock-ignore: encryption\/default-credentials, gpu\/limit-missing — a lab; lent to us\n/);
  const same = pod("", " # drydock-ignore: encryption/default-credentials — lent to us");
  assert.match(ignored(same, "line") ?? "", /: 1 # drydock-ignore: encryption\/default-credentials, gpu\/limit-missing — lent to us\n/);
});

test("one that ends some day is left alone: the new one was given no end", () => {
  const ends = pod("", " # drydock-ignore: encryption/default-credentials — a lab until 2027-01-31");
  const after = ignored(ends, "line") ?? "";
  assert.match(after, /\n {10}# drydock-ignore: gpu\/limit-missing — lent to us\n.*until 2027-01-31\n/);
});

test("the comment for the file stands below what heads it, and above what belongs to the first line", () => {
  const comment = "# drydock-ignore-file: gpu/limit-missing — lent to us\n";
  const start = (before: string) => (ignored(before + pod(""), "file") ?? "").slice(0, before.length + comment.length + 3);
  assert.equal(start(""), `${comment}api`);
  assert.equal(start("# Copyright\n# of ours\n\n"), `# Copyright\n# of ours\n${comment}\napi`);
  assert.equal(start("# The lab.\n"), `${comment}# The lab.\napi`);
  assert.equal(start("# drydock-ignore-file: encryption/* — a lab\n"), `# drydock-ignore-file: encryption/* — a lab\n${comment}api`);
  assert.equal(start("---\n"), `${comment}---\napi`);
});

test("an annotation joins those of the object, and one of ours that is there", () => {
  assert.deepEqual(added(pod(""), ignored(pod(""), "resource")), [
    "  annotations:",
    '    drydock.dev/ignore: "gpu/limit-missing: lent to us"',
  ]);
  const others = pod("").replace("spec:", "  annotations:\n    team: lab # of physics\nspec:");
  assert.deepEqual(added(others, ignored(others, "resource")), ['    drydock.dev/ignore: "gpu/limit-missing: lent to us"']);
  const own = pod("").replace("spec:", '  annotations:\n    drydock.dev/ignore: "encryption/*: a lab" # agreed\nspec:');
  assert.match(ignored(own, "resource") ?? "", /drydock\.dev\/ignore: "encryption\/\*: a lab; gpu\/limit-missing: lent to us" # agreed\n/);
});

test("JSON has no comments, so only the annotation is possible", () => {
  const json = JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "lab" },
      spec: { containers: [{ name: "lab", resources: { requests: { "nvidia.com/gpu": 1 } } }] },
    },
    null,
    2,
  );
  assert.equal(ignored(json, "line", { path: "a.json" }), undefined);
  assert.equal(ignored(json, "file", { path: "a.json" }), undefined);
  assert.match(ignored(json, "resource", { path: "a.json" }) ?? "", /"drydock\.dev\/ignore": "gpu\/limit-missing: lent to us"/);
});

test("in Terraform a comment above the block speaks for the resource", () => {
  const disk = 'resource "aws_ebs_volume" "scratch" {\n  size      = 10\n  encrypted = true\n}\n';
  const options = { path: "main.tf", rule: "encryption/disk-key-missing" };
  assert.deepEqual(added(disk, ignored(disk, "line", options)), ["# drydock-ignore: encryption/disk-key-missing — lent to us"]);
  assert.equal(ignored(disk, "resource", options), undefined, "the line is the block's own");
  assert.deepEqual(added(disk, ignored(disk, "file", options)), ["# drydock-ignore-file: encryption/disk-key-missing — lent to us"]);
});

const WORKFLOW = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  name: w
spec:
  entrypoint: main
  templates:
    - name: main
      resource:
        action: create
        manifest: |
${pod("").replaceAll(/^(?=.)/gm, "          ")}`;

test("a manifest in a text is answered inside that text, a quoted one above it", () => {
  assert.deepEqual(added(WORKFLOW, ignored(WORKFLOW, "line")), ["                    # drydock-ignore: gpu/limit-missing — lent to us"]);
  assert.deepEqual(added(WORKFLOW, ignored(WORKFLOW, "resource")), [
    "            annotations:",
    '              drydock.dev/ignore: "gpu/limit-missing: lent to us"',
  ]);
  const quoted = WORKFLOW.replace(/manifest: \|\n[\s\S]*$/, `manifest: ${JSON.stringify(pod(""))}\n`);
  assert.deepEqual(added(quoted, ignored(quoted, "line")), ["        # drydock-ignore: gpu/limit-missing — lent to us"]);
});

test("a reason is one line, and there has to be one", () => {
  assert.equal(ignored(pod(""), "line", { reason: " \n\u202e " }), undefined);
  const after = added(pod(""), ignored(pod(""), "line", { reason: "lent" }));
  assert.equal(after.length, 1);
  const project = projectOf({ "a.yaml": pod("") }, { rules: used });
  const [finding] = project.report().findings;
  assert.ok(finding);
  const text = project.ignore(finding, "line", "lent\nkind: Secret\u0007  to us")?.[0]?.text;
  assert.equal(text, "          # drydock-ignore: gpu/limit-missing — lent kind: Secret to us\n");
  assert.equal(project.ignore(finding, "line", "until 2020-01-01"), undefined, "it would not hold");
  assert.equal(project.ignore(finding, "resource", "lent; gpu/no-such-rule: x"), undefined, "it would say something else");
});

test("what is said about suppressions is repaired, not suppressed", () => {
  const project = projectOf({ "a.yaml": pod("          # drydock-ignore: gpu/limit-missing\n") }, { rules: used });
  const about = project.report().findings.find((one) => one.rule === "suppression/reason-missing");
  assert.ok(about);
  for (const scope of ["line", "file", "resource"] as const) assert.equal(project.ignore(about, scope, "because"), undefined);
});

test("in CloudFormation a comment above the logical id speaks for the resource", () => {
  const stack = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  # the scratch disk
  Scratch:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-west-1a
      Size: 10
      Encrypted: false
`;
  const project = projectOf({ "stack.yaml": stack }, { rules });
  const finding = project.report().findings.find((one) => one.rule === "encryption/at-rest-disabled");
  assert.ok(finding);
  const text = applyEdits(stack, project.ignore(finding, "resource", "nothing is kept there") ?? []);
  assert.match(text, / {2}# the scratch disk\n {2}# drydock-ignore: encryption\/at-rest-disabled — nothing is kept there\n {2}Scratch:\n/);
});

test("what a patch of a build says is answered in the patch, and nothing else is touched", () => {
  const files = {
    "base/kustomization.yaml": "resources: [pod.yaml]\n",
    "base/pod.yaml": pod("").replace("nvidia.com/gpu: 1", "cpu: 1"),
    "kustomization.yaml": "resources: [base]\npatches: [{ path: patch.yaml }]\n",
    "patch.yaml": pod(""),
  };
  for (const scope of ["line", "file", "resource"] as const) {
    const project = projectOf(files, { rules: used });
    const finding = project.report().findings.find((one) => one.rule === "gpu/limit-missing");
    assert.equal(finding?.file, "patch.yaml");
    const edits = project.ignore(finding, scope, "lent to us");
    // The annotation would go to the base, where it covers nothing of the patch.
    assert.equal(edits === undefined, scope === "resource", scope);
    if (!edits) continue;
    const after = projectOf({ ...files, "patch.yaml": applyEdits(files["patch.yaml"], edits) }, { rules: used }).report();
    assert.deepEqual(
      after.findings.map((one) => one.rule),
      [],
      scope,
    );
    assert.equal(after.suppressed.length, 1, scope);
  }
});
