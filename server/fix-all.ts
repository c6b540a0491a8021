// The fix of everything that is safe in one file, as an action and as the edit behind it.
import { type CodeAction, CodeActionKind, type WorkspaceEdit } from "vscode-languageserver/node";
import type { Finding } from "../engine/api.ts";
import { workspaceEdit } from "./edits.ts";
import type { ActionData } from "./protocol.ts";
import type { Located, Session } from "./session.ts";

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.drydock`;

/** Offered where there are at least `least` safe fixes. Planning them takes long in a large file, so it waits for the click where it can. */
export function fixAll(session: Session, at: Located, findings: readonly Finding[], kind: string, least: number): CodeAction[] {
  if (findings.filter((finding) => finding.fix === "safe").length < least) return [];
  const action: CodeAction = { title: "Fix all safe problems in this file", kind };
  const data: ActionData = { fixAllIn: session.uriOf(at) };
  if (session.client.resolvesEdits) return [{ ...action, data }];
  const edit = fixAllEdit(session, at);
  return edit ? [{ ...action, edit }] : [];
}

export function fixAllEdit(session: Session, { workspace, path }: Located): WorkspaceEdit | undefined {
  const { edits } = workspace.plan(workspace.view(path).findings.filter((finding) => finding.fix === "safe"));
  return edits.size === 0 ? undefined : workspaceEdit(session, workspace, edits);
}
