// Whether what a container writes to a path outlives its pod.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Container, containers } from "../../engine/facet/containers.ts";
import { isObjectStore, storageOf } from "../../engine/facet/path-storage.ts";
import { NOTHING_DECLARED, objectIn } from "./objects.ts";

const containerOf = (more: string, volumes = "") =>
  containers.of(
    objectIn(
      `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: a }\nspec: { volumeClaimTemplates: [{ metadata: { name: own } }], template: { spec: { volumes: [${volumes}], containers: [{ name: c${more} }] } } }\n`,
    ),
    NOTHING_DECLARED,
  )[0] as Container;

const VOLUMES =
  "{ name: pvc, persistentVolumeClaim: { claimName: x } }, { name: tmp, emptyDir: {} }, { name: host, hostPath: { path: /x } }, { name: bare }, { name: new, quobyte2: {} }";
const mounted = (...mounts: readonly string[]) =>
  `, volumeMounts: [${mounts.map((one) => `{ name: ${one.split(":")[0]}, mountPath: ${one.split(":")[1]} }`).join(", ")}]`;

test("the longest mount decides, and no mount is the container's own file system", () => {
  const container = containerOf(mounted("pvc:/data", "tmp:/data/tmp/", "host:/host", "own:/own", "bare:/bare", "new:/new"), VOLUMES);
  const read = (path: string) => storageOf(container, path).storage;
  assert.deepEqual(
    ["/data/x", "/data", "/database", "/data/tmp/y", "/data/tmp/../z", "/host/a", "/own/a", "/bare/a", "/new/a", "/"].map(read),
    ["durable", "durable", "ephemeral", "ephemeral", "durable", "node", "durable", "ephemeral", "unknown", "ephemeral"],
  );
  assert.ok(storageOf(container, "/data/x").volume?.at("name").is("pvc"));
});

test("a relative path needs the working directory, unless nothing durable is mounted", () => {
  assert.equal(storageOf(containerOf(`, workingDir: /data${mounted("pvc:/data")}`, VOLUMES), "./out").storage, "durable");
  assert.equal(storageOf(containerOf(mounted("pvc:/data"), VOLUMES), "out").storage, "unknown");
  assert.equal(storageOf(containerOf(mounted("tmp:/tmp"), VOLUMES), "out").storage, "ephemeral");
  assert.equal(storageOf(containerOf(""), "out").storage, "ephemeral");
});

test("what is not known stays so", () => {
  for (const more of [", volumeMounts: $MOUNTS", ", volumeMounts: [{ name: pvc, mountPath: $PATH }]", mounted("elsewhere:/data")])
    assert.equal(storageOf(containerOf(more, VOLUMES), "/data/x").storage, "unknown", more);
});

test("object stores are known by scheme or host", () => {
  for (const word of [
    "s3://b/k",
    "gs://b",
    "abfss://c@a",
    "https://a.blob.core.windows.net/c",
    "https://b.s3.amazonaws.com/k",
    "https://storage.googleapis.com/b",
  ])
    assert.ok(isObjectStore(word), word);
  for (const word of ["/s3/x", "https://example.org/s3", "s3", "file:///x"]) assert.ok(!isObjectStore(word), word);
});
