// "Ignore here, with a reason": what suppresses a finding where it stands. A client that can ask a person for the reason is given one
// action with its own command; any other gets the edits themselves, with a reason that has to be filled in.
import { type CodeAction, CodeActionKind, type Diagnostic, type WorkspaceEdit } from "vscode-languageserver/node";
import { escapeForPeople, type Finding, resourceLabel } from "../engine/api.ts";
import { diagnosticData } from "./diagnostics.ts";
import { workspaceEdit } from "./edits.ts";
import type { IgnoreArgument, SuppressParams } from "./protocol.ts";
import type { Located, Session } from "./session.ts";

export interface Chosen {
  readonly finding: Finding;
  readonly diagnostic: Diagnostic;
}

type Scope = SuppressParams["scope"];

const IGNORE = "drydock.ignore";
const SCOPES: readonly Scope[] = ["line", "resource", "file"];
const TO_BE_FILLED_IN = "TODO: say why";
/** Each is tried out in every scope: of a whole file's findings, as some clients ask for them, only the first. */
const MOST = 5;

export function ignoreActions(session: Session, at: Located, chosen: readonly Chosen[]): CodeAction[] {
  const asks = session.options.commands?.includes(IGNORE) ?? false;
  return chosen.slice(0, MOST).flatMap((one) => (asks ? command(session, at, one, chosen.length > 1) : edits(session, at, one)));
}

function command(session: Session, at: Located, { finding, diagnostic }: Chosen, isOneOfMany: boolean): CodeAction[] {
  const scopes = SCOPES.filter((scope) => at.workspace.ignore(finding, scope, TO_BE_FILLED_IN) !== undefined);
  if (scopes.length === 0) return [];
  const title = `Ignore ${isOneOfMany ? finding.rule : "here"}, with a reason…`;
  const argument: IgnoreArgument = { uri: session.uriOf(at), data: diagnosticData(finding), scopes };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command: { title, command: IGNORE, arguments: [argument] } }];
}

function edits(session: Session, at: Located, { finding, diagnostic }: Chosen): CodeAction[] {
  const where: Readonly<Record<Scope, string>> = {
    line: "here",
    resource: `for ${escapeForPeople(resourceLabel(finding.ref))}`,
    file: "in this file",
  };
  return SCOPES.flatMap((scope) => {
    const edit = ignoreEdit(session, at, finding, scope, TO_BE_FILLED_IN);
    const title = `Ignore ${finding.rule} ${where[scope]} (fill in the reason)`;
    return edit ? [{ title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], edit }] : [];
  });
}

export function ignoreEdit(
  session: Session,
  { workspace, path }: Located,
  finding: Finding,
  scope: Scope,
  reason: string,
): WorkspaceEdit | undefined {
  const planned = workspace.ignore(finding, scope, reason);
  return planned && workspaceEdit(session, workspace, new Map([[path, planned]]));
}
