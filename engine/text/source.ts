// A Source is one text: a file, or a text that was derived from another one (a manifest inside a string, a heredoc).
// Spans are start/end offsets in UTF-16 code units of the text as decoded (BOM removed). Nothing here reads files.

/** Half-open interval [start, end) of UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Language = "yaml" | "json" | "hcl" | "text";

/** One text with an identity. `path` is relative to the workspace root, with "/" separators, also for a derived source. */
export interface Source {
  /** The path; for a derived source the parent's id, "#" and the offset at which it starts there. */
  readonly id: string;
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  readonly derived?: Derivation;
}

/** Where a derived text came from. Segments are sorted by `start`, do not overlap, and cover what can be mapped back. */
export interface Derivation {
  readonly from: Source;
  readonly segments: readonly Segment[];
}

/**
 * A stretch of derived text and the stretch of the parent that it came from.
 * - `verbatim`: same characters, offsets map one to one, editable.
 * - `transformed`: points at the parent's stretch as a whole, not editable (escapes, folded text, interpolation).
 * - `generated`: points at the directive that made it, not editable.
 */
export interface Segment extends Span {
  readonly kind: "verbatim" | "transformed" | "generated";
  readonly from: Span;
  /** What has to follow each line break that is inserted here, so that the parent reads it as the same text. */
  readonly indent?: string;
}

/** Replace `start..end` by `text`. */
export interface TextEdit extends Span {
  readonly text: string;
}

export interface Located extends Span {
  readonly source: Source;
}

/** The position of `span` in the outermost text, and whether its text may be edited there. */
export function toOutermost(source: Source, span: Span): Located & { readonly editable: boolean } {
  let at: Span = span;
  let current = source;
  let editable = true;
  while (current.derived) {
    const { from, segments } = current.derived;
    const first = segmentAt(segments, at.start, false);
    const last = at.end > at.start ? segmentAt(segments, at.end, true) : first;
    if (!first || !last) return { source: current, ...at, editable: false };
    const start = mapOffset(first, at.start, "start");
    const end = at.end > at.start ? mapOffset(last, at.end, "end") : first.kind === "verbatim" ? start : first.from.end;
    editable &&= first.kind === "verbatim" && last.kind === "verbatim";
    at = { start, end: Math.max(start, end) };
    current = from;
  }
  return { source: current, ...at, editable };
}

/** The edit on the parent text that has the effect of `edit` on the derived text, or undefined where it is not editable. */
export function editInParent(source: Source, edit: TextEdit): TextEdit | undefined {
  if (!source.derived) return edit;
  const { segments } = source.derived;
  const atEnd = edit.start === edit.end;
  const first = segmentAt(segments, edit.start, false) ?? segmentAt(segments, edit.start, true);
  const last = atEnd ? first : (segmentAt(segments, edit.end, true) ?? segmentAt(segments, edit.end, false));
  if (!first || !last || first.kind !== "verbatim" || last.kind !== "verbatim") return undefined;
  const within = segments.slice(segments.indexOf(first), segments.indexOf(last) + 1);
  if (within.some((segment) => segment.kind !== "verbatim")) return undefined;
  const indent = first.indent ?? "";
  // A line that starts at column 0 of the derived text starts after the indentation in the parent. Where the inserted text
  // ends with a line break, what follows keeps its own indentation only if the break carries one.
  const text = indent === "" ? edit.text : edit.text.replace(/\r?\n(?!\r?\n)/g, (newline) => newline + indent);
  return { start: mapOffset(first, edit.start, "start"), end: mapOffset(last, edit.end, atEnd ? "start" : "end"), text };
}

function mapOffset(segment: Segment, offset: number, side: "start" | "end"): number {
  if (segment.kind !== "verbatim") return side === "start" ? segment.from.start : segment.from.end;
  return segment.from.start + Math.min(Math.max(offset - segment.start, 0), segment.from.end - segment.from.start);
}

/** The segment that holds `offset`; where two meet there, the one that ends at it (`closing`) or the one that starts at it. */
function segmentAt(segments: readonly Segment[], offset: number, closing: boolean): Segment | undefined {
  let low = 0;
  let high = segments.length - 1;
  let best: Segment | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const segment = segments[middle] as Segment;
    if (closing ? segment.start < offset : segment.start <= offset) {
      best = segment;
      low = middle + 1;
    } else high = middle - 1;
  }
  return best && offset <= best.end ? best : undefined;
}
