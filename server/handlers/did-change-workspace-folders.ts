// `workspace/didChangeWorkspaceFolders`: folders come and go while the session lives.
import type { DidChangeWorkspaceFoldersParams } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didChangeWorkspaceFolders(session: Session, { event }: DidChangeWorkspaceFoldersParams): void {
  const removed = new Set(event.removed.map((folder) => folder.uri));
  session.setFolders([...session.folders.filter((uri) => !removed.has(uri)), ...event.added.map((folder) => folder.uri)]);
}
