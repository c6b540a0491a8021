import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { pointed, projectOf } from "../harness/project.ts";

const only = (...ids: string[]) => rules.filter((rule) => ids.includes(rule.id));

const workflow = `apiVersion: argoproj.io/v1alpha1
kind: Workflow
metadata:
  generateName: nightly-
spec:
  entrypoint: train
  templates:
    - name: train
      resource:
        action: create
        manifest: |
          apiVersion: batch/v1
          kind: Job
          metadata:
            name: "train-{{workflow.uid}}"
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: train
                    resources:
                      requests:
                        nvidia.com/gpu: 8 # one node
`;

test("a value inside YAML in a string is reported at its own line", () => {
  assert.match(
    pointed(projectOf({ "wf.yaml": workflow }, { rules: only("gpu/limit-missing") }))[0] ?? "",
    /^wf\.yaml:24:25 nvidia\.com\/gpu Container train /,
  );
});

test("its fix writes inside the string, with the indentation of the block", () => {
  const project = projectOf({ "wf.yaml": workflow }, { rules: only("gpu/limit-missing") });
  const plan = project.plan(project.report().findings);
  assert.equal(
    applyEdits(workflow, plan.edits.get("wf.yaml") ?? []),
    `${workflow}                      limits:\n                        nvidia.com/gpu: 8\n`,
  );
});

test("a statement inside a heredoc is reported at its own line", () => {
  const terraform = `terraform {
  backend "s3" {}
}

resource "aws_iam_policy" "notebook" {
  name   = "notebook"
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "*",
          "Resource": "*"
        }
      ]
    }
  EOT
}
`;
  assert.match(
    pointed(projectOf({ "infra/iam.tf": terraform }, { rules: only("iam/admin-statement") }))[0] ?? "",
    /^infra\/iam\.tf:13:21 "\*" aws_iam_policy\.notebook allows every action/,
  );
});
