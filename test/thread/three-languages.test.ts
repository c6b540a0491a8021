import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const rule = rules.filter((one) => one.id === "encryption/at-rest-disabled");

const storageClass = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: datasets
provisioner: ebs.csi.aws.com
parameters:
  encrypted: "false" # TODO
`;
const terraform = `terraform {
  backend "s3" {}
}

resource "aws_ebs_volume" "scratch" {
  availability_zone = "eu-central-1a"
  size              = 500
  encrypted         = false # for now
}
`;
const template = `Resources:
  Scratch:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-central-1a
      Encrypted: false # for now
      Size: 500
`;

test("one rule id speaks in YAML, HCL and CloudFormation, each at the value", () => {
  assert.deepEqual(pointed(projectOf({ "sc.yaml": storageClass, "infra/main.tf": terraform, "stack.yaml": template }, { rules: rule })), [
    "infra/main.tf:8:23 false EBS volume aws_ebs_volume.scratch is not encrypted at rest: encrypted is false. Datasets and checkpoints lie there in the clear.",
    'sc.yaml:7:14 "false" Volumes of StorageClass datasets are not encrypted at rest: encrypted is false. Datasets and checkpoints lie there in the clear.',
    "stack.yaml:6:18 false EBS volume AWS::EC2::Volume Scratch is not encrypted at rest: Encrypted is false. Datasets and checkpoints lie there in the clear.",
  ]);
});

test("and repairs each in its own syntax, comments and alignment kept", () => {
  const files = { "sc.yaml": storageClass, "infra/main.tf": terraform, "stack.yaml": template };
  const project = projectOf(files, { rules: rule });
  const plan = project.plan(project.report().findings);
  assert.deepEqual(plan.lost, []);
  for (const [path, text] of Object.entries(files)) {
    assert.equal(applyEdits(text, plan.edits.get(path) ?? []), text.replace("false", "true"), path);
  }
});

test("what is not written is repaired too: the attribute is added where its neighbours stand", () => {
  const files = {
    "infra/main.tf": 'terraform {\n  backend "s3" {}\n}\n\nresource "aws_efs_file_system" "models" {\n  creation_token = "models"\n}\n',
  };
  const project = projectOf(files, { rules: rule });
  assert.match(pointed(project)[0] ?? "", /is not encrypted at rest: encrypted is false by default\./);
  const plan = project.plan(project.report().findings);
  assert.equal(
    applyEdits(files["infra/main.tf"], plan.edits.get("infra/main.tf") ?? []),
    files["infra/main.tf"].replace('  creation_token = "models"\n', '  creation_token = "models"\n  encrypted      = true\n'),
  );
});

test("a variable's default decides and is named; the fix does not overwrite the variable", () => {
  const files = {
    "infra/main.tf":
      'terraform {\n  backend "s3" {}\n}\n\nresource "aws_ebs_volume" "scratch" {\n  availability_zone = "eu-central-1a"\n  encrypted         = var.encrypt\n}\n',
    "infra/variables.tf": 'variable "encrypt" {\n  type    = bool\n  default = false\n}\n',
  };
  const project = projectOf(files, { rules: rule });
  assert.match(pointed(project)[0] ?? "", /^infra\/main\.tf:7:23 var\.encrypt .* encrypted is false \(default of var\.encrypt\)/);
  assert.equal(project.report().findings[0]?.fix, null);
});

test("Fn::If gives a choice: equal branches decide, different ones are unknown and counted", () => {
  const choice = (yes: string, no: string) => `Parameters:
  Stage: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Scratch:
    Type: AWS::EC2::Volume
    Properties:
      AvailabilityZone: eu-central-1a
      Encrypted: !If [IsProd, ${yes}, ${no}]
`;
  const both = projectOf({ "stack.yaml": choice("false", "false") }, { rules: rule });
  assert.equal(both.report().findings.length, 1);
  const differ = projectOf({ "stack.yaml": choice("true", "false") }, { rules: rule });
  assert.deepEqual(differ.report().findings, []);
});
