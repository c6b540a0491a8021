// The language server: joins the protocol's methods to their handlers. Speaks over standard input and output, opens no socket, writes
// no file. A handler that throws costs one line in the client's log and an empty answer, never the session.
import {
  type CancellationToken,
  CodeLensRefreshRequest,
  createConnection,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  RegistrationRequest,
  ResponseError,
  type WorkspaceFoldersChangeEvent,
} from "vscode-languageserver/node";
import { prepareLongRun } from "../host/short-run.ts";
import { announce, type Wire } from "./announce.ts";
import { clientFacts, initializationOptions } from "./client-facts.ts";
import { codeAction } from "./handlers/code-action.ts";
import { codeActionResolve } from "./handlers/code-action-resolve.ts";
import { codeLens } from "./handlers/code-lens.ts";
import { completion } from "./handlers/completion.ts";
import { definition } from "./handlers/definition.ts";
import { didChange } from "./handlers/did-change.ts";
import { didChangeConfiguration } from "./handlers/did-change-configuration.ts";
import { didChangeWatchedFiles } from "./handlers/did-change-watched-files.ts";
import { didChangeWorkspaceFolders } from "./handlers/did-change-workspace-folders.ts";
import { didClose } from "./handlers/did-close.ts";
import { didOpen } from "./handlers/did-open.ts";
import { type DocumentReport, documentDiagnostic } from "./handlers/document-diagnostic.ts";
import { documentSymbol } from "./handlers/document-symbol.ts";
import { executeCommand } from "./handlers/execute-command.ts";
import { fix } from "./handlers/fix.ts";
import { hover } from "./handlers/hover.ts";
import { initialize } from "./handlers/initialize.ts";
import { initialized } from "./handlers/initialized.ts";
import { references } from "./handlers/references.ts";
import { rules } from "./handlers/rules.ts";
import { summary } from "./handlers/summary.ts";
import { suppress } from "./handlers/suppress.ts";
import { workspaceDiagnostic } from "./handlers/workspace-diagnostic.ts";
import type { FixParams, SuppressParams } from "./protocol.ts";
import { Session } from "./session.ts";

if (process.argv.includes("--stdio")) serve();
else {
  process.stderr.write("The Drydock language server speaks over standard input and output: start it with --stdio.\n");
  process.exitCode = 2;
}

function serve(): void {
  prepareLongRun();
  // Given by hand, so that no word of the command line can make the library open a socket.
  const connection = createConnection(process.stdin, process.stdout);
  let session: Session | undefined;
  let hasEnded = false;

  /** What we send may be refused by the client; that is worth a line, and no more. */
  const sent = (promise: Promise<unknown>) => {
    promise.catch((error: unknown) => connection.console.error(`The client refused a message: ${String(error)}`));
  };
  const wire: Wire = {
    publish: (params) => sent(connection.sendDiagnostics(params)),
    refresh: () => sent(connection.languages.diagnostics.refresh()),
    refreshLenses: () => sent(connection.sendRequest(CodeLensRefreshRequest.type)),
  };
  const request =
    <P, R>(method: string, empty: R, handler: (session: Session, params: P, token: CancellationToken) => R) =>
    (params: P, token: CancellationToken): R | ResponseError<never> => {
      const live = session;
      if (!live && hasEnded) return new ResponseError(ErrorCodes.InvalidRequest, "The session has ended.");
      if (!live) return new ResponseError(ErrorCodes.ServerNotInitialized, "The session has not begun: send initialize first.");
      return live.guard(method, empty, () => handler(live, params, token));
    };
  const notification =
    <P>(method: string, handler: (session: Session, params: P) => void) =>
    (params: P): void => {
      const live = session;
      live?.guard(method, undefined, () => handler(live, params));
    };

  connection.onInitialize((params) => {
    const log = (line: string) => connection.console.error(line);
    session = new Session(clientFacts(params), initializationOptions(params), { log, quiet: (quiet) => announce(quiet, wire) });
    return initialize(session, params);
  });
  connection.onInitialized(
    notification("initialized", (live) => {
      const registrations = initialized(live);
      if (registrations) sent(connection.sendRequest(RegistrationRequest.type, registrations));
      // The library handles the notification itself from `initialize` on, and a handler of ours would never be called.
      if (live.client.folderChanges)
        connection.workspace.onDidChangeWorkspaceFolders(
          notification("didChangeWorkspaceFolders", (session: Session, event: WorkspaceFoldersChangeEvent) => {
            const registrations = didChangeWorkspaceFolders(session, event);
            if (registrations.length > 0) sent(connection.sendRequest(RegistrationRequest.type, { registrations }));
          }),
        );
    }),
  );
  connection.onDidOpenTextDocument(notification("didOpen", didOpen));
  connection.onDidChangeTextDocument(notification("didChange", didChange));
  connection.onDidCloseTextDocument(notification("didClose", didClose));
  connection.onDidChangeWatchedFiles(notification("didChangeWatchedFiles", didChangeWatchedFiles));
  connection.onDidChangeConfiguration(notification("didChangeConfiguration", didChangeConfiguration));
  const nothing: DocumentReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
  connection.languages.diagnostics.on(request("textDocument/diagnostic", nothing, documentDiagnostic));
  connection.languages.diagnostics.onWorkspace((params, token, _progress, partial) =>
    request("workspace/diagnostic", { items: [] }, (live: Session, asked: typeof params) =>
      workspaceDiagnostic(live, asked, token, partial && ((report) => partial.report(report))),
    )(params, token),
  );
  connection.onCodeAction(request("textDocument/codeAction", [], codeAction));
  connection.onCodeActionResolve((action, token) => request("codeAction/resolve", action, codeActionResolve)(action, token));
  connection.onCompletion(request("textDocument/completion", [], completion));
  connection.onHover(request("textDocument/hover", null, hover));
  connection.onDefinition(request("textDocument/definition", [], definition));
  connection.onReferences(request("textDocument/references", [], references));
  connection.onCodeLens(request("textDocument/codeLens", [], codeLens));
  connection.onDocumentSymbol(request("textDocument/documentSymbol", [], documentSymbol));
  connection.onExecuteCommand(
    request("workspace/executeCommand", null, (live, params) => {
      const page = executeCommand(live, params);
      if (page) sent(connection.window.showDocument(page));
      return null;
    }),
  );
  connection.onRequest(
    "drydock/rules",
    request("drydock/rules", [], () => rules()),
  );
  connection.onRequest(
    "drydock/summary",
    request("drydock/summary", null, (live) => summary(live)),
  );
  connection.onRequest(
    "drydock/fix",
    request("drydock/fix", null, (live, params: FixParams | undefined) => fix(live, params ?? {})),
  );
  connection.onRequest(
    "drydock/suppress",
    request("drydock/suppress", null, (live, params: SuppressParams) => suppress(live, params)),
  );
  connection.onShutdown(() => {
    session?.end();
    session = undefined;
    hasEnded = true;
  });
  connection.listen();
}
