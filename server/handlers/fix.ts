// `drydock/fix`: the safe fixes of the whole workspace, of some rules or of some files, as one edit.
import type { TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import { workspaceEdit } from "../edits.ts";
import type { FixParams } from "../protocol.ts";
import type { Session } from "../session.ts";

export function fix(session: Session, { rules, uris }: FixParams): WorkspaceEdit | null {
  session.settle();
  const documentChanges: TextDocumentEdit[] = [];
  const changes: Record<string, TextEdit[]> = {};
  for (const workspace of session.workspaces) {
    const wanted = workspace.speaking().flatMap((path) => {
      const uri = session.uriOf({ workspace, path });
      if (!session.answersFor({ workspace, path }) || (uris ? !uris.includes(uri) : !session.isWithin(uri))) return [];
      return workspace.view(path).findings.filter((one) => one.fix === "safe" && (rules?.includes(one.rule) ?? true));
    });
    if (wanted.length === 0) continue;
    const edit = workspaceEdit(session, workspace, workspace.plan(wanted).edits);
    documentChanges.push(...((edit.documentChanges ?? []) as TextDocumentEdit[]));
    Object.assign(changes, edit.changes);
  }
  if (documentChanges.length > 0) return { documentChanges };
  return Object.keys(changes).length > 0 ? { changes } : null;
}
