// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.
import { recall, remember } from "../model/memo.ts";
import type { Source, Span } from "../text/source.ts";
import { certainCredentials, credential, defaultCredentials, mayHoldCredentialsIn } from "./credentials.ts";
import { namedNodes, patchesVariable } from "./named-nodes.ts";
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
  const named = namedValues(text).filter(({ name, value }) => credential(value, name).is !== "none");
  return withoutRepeats([...certainCredentials(text), ...defaultCredentials(text), ...named, ...namedNodes(source)]);
}

function withoutRepeats(spans: readonly Span[]): readonly Span[] {
  const sorted = spans.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.filter(({ start, end }, i) => start < end && (sorted[i - 1]?.start !== start || sorted[i - 1]?.end !== end));
}
