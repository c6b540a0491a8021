// `initialize`: which folders the client works in, and what the server can do for it.
import { CodeActionKind, type InitializeParams, type InitializeResult, TextDocumentSyncKind } from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { SHOW_DOCS } from "../docs.ts";
import { FIX_ALL } from "../fix-all.ts";
import type { Session } from "../session.ts";

export function initialize(session: Session, params: InitializeParams): InitializeResult {
  const { client } = session;
  session.setFolders(foldersOf(params));
  return {
    serverInfo: { name: "drydock" },
    capabilities: {
      positionEncoding: client.encoding,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(client.pulls ? { diagnosticProvider: { identifier: "drydock", interFileDependencies: true, workspaceDiagnostics: true } } : {}),
      ...(client.codeActions
        ? { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: client.resolvesEdits } }
        : {}),
      hoverProvider: true,
      completionProvider: { triggerCharacters: [" ", "/"] },
      definitionProvider: true,
      referencesProvider: true,
      codeLensProvider: {},
      documentSymbolProvider: { label: "Drydock" },
      ...(client.showsDocuments ? { executeCommandProvider: { commands: [SHOW_DOCS] } } : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: client.folderChanges } },
    },
  };
}

/** Older clients name one folder, by URI or by path; an editor that was started on a single file names none. */
function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly string[] {
  if (workspaceFolders) return workspaceFolders.map((folder) => folder.uri);
  if (rootUri) return [rootUri];
  return rootPath ? [URI.file(rootPath).toString()] : [];
}
