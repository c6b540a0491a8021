import assert from "node:assert/strict";
import { test } from "node:test";
import { listKeyFor } from "../../engine/dialect/kubernetes/list-keys.ts";

test("containers, their environment and volumes are told apart by name wherever they occur", () => {
  assert.equal(listKeyFor("Deployment", ["spec", "template", "spec", "containers"]), "name");
  assert.equal(listKeyFor("PyTorchJob", ["spec", "pytorchReplicaSpecs", "Worker", "template", "spec", "volumes"]), "name");
  assert.equal(listKeyFor("Pod", ["spec", "containers", { by: "name", is: "main" }, "env"]), "name");
});

test("ports mean something else in a container and in a Service", () => {
  assert.equal(listKeyFor("Pod", ["spec", "containers", 0, "ports"]), "containerPort");
  assert.equal(listKeyFor("Service", ["spec", "ports"]), "port");
});

test("lists of AI kinds that their controllers, not their schemas, keep unique", () => {
  assert.equal(listKeyFor("RayJob", ["spec", "rayClusterSpec", "workerGroupSpecs"]), "groupName");
  assert.equal(listKeyFor("JobSet", ["spec", "replicatedJobs"]), "name");
  assert.equal(listKeyFor("Job", ["spec", "tasks"]), "name");
  assert.equal(listKeyFor("CronWorkflow", ["spec", "workflowSpec", "templates"]), "name");
  assert.equal(listKeyFor("Workflow", ["spec", "templates", { by: "name", is: "train" }, "inputs", "parameters"]), "name");
});

test("mounts are told apart by where they are mounted, because one volume may be mounted twice", () => {
  assert.equal(listKeyFor("StatefulSet", ["spec", "template", "spec", "containers", 0, "volumeMounts"]), "mountPath");
});

test("lists of plain values, unknown lists and list items have no key", () => {
  assert.equal(listKeyFor("Pod", ["spec", "containers", 0, "args"]), undefined);
  assert.equal(listKeyFor("Role", ["rules"]), undefined);
  assert.equal(listKeyFor("Pod", ["spec", "containers", 0]), undefined);
  assert.equal(listKeyFor("Pod", []), undefined);
});
