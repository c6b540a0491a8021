// Which hosts lie certainly outside: names and addresses of the public Internet, and no others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isPublicHost } from "../../engine/facet/hosts.ts";

test("names and addresses of the public Internet", () => {
  for (const host of [
    "example.com",
    "mlflow.example.com",
    "API.OpenAI.com",
    "s3.eu-central-1.amazonaws.com.",
    "hub.team.dev",
    "8.8.8.8",
    "172.32.0.1",
  ])
    assert.ok(isPublicHost(host), host);
});

test("nothing that may be a Service, a machine of the network, or not known", () => {
  const near = [
    ...[
      "localhost",
      "minio",
      "minio.kubeflow",
      "loki.monitoring",
      "mlflow.dev",
      "mlflow.ai",
      "a.b.svc",
      "a.b.svc.cluster.local",
      "a.b.svc.corp.com",
    ],
    ...["host.docker.internal", "ip-10-0-0-1.ec2.internal", "nas.lan", "printer.local", "nexus.corp", "a.b.mesh"],
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"],
    ...["", "::1", "[::1]", "a..com", "-a.com", "$HOST.com", "{{host}}.com", "a b.com"],
  ];
  for (const host of near) assert.ok(!isPublicHost(host), host);
});
