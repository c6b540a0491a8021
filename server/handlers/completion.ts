// `textDocument/completion`: keys and words of drydock.yaml, and the ids of rules in a suppression. Everywhere else other servers know more.
import { type CompletionItem, CompletionItemKind, type CompletionParams, MarkupKind } from "vscode-languageserver/node";
import { type Proposal, proposals } from "../config/complete.ts";
import { cursorAt } from "../config/cursor.ts";
import type { Converter } from "../convert.ts";
import { RULE_WORDS } from "../rule-words.ts";
import { isConfiguration, type Session } from "../session.ts";
import { type SuppressionWord, suppressionWordAt } from "../suppression-words.ts";

const KINDS: Readonly<Record<Proposal["kind"], CompletionItemKind>> = {
  key: CompletionItemKind.Property,
  rule: CompletionItemKind.Reference,
  word: CompletionItemKind.EnumMember,
};

export function completion(session: Session, { textDocument: { uri }, position }: CompletionParams): CompletionItem[] {
  const document = session.document(uri);
  if (!document) return [];
  const positions = document.text;
  const offset = positions.offset(position);
  if (isConfiguration(uri)) {
    const cursor = cursorAt(positions.text(), offset);
    if (!cursor) return [];
    return proposals(cursor).map(({ kind, label, insert, detail, about }) =>
      item(positions, cursor, { label, insert, detail, about, kind: KINDS[kind] }),
    );
  }
  const word = suppressionWordAt(positions.text(), offset);
  if (!word) return [];
  return word.is === "head" ? heads(positions, word) : ids(session, uri, positions, word);
}

interface Item {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  readonly about: string;
  readonly kind: CompletionItemKind;
  readonly sortText?: string;
}

function item(positions: Converter, { start, end }: { readonly start: number; readonly end: number }, one: Item): CompletionItem {
  const { label, insert, detail, about, kind, sortText } = one;
  return {
    label,
    kind,
    ...(detail === "" ? {} : { detail }),
    ...(about === "" ? {} : { documentation: { kind: MarkupKind.Markdown, value: about } }),
    ...(sortText === undefined ? {} : { sortText }),
    filterText: label,
    textEdit: { range: positions.span({ start, end }), newText: insert },
  };
}

function heads(positions: Converter, word: SuppressionWord): CompletionItem[] {
  const about = "Leaves findings alone, with a reason: `drydock-ignore: gpu/limit-missing — why`.";
  return [
    { label: "drydock-ignore", insert: "drydock-ignore: ", detail: "this line or the next", about },
    { label: "drydock-ignore-file", insert: "drydock-ignore-file: ", detail: "the whole file", about },
  ].map((one) => item(positions, word, { ...one, kind: CompletionItemKind.Keyword }));
}

/** What is found in this file comes first, the nearest line before the others. */
function ids(session: Session, uri: string, positions: Converter, word: SuppressionWord): CompletionItem[] {
  session.settle();
  const at = session.locate(uri);
  const distances = new Map<string, number>();
  for (const { rule, span } of at?.workspace.view(at.path).findings ?? []) {
    if (rule.startsWith("suppression/")) continue;
    const distance = Math.abs(span.start - word.start);
    distances.set(rule, Math.min(distance, distances.get(rule) ?? distance));
  }
  const near = [...distances].sort(([, a], [, b]) => a - b).map(([rule]) => rule);
  return RULE_WORDS.map((one) => {
    const place = near.indexOf(one.word);
    const sortText = place < 0 ? `z${one.word}` : `a${String(place).padStart(4, "0")}`;
    return item(positions, word, {
      label: one.word,
      insert: one.word,
      detail: one.detail,
      about: one.about,
      kind: CompletionItemKind.Reference,
      sortText,
    });
  });
}
