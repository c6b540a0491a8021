// "Ignore here, with a reason": offered after what repairs, with an edit that hides the finding, or as the client's own command.
import assert from "node:assert/strict";
import type { Diagnostic, WorkspaceEdit } from "vscode-languageserver/node";
import type { IgnoreArgument, SuppressParams } from "../../server/protocol.ts";
import type { Client } from "./client.ts";
import { findings, job, LIMIT, scene } from "./scene.ts";

const REASON = "TODO: say why";

async function limit(client: Client, path = "job.yaml"): Promise<Diagnostic> {
  const found = (await client.pull(path)).find(({ code }) => code === "gpu/limit-missing");
  assert.ok(found);
  return found;
}

scene("every client is offered the forms that the language has, after what repairs and before the page", {}, async (client) => {
  await client.open("job.yaml", job());
  const before = (await client.pull("job.yaml")).length;
  const actions = await client.actions("job.yaml", [await limit(client)]);
  assert.deepEqual(
    actions.slice(1).map(({ title }) => title),
    [
      "Ignore gpu/limit-missing here (fill in the reason)",
      "Ignore gpu/limit-missing for PyTorchJob fraud-detector (fill in the reason)",
      "Ignore gpu/limit-missing in this file (fill in the reason)",
      "Why? gpu/limit-missing",
    ],
  );
  assert.equal(actions[0]?.isPreferred, true);
  for (const { edit, isPreferred } of actions.slice(1, 4)) {
    assert.equal(isPreferred, undefined);
    const after = client.applied("job.yaml", edit);
    assert.ok(after.includes(REASON));
    for (const line of job().split("\n")) assert.ok(after.includes(line), "every line stays");
    await client.open("after.yaml", after);
    assert.equal((await client.pull("after.yaml")).length, before - 1, "the finding is gone and nothing is new");
    assert.ok(!(await findings(client, "after.yaml")).includes(LIMIT));
    await client.close("after.yaml");
  }
});

scene("of all findings of a file, as some clients name them, that under the cursor comes first", {}, async (client) => {
  const names = Array.from({ length: 8 }, (_, i) => `job-${i}`);
  await client.open("jobs.yaml", names.map((name) => job().replace("fraud-detector", name)).join("---\n"));
  const all = (await client.pull("jobs.yaml")).filter(({ code }) => code === "gpu/limit-missing");
  assert.equal(all.length, names.length);
  const actions = await client.actions("jobs.yaml", all, undefined, all.at(-1)?.range);
  assert.deepEqual(actions[0]?.diagnostics, all.slice(-1));
  const ignoring = actions.filter(({ title }) => title.startsWith("Ignore"));
  assert.deepEqual(ignoring[0]?.diagnostics, all.slice(-1));
});

scene("JSON is offered no comment", {}, async (client) => {
  const resources = { requests: { "nvidia.com/gpu": 1 } };
  const pod = { apiVersion: "v1", kind: "Pod", metadata: { name: "lab" }, spec: { containers: [{ name: "lab", resources }] } };
  await client.open("pod.json", `${JSON.stringify(pod, null, 2)}\n`);
  const titles = (await client.actions("pod.json", [await limit(client, "pod.json")])).map(({ title }) => title);
  assert.deepEqual(
    titles.filter((one) => one.startsWith("Ignore")),
    ["Ignore gpu/limit-missing for Pod lab (fill in the reason)"],
  );
});

scene(
  "a client that asks for the reason gets one action with its own command",
  { wishes: { commands: ["drydock.ignore"] } },
  async (client) => {
    await client.open("job.yaml", job());
    const diagnostic = await limit(client);
    const offered = (await client.actions("job.yaml", [diagnostic])).filter(({ title }) => title.startsWith("Ignore"));
    assert.deepEqual(
      offered.map(({ title, edit, command }) => [title, edit, command?.command]),
      [["Ignore here, with a reason…", undefined, "drydock.ignore"]],
    );
    const argument: IgnoreArgument = offered[0]?.command?.arguments?.[0];
    assert.deepEqual(argument, { uri: client.uri("job.yaml"), data: diagnostic.data, scopes: ["line", "resource", "file"] });

    const suppress = (wanted: Partial<SuppressParams>) =>
      client.connection.sendRequest<WorkspaceEdit | null>("drydock/suppress", {
        ...argument,
        scope: "line",
        reason: "lent to us",
        ...wanted,
      });
    await client.edit("job.yaml", 0, 0, "# typed meanwhile\n");
    const after = client.applied("job.yaml", (await suppress({})) ?? undefined);
    assert.match(after, /^ +# drydock-ignore: gpu\/limit-missing — lent to us\n +nvidia\.com\/gpu: 8 # one node$/m);
    assert.match(
      client.applied("job.yaml", (await suppress({ scope: "file" })) ?? undefined),
      /^# drydock-ignore-file: gpu\/limit-missing — lent/,
    );
    assert.match(
      client.applied("job.yaml", (await suppress({ scope: "resource" })) ?? undefined),
      /drydock\.dev\/ignore: "gpu\/limit-missing: lent/,
    );
    assert.equal(await suppress({ reason: "  " }), null);
    assert.equal(await suppress({ uri: client.uri("other.yaml") }), null);
    await client.replace("job.yaml", "requests:", "limits:");
    assert.equal(await suppress({}), null, "the finding is gone");
  },
);
