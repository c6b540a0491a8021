// `textDocument/hover`: on a finding what is wrong, why, and what its fix would write; on the kind of a resource its portrait.
import { type Hover, type HoverParams, MarkupKind } from "vscode-languageserver/node";
import { type Finding, portraitOf, type ResourceRecord, resourceLabel } from "../../engine/api.ts";
import { docs } from "../../rules/docs.ts";
import { rules } from "../../rules/index.ts";
import { explanation } from "../config/complete.ts";
import { cursorAt } from "../config/cursor.ts";
import { docsUri } from "../docs.ts";
import { asBlock, asText } from "../markdown.ts";
import { aboutName, nameAt } from "../names.ts";
import { preview } from "../preview.ts";
import type { InitializationOptions } from "../protocol.ts";
import { aboutRule } from "../rule-words.ts";
import { isConfiguration, type Located, type Session } from "../session.ts";
import { suppressionWordAt } from "../suppression-words.ts";

export function hover(session: Session, { textDocument, position }: HoverParams): Hover | null {
  const written = wordsHover(session, textDocument.uri, position);
  if (written !== undefined) return written;
  session.settle();
  const at = session.locate(textDocument.uri);
  if (!at) return null;
  const view = at.workspace.view(at.path);
  const positions = session.converterOf(at);
  const offset = positions.offset(position);
  const holds = (span: { readonly start: number; readonly end: number }) => span.start <= offset && offset <= span.end;
  const findings = view.findings.filter((finding) => holds(finding.span));
  const record = view.resources.find((one) => holds(one.anchor));
  const parts = [...(record ? portrait(at, record) : []), ...findings.map((finding) => card(at, finding, session.options))];
  // In a file of ours the names of the platforms mean what the tables say; elsewhere nobody knows.
  const name = view.resources.length > 0 ? nameAt(positions.text(), offset) : undefined;
  const about = name && aboutName(name);
  if (about !== undefined) parts.push(about);
  const span = findings[0]?.span ?? record?.anchor ?? name;
  if (parts.length === 0 || !span) return null;
  return { contents: { kind: MarkupKind.Markdown, value: parts.join("\n\n---\n\n") }, range: positions.span(span) };
}

/** On a word of drydock.yaml, or the id of a rule in a suppression; undefined where neither is meant. */
function wordsHover(session: Session, uri: string, position: HoverParams["position"]): Hover | null | undefined {
  const text = session.document(uri)?.text;
  if (!text) return undefined;
  const offset = text.offset(position);
  const isConfig = isConfiguration(uri);
  const cursor = isConfig ? cursorAt(text.text(), offset) : suppressionWordAt(text.text(), offset);
  if (!cursor || offset < cursor.start) return isConfig ? null : undefined;
  const about = "path" in cursor ? explanation(cursor) : aboutRule(cursor.word);
  if (about === undefined) return isConfig ? null : undefined;
  return { contents: { kind: MarkupKind.Markdown, value: about }, range: text.span(cursor) };
}

/** The card of a workload: what it asks for, then what else is certain, then what is not known; nothing for what runs nothing. */
function portrait({ workspace }: Located, record: ResourceRecord): readonly string[] {
  if (!record.workload) return [];
  const asks = portraitOf(record);
  const said = workspace.portrait(record).map(asText);
  const known = said.filter((line) => !line.startsWith(NOT_KNOWN));
  if (asks === undefined && known.length === 0) return [];
  const name = `**${asText(resourceLabel(record.ref))}**`;
  const lines = [
    asks === undefined ? name : `${name} · ${asText(asks)}`,
    known.join(" · "),
    ...said.filter((line) => line.startsWith(NOT_KNOWN)),
  ];
  return [lines.filter((line) => line !== "").join("\n\n")];
}

const NOT_KNOWN = "Not known here";

/** The message comes first, but not where the client has shown it already. */
function card({ workspace, path }: Located, finding: Finding, { diagnosticsInHover = false }: InitializationOptions): string {
  const practice = rules.find((one) => one.id === finding.rule)?.practice ?? [];
  const [why] = docs[finding.rule]?.why.split(/\n\s*\n/) ?? [];
  const page = docsUri(finding.rule);
  const name = page === undefined ? asText(finding.rule) : `[${asText(finding.rule)}](${page})`;
  const { message, title } = workspace.describe(finding);
  const rule = `${name}${practice.length > 0 ? ` · practice ${practice.join(", ")}` : ""}`;
  const about = [...(why ? [why] : []), ...repair({ workspace, path }, finding, title)];
  return (diagnosticsInHover ? [rule, ...about] : [`**${asText(message)}**`, ...about, rule]).join("\n\n");
}

/** What the fix would write in this file. */
function repair({ workspace, path }: Located, finding: Finding, title: string | undefined): readonly string[] {
  const text = workspace.text(path);
  const edits = finding.fix === null ? undefined : workspace.planAlone(finding)?.edits.get(path);
  if (title === undefined || text === undefined || !edits || edits.length === 0) return [];
  const lines = preview(text, edits, workspace.sensitive(path));
  return [
    `Fix: ${asText(title)}`,
    lines ? asBlock(lines.join("\n"), "diff") : "It touches a line that holds a credential, so it is not shown.",
  ];
}
