// `textDocument/didClose`: the disk's text counts again.
import type { DidCloseTextDocumentParams } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didClose(session: Session, { textDocument }: DidCloseTextDocumentParams): void {
  session.close(textDocument.uri);
}
