// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.
import { recall, remember } from "../model/memo.ts";
import type { Source, Span } from "../text/source.ts";
import { certainCredentials, credential } from "./credentials.ts";
import { namedValues } from "./named-values.ts";

/** Sorted spans in the source's text; neighbours may touch or overlap. */
export function sensitiveSpans(source: Source): readonly Span[] {
  return recall<readonly Span[]>(source, sensitiveSpans) ?? remember(source, sensitiveSpans, find(source.text));
}

function find(text: string): readonly Span[] {
  const certain = certainCredentials(text).map(({ start, end }) => ({ start, end }));
  const named = namedValues(text)
    .filter(({ name, value }) => credential(value, name).is !== "none")
    .map(({ start, end }) => ({ start, end }));
  return [...certain, ...named].sort((a, b) => a.start - b.start || a.end - b.end);
}
