// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.

import { documentsOf } from "../dialect/read-file.ts";
import { recall, remember } from "../model/memo.ts";
import type { Document } from "../syntax/node.ts";
import type { Source, Span, TextEdit } from "../text/source.ts";
import { certainCredentials, credential, defaultCredentials, mayHoldCredentials, mayHoldCredentialsIn } from "./credentials.ts";
import { namedNodes, namedNodesIn, patchesVariable } from "./named-nodes.ts";
import { namedValues } from "./named-values.ts";

/** Sorted spans in the source's text; neighbours may touch or overlap. */
export function sensitiveSpans(source: Source): readonly Span[] {
  return recall<readonly Span[]>(source, sensitiveSpans) ?? remember(source, sensitiveSpans, find(source));
}

/** Shorter ones are no credentials that could be told from ordinary words. */
const SHORTEST = 4;

/** What the spans hold, each text once, line by line: an edit may write it elsewhere with another indentation. */
export function secretTexts(text: string, spans: readonly Span[]): readonly string[] {
  const lines = spans.flatMap(({ start, end }) => text.slice(start, end).split(/[\r\n]+/));
  return [...new Set(lines.map((line) => line.trim()).filter((line) => line.length >= SHORTEST))];
}

/** What stands for a credential. */
export const DOTS = "••••";

/** A stretch of a text, with dots for what some spans hold; sorted, as `sensitiveSpans` gives them. */
export function dotted(text: string, { start, end }: Span, hidden: readonly Span[]): string {
  let result = "";
  let at = start;
  for (const span of hidden) {
    if (span.end <= at || span.start >= end) continue;
    // A credential of several lines ends with a line, whose end is not hidden.
    const rest = text.slice(span.start, span.end).trimEnd().length;
    result += text.slice(at, span.start) + DOTS + text.slice(span.start + rest, span.end);
    at = Math.min(span.end, end);
  }
  return result + text.slice(at, end);
}

/** Whether one of the edits takes the whole span out of the text. */
export const isTakenOut = ({ start, end }: Span, edits: readonly TextEdit[]): boolean =>
  edits.some((edit) => edit.start <= start && end <= edit.end);

function find(source: Source): readonly Span[] {
  const { text } = source;
  if (!mayHoldCredentialsIn(source) && !patchesVariable(text)) return [];
  const documents = source.language === "yaml" && !source.derived ? documentsOf(source) : [];
  if (documents.length > 1) return withoutRepeats(documents.flatMap(({ document }) => inOneOfMany(document)));
  return withoutRepeats([...inText(text), ...namedNodes(source)]);
}

/** Kept with the tree, which a document that only moved keeps, too: offsets count from where the document begins. */
function inOneOfMany(document: Document): readonly Span[] {
  const { start, tree } = document;
  const from = (by: number) => (one: Span) => ({ start: one.start + by, end: one.end + by });
  const own = recall<readonly Span[]>(tree, inOneOfMany) ?? remember(tree, inOneOfMany, inDocument(document).map(from(-start)));
  return own.map(from(start));
}

function inDocument(document: Document): readonly Span[] {
  const { source, start, end } = document;
  const text = source.text.slice(start, end);
  if (!mayHoldCredentials(text) && !patchesVariable(text)) return [];
  return [...inText(text).map((one) => ({ start: start + one.start, end: start + one.end })), ...namedNodesIn(document)];
}

/** What the lines show, without a tree. */
const inText = (text: string): readonly Span[] => [
  ...certainCredentials(text),
  ...defaultCredentials(text),
  ...namedValues(text).filter(({ name, value }) => credential(value, name).is !== "none"),
];

function withoutRepeats(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter(({ start, end }, i) => start < end && (sorted[i - 1]?.start !== start || sorted[i - 1]?.end !== end));
}
