// What can be written in drydock.yaml and in suppressions, and what is said of what stands there.
import assert from "node:assert/strict";
import { type CompletionItem, CompletionRequest, type Hover, type TextEdit } from "vscode-languageserver/node";
import { type Client, place } from "./client.ts";
import { job, scene } from "./scene.ts";

/** Opens a text with `|` at the position that is meant. */
async function opened(client: Client, path: string, marked: string) {
  const at = marked.indexOf("|");
  const text = marked.slice(0, at) + marked.slice(at + 1);
  await client.open(path, text);
  return { text, position: place(text, at), textDocument: { uri: client.uri(path) } };
}

async function offered(client: Client, marked: string, path = "drydock.yaml"): Promise<CompletionItem[]> {
  const { textDocument, position } = await opened(client, path, marked);
  return (await client.connection.sendRequest(CompletionRequest.type, { textDocument, position })) as CompletionItem[];
}

const labels = (items: readonly CompletionItem[]): string[] => items.map(({ label }) => label);

async function chosen(client: Client, marked: string, label: string, path = "drydock.yaml"): Promise<string> {
  const one = (await offered(client, marked, path)).find((item) => item.label === label);
  assert.ok(one, label);
  return client.applied(path, {
    documentChanges: [{ textDocument: { uri: client.uri(path), version: null }, edits: [one.textEdit as TextEdit] }],
  });
}

async function said(client: Client, marked: string, path = "drydock.yaml"): Promise<string | undefined> {
  const { position } = await opened(client, path, marked);
  const hover: Hover | null = await client.hover(path, position);
  return hover ? (hover.contents as { value: string }).value : undefined;
}

scene("the keys of a map are offered, but for those that it has", {}, async (client) => {
  const top = labels(await offered(client, "preset: strict\n|\nfailOn: error\n"));
  assert.ok(top.includes("rules") && top.includes("units") && top.includes("ignore"));
  assert.ok(!top.includes("preset") && !top.includes("failOn"));
  assert.deepEqual(labels(await offered(client, "units:\n  - name: a\n    |\n    complete: true\n")), ["path", "namespace", "owns"]);
  assert.deepEqual(labels(await offered(client, "units:\n- |\n")), ["name", "path", "namespace", "complete", "owns"]);
  assert.deepEqual(labels(await offered(client, "ignore:\n  - { rule: gpu/*, | }\n")), ["path", "kind", "name", "reason", "until"]);
  assert.deepEqual(labels(await offered(client, "roles:\n  - { match: { kind: Job, |\n")), ["path", "namespace", "name"]);
  assert.equal(await chosen(client, "un|\n", "units"), "units:\n");
  assert.equal(await chosen(client, "fail|\n", "failOn"), "failOn: \n");
});

scene("the words of a value are offered, each with what it means", {}, async (client) => {
  const presets = await offered(client, "preset: |\n");
  assert.deepEqual(labels(presets), ["preview", "recommended", "strict", "hybrid", "regulated"]);
  for (const { documentation, label } of presets) assert.match((documentation as { value: string }).value, /\w{4}.*\.$/, label);
  assert.deepEqual(labels(await offered(client, "preset: [strict, |]\n")), labels(presets));
  assert.deepEqual(labels(await offered(client, "preset:\n  - |\n")), labels(presets));
  assert.deepEqual(labels(await offered(client, "failOn: |\n")), ["error", "warning", "info", "never"]);
  assert.deepEqual(labels(await offered(client, "preview: |\n")), ["true", "false"]);
  assert.deepEqual(labels(await offered(client, "rules:\n  gpu/limit-missing: |\n")), ["error", "warning", "info", "off"]);
  assert.deepEqual(labels(await offered(client, "rules: { gpu/*: |\n")), ["error", "warning", "info", "off"]);
  assert.deepEqual(labels(await offered(client, "rules:\n  gpu/limit-missing:\n    severity: |\n")), ["error", "warning", "info", "off"]);
  assert.equal(
    await chosen(client, "overrides:\n  - path: lab/**\n    rules: { 'iam/*': o|f }\n", "off"),
    "overrides:\n  - path: lab/**\n    rules: { 'iam/*': off }\n",
  );
  assert.deepEqual(await offered(client, "units:\n  - name: |\n"), []);
  assert.deepEqual(await offered(client, "preset: strict # |\n"), []);
});

scene("rules and topics are offered where they are named", {}, async (client) => {
  const items = await offered(client, "rules:\n  spot/no-retry: off\n  gpu/|\n");
  assert.ok(labels(items).includes("gpu/limit-missing") && labels(items).includes("gpu/*"));
  assert.ok(!labels(items).includes("spot/no-retry"));
  assert.equal(await chosen(client, "rules:\n  gpu/|\n", "gpu/limit-missing"), "rules:\n  gpu/limit-missing: \n");
  assert.equal(await chosen(client, "rules:\n  gpu/lim|it-missing: off\n", "gpu/limit-missing"), "rules:\n  gpu/limit-missing: off\n");
  assert.equal(await chosen(client, "ignore:\n  - rule: gp|\n", "gpu/*"), "ignore:\n  - rule: gpu/*\n");
});

scene("a hover says what a word is for", {}, async (client) => {
  assert.match((await said(client, "fa|ilOn: error\n")) ?? "", /^\*\*failOn\*\*\n\n.*makes the command fail.*\n\n`error` · /);
  assert.match((await said(client, "units:\n  - name: a\n    com|plete: true\n")) ?? "", /not in the unit/);
  assert.match((await said(client, "preset: str|ict\n")) ?? "", /^\*\*strict\*\*\n\nHardening/);
  assert.match((await said(client, "rules:\n  gpu/limit-miss|ing: error\n")) ?? "", /gpu\/limit-missing.*\n\nA container requests/);
  assert.match((await said(client, "rules: { gpu/limit-missing: of|f }\n")) ?? "", /Not looked for/);
  assert.match((await said(client, "ignore:\n  - { rule: spot/|*, reason: a lab }\n")) ?? "", /All rules of the topic spot/);
  assert.equal(await said(client, "no|Key: error\n"), undefined);
  assert.equal(await said(client, "# fail|On\n"), undefined);
});

scene("ids are offered in a suppression, those of the file first", {}, async (client) => {
  const lines = job().replace(/(?=^ +nvidia)/m, "                  # drydock-ignore: |\n");
  const items = (await offered(client, lines, "job.yaml")).toSorted((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
  assert.equal(items[0]?.label, "gpu/limit-missing");
  assert.ok(labels(items).includes("iam/*"));
  for (const text of [
    "# drydock-ignore: gpu/limit-missing, sp|\n",
    "# drydock-ignore-file: |\n",
    "a: 1 # drydock-ignore: gp|u/\n",
    '    drydock.dev/ignore: "gpu/x: y; sp|"\n',
  ])
    assert.ok(labels(await offered(client, text, "b.yaml")).includes("spot/no-retry"), text);
  for (const text of ["# drydock-ignore: gpu/limit-missing — because |\n", "a: |\n", "# a note |\n"])
    assert.deepEqual(await offered(client, text, "b.yaml"), [], text);
  assert.equal(await chosen(client, "# dry|\n", "drydock-ignore", "b.yaml"), "# drydock-ignore: \n");
  assert.match((await said(client, "# drydock-ignore: gpu/limit-mi|ssing — a lab\n", "b.yaml")) ?? "", /A container requests/);
});
