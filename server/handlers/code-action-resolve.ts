// `codeAction/resolve`: the edit of an action that somebody has chosen, planned on the text as it is now.
import type { CodeAction } from "vscode-languageserver/node";
import { fixAllEdit } from "../fix-all.ts";
import type { ActionData } from "../protocol.ts";
import type { Session } from "../session.ts";

export function codeActionResolve(session: Session, action: CodeAction): CodeAction {
  session.settle();
  const data: Partial<ActionData> = action.data ?? {};
  const at = data.fixAllIn === undefined ? undefined : session.locate(data.fixAllIn);
  const edit = at && fixAllEdit(session, at);
  return edit ? { ...action, edit } : action;
}
