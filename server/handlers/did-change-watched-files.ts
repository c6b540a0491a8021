// `workspace/didChangeWatchedFiles`: somebody else created, changed or deleted files, configuration among them.
import { type DidChangeWatchedFilesParams, FileChangeType } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

export function didChangeWatchedFiles(session: Session, { changes }: DidChangeWatchedFilesParams): void {
  for (const { uri, type } of changes) session.touch(uri, type === FileChangeType.Changed);
}
