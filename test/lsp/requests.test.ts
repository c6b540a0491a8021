// What the server answers beyond the protocol: facts about rules, how much was read, and the fix of many findings at once.
import assert from "node:assert/strict";
import { DidChangeConfigurationNotification, type WorkspaceEdit } from "vscode-languageserver/node";
import { rules } from "../../rules/index.ts";
import type { RuleFacts, WorkspaceSummary } from "../../server/protocol.ts";
import { findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

const COMMENT = "nvidia.com/gpu: 8 # one node";

scene("names every rule, with a sentence and its practice", {}, async (client) => {
  const facts = await client.connection.sendRequest<RuleFacts[]>("drydock/rules");
  assert.deepEqual(
    facts.map(({ id }) => id),
    rules.map(({ id }) => id),
  );
  for (const { id, what, practice, page } of facts) {
    assert.match(what, /^\S.{20,}[.:]$/, id);
    assert.doesNotMatch(what, /\n/);
    assert.ok(practice.length > 0, id);
    assert.match(page ?? "", new RegExp(`/docs/rules/${id}\\.md$`));
  }
});

scene("says how much was read", { files: { "job.yaml": job(), "queues.yaml": QUEUES, "notes.yaml": "a: 1\n" } }, async (client) => {
  const summary = await client.connection.sendRequest<WorkspaceSummary>("drydock/summary");
  assert.deepEqual(summary, { files: 2, resources: 2, workloads: 1 });
});

scene(
  "fixes what is safe in the whole workspace, in open documents as they stand",
  { files: { "a.yaml": job(), "b.yaml": job() } },
  async (client) => {
    await client.open("a.yaml", `# typed, not saved\n${job()}`);
    const edit = await client.connection.sendRequest<WorkspaceEdit>("drydock/fix", {});
    const files = edit.documentChanges?.map((change) => ("textDocument" in change ? change.textDocument : undefined)) ?? [];
    assert.deepEqual(files.map((one) => one?.uri).sort(), [client.uri("a.yaml"), client.uri("b.yaml")]);
    const after = client.applied("a.yaml", edit);
    assert.ok(after.startsWith("# typed, not saved\n"));
    assert.ok(after.includes(COMMENT), "the comment stays");
    assert.match(after, /limits:\n +nvidia\.com\/gpu: 8/);
  },
);

scene("fixes one rule, or one file, or nothing", { files: { "a.yaml": job(), "b.yaml": job() } }, async (client) => {
  const of = (params: object) => client.connection.sendRequest<WorkspaceEdit | null>("drydock/fix", params);
  assert.equal(await of({ rules: ["gpu/no-such-rule"] }), null);
  assert.equal((await of({ rules: ["gpu/limit-missing"] }))?.documentChanges?.length, 2);
  assert.equal((await of({ uris: [client.uri("b.yaml")] }))?.documentChanges?.length, 1);
  assert.equal(await of({ uris: [] }), null);
});

scene("takes the client's settings while it runs", { files: { "drydock.yaml": UNIT } }, async (client) => {
  await client.open("job.yaml", job());
  assert.ok((await findings(client, "job.yaml")).includes(LIMIT));
  const configure = (settings: unknown) => client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
  await configure({ rules: { "gpu/limit-missing": "off" } });
  assert.ok(!(await findings(client, "job.yaml")).includes(LIMIT));
  await configure({ rules: { "gpu/limit-missing": "info" } });
  assert.equal((await client.pull("job.yaml")).find(({ code }) => code === "gpu/limit-missing")?.severity, 3);
  await configure("nonsense");
  assert.ok((await findings(client, "job.yaml")).includes(LIMIT));
});

scene(
  "settings that leave something out do not take back what was wished at the beginning",
  { wishes: { rules: { "gpu/limit-missing": "off" } } },
  async (client) => {
    const configure = (settings: unknown) => client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings });
    const has = async () => (await findings(client, "job.yaml")).includes(LIMIT);
    await client.open("job.yaml", job());
    // As eglot does whenever it has connected.
    await configure({});
    assert.equal(await has(), false);
    await configure(null);
    assert.equal(await has(), false);
    await configure({ drydock: { rules: { "gpu/limit-missing": "info" } }, yaml: { rules: {} } });
    assert.equal(await has(), true);
    await configure({ drydock: {} });
    assert.equal(await has(), false);
    await configure({ rules: {} });
    assert.equal(await has(), true);
  },
);
