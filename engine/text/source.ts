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
interface Derivation {
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
  /**
   * What has to follow each line break that is inserted here, so that the parent reads it as the same text. Without it no line
   * break can be inserted: the parent's text stands on one line.
   */
  readonly indent?: string;
  /** The quotes of the parent that the text stands in: what is inserted gets their escapes. */
  readonly quote?: "single" | "double";
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

/**
 * The edit on the parent text that has the effect of `edit` on the derived text, or undefined where it is not editable: inside an
 * escape, across folded lines, where a line break cannot be written, or where the last line break would have to go.
 */
export function editInParent(source: Source, edit: TextEdit): TextEdit | undefined {
  if (!source.derived) return edit;
  const { from, segments } = source.derived;
  const start = pointIn(source, edit.start);
  const end = edit.end > edit.start ? pointIn(source, edit.end) : start;
  if (!start || !end || !isEditableBetween(source, edit)) return undefined;
  const { quote, indent } = segments[start.index] as Segment;
  if (quote === "double") return { start: start.offset, end: end.offset, text: JSON.stringify(edit.text).slice(1, -1) };
  const hasBreak = edit.text.includes("\n");
  if (quote === "single") return hasBreak ? undefined : { start: start.offset, end: end.offset, text: edit.text.replaceAll("'", "''") };
  if (indent === undefined) return hasBreak ? undefined : { start: start.offset, end: end.offset, text: edit.text };
  return editOfLines(source, edit, { start: start.offset, end: end.offset, indent, newline: from.text.includes("\r\n") ? "\r\n" : "\n" });
}

interface ParentLines extends Span {
  readonly indent: string;
  readonly newline: string;
}

/** Lines of the derived text lie behind their indentation in the parent; where none stands (a blank line, the end), it is made. */
function editOfLines(source: Source, edit: TextEdit, { start, end, indent, newline }: ParentLines): TextEdit | undefined {
  const parent = (source.derived as Derivation).from.text;
  const beginsLine = edit.start === 0 || source.text[edit.start - 1] === "\n";
  const endsLine = edit.text === "" ? beginsLine : edit.text.endsWith("\n");
  if (changesEnd(source.text, edit)) return undefined;
  const lines = edit.text.replace(/\r?\n(?!\r?\n|$)/g, newline + indent).replace(/\r?\n(?=\r?\n|$)/g, newline);
  const lacksIndent = columnIn(parent, end) < indent.length;
  const missing = indent.slice(Math.min(columnIn(parent, start), indent.length));
  if (edit.text === "" && beginsLine)
    return lacksIndent ? { start: start - columnIn(parent, start), end, text: "" } : { start, end, text: missing };
  const before = beginsLine && !/^\r?\n/.test(edit.text) ? missing : "";
  return { start, end, text: before + lines + (endsLine && !lacksIndent ? indent : "") };
}

/** How many line breaks end the text is said elsewhere (in a block's header), so there stay as many. */
function changesEnd(text: string, { start, end, text: inserted }: TextEdit): boolean {
  const before = breaksAtEnd(text, text.length);
  if (end < text.length - before) return false;
  const own = breaksAtEnd(inserted, inserted.length);
  return (own < inserted.length ? own : own + breaksAtEnd(text, start)) + text.length - end !== before;
}

function breaksAtEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && text[at - 1] === "\n") at--;
  return end - at;
}

function columnIn(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return offset - start;
}

/** What lies between the two ends may be replaced as a whole. */
function isEditableBetween({ text, derived }: Source, { start, end }: Span): boolean {
  const { segments } = derived as Derivation;
  for (let index = Math.max(0, indexAt(segments, start)); index < segments.length; index++) {
    const segment = segments[index] as Segment;
    if (segment.start >= end) return true;
    if (segment.end > start && !isEditable(text, segment)) return false;
  }
  return true;
}

/** Verbatim text, escapes between quotes, and a line break that the parent writes with two characters. */
const isEditable = (text: string, { kind, quote, indent, start, end }: Segment): boolean =>
  kind === "verbatim" || (kind === "transformed" && (quote !== undefined || (indent !== undefined && text.slice(start, end) === "\n")));

/** The offset in the parent at which text can be put for `offset`; where two segments meet, the one that starts there is meant. */
function pointIn({ text, derived }: Source, offset: number): { readonly offset: number; readonly index: number } | undefined {
  const { segments } = derived as Derivation;
  const index = indexAt(segments, offset);
  const opening = segments[index];
  if (opening && offset <= opening.end && isEditable(text, opening)) {
    if (offset === opening.start) return { offset: opening.from.start, index };
    if (offset === opening.end) return { offset: opening.from.end, index };
    return opening.kind === "verbatim" ? { offset: opening.from.start + offset - opening.start, index } : undefined;
  }
  const closing = segments[index - 1];
  if (opening?.start !== offset || closing?.end !== offset || !isEditable(text, closing)) return undefined;
  return { offset: closing.from.end, index: index - 1 };
}

function mapOffset(segment: Segment, offset: number, side: "start" | "end"): number {
  if (segment.kind !== "verbatim") return side === "start" ? segment.from.start : segment.from.end;
  return segment.from.start + Math.min(Math.max(offset - segment.start, 0), segment.from.end - segment.from.start);
}

/** The segment that holds `offset`; where two meet there, the one that ends at it (`closing`) or the one that starts at it. */
function segmentAt(segments: readonly Segment[], offset: number, closing: boolean): Segment | undefined {
  const index = indexAt(segments, offset);
  const found = closing && segments[index]?.start === offset ? segments[index - 1] : segments[index];
  return found && offset <= found.end ? found : undefined;
}

/** Index of the last segment that starts at or before `offset`; -1 where there is none. */
function indexAt(segments: readonly Segment[], offset: number): number {
  let low = -1;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as Segment).start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
