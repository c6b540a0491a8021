// Files, configuration and folders around the open documents, and the life of a session.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import { CancellationTokenSource, ExitNotification, ShutdownRequest, WorkspaceDiagnosticRequest } from "vscode-languageserver/node";
import { Client, PULLS, SERVER } from "./client.ts";
import { eventually, findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

scene(
  "an unsaved text wins over the disk, until it is closed",
  { files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES } },
  async (client) => {
    await client.open("fraud.yaml", job());
    await client.open("queues.yaml", QUEUES.replace("name: fraud-queue", "name: scoring"));
    assert.ok((await findings(client, "fraud.yaml")).includes("queueing/queue-not-found@fraud-queue"));
    client.write("queues.yaml", `${QUEUES}# saved by somebody else\n`);
    await client.changedOnDisk(["queues.yaml", "Changed"]);
    assert.ok((await findings(client, "fraud.yaml")).includes("queueing/queue-not-found@fraud-queue"));
    await client.close("queues.yaml");
    assert.deepEqual(await findings(client, "fraud.yaml"), [LIMIT]);
  },
);

scene(
  "a file that is deleted, and one that comes, count at once",
  { files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES } },
  async (client) => {
    await client.open("fraud.yaml", job());
    assert.deepEqual(await findings(client, "fraud.yaml"), [LIMIT]);
    client.remove("queues.yaml");
    client.write("other.yaml", QUEUES.replace("name: fraud-queue", "name: other"));
    await client.changedOnDisk(["queues.yaml", "Deleted"], ["other.yaml", "Created"]);
    assert.deepEqual(await findings(client, "fraud.yaml"), ["queueing/queue-not-found@fraud-queue", LIMIT]);
    client.write("again/queues.yaml", QUEUES);
    await client.changedOnDisk(["again/queues.yaml", "Created"]);
    assert.deepEqual(await findings(client, "fraud.yaml"), [LIMIT]);
  },
);

scene("configuration acts as soon as it is typed, and when it changes on the disk", { files: { "drydock.yaml": "" } }, async (client) => {
  await client.open("job.yaml", job());
  await client.open("drydock.yaml", "");
  assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
  await client.edit("drydock.yaml", 0, 0, 'rules:\n  gpu/limit-missing: "off"\n');
  assert.deepEqual(await findings(client, "job.yaml"), []);
  await client.close("drydock.yaml");
  assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
  client.write("drydock.yaml", "rules:\n  gpu/limit-missing: info\n");
  await client.changedOnDisk(["drydock.yaml", "Changed"]);
  assert.equal((await client.pull("job.yaml")).find(({ code }) => code === "gpu/limit-missing")?.severity, 3);
});

scene("a wrong key of the configuration is shown where it is written", {}, async (client) => {
  await client.open("drydock.yaml", "presett: strict\n");
  const [problem] = await client.pull("drydock.yaml");
  assert.equal(problem?.code, "config");
  assert.deepEqual(problem.range, { start: { line: 0, character: 0 }, end: { line: 0, character: 7 } });
});

scene("workspace diagnostics keep their request open and tell what changes", { files: { "job.yaml": job() } }, async (client) => {
  const heard: string[] = [];
  client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "all", ({ items }) => {
    for (const { uri, kind } of items) heard.push(`${kind} ${uri}`);
  });
  const source = new CancellationTokenSource();
  const answer = client.connection.sendRequest(
    WorkspaceDiagnosticRequest.type,
    { previousResultIds: [], partialResultToken: "all" },
    source.token,
  );
  await client.connection.sendRequest("textDocument/hover", {
    textDocument: { uri: client.uri("job.yaml") },
    position: { line: 0, character: 0 },
  });
  assert.deepEqual(heard, [`full ${client.uri("job.yaml")}`]);
  client.remove("job.yaml");
  await client.changedOnDisk(["job.yaml", "Deleted"]);
  await eventually("the deleted file is cleared", () => heard.length === 2);
  assert.equal(heard[1], `full ${client.uri("job.yaml")}`);
  source.cancel();
  await answer.catch(() => undefined);
});

scene(
  "a file is looked at without a folder, with the configuration above it",
  { folders: [], files: { "drydock.yaml": 'rules:\n  gpu/limit-missing: "off"\n', "job.yaml": job() } },
  async (client) => {
    await client.open("job.yaml", job());
    assert.deepEqual(await findings(client, "job.yaml"), []);
  },
);

scene("a file that cannot be read says so in one sentence, until it can", { files: {} }, async (client) => {
  client.writeBytes("job.yaml", Buffer.concat([Buffer.from(job()), Buffer.from([0x23, 0xe9, 0x0a])]));
  await client.changedOnDisk(["job.yaml", "Created"]);
  const [problem] = await client.pull("job.yaml");
  assert.match(String(problem?.message), /^The file is not UTF-8 text \(line 21, byte \d+: 0xe9\)\.$/);
  client.write("job.yaml", job());
  await client.changedOnDisk(["job.yaml", "Changed"]);
  assert.ok(!(await client.pull("job.yaml")).some(({ code }) => code === "read"));
});

scene("a configuration that can be read again counts again", { files: { "job.yaml": job() } }, async (client) => {
  client.writeBytes("drydock.yaml", Buffer.from([0x23, 0xe9, 0x0a]));
  await client.changedOnDisk(["drydock.yaml", "Created"]);
  assert.ok((await client.pull("drydock.yaml")).some(({ code }) => code === "config"));
  client.write("drydock.yaml", 'rules:\n  gpu/limit-missing: "off"\n');
  await client.changedOnDisk(["drydock.yaml", "Changed"]);
  await client.open("job.yaml", job());
  assert.deepEqual(await findings(client, "job.yaml"), []);
  assert.deepEqual(await client.pull("drydock.yaml"), []);
});

scene("what is no file of ours is left alone", {}, async (client) => {
  await client.open("README.md", job());
  assert.deepEqual(await client.pull("README.md"), []);
});

scene("the server asks to hear of files", {}, async (client) => {
  await client.until("a registration", () => client.watched.length === 1);
});

test("nothing is answered before the session begins, nor after it ended", async () => {
  const client = new Client();
  try {
    await assert.rejects(client.pull("a.yaml"), /initialize/);
    await client.initialize(PULLS);
    await client.connection.sendRequest(ShutdownRequest.type);
    await assert.rejects(client.pull("a.yaml"), /ended/);
    await client.connection.sendNotification(ExitNotification.type);
    assert.equal(await client.exited, 0);
  } finally {
    client.dispose();
  }
});

test("without --stdio the server says what it needs", () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [SERVER], { encoding: "utf8" });
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /--stdio/);
});

test("a session that is not shut down first ends with 1", async () => {
  const client = await Client.start({ files: {} });
  await client.connection.sendNotification(ExitNotification.type);
  assert.equal(await client.exited, 1);
  client.dispose();
});
