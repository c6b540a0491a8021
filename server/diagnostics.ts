// Findings and problems of a file as diagnostics. The id of a result changes whenever the client would see another one.
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver/node";
import type { FileProblem, Finding, Severity } from "../engine/api.ts";
import type { Converter } from "./convert.ts";
import { docsUri } from "./docs.ts";
import type { DiagnosticData } from "./protocol.ts";
import type { Located, Session, Told } from "./session.ts";

export interface FileDiagnostics extends Told {
  readonly items: Diagnostic[];
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** By rule and variant: what does nothing and can go is shown faded, what works but is given up by its makers struck through. */
const TAGS: Readonly<Record<string, DiagnosticTag>> = {
  "suppression/unused plain": DiagnosticTag.Unnecessary,
  "encryption/secrets-at-rest-disabled weak": DiagnosticTag.Deprecated,
};

/** Of the present text; call `session.settle` before. */
export function diagnosticsOf(session: Session, uri: string): FileDiagnostics {
  const located = session.locate(uri);
  const view = located?.workspace.view(located.path);
  const version = session.document(uri)?.version ?? null;
  const items: Diagnostic[] = [];
  if (located && view) {
    const positions = session.converterOf(located);
    for (const problem of view.problems) items.push(problemDiagnostic(problem, positions));
    for (const finding of view.findings) items.push(findingDiagnostic(session, located, finding, positions));
  }
  const resultId = createHash("sha256")
    .update(JSON.stringify([version, items]))
    .digest("base64url")
    .slice(0, 16);
  return { resultId, version, items };
}

/** The same, for an answer: the session remembers what the client knows. */
export function tell(session: Session, uri: string): FileDiagnostics {
  const diagnostics = diagnosticsOf(session, uri);
  if (session.document(uri)) session.told.set(uri, diagnostics);
  return diagnostics;
}

/**
 * Open documents that did not change since the client was told of them, although what is to be said of them did: another file reached
 * them. A client asks by itself about those that changed. `except`: the one that it is being told of.
 */
export function overdue(session: Session, except?: string): readonly string[] {
  return [...session.told].flatMap(([uri, { version, resultId }]) => {
    if (uri === except || session.document(uri)?.version !== version) return [];
    return diagnosticsOf(session, uri).resultId === resultId ? [] : [uri];
  });
}

export function findingDiagnostic(session: Session, at: Located, finding: Finding, positions: Converter): Diagnostic {
  const { client } = session;
  const { message } = at.workspace.describe(finding);
  const href = client.codeDescription ? docsUri(finding.rule) : undefined;
  const tags = [TAGS[`${finding.rule} ${finding.variant}`] ?? []].flat().filter((one) => client.tags.includes(one));
  const related = client.relatedInformation ? relatedTo(session, at, finding) : [];
  return {
    range: positions.range(finding.range),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    source: "drydock",
    message,
    ...(tags.length === 0 ? {} : { tags }),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data: diagnosticData(finding),
  };
}

export function diagnosticData({ rule, variant, address, data, fingerprint }: Finding): DiagnosticData {
  return { rule, variant, address, data, fingerprint };
}

/** Whether a diagnostic that went to the client and came back speaks of this finding. Its range may be out of date; that is no matter. */
export function isSame(data: DiagnosticData, finding: Finding): boolean {
  return data.fingerprint === finding.fingerprint && isDeepStrictEqual(data, diagnosticData(finding));
}

function relatedTo(session: Session, { workspace }: Located, finding: Finding): DiagnosticRelatedInformation[] {
  return finding.related.map(({ file, range, note }) => {
    const other: Located = { workspace, path: file };
    return { location: { uri: session.uriOf(other), range: session.converterOf(other).range(range) }, message: note };
  });
}

/** Something that kept the engine from reading, at the first character where it has no position of its own. */
function problemDiagnostic({ kind, range, message }: FileProblem, positions: Converter): Diagnostic {
  const start = { line: 1, column: 1 };
  return {
    range: positions.range(range ?? { start, end: start }),
    severity: DiagnosticSeverity.Error,
    code: kind,
    source: "drydock",
    message,
  };
}
