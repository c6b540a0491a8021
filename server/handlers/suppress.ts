// `drydock/suppress`: the edit that suppresses a finding with the reason that a person gave, made for the text as it is now.
import type { WorkspaceEdit } from "vscode-languageserver/node";
import { isSame } from "../diagnostics.ts";
import { ignoreEdit } from "../ignore.ts";
import type { SuppressParams } from "../protocol.ts";
import type { Session } from "../session.ts";

export function suppress(session: Session, { uri, data, scope, reason }: SuppressParams): WorkspaceEdit | null {
  session.settle();
  const at = session.locate(uri);
  const finding = at?.workspace.view(at.path).findings.find((one) => isSame(data, one));
  return (at && finding && ignoreEdit(session, at, finding, scope, reason)) ?? null;
}
