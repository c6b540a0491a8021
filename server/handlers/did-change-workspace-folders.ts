// `workspace/didChangeWorkspaceFolders`: folders come and go while the session lives.
import type { Registration, WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";
import type { Session } from "../session.ts";
import { above } from "./initialized.ts";

/** Returns what is to be registered with the client for the new folders. */
export function didChangeWorkspaceFolders(session: Session, { added, removed }: WorkspaceFoldersChangeEvent): Registration[] {
  const gone = new Set(removed.map(({ uri }) => uri));
  session.setFolders([...session.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)]);
  return above(session);
}
