// What an editor is shown, and when: pulled or told, with positions in its own encoding.
import assert from "node:assert/strict";
import { LISTENS, PULLS, said } from "./client.ts";
import { findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

scene("opening a file shows its findings at the exact text, with what a reader needs", {}, async (client) => {
  await client.open("job.yaml", job());
  const diagnostic = (await client.pull("job.yaml")).find(({ code }) => code === "gpu/limit-missing");
  assert.ok(diagnostic);
  assert.deepEqual(said(job(), [diagnostic]), [LIMIT]);
  assert.equal(diagnostic.source, "drydock");
  assert.equal(diagnostic.severity, 1);
  assert.match(String(diagnostic.message), /pytorch/);
  const data: Record<string, unknown> = diagnostic.data;
  assert.deepEqual(Object.keys(data).sort(), ["address", "data", "fingerprint", "rule", "variant"]);
});

scene(
  "an edit in one file changes the finding of another",
  { files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES, "train/fraud.yaml": job() } },
  async (client) => {
    await client.open("train/fraud.yaml", job());
    await client.open("queues.yaml", QUEUES);
    assert.deepEqual(await findings(client, "train/fraud.yaml"), [LIMIT]);
    await client.replace("queues.yaml", "name: fraud-queue", "name: scoring");
    await client.until("the client is asked to pull again", () => client.refreshes === 1);
    assert.deepEqual(await findings(client, "train/fraud.yaml"), ["queueing/queue-not-found@fraud-queue", LIMIT]);
    await client.replace("queues.yaml", "name: scoring", "name: fraud-queue");
    assert.deepEqual(await findings(client, "train/fraud.yaml"), [LIMIT]);
  },
);

scene(
  "a client that takes related documents gets the other file's findings with the answer",
  {
    files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES },
    capabilities: { ...PULLS, workspace: {}, textDocument: { ...PULLS.textDocument, diagnostic: { relatedDocumentSupport: true } } },
  },
  async (client) => {
    await client.open("fraud.yaml", job());
    await client.open("queues.yaml", QUEUES);
    await client.pull("fraud.yaml");
    await client.replace("queues.yaml", "name: fraud-queue", "name: scoring");
    const report = await client.pullReport("queues.yaml");
    const related = report.relatedDocuments?.[client.uri("fraud.yaml")];
    assert.ok(related?.kind === "full");
    assert.ok(related.items.some(({ code }) => code === "queueing/queue-not-found"));
  },
);

scene("a result that did not change is not sent again", {}, async (client) => {
  await client.open("job.yaml", job());
  const first = await client.pullReport("job.yaml");
  assert.ok(first.resultId);
  assert.deepEqual(await client.pullReport("job.yaml", first.resultId), { kind: "unchanged", resultId: first.resultId });
  await client.replace("job.yaml", "# one node", "# 1 node");
  assert.equal((await client.pullReport("job.yaml", first.resultId)).kind, "full", "the client's ranges are of another text");
});

scene("half-written text keeps the findings of the other documents", {}, async (client) => {
  const text = `${job()}---\n${job().replace("fraud-detector", "fraud-scorer")}`;
  await client.open("jobs.yaml", text);
  const second = text.lastIndexOf("      restartPolicy");
  await client.edit("jobs.yaml", second, second, '      runPolicy: { "a": [\n');
  const diagnostics = await client.pull("jobs.yaml");
  assert.ok(said(client.text("jobs.yaml"), diagnostics).includes(LIMIT));
  assert.ok(diagnostics.some(({ code }) => code === "syntax"));
});

scene("a half-written key keeps the findings of its own document", {}, async (client) => {
  await client.open("job.yaml", job());
  const at = job().indexOf("      restartPolicy");
  for (const [index, key] of [..."      suc"].entries()) await client.edit("job.yaml", at + index, at + index, key);
  await client.edit("job.yaml", at + 9, at + 9, "\n");
  assert.deepEqual(await findings(client, "job.yaml"), [LIMIT]);
});

scene("a client that does not pull is told, each time with the version that it is about", { capabilities: LISTENS }, async (client) => {
  await client.open("job.yaml", job());
  await client.until("the first diagnostics", () => client.published.length === 1);
  assert.equal(client.published[0]?.version, 1);
  assert.ok(said(job(), client.published[0]?.diagnostics ?? []).includes(LIMIT));
  await client.replace("job.yaml", "requests:", "limits:");
  await client.until("the finding goes", () => client.published.length === 2);
  assert.equal(client.published[1]?.version, 2);
  assert.ok(!said(client.text("job.yaml"), client.published[1]?.diagnostics ?? []).includes(LIMIT));
  await client.close("job.yaml");
  await client.until("closing clears", () => client.published.length === 3);
  assert.deepEqual(client.published[2]?.diagnostics, []);
});

scene(
  "published diagnostics follow a change of another file",
  { capabilities: LISTENS, files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES } },
  async (client) => {
    await client.open("fraud.yaml", job("fraud-queu"));
    const codes = () => client.published.at(-1)?.diagnostics.map(({ code }) => code) ?? [];
    await client.until("the queue is missed", () => codes().includes("queueing/queue-not-found"));
    client.write("queues.yaml", QUEUES.replace("name: fraud-queue", "name: fraud-queu"));
    await client.changedOnDisk(["queues.yaml", "Changed"]);
    await client.until("the queue is found", () => client.published.length > 1 && !codes().includes("queueing/queue-not-found"));
  },
);

scene("a client that pulls is never told without asking", {}, async (client) => {
  await client.open("job.yaml", job());
  await client.pull("job.yaml");
  await client.replace("job.yaml", "requests:", "limits:");
  await client.pull("job.yaml");
  assert.deepEqual(client.published, []);
});

for (const [encoding, character] of [
  ["utf-8", 35],
  ["utf-16", 31],
  ["utf-32", 30],
] as const) {
  scene(`positions are in ${encoding} where the client offers it first`, { encodings: [encoding, "utf-16"] }, async (client) => {
    const text = job().replace("                  nvidia.com/gpu: 8 # one node", '                  { "ä🚀é": 1, nvidia.com/gpu: 8 }');
    await client.open("job.yaml", text);
    const diagnostic = (await client.pull("job.yaml")).find(({ code }) => code === "gpu/limit-missing");
    assert.equal(diagnostic?.range.start.character, character);
    const line = diagnostic.range.start.line;
    // An edit behind the emoji: the server has to find the right character.
    const end = character + "nvidia.com/gpu".length;
    const range = { start: { line, character: character + 10 }, end: { line, character: end } };
    await client.change("job.yaml", [{ range, text: "/mig-1g.10gb" }], text.replace("nvidia.com/gpu: 8 }", "nvidia.com/mig-1g.10gb: 8 }"));
    const after = (await client.pull("job.yaml")).find(({ code }) => code === "gpu/limit-missing");
    assert.deepEqual(after?.range, { start: { line, character }, end: { line, character: character + "nvidia.com/mig-1g.10gb".length } });
  });
}
