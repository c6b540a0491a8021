// `workspace/didChangeWorkspaceFolders`: folders come and go while the session lives.
import type { WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didChangeWorkspaceFolders(session: Session, { added, removed }: WorkspaceFoldersChangeEvent): void {
  const gone = new Set(removed.map(({ uri }) => uri));
  session.setFolders([...session.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)]);
}
