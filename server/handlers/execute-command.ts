// `workspace/executeCommand`: the one command asks the client to show a rule's page.
import type { ExecuteCommandParams, ShowDocumentParams } from "vscode-languageserver/node";
import { docsUri, SHOW_DOCS } from "../docs.ts";
import type { Session } from "../session.ts";

/** What the client is to show; undefined for a command or a rule that is not ours. */
export function executeCommand(_session: Session, { command, arguments: words }: ExecuteCommandParams): ShowDocumentParams | undefined {
  const rule: unknown = words?.[0];
  const uri = command === SHOW_DOCS && typeof rule === "string" ? docsUri(rule) : undefined;
  return uri === undefined ? undefined : { uri, takeFocus: true };
}
