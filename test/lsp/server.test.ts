// Scenes in an editor, each played against the built server over standard input and output.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import test from "node:test";
import {
  CancellationTokenSource,
  CodeActionResolveRequest,
  ExecuteCommandRequest,
  ExitNotification,
  ShutdownRequest,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver/node";
import { Client, LISTENS, PULLS, SERVER, said } from "./client.ts";

const job = (queue = "fraud-queue") => `apiVersion: kubeflow.org/v1
kind: PyTorchJob
metadata:
  name: fraud-detector
  namespace: fraud
  labels:
    kueue.x-k8s.io/queue-name: ${queue}
spec:
  pytorchReplicaSpecs:
    Worker:
      replicas: 3
      restartPolicy: OnFailure
      template:
        spec:
          containers:
            - name: pytorch
              image: registry.example/fraud:1.4 # the tag that risk approved
              resources:
                requests:
                  nvidia.com/gpu: 8 # one node
`;

const QUEUES = `apiVersion: kueue.x-k8s.io/v1beta1
kind: LocalQueue
metadata:
  name: fraud-queue
  namespace: fraud
spec:
  clusterQueue: fraud
`;

const UNIT = `units:
  - name: fraud
    path: .
    complete: true
`;

const LIMIT = "gpu/limit-missing@nvidia.com/gpu";

/** A scene: a fresh folder and a fresh server; it has to end in order. */
function scene(
  name: string,
  options: Omit<Parameters<typeof Client.start>[0], "files"> & { files?: Record<string, string> },
  play: (client: Client) => Promise<void>,
): void {
  test(name, async () => {
    const client = await Client.start({ files: {}, ...options });
    try {
      await play(client);
      assert.deepEqual(client.logged, [], "nothing went wrong inside the server");
      assert.equal(await client.stop(), 0);
    } finally {
      client.dispose();
    }
  });
}

async function eventually(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`waited in vain: ${what}`);
}

/** The findings of the rules that the scenes are about, so that a new rule does not break them. */
const ABOUT = new Set(["gpu/limit-missing", "queueing/queue-not-found"]);
async function findings(client: Client, path: string): Promise<string[]> {
  const diagnostics = await client.pull(path);
  return said(
    client.text(path),
    diagnostics.filter(({ code }) => ABOUT.has(String(code))),
  );
}

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

scene("the quick fix is the preferred action and keeps every comment", {}, async (client) => {
  await client.open("job.yaml", job());
  const diagnostics = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  const [fix] = await client.actions("job.yaml", diagnostics);
  assert.ok(fix);
  assert.equal(fix.isPreferred, true);
  assert.equal(fix.kind, "quickfix");
  const after = client.applied("job.yaml", fix.edit);
  assert.match(after, /limits:\n +nvidia\.com\/gpu: 8/);
  for (const comment of ["# the tag that risk approved", "# one node"]) assert.ok(after.includes(comment), comment);
  assert.deepEqual(
    after.split("\n").filter((line) => !job().split("\n").includes(line)).length,
    2,
    "two lines are new, no other is touched",
  );
});

scene("an edit names the version that it was made for", {}, async (client) => {
  await client.open("job.yaml", job());
  await client.replace("job.yaml", "replicas: 3", "replicas: 4");
  const [fix] = await client.actions(
    "job.yaml",
    (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing"),
  );
  const [change] = fix?.edit?.documentChanges ?? [];
  assert.ok(change && "textDocument" in change);
  assert.equal(change.textDocument.version, 2);
});

scene("a fix is planned on the present text, also for a diagnostic whose position is out of date", {}, async (client) => {
  await client.open("job.yaml", job());
  const diagnostics = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  await client.edit("job.yaml", 0, 0, "# moved\n# by two lines\n");
  const [fix] = await client.actions("job.yaml", diagnostics);
  await client.open("after.yaml", client.applied("job.yaml", fix?.edit));
  assert.deepEqual(await findings(client, "after.yaml"), []);
});

scene("no fix is offered for a finding that is gone", {}, async (client) => {
  await client.open("job.yaml", job());
  const diagnostics = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  await client.replace("job.yaml", "requests:", "limits:");
  assert.deepEqual(await client.actions("job.yaml", diagnostics), []);
});

scene("fix all repairs every safe finding of the file at once", {}, async (client) => {
  const text = `${job()}---\n${job().replace("fraud-detector", "fraud-scorer")}`;
  await client.open("jobs.yaml", text);
  assert.deepEqual(await findings(client, "jobs.yaml"), [LIMIT, LIMIT]);
  const [all] = await client.actions("jobs.yaml", [], ["source.fixAll"]);
  assert.equal(all?.kind, "source.fixAll.drydock");
  const after = client.applied("jobs.yaml", all?.edit);
  await client.change("jobs.yaml", [{ text: after }], after);
  assert.deepEqual(await findings(client, "jobs.yaml"), []);
  const [first] = (await client.pull("jobs.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.equal(first, undefined);
});

scene("the light bulb offers fix all after the fix, where there is more than one", {}, async (client) => {
  await client.open("jobs.yaml", `${job()}---\n${job().replace("fraud-detector", "fraud-scorer")}`);
  const [one] = (await client.pull("jobs.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.ok(one);
  const titles = (await client.actions("jobs.yaml", [one])).map(({ title }) => title);
  assert.equal(titles.indexOf("Fix all safe problems in this file"), 1);
});

const RESOLVES = { dataSupport: true, resolveSupport: { properties: ["edit"] } };
scene(
  "fix all is planned when it is chosen, where the client can ask for it then",
  { capabilities: { ...PULLS, textDocument: { ...PULLS.textDocument, codeAction: { ...PULLS.textDocument?.codeAction, ...RESOLVES } } } },
  async (client) => {
    await client.open("job.yaml", job());
    const [offered] = await client.actions("job.yaml", [], ["source.fixAll.drydock"]);
    assert.ok(offered);
    assert.equal(offered.edit, undefined);
    const chosen = await client.connection.sendRequest(CodeActionResolveRequest.type, offered);
    assert.match(client.applied("job.yaml", chosen.edit), /limits:\n +nvidia\.com\/gpu: 8/);
  },
);

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
  "a finding whose cause is elsewhere says where, and its fix has to be checked",
  { files: { "drydock.yaml": UNIT, "queues.yaml": QUEUES } },
  async (client) => {
    await client.open("fraud.yaml", job("fraud-queu"));
    const diagnostic = (await client.pull("fraud.yaml")).find(({ code }) => code === "queueing/queue-not-found");
    assert.ok(diagnostic);
    const [related] = diagnostic.relatedInformation ?? [];
    assert.equal(related?.location.uri, client.uri("queues.yaml"));
    assert.deepEqual(related.location.range.start.line, 1);
    const [fix] = await client.actions("fraud.yaml", [diagnostic]);
    assert.equal(fix?.title, "Use queue fraud-queue (check: changes behaviour)");
    assert.equal(fix.isPreferred, undefined);
    assert.equal(client.applied("fraud.yaml", fix.edit), job("fraud-queue"));
  },
);

scene("a credential leaves the file in nothing that is shown", {}, async (client) => {
  const token = `hf_${"Abcdefgh0".repeat(4)}`;
  const text = job().replace(
    "              resources:",
    `              env:\n                - name: HF_TOKEN\n                  value: ${token}\n$&`,
  );
  await client.open("job.yaml", text);
  const diagnostics = await client.pull("job.yaml");
  const leak = diagnostics.find(({ code }) => code === "iam/secret-in-plain-text");
  assert.ok(leak);
  const hover = await client.hover("job.yaml", leak.range.start);
  const actions = await client.actions("job.yaml", diagnostics);
  assert.match(JSON.stringify(hover), /holds a credential, so it is not shown/);
  assert.ok(actions.some(({ title }) => title.startsWith("Read HF_TOKEN from Secret")));
  for (const shown of [diagnostics, hover, actions]) assert.ok(!JSON.stringify(shown).includes(token));
});

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
  { hasFolder: false, files: { "drydock.yaml": 'rules:\n  gpu/limit-missing: "off"\n', "job.yaml": job() } },
  async (client) => {
    await client.open("job.yaml", job());
    assert.deepEqual(await findings(client, "job.yaml"), []);
  },
);

scene("hover says what a workload asks for, and explains a finding with what its fix would write", {}, async (client) => {
  await client.open("job.yaml", job());
  const portrait = await client.hover("job.yaml", { line: 1, character: 8 });
  assert.match(JSON.stringify(portrait?.contents), /PyTorchJob fraud-detector.*24/);
  const [finding] = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.ok(finding);
  const card = JSON.stringify((await client.hover("job.yaml", finding.range.start))?.contents);
  assert.match(card, /pytorch/);
  assert.match(card, /\+ +limits:/);
  assert.equal(await client.hover("job.yaml", { line: 0, character: 0 }), null);
});

scene("what is no file of ours is left alone", {}, async (client) => {
  await client.open("README.md", job());
  assert.deepEqual(await client.pull("README.md"), []);
});

scene("the server asks to hear of files", {}, async (client) => {
  await client.until("a registration", () => client.watched.length === 1);
});

scene("the rule's id leads to its page, without the network", {}, async (client) => {
  await client.open("job.yaml", job());
  const diagnostics = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.match(diagnostics[0]?.codeDescription?.href ?? "", /^file:.*\/docs\/rules\/gpu\/limit-missing\.md$/);
  const why = (await client.actions("job.yaml", diagnostics)).at(-1);
  assert.equal(why?.title, "Why? gpu/limit-missing");
  assert.ok(why.command);
  await client.connection.sendRequest(ExecuteCommandRequest.type, why.command);
  await client.until("the page is shown", () => client.shown.length === 1);
  assert.equal(client.shown[0]?.uri, diagnostics[0]?.codeDescription?.href);
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
