// The commands of the palette and of the views.
import { execFile } from "node:child_process";
import { commands, type Disposable, type ExtensionContext, env, type LogOutputChannel, Uri, version, window, workspace } from "vscode";
import type { Findings } from "./findings.ts";
import type { Outcome, Server } from "./server.ts";
import { type FindingsTree, fixOf, type Group } from "./tree.ts";

export interface Commands {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly output: LogOutputChannel;
  readonly findings: Findings;
  readonly tree: FindingsTree;
}

export function registerCommands(parts: Commands): Disposable[] {
  const { server, output, tree } = parts;
  const all: Readonly<Record<string, (...words: never[]) => unknown>> = {
    restart: () => server.restart(),
    showOutput: () => output.show(),
    explainRule: (rule?: string) => explainRule(parts, rule),
    fixWorkspace: async () => said(await server.fix({})),
    fixGroup: async (group: Group) => said(await server.fix(fixOf(group, (uri) => server.uriOf(uri)))),
    createConfig: () => createConfig(parts),
    reportProblem: () => reportProblem(parts),
    showProblems: () => commands.executeCommand("workbench.actions.view.problems"),
    groupByPractice: () => tree.groupBy("practice"),
    groupByRule: () => tree.groupBy("rule"),
    groupByFile: () => tree.groupBy("file"),
    walkthrough: () => commands.executeCommand("workbench.action.openWalkthrough", `${parts.context.extension.id}#drydock.start`),
    ignore: (wish: IgnoreWish) => ignore(parts, wish),
  };
  return Object.entries(all).map(([name, run]) => commands.registerCommand(`drydock.${name}`, run));
}

function said(outcome: Outcome): void {
  if (outcome === "nothing") void window.showInformationMessage("Drydock: there is nothing that can be fixed safely.");
  if (outcome === "refused") void window.showWarningMessage(REFUSED);
}

const REFUSED = "Drydock: a file was changed meanwhile, so nothing was written. Run the command again.";

/** Of the rule that is named, or of one that the person chooses. */
async function explainRule({ findings }: Commands, named?: unknown): Promise<void> {
  const id = typeof named === "string" ? named : await chosenRule(findings);
  const page = id === undefined ? undefined : findings.rule(id)?.page;
  if (page !== undefined) await commands.executeCommand("markdown.showPreview", Uri.parse(page));
  else if (id !== undefined) void window.showWarningMessage(`Drydock: there is no page about ${id}.`);
}

async function chosenRule(findings: Findings): Promise<string | undefined> {
  const items = findings.rules.map(({ id, what, practice }) => ({ label: id, detail: what, description: practice.join(", ") }));
  return (await window.showQuickPick(items, { title: "Explain a rule", matchOnDetail: true }))?.label;
}

/** `drydock init` of the command line that comes along, in the folder that the person works in. */
async function createConfig({ context }: Commands): Promise<void> {
  const folder = (await chosenFolder())?.uri;
  if (!folder) return;
  const file = Uri.joinPath(folder, "drydock.yaml");
  const isThere = await workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const words = [context.asAbsolutePath("dist/cli.cjs"), "init", "--yes"];
    const failure = await new Promise<string | undefined>((done) => {
      const options = { cwd: folder.fsPath, env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" } };
      execFile(process.execPath, words, options, (error, _out, complaint) => done(error ? complaint || error.message : undefined));
    });
    if (failure !== undefined) {
      void window.showErrorMessage(`Drydock could not write drydock.yaml: ${failure}`);
      return;
    }
  }
  await window.showTextDocument(file);
}

async function chosenFolder() {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length > 1) return window.showWorkspaceFolderPick();
  if (folders.length === 0) void window.showWarningMessage("Drydock: open a folder first.");
  return folders[0];
}

/** Everything that somebody who repairs Drydock asks first, in a document of its own: nothing is sent. */
async function reportProblem({ context, server }: Commands): Promise<void> {
  const summary = server.isRunning ? await server.summary() : null;
  const { packageJSON } = context.extension as { readonly packageJSON: { readonly version: string } };
  const read = summary ? `${summary.files} files, ${summary.resources} resources` : "the server does not run";
  const content = [
    "# A problem with Drydock",
    "",
    "What I did, what I expected, what happened:",
    "",
    "The smallest manifest that shows it (without secrets):",
    "",
    "```yaml",
    "```",
    "",
    `Drydock ${packageJSON.version} · VS Code ${version} (${env.appName}) · Node ${process.versions.node} · ${process.platform} ${process.arch}`,
    `Workspace: ${read}`,
    "",
  ].join("\n");
  await window.showTextDocument(await workspace.openTextDocument({ language: "markdown", content }));
}

/** What the server puts into the action. */
interface IgnoreWish {
  readonly uri: string;
  readonly data: unknown;
  readonly scopes: readonly Scope[];
}

type Scope = "line" | "file" | "resource";

const SCOPES: Readonly<Record<Scope, string>> = { line: "Here", resource: "In this object", file: "In this file" };

async function ignore({ server }: Commands, { uri, data, scopes }: IgnoreWish): Promise<void> {
  const items = scopes.map((scope) => ({ label: SCOPES[scope], scope }));
  const chosen = items.length > 1 ? await window.showQuickPick(items, { title: "Ignore this finding", ignoreFocusOut: true }) : items[0];
  if (!chosen) return;
  const reason = await window.showInputBox({
    title: `Ignore this finding: ${chosen.label.toLowerCase()}`,
    prompt: "Why is it right as it is? The reason stands beside the rule, for whoever reads it next.",
    // A look at the code must not cost what was typed.
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === "" ? "A suppression without a reason does not count." : undefined),
  });
  if (reason === undefined) return;
  const outcome = await server.suppress({ uri, data, scope: chosen.scope, reason: reason.trim() });
  if (outcome === "nothing") void window.showWarningMessage("Drydock: the finding is no longer there.");
  if (outcome === "refused") void window.showWarningMessage(REFUSED);
}
