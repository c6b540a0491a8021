// The lines around a finding, with the exact text underlined. Works on the few hundred characters around it, however long the line is;
// nothing from the file can reach the terminal as anything but visible text, and credentials are dots.
import { DOTS, escapeForPeople, type LineIndex, lineIndex, type Span, secretTexts } from "../engine/api.ts";
import { cellsOf, width } from "./cells.ts";

export interface ShownText {
  readonly text: string;
  readonly lines: LineIndex;
  /** Spans of credentials, sorted. */
  readonly sensitive: readonly Span[];
  /** What they hold, each text once, line by line: a repair may write it elsewhere with another indent. */
  readonly secrets: readonly string[];
}

export interface ExcerptLine {
  readonly number: number;
  readonly text: string;
  /** Cells before the underlined text and under it; only for the line that has it. */
  readonly underline?: { readonly before: number; readonly length: number };
}

export const shownText = (text: string, sensitive: readonly Span[]): ShownText => ({
  text,
  lines: lineIndex(text),
  sensitive,
  secrets: secretTexts(text, sensitive),
});

const LINES_BEFORE = 2;
const LINES_AFTER = 1;

export interface Excerpt {
  readonly lines: readonly ExcerptLine[];
  /** The first cell of the lines that is shown: more than 0 where they had to be cut. */
  readonly from: number;
}

/** `cells`: room for the text of a line. Blank lines at either end are left out. */
export function excerpt(shown: ShownText, span: Span, cells: number): Excerpt {
  const line = shown.lines.positionAt(span.start).line;
  const first = Math.max(1, line - LINES_BEFORE);
  const last = Math.min(shown.lines.lineCount, line + LINES_AFTER);
  const marked = lineOf(shown, line, span, cells);
  const result: ExcerptLine[] = [];
  for (let number = first; number <= last; number++) {
    if (number === line) result.push({ number, text: marked.text, underline: marked.underline });
    else result.push({ number, text: neighbour(shown, number, marked.from, cells) });
  }
  while (result[0]?.text.trim() === "" && !result[0].underline) result.shift();
  while (result.at(-1)?.text.trim() === "" && !result.at(-1)?.underline) result.pop();
  return { lines: result, from: Math.max(0, marked.from) };
}

/** One visible piece for each character of a stretch of a line: where it stands and what it is shown as. */
interface Piece {
  readonly at: number;
  readonly end: number;
  readonly shown: string;
  readonly cells: number;
}

/** The line of the finding. `from`: the first cell that is shown, so that its neighbours are cut at the same column. */
function lineOf(shown: ShownText, line: number, span: Span, cells: number) {
  const start = shown.lines.start(line);
  const end = shown.lines.end(line);
  const stop = Math.min(Math.max(span.end, span.start), end);
  const isNear = span.start - start <= 4 * cells;
  const sliceStart = isNear ? start : characterStart(shown.text, span.start - 2 * cells);
  const pieces = piecesOf(shown, sliceStart, Math.min(end, stop + 2 * cells, span.start + 6 * cells), isNear ? 0 : undefined);
  const cellAt = (offset: number) => pieces.filter((piece) => piece.at < offset).reduce((sum, piece) => sum + piece.cells, 0);
  const markStart = cellAt(span.start);
  const markEnd = Math.max(cellAt(stop), markStart + 1);
  const total = pieces.reduce((sum, piece) => sum + piece.cells, 0);
  const isCut = total > cells || !isNear;
  const from = isCut ? cutBefore(markStart, markEnd, cells) : 0;
  const hidesStart = from > 0 || !isNear;
  const { text, shift } = windowOf(pieces, from, cells, hidesStart, sliceEndsLine(pieces, end));
  const before = Math.max(0, markStart - shift);
  const length = Math.max(1, Math.min(markEnd - shift, cells) - before);
  return { text, from: isNear ? from : -1, underline: { before, length } };
}

/** The first cell to show, so that the marked text is seen to its end and, where it is short, something of what follows. */
function cutBefore(markStart: number, markEnd: number, cells: number): number {
  if (markEnd < cells) return 0;
  const room = Math.ceil((cells * 2) / 3);
  return Math.max(0, Math.min(markStart - 1, markEnd - markStart <= room ? markEnd - room : markEnd + 2 - cells));
}

const sliceEndsLine = (pieces: readonly Piece[], end: number): boolean => {
  const last = pieces.at(-1);
  return !last || last.end >= end;
};

/** A neighbour of the line, cut at the same column; empty where the line of the finding is cut too far along to share one. */
function neighbour(shown: ShownText, line: number, from: number, cells: number): string {
  const start = shown.lines.start(line);
  const end = shown.lines.end(line);
  const pieces = piecesOf(shown, start, Math.min(end, start + Math.max(from, 0) + 2 * cells), 0);
  return windowOf(pieces, Math.max(from, 0), cells, from > 0, sliceEndsLine(pieces, end)).text;
}

/** `shift`: what a cell of the line is moved to the left by. */
function windowOf(
  pieces: readonly Piece[],
  from: number,
  cells: number,
  hidesStart: boolean,
  isWhole: boolean,
): { text: string; shift: number } {
  let text = hidesStart ? "…" : "";
  let used = width(text);
  let at = 0;
  let firstShown: number | undefined;
  for (const piece of pieces) {
    const start = at;
    at += piece.cells;
    if (start < from) continue;
    firstShown ??= start;
    const rest = isWhole && piece === pieces.at(-1) ? 0 : 1;
    if (used + piece.cells + rest > cells) return { text: `${text.trimEnd()}…`, shift: firstShown - (hidesStart ? 1 : 0) };
    text += piece.shown;
    used += piece.cells;
  }
  const tail = isWhole ? "" : "…";
  return { text: text === "…" && isWhole ? "" : text.trimEnd() + tail, shift: (firstShown ?? from) - (hidesStart ? 1 : 0) };
}

const TAB = 4;

/** `column`: the cell at which the stretch starts, for tabs; undefined where that is not known. */
function piecesOf(
  { text, sensitive }: Pick<ShownText, "text" | "sensitive">,
  start: number,
  end: number,
  column: number | undefined,
): readonly Piece[] {
  const near = sensitive.filter((span) => span.start < end && start < span.end);
  const pieces: Piece[] = [];
  let cell = column ?? 0;
  let at = start;
  while (at < end) {
    const secret = near.find((span) => span.start <= at && at < span.end);
    const next = secret ? Math.min(secret.end, end) : at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
    const raw = text.slice(at, next);
    const shown = secret ? DOTS : raw === "\t" ? " ".repeat(TAB - (cell % TAB)) : escapeForPeople(raw);
    const cells = secret || raw === "\t" || shown !== raw ? shown.length : cellsOf(raw);
    pieces.push({ at, end: next, shown, cells });
    cell += cells;
    at = next;
  }
  return pieces;
}

/** Not in the middle of a surrogate pair. */
function characterStart(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/** A line of a repair as it may be shown, cut as its neighbours are. */
export function visibleLine(text: string, from: number, cells: number): string {
  const pieces = piecesOf({ text, sensitive: [] }, 0, Math.min(text.length, from + 2 * cells), 0);
  return windowOf(pieces, from, cells, from > 0, sliceEndsLine(pieces, text.length)).text;
}
