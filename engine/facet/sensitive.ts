// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.

import { documentsOf } from "../dialect/read-file.ts";
import { recall, remember } from "../model/memo.ts";
import type { Document } from "../syntax/node.ts";
import type { Source, Span } from "../text/source.ts";
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
