// From a node's origin to a position in a file of the workspace.
import { recall, remember } from "../model/memo.ts";
import type { Origin } from "../syntax/node.ts";
import { type LineIndex, type Location, lineIndex } from "../text/line-index.ts";
import { type Source, type Span, toOutermost } from "../text/source.ts";

export function linesOf(source: Source): LineIndex {
  return recall<LineIndex>(source, lineIndex) ?? remember(source, lineIndex, lineIndex(source.text));
}

/** The place of an origin in the outermost text; a value of several lines is cut to its first. */
export function locate(origin: Origin): Location & { readonly editable: boolean; readonly source: Source } {
  const base = origin.document.start;
  const { source, start, end, editable } = toOutermost(origin.document.source, { start: base + origin.start, end: base + origin.end });
  return { ...locationIn(source, firstLine(source, { start, end })), editable, source };
}

/** The span in the outermost text, whole. */
export function outermostSpan(origin: Origin): Span & { readonly path: string } {
  const base = origin.document.start;
  const { source, start, end } = toOutermost(origin.document.source, { start: base + origin.start, end: base + origin.end });
  return { start, end, path: source.path };
}

export function locationIn(source: Source, span: Span): Location {
  const lines = linesOf(source);
  return { file: source.path, span, range: { start: lines.positionAt(span.start), end: lines.positionAt(span.end) } };
}

function firstLine(source: Source, span: Span): Span {
  const lines = linesOf(source);
  const { line } = lines.positionAt(span.start);
  return { start: span.start, end: Math.max(span.start, Math.min(span.end, lines.end(line))) };
}
