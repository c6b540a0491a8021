// An edit as the server planned it, and whether the texts are still those that it was planned for.
import type { WorkspaceEdit } from "vscode-languageclient/node";

/** An open document, as the editor has it. */
export interface Present {
  readonly version: number;
  readonly isDirty: boolean;
}

/** `open`: by URI. An edit that names no version was planned for what the disk holds. */
export function isOutOfDate(edit: WorkspaceEdit, open: ReadonlyMap<string, Present>): boolean {
  return (edit.documentChanges ?? []).some((change) => {
    if (!("textDocument" in change)) return false;
    const { uri, version } = change.textDocument;
    const present = open.get(uri);
    return version === null ? (present?.isDirty ?? false) : present?.version !== version;
  });
}
