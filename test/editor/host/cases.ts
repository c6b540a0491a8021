// What the extension does, case by case. The first one runs on a fresh window.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CompletionList,
  ConfigurationTarget,
  commands,
  type Diagnostic,
  type DocumentSymbol,
  type Hover,
  type Location,
  languages,
  MarkdownString,
  Position,
  type Task,
  tasks,
  Uri,
  WorkspaceEdit,
  workspace,
} from "vscode";
import { eventually } from "../../../tools/editor/wait.ts";
import { JOB, placeOf, QUEUES, REPAIRED, WORKFLOW } from "../fixtures.ts";
import { actions, asked, findingsOf, open, ours, put, rulesOf, untilRules, uriOf } from "./workspace.ts";

const LIMIT = "gpu/limit-missing";
const request = placeOf(JOB, "nvidia.com/gpu");

export const cases: Readonly<Record<string, () => Promise<void>>> = {
  "a manifest wakes the extension, and the finding is at the exact text": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    assert.equal(ours().isActive, true);
    const [finding] = findingsOf(uri);
    assert.deepEqual([finding?.range.start.line, finding?.range.start.character], [request.line, request.character]);
    assert.equal(finding?.range.end.character, request.character + "nvidia.com/gpu".length);
    assert.match(finding?.message ?? "", /requests nvidia\.com\/gpu without a limit/);
    assert.ok(typeof finding?.code === "object" && finding.code.target.path.endsWith(`${LIMIT}.md`));
    assert.ok(typeof finding?.code === "object" && readFileSync(finding.code.target.fsPath, "utf8").includes("## Why"));
  },

  "every command of the manifest is there": async () => {
    const { contributes } = ours().packageJSON as { contributes: { commands: readonly { command: string }[] } };
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command)),
      [],
    );
  },

  "files that nobody opened are reported too": async () => {
    await untilRules(put("other.yaml", JOB), LIMIT);
  },

  "a workflow is none of ours": async () => {
    const bad = put("sentinel.yaml", JOB);
    const { uri } = await open(".github/workflows/ci.yaml", WORKFLOW);
    await untilRules(bad, LIMIT);
    assert.deepEqual(rulesOf(uri), []);
  },

  "while a line is half written, the other findings stay": async () => {
    const document = await open("job.yaml", `${JOB}---\n${JOB.replace("fraud-detector", "fraud-scorer")}`);
    await untilRules(document.uri, LIMIT, LIMIT);
    const edit = new WorkspaceEdit();
    edit.insert(document.uri, new Position(0, 0), "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [\n---\n");
    await workspace.applyEdit(edit);
    await eventually("the findings have moved down", () => {
      const [first] = findingsOf(document.uri).filter(({ code }) => typeof code === "object" && code.value === LIMIT);
      return first?.range.start.line === request.line + 4;
    });
  },

  "the quick fix keeps the comments and is preferred": async () => {
    const document = await open("job.yaml", JOB);
    await untilRules(document.uri, LIMIT);
    const [fix] = await actions(document.uri, request.line, "quickfix");
    assert.equal(fix?.isPreferred, true);
    assert.ok(fix?.edit);
    assert.equal(await workspace.applyEdit(fix.edit), true);
    assert.equal(document.getText(), REPAIRED);
    await untilRules(document.uri);
  },

  "the light bulb says the rest too: fix all, ignore, why": async () => {
    const { uri } = await open("job.yaml", `${JOB}---\n${JOB.replace("fraud-detector", "fraud-scorer")}`);
    await untilRules(uri, LIMIT, LIMIT);
    const titles = (await actions(uri, request.line, "quickfix")).map(({ title }) => title);
    assert.ok(
      titles.some((title) => title === `Why? ${LIMIT}`),
      titles.join("; "),
    );
  },

  "what is safe is fixed on save": async () => {
    const settings = workspace.getConfiguration("editor", { languageId: "yaml" });
    await settings.update("codeActionsOnSave", { "source.fixAll.drydock": "explicit" }, ConfigurationTarget.Workspace);
    try {
      const document = await open("job.yaml", JOB);
      await untilRules(document.uri, LIMIT);
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(0, 0), "# by hand\n");
      await workspace.applyEdit(edit);
      await document.save();
      await eventually("the file is repaired", () => readFileSync(document.uri.fsPath, "utf8") === `# by hand\n${REPAIRED}`);
    } finally {
      await settings.update("codeActionsOnSave", undefined, ConfigurationTarget.Workspace);
    }
  },

  "one command fixes what is safe in the whole workspace": async () => {
    const a = put("a.yaml", JOB);
    const b = await open("b.yaml", JOB);
    await untilRules(a, LIMIT);
    await untilRules(b.uri, LIMIT);
    await commands.executeCommand("drydock.fixWorkspace");
    await untilRules(a);
    await untilRules(b.uri);
    for (const uri of [a, b.uri]) assert.equal((await workspace.openTextDocument(uri)).getText(), REPAIRED);
  },

  "somebody types while the fixes are planned": async () => {
    const document = await open("job.yaml", JOB);
    await untilRules(document.uri, LIMIT);
    let typed = "";
    for (let line = 0; line < 5; line++) {
      const fixed = commands.executeCommand("drydock.fixWorkspace");
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(0, 0), `# ${line}\n`);
      await workspace.applyEdit(edit);
      typed = `# ${line}\n${typed}`;
      await fixed;
    }
    await commands.executeCommand("drydock.fixWorkspace");
    assert.equal(document.getText(), typed + REPAIRED);
  },

  "hover tells about the workload and about the finding": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    assert.match(await hover(uri, placeOf(JOB, "PyTorchJob")), /PyTorchJob.*fraud-detector/s);
    const card = await hover(uri, request);
    assert.match(card, /gpu\/limit-missing.*Fix: .*limits/s);
    assert.doesNotMatch(card, /without a limit/, "the editor shows the diagnostic itself");
  },

  "the name of a queue leads to the queue, and back": async () => {
    const { uri } = await open("job.yaml", REPAIRED);
    const { line, character } = placeOf(REPAIRED, "fraud-queue");
    const target = placeOf(QUEUES, "fraud-queue");
    const [to] = await locations("Definition", uri, line, character);
    assert.equal(to?.uri.path, uriOf("queues.yaml").path);
    assert.equal(to?.range.start.line, target.line);
    const from = await locations("Reference", uriOf("queues.yaml"), target.line, target.character);
    assert.ok(from.some((one) => one.uri.path === uri.path && one.range.start.line === line));
  },

  "the outline names the objects of a file": async () => {
    const { uri } = await open("job.yaml", REPAIRED);
    const symbols = await asked<DocumentSymbol[]>(
      "there is an outline",
      () => commands.executeCommand("vscode.executeDocumentSymbolProvider", uri),
      (found) => found.some(({ name }) => name.includes("fraud-detector")),
    );
    assert.ok(symbols.length > 0);
  },

  "drydock.yaml is completed": async () => {
    const { uri } = await open("drydock.yaml", "rules:\n  gpu/lim");
    const list = await asked<CompletionList>(
      "the rule is offered",
      () => commands.executeCommand("vscode.executeCompletionItemProvider", uri, new Position(1, 9)),
      ({ items }) => items.some(({ label }) => (typeof label === "string" ? label : label.label) === LIMIT),
    );
    assert.ok(list.items.length > 0);
  },

  "another file decides: the queue is renamed on disk": async () => {
    const { uri } = await open("job.yaml", REPAIRED);
    await untilRules(uri);
    put("queues.yaml", QUEUES.replace("name: fraud-queue", "name: fraud-queues"));
    await untilRules(uri, "queueing/queue-not-found");
    put("queues.yaml", QUEUES);
    await untilRules(uri);
  },

  "a folder that moves, and one that goes, takes its findings along": async () => {
    const before = put("deep/inner/job.yaml", JOB);
    await untilRules(before, LIMIT);
    renameSync(uriOf("deep").fsPath, uriOf("moved").fsPath);
    const after = uriOf("moved/inner/job.yaml");
    try {
      await untilRules(after, LIMIT);
      await untilRules(before);
    } finally {
      rmSync(uriOf("moved").fsPath, { recursive: true });
    }
    await untilRules(after);
  },

  "a file outside of the workspace has findings while it is open": async () => {
    const folder = mkdtempSync(join(tmpdir(), "drydock-outside-"));
    try {
      const uri = Uri.file(join(folder, "job.yaml"));
      writeFileSync(uri.fsPath, JOB);
      // As a person opens it: a document that an extension opens stays open for minutes.
      await commands.executeCommand("vscode.open", uri);
      await untilRules(uri, LIMIT);
      await commands.executeCommand("workbench.action.closeAllEditors");
      await untilRules(uri);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },

  "drydock.yaml is read again when it changes": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    put("drydock.yaml", `rules: {${LIMIT}: off}\n`);
    await untilRules(uri);
    put("drydock.yaml", `rules: {${LIMIT}: info}\n`);
    await untilRules(uri, LIMIT);
  },

  "so is one above the folder": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    put("../drydock.yaml", `rules: {${LIMIT}: off}\n`);
    await untilRules(uri);
    put("../drydock.yaml", "");
    await untilRules(uri, LIMIT);
  },

  "the settings win over it": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    const settings = workspace.getConfiguration("drydock");
    await settings.update("rules", { [LIMIT]: "off" }, ConfigurationTarget.Workspace);
    try {
      await untilRules(uri);
    } finally {
      await settings.update("rules", undefined, ConfigurationTarget.Workspace);
    }
    await untilRules(uri, LIMIT);
  },

  "after a restart of the server all is as before": async () => {
    const { uri } = await open("job.yaml", JOB);
    await untilRules(uri, LIMIT);
    await commands.executeCommand("drydock.restart");
    await untilRules(uri, LIMIT);
  },

  "a suppression with a reason is heard": async () => {
    const { uri } = await open(
      "job.yaml",
      JOB.replace("1 # enough, says the profile", `1 # drydock-ignore: ${LIMIT} \u2014 the webhook adds it`),
    );
    const other = put("other.yaml", JOB);
    await untilRules(other, LIMIT);
    await untilRules(uri);
  },

  "the task runs the command line, and its report becomes problems": async () => {
    const uri = put("job.yaml", JOB);
    const all = await asked<Task[]>(
      "there is a task",
      () => tasks.fetchTasks({ type: "drydock" }),
      (found) => found.length > 0,
    );
    const ended = new Promise<number | undefined>((done) => {
      const listener = tasks.onDidEndTaskProcess(({ exitCode }) => {
        listener.dispose();
        done(exitCode);
      });
    });
    await tasks.executeTask(all[0] as Task);
    assert.equal(await ended, 1);
    // Those of the server link to the page of their rule; those of the matcher have only its name.
    const isOfTheTask = ({ code }: Diagnostic) => code === LIMIT;
    await eventually("the task's problems are there", () => languages.getDiagnostics(uri).some(isOfTheTask));
    assert.equal(languages.getDiagnostics(uri).find(isOfTheTask)?.range.start.line, request.line);
    assert.deepEqual(rulesOf(uri), [LIMIT], "the tree and the counts do not take them for the server's");
  },
};

function locations(kind: "Definition" | "Reference", uri: Uri, line: number, character: number): Promise<Location[]> {
  return asked<Location[]>(
    `there is a ${kind.toLowerCase()}`,
    () => commands.executeCommand(`vscode.execute${kind}Provider`, uri, new Position(line, character + 2)),
    (found) => found.length > 0,
  );
}

async function hover(uri: Uri, { line, character }: { line: number; character: number }): Promise<string> {
  const place = new Position(line, character + 1);
  const found = await asked<Hover[]>(
    "there is a hover",
    () => commands.executeCommand("vscode.executeHoverProvider", uri, place),
    (hovers) => hovers.length > 0,
  );
  return found.flatMap(({ contents }) => contents.map((one) => (one instanceof MarkdownString ? one.value : String(one)))).join("\n");
}
