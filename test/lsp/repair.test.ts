// The light bulb and the hover: what is wrong, why, and the fix, always planned on the present text.
import assert from "node:assert/strict";
import { CodeActionResolveRequest, ExecuteCommandRequest } from "vscode-languageserver/node";
import { PULLS } from "./client.ts";
import { findings, job, LIMIT, QUEUES, scene, UNIT } from "./scene.ts";

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

scene("a client that keeps no data of a diagnostic, or makes nothing of it, is offered the fix too", {}, async (client) => {
  await client.open("job.yaml", job());
  const found = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  for (const data of [undefined, null]) {
    const [fix] = await client.actions(
      "job.yaml",
      found.map((one) => ({ ...one, data })),
    );
    assert.equal(fix?.isPreferred, true);
  }
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

const HOSTILE = "po\u202ed\u0007.yaml";
scene(
  "the name of another file that a fix changes is shown, and steers nothing",
  {
    files: {
      "kustomization.yaml": `resources: [${JSON.stringify(HOSTILE)}]\npatches: [{ path: patch.yaml }]\n`,
      [HOSTILE]:
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: lab\nspec:\n  containers:\n    - name: main\n      resources:\n        requests:\n          cpu: 1\n",
    },
  },
  async (client) => {
    const patch =
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: lab\nspec:\n  containers:\n    - name: main\n      resources:\n        requests:\n          nvidia.com/gpu: 1\n";
    await client.open("patch.yaml", patch);
    const diagnostics = (await client.pull("patch.yaml")).filter(({ code }) => code === "gpu/limit-missing");
    const [fix] = await client.actions("patch.yaml", diagnostics);
    assert.match(fix?.title ?? "", /\(check: changes po\\u202ed\\u0007\.yaml\)$/);
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
  assert.match(JSON.stringify(hover), /- +value: ••••/);
  assert.match(JSON.stringify(hover), /\+ +valueFrom:/);
  assert.ok(actions.some(({ title }) => title.startsWith("Read HF_TOKEN from Secret")));
  for (const shown of [diagnostics, hover, actions]) assert.ok(!JSON.stringify(shown).includes(token));
});

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

scene("hover leaves the message to a client that shows it by itself", { wishes: { diagnosticsInHover: true } }, async (client) => {
  await client.open("job.yaml", job());
  const [finding] = (await client.pull("job.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.ok(finding);
  const card = JSON.stringify((await client.hover("job.yaml", finding.range.start))?.contents);
  assert.ok(!card.includes("without a limit"));
  assert.match(card, /gpu\/limit-missing.*practice.*Fix: .*\+ +limits:/);
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
