// `textDocument/didChange`: the edits are applied in their order, each to the result of the one before.
import type { DidChangeTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didChange(session: Session, { textDocument, contentChanges }: DidChangeTextDocumentParams): void {
  session.change(textDocument.uri, textDocument.version, contentChanges);
}
