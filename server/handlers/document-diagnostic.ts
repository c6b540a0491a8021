// `textDocument/diagnostic`: the diagnostics of one document, and of the open documents that the last changes have reached.
import {
  type DocumentDiagnosticParams,
  DocumentDiagnosticReportKind,
  type FullDocumentDiagnosticReport,
  type RelatedFullDocumentDiagnosticReport,
  type RelatedUnchangedDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { type FileDiagnostics, overdue, tell } from "../diagnostics.ts";
import type { Session } from "../session.ts";

export type DocumentReport = RelatedFullDocumentDiagnosticReport | RelatedUnchangedDocumentDiagnosticReport;

export function documentDiagnostic(session: Session, { textDocument, previousResultId }: DocumentDiagnosticParams): DocumentReport {
  session.settle();
  const { resultId, items } = tell(session, textDocument.uri);
  const related = session.client.relatedDocuments ? overdue(session, textDocument.uri) : [];
  const relatedDocuments = Object.fromEntries(related.map((uri) => [uri, full(tell(session, uri))]));
  return {
    ...(resultId === previousResultId ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId } : full({ resultId, items })),
    ...(related.length === 0 ? {} : { relatedDocuments }),
  };
}

function full({ resultId, items }: Pick<FileDiagnostics, "resultId" | "items">): FullDocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}
