// What the client is told without asking, a moment after changes: published diagnostics for a client that does not pull, a request to
// pull again for one that does. Never both: it would show everything twice.
import type { PublishDiagnosticsParams } from "vscode-languageserver/node";
import { overdue, tell } from "./diagnostics.ts";
import { areLensesOverdue } from "./handlers/code-lens.ts";
import type { Session } from "./session.ts";

export interface Wire {
  publish(params: PublishDiagnosticsParams): void;
  /** Asks the client to pull all that it shows. */
  refresh(): void;
  /** Asks the client to ask for lenses again. */
  refreshLenses(): void;
}

export function announce(session: Session, wire: Wire): void {
  for (const uri of session.told.keys()) {
    if (session.document(uri)) continue;
    session.told.delete(uri);
    if (!session.client.pulls) wire.publish({ uri, diagnostics: [] });
  }
  if (session.client.refreshesLenses && areLensesOverdue(session)) wire.refreshLenses();
  if (!session.client.pulls) publish(session, wire);
  else if (session.client.refreshes && overdue(session).length > 0) wire.refresh();
}

/** Of the open documents those of which the client knows something else, or nothing yet. */
function publish(session: Session, wire: Wire): void {
  for (const { uri, version } of session.documents) {
    const before = session.told.get(uri)?.resultId;
    const { resultId, items } = tell(session, uri);
    if (resultId !== before) wire.publish({ uri, ...(session.client.publishesVersion ? { version } : {}), diagnostics: items });
  }
}
