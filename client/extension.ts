// The VS Code extension: starts the language server and shows what it says. There is no knowledge of rules here.
import { type ExtensionContext, languages, window, workspace } from "vscode";
import { type Commands, registerCommands } from "./commands.ts";
import { Findings } from "./findings.ts";
import { type Server, startServer } from "./server.ts";
import { StatusItem } from "./status.ts";
import { registerTasks } from "./tasks.ts";
import { FindingsTree } from "./tree.ts";

let server: Server | undefined;

/** Does not wait for the server: what asks it waits by itself, and so does nobody's window. */
export function activate(context: ExtensionContext): void {
  const output = window.createOutputChannel("Drydock", { log: true });
  server = startServer(context, output);
  const findings = new Findings(server);
  const tree = new FindingsTree(findings, context.workspaceState);
  const view = window.createTreeView("drydock.findings", { treeDataProvider: tree, showCollapseAll: true });
  tree.attach(view);
  const commands: Commands = { context, server, output, findings, tree };
  context.subscriptions.push(
    output,
    server,
    findings,
    view,
    new StatusItem(findings),
    ...registerCommands(commands),
    registerTasks(context),
  );
  context.subscriptions.push(
    languages.onDidChangeDiagnostics(() => findings.changed()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("drydock")) void server?.configure();
    }),
  );
}

export const deactivate = (): Promise<void> | undefined => server?.stop();
