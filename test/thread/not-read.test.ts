// What Drydock does not read, or what is too much for it, is told as that: never as a fault of the author, and never by silence.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rules } from "../../rules/index.ts";
import { projectOf } from "../harness/project.ts";

const ABOUT = ["gpu/limit-missing", "encryption/at-rest-disabled", "schema/render-failed"];
const about = rules.filter(({ id }) => ABOUT.includes(id));

/** Problems and findings of some files, a line each. */
function said(files: Readonly<Record<string, string>>) {
  const project = projectOf(files, { rules: about });
  const { problems, findings } = project.report();
  const line = (file: string, at: number | undefined) => (at === undefined ? file : `${file}:${at}`);
  return {
    problems: problems.map(({ kind, file, range, message }) => `${kind} ${line(file, range?.start.line)} ${message}`),
    findings: findings.map(({ rule, file, range }) => `${rule} ${line(file, range.start.line)}`),
  };
}

describe("Terraform in JSON syntax", () => {
  const volume =
    'provider "aws" {}\n\nvariable "encrypt" {\n  default = false\n}\n\nresource "aws_ebs_volume" "a" {\n  encrypted = var.encrypt\n}\n';
  const alone = { problems: [], findings: ["encryption/at-rest-disabled main.tf:8"] };

  test("is named as not read, wherever it stands", () => {
    const json = '{"resource": {"aws_ebs_volume": {"b": {"encrypted": false}}}}\n';
    const message = "Terraform in JSON syntax is not read: what this file declares is not checked.";
    assert.deepEqual(said({ "more.tf.json": json }), { problems: [`limit more.tf.json ${message}`], findings: [] });
    assert.deepEqual(said({ "more.tofu.json": json }), { problems: [`limit more.tofu.json ${message}`], findings: [] });
    assert.deepEqual(said({ "main.tf": volume, "more.tf.json": json }), { ...alone, problems: [`limit more.tf.json ${message}`] });
  });

  test("that may set the variables of a module makes them unknown", () => {
    const message = "Values in JSON syntax are not read: what the variables of this module decide is not checked.";
    for (const name of ["terraform.tfvars.json", "eu.auto.tfvars.json"])
      assert.deepEqual(said({ "main.tf": volume, [name]: '{"encrypt": true}' }), { problems: [`limit ${name} ${message}`], findings: [] });
    const given = { "main.tf": volume, "a.auto.tfvars": "encrypt = false\n", "b.auto.tfvars.json": '{"encrypt": true}' };
    assert.deepEqual(said(given).findings, []);
    assert.deepEqual(said({ "main.tf": volume, "prod.tfvars.json": '{"encrypt": true}' }), alone);
  });

  test("that may override everything takes the module out", () => {
    const message = "Terraform in JSON syntax is not read. As this file may change all of its module, the module is not checked.";
    for (const name of ["override.tf.json", "eu_override.tf.json"])
      assert.deepEqual(said({ "main.tf": volume, [name]: "{}" }), { problems: [`limit ${name} ${message}`], findings: [] });
  });

  test("in other JSON files is none", () => {
    assert.deepEqual(said({ "package.json": "{}", "tf.json": '{"resource": {}}' }), { problems: [], findings: [] });
  });
});

describe("a Kustomize build that is too much", () => {
  const pod = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name} }\nspec: { containers: [{ name: a, image: "a:1", resources: { requests: { nvidia.com/gpu: 1 } } }] }\n`;
  const found = (file: string) => `gpu/limit-missing ${file}:4`;

  test("nested too deep is a limit, and what was read is still judged", () => {
    const nested = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`d${i}/kustomization.yaml`, `resources: [pod.yaml, ../d${i + 1}]\n`]),
    );
    const { problems, findings } = said({
      ...nested,
      "d0/pod.yaml": pod("a"),
      ...Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`d${i + 1}/pod.yaml`, pod(`p${i}`)])),
      "d12/kustomization.yaml": "",
    });
    assert.deepEqual(problems, [
      "limit d9/kustomization.yaml:1 Kustomizations include each other more than 10 levels deep; ../d10 is not read.",
    ]);
    assert.deepEqual(
      findings.filter((one) => one.startsWith("schema/render-failed")),
      [],
    );
    assert.ok(findings.includes(found("d0/pod.yaml")) && findings.includes(found("d9/pod.yaml")));
  });

  test("a base outside the workspace is a limit: nobody says that Kustomize refuses it", () => {
    assert.deepEqual(said({ "kustomization.yaml": "resources: [pod.yaml, ../../shared]\n", "pod.yaml": pod("a") }), {
      problems: ["limit kustomization.yaml:1 ../../shared leads out of the workspace; it is not read."],
      findings: [found("pod.yaml")],
    });
  });

  test("changes that are not made leave nothing to be known of what they may change", () => {
    const limits = "- op: add\n  path: /spec/containers/0/resources/limits\n  value: { nvidia.com/gpu: 1 }\n";
    const many = `${"- { op: add, path: /metadata/annotations, value: {} }\n".repeat(1000)}${limits}`;
    const build = (patch: string) => ({
      "kustomization.yaml": "resources: [pod.yaml]\npatches:\n  - path: patch.yaml\n    target: { kind: Pod }\n",
      "pod.yaml": pod("a"),
      "patch.yaml": patch,
    });
    assert.deepEqual(said(build("[]\n")).findings, [found("pod.yaml")]);
    assert.deepEqual(said(build(limits)).findings, []);
    assert.deepEqual(said(build(many)), {
      problems: ["limit patch.yaml:1 A JSON patch with more than 1000 operations is not applied."],
      findings: [],
    });
    assert.deepEqual(said(build(`${limits}- ${"[".repeat(5000)}\n`)).findings, []);
  });

  test("more work than a build may take is a limit, and nothing is said of a part of it", () => {
    const pods = Array.from({ length: 500 }, (_, i) => pod(`p${i}`)).join("---\n");
    const images = Array.from({ length: 5000 }, (_, i) => `  - { name: i${i}, newTag: t }\n`).join("");
    const { problems, findings } = said({ "pods.yaml": pods, "kustomization.yaml": `resources: [pods.yaml]\nimages:\n${images}` });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^limit kustomization.yaml:\d+ The build is too large/);
    assert.deepEqual(findings, []);
  });
});

test("a file outside the folder of a kustomization is refused by Kustomize, also where it lies outside the workspace", () => {
  const project = projectOf(
    {
      "kustomization.yaml": "resources: [pod.yaml]\npatches:\n  - path: ../patch.yaml\n",
      "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: { name: a }\n",
    },
    { rules: about },
  );
  const { findings, problems } = project.report();
  assert.deepEqual(problems, []);
  assert.deepEqual(
    findings.map((one) => project.describe(one).message),
    ["../patch.yaml is outside the folder of the kustomization: Kustomize refuses it unless it is started with --load-restrictor."],
  );
});
