// `textDocument/didOpen`: from now on the editor's text counts, not the disk's.
import type { DidOpenTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didOpen(session: Session, { textDocument }: DidOpenTextDocumentParams): void {
  session.open(textDocument.uri, textDocument.version, textDocument.text);
}
