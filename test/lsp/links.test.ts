// Folders and files that are reached through links: the server sees each file once, and calls it as the client does.
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { WorkspaceDiagnosticRequest, type WorkspaceEdit } from "vscode-languageserver/node";
import { Client, PULLS } from "./client.ts";
import { findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

test("a folder that is opened through a link belongs to where it really lies", async () => {
  const client = new Client();
  try {
    for (const [path, text] of Object.entries({
      "repository/drydock.yaml": UNIT,
      "repository/other.yaml": QUEUES.replace("name: fraud-queue", "name: other"),
      "repository/team/job.yaml": job(),
      "repository/team/second.yaml": job(),
    }))
      client.write(path, text);
    symlinkSync(join(client.root, "repository/team"), join(client.root, "desk"));
    await client.initialize(PULLS, ["desk"]);
    const missing = ["queueing/queue-not-found@fraud-queue", LIMIT];
    await client.open("desk/job.yaml", job());
    assert.deepEqual(await findings(client, "desk/job.yaml"), missing, "the unit above the real folder");
    const names = ["desk/job.yaml", "desk/second.yaml"].map((path) => client.uri(path));
    const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, { previousResultIds: [] });
    assert.deepEqual(items.map(({ uri }) => uri).sort(), names);
    const edit = await client.connection.sendRequest<WorkspaceEdit>("drydock/fix", {});
    assert.deepEqual(edit.documentChanges?.map((one) => "textDocument" in one && [one.textDocument.uri, one.textDocument.version]).sort(), [
      [names[0], 1],
      [names[1], null],
    ]);
    client.write("repository/team/queues.yaml", QUEUES);
    await client.changedOnDisk(["desk/queues.yaml", "Created"]);
    assert.deepEqual(await findings(client, "desk/job.yaml"), [LIMIT]);
    await client.close("desk/job.yaml");
    assert.deepEqual(client.logged, []);
    assert.equal(await client.stop(), 0);
  } finally {
    client.dispose();
  }
});

scene(
  "a file that is opened by two names is one file",
  { files: { "drydock.yaml": UNIT, "real/queues.yaml": QUEUES, "other.yaml": QUEUES.replace("name: fraud-queue", "name: other") } },
  async (client) => {
    const renamed = QUEUES.replace("name: fraud-queue", "name: scoring");
    const missing = ["queueing/queue-not-found@fraud-queue", LIMIT];
    symlinkSync(join(client.root, "real"), join(client.root, "link"));
    await client.open("job.yaml", job());
    assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
    await client.open("link/queues.yaml", renamed);
    assert.deepEqual(await findings(client, "job.yaml"), missing, "what is typed there is typed here");
    await client.open("real/queues.yaml", renamed);
    await client.close("link/queues.yaml");
    assert.deepEqual(await findings(client, "job.yaml"), missing, "it is still open");
    await client.close("real/queues.yaml");
    assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
  },
);
