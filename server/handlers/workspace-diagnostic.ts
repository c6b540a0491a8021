// `workspace/diagnostic`: every file of the workspace that has something to say. A client that takes partial results gets them over one
// request that stays open: if it were answered, the client would ask again at once, and for ever.
import {
  type CancellationToken,
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { diagnosticsOf, type FileDiagnostics } from "../diagnostics.ts";
import type { Session } from "../session.ts";

type Send = (report: WorkspaceDiagnosticReport) => void;

export function workspaceDiagnostic(
  session: Session,
  { previousResultIds }: Pick<WorkspaceDiagnosticParams, "previousResultIds">,
  token: CancellationToken,
  send: Send | undefined,
): WorkspaceDiagnosticReport | Promise<WorkspaceDiagnosticReport> {
  const told = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  session.settle();
  const first = news(session, told);
  if (!send) {
    const fresh = new Set(first.map(({ uri }) => uri));
    const rest = [...told].filter(([uri]) => !fresh.has(uri));
    return { items: [...first, ...rest.map(([uri, resultId]) => unchanged(session, uri, resultId))] };
  }
  send({ items: first });
  return new Promise((resolve) => {
    const follow = (closed: ReadonlySet<string>) => {
      const items = news(session, told, closed);
      if (items.length > 0) send({ items });
    };
    session.followers.add(follow);
    token.onCancellationRequested(() => {
      session.followers.delete(follow);
      resolve({ items: [] });
    });
  });
}

const NOTHING: FileDiagnostics = { resultId: "", version: null, items: [] };

/**
 * What differs from what was told, which is brought up to date: also files that have nothing to say any more. A file outside of the
 * client's folders is of interest while it is open: when it is closed, or its folder is taken away, it has to be cleared.
 */
function news(session: Session, told: Map<string, string>, closed: ReadonlySet<string> = new Set()): WorkspaceDocumentDiagnosticReport[] {
  const speaking = new Set(
    session.workspaces.flatMap((workspace) => workspace.speaking().map((path) => session.uriOf({ workspace, path }))),
  );
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  for (const uri of new Set([...speaking, ...told.keys(), ...closed])) {
    const isWithin = session.isWithin(uri);
    if (!(told.has(uri) || (isWithin ? speaking : closed).has(uri))) continue;
    const { resultId, version, items: diagnostics } = isWithin || session.document(uri) ? diagnosticsOf(session, uri) : NOTHING;
    if (told.get(uri) === resultId) continue;
    if (isWithin && diagnostics.length > 0) told.set(uri, resultId);
    else told.delete(uri);
    items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items: diagnostics });
  }
  return items;
}

function unchanged(session: Session, uri: string, resultId: string): WorkspaceDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Unchanged, uri, version: session.document(uri)?.version ?? null, resultId };
}
