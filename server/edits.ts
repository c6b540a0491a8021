// Edits of the engine (offsets) as edits of the protocol, bound to the version of each open document that they were made for.
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import type { FixPlan } from "../engine/api.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspace.ts";

export function workspaceEdit(session: Session, workspace: Workspace, planned: FixPlan["edits"]): WorkspaceEdit {
  const documentChanges: TextDocumentEdit[] = [];
  const changes: Record<string, TextEdit[]> = {};
  for (const [path, edits] of planned) {
    const at = { workspace, path };
    const uri = session.uriOf(at);
    const positions = session.converterOf(at);
    const converted = edits.map((edit) => ({ range: positions.span(edit), newText: edit.text }));
    documentChanges.push({ textDocument: { uri, version: session.document(uri)?.version ?? null }, edits: converted });
    changes[uri] = converted;
  }
  return session.client.versionedEdits ? { documentChanges } : { changes };
}
