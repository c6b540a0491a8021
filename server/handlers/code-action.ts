// `textDocument/codeAction`: for each finding its fix, then the fix of everything that is safe in the file, then its suppression, then
// the page of the rule. Every fix is planned on the present text from what the diagnostic's `data` names; nothing is ever told by the text of a message.
import { isDeepStrictEqual } from "node:util";
import { type CodeAction, CodeActionKind, type CodeActionParams, type Diagnostic, type Range } from "vscode-languageserver/node";
import { escapeForPeople, type Finding } from "../../engine/api.ts";
import { findingDiagnostic, isSame } from "../diagnostics.ts";
import { docsUri, SHOW_DOCS } from "../docs.ts";
import { workspaceEdit } from "../edits.ts";
import { FIX_ALL, fixAll } from "../fix-all.ts";
import { type Chosen, ignoreActions } from "../ignore.ts";
import type { Located, Session } from "../session.ts";

export function codeAction(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  session.settle();
  const at = session.locate(textDocument.uri);
  if (!at) return [];
  const { findings } = at.workspace.view(at.path);
  const asksFor = (kind: string) => context.only?.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (asksFor(CodeActionKind.QuickFix) ?? true) {
    const chosen = choose(session, at, findings, range, context.diagnostics);
    const fixes = chosen.flatMap((one) => fix(session, at, one) ?? []);
    actions.push(...fixes.filter((one) => one.isPreferred), ...fixes.filter((one) => !one.isPreferred));
    if (chosen.some(({ finding }) => finding.fix === "safe")) actions.push(...fixAll(session, at, findings, CodeActionKind.QuickFix, 2));
    actions.push(...ignoreActions(session, at, chosen));
    actions.push(...explanations(session, chosen));
  }
  if (asksFor(FIX_ALL)) actions.push(...fixAll(session, at, findings, FIX_ALL, 1));
  return actions;
}

/** The findings of the diagnostics that the client named, those at `range` first; only those where it named none of ours. */
function choose(session: Session, at: Located, findings: readonly Finding[], range: Range, diagnostics: readonly Diagnostic[]): Chosen[] {
  const ours = diagnostics.filter((one) => one.source === "drydock");
  const positions = session.converterOf(at);
  if (ours.length === 0) {
    const touching = findings.filter((finding) => touches(positions.range(finding.range), range));
    return touching.map((finding) => ({ finding, diagnostic: findingDiagnostic(session, at, finding, positions) }));
  }
  const isAway = ({ finding }: Chosen) => (touches(positions.range(finding.range), range) ? 0 : 1);
  const named = ours.flatMap((diagnostic) => {
    const same = (finding: Finding) =>
      (diagnostic.data ?? undefined) === undefined
        ? diagnostic.code === finding.rule && isDeepStrictEqual(diagnostic.range, positions.range(finding.range))
        : isSame(diagnostic.data, finding);
    return findings.filter(same).map((finding) => ({ finding, diagnostic }));
  });
  return named.sort((a, b) => isAway(a) - isAway(b));
}

function fix(session: Session, { workspace, path }: Located, { finding, diagnostic }: Chosen): CodeAction | undefined {
  const { title } = workspace.describe(finding);
  if (finding.fix === null || title === undefined) return undefined;
  const { edits, applicability } = workspace.planAlone(finding) ?? { edits: new Map(), applicability: null };
  if (edits.size === 0) return undefined;
  const elsewhere = [...edits.keys()].filter((file) => file !== path);
  const check = elsewhere.length > 0 ? `changes ${elsewhere.map(escapeForPeople).join(", ")}` : "changes behaviour";
  const isSafe = applicability === "safe" && elsewhere.length === 0;
  return {
    title: isSafe ? title : `${title} (check: ${check})`,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    ...(isSafe ? { isPreferred: true } : {}),
    edit: workspaceEdit(session, workspace, edits),
  };
}

function explanations(session: Session, chosen: readonly Chosen[]): CodeAction[] {
  if (!session.client.showsDocuments) return [];
  return [...new Set(chosen.map(({ finding }) => finding.rule))].flatMap((rule) => {
    const uri = docsUri(rule);
    if (uri === undefined) return [];
    const title = `Why? ${rule}`;
    return [{ title, kind: CodeActionKind.QuickFix, command: { title, command: SHOW_DOCS, arguments: [rule] } }];
  });
}

function touches(a: Range, b: Range): boolean {
  const before = (x: Range["start"], y: Range["start"]) => x.line < y.line || (x.line === y.line && x.character < y.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
