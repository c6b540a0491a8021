// The stretches of a text that hold credentials, whatever rules run: they are masked in every message, excerpt, report and log.
import type { Source, Span } from "../text/source.ts";
import { certainCredentials, credential } from "./credentials.ts";
import { namedValues } from "./named-values.ts";

const memo = new WeakMap<Source, readonly Span[]>();

/** Sorted spans in the source's text; neighbours may touch or overlap. */
export function sensitiveSpans(source: Source): readonly Span[] {
  let spans = memo.get(source);
  if (!spans) memo.set(source, (spans = find(source.text)));
  return spans;
}

function find(text: string): readonly Span[] {
  const certain = certainCredentials(text).map(({ start, end }) => ({ start, end }));
  const named = namedValues(text)
    .filter(({ name, value }) => credential(value, name).is !== "none")
    .map(({ start, end }) => ({ start, end }));
  return [...certain, ...named].sort((a, b) => a.start - b.start || a.end - b.end);
}
