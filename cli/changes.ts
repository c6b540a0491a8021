// What edits do to a text, as lines that go and lines that come.
import { applyEdits, dotted, isTakenOut, type Span, type TextEdit } from "../engine/api.ts";
import type { ShownText } from "./excerpt.ts";

export interface ChangedLines {
  /** 1-based line of the first removed line, or of the line before which the added ones come. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** In order of text. Lines that only stand beside an edit are no part of a change. A credential that goes is dots. */
export const changedLines = (shown: ShownText, edits: readonly TextEdit[]): readonly ChangedLines[] =>
  changesOf(
    shown,
    edits,
    shown.sensitive.filter((span) => isTakenOut(span, edits)),
  );

/** `hidden`: spans that no line holds after the edits. */
function changesOf({ text, lines }: ShownText, edits: readonly TextEdit[], hidden: readonly Span[]): readonly ChangedLines[] {
  const blocks: { first: number; last: number; edits: TextEdit[] }[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start)) {
    const first = lines.positionAt(edit.start).line;
    const last = lines.positionAt(edit.end).line;
    const before = blocks.at(-1);
    if (before && first <= before.last) {
      before.last = Math.max(before.last, last);
      before.edits.push(edit);
    } else blocks.push({ first, last, edits: [edit] });
  }
  return blocks.map(({ first, last, edits: own }) => {
    const start = lines.start(first);
    const old = dotted(text, { start, end: lines.end(last) }, hidden);
    const moved = own.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
    return trimmed(first, linesOf(old), linesOf(applyEdits(text.slice(start, Math.max(lines.end(last), own.at(-1)?.end ?? 0)), moved)));
  });
}

/** Whether a repair shows a credential: it writes one again, or one stands in a line that it changes and stays. */
export function showsSecret(shown: ShownText, edits: readonly TextEdit[]): boolean {
  if (shown.sensitive.length === 0) return false;
  if (edits.some((edit) => writesSecret(shown, edit))) return true;
  return changesOf(shown, edits, []).some(({ line, removed, added }) => {
    const gone = { start: shown.lines.start(line), end: shown.lines.end(line + Math.max(0, removed.length - 1)) };
    if (removed.length > 0 && shown.sensitive.some((span) => overlaps(span, gone) && !isTakenOut(span, edits))) return true;
    const come = added.join("\n");
    return shown.secrets.some((secret) => come.includes(secret));
  });
}

export const writesSecret = ({ secrets }: ShownText, edit: TextEdit): boolean => secrets.some((secret) => edit.text.includes(secret));

const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

function trimmed(first: number, removed: readonly string[], added: readonly string[]): ChangedLines {
  let start = 0;
  while (start < removed.length && start < added.length && removed[start] === added[start]) start++;
  let end = 0;
  while (end < removed.length - start && end < added.length - start && removed.at(-1 - end) === added.at(-1 - end)) end++;
  return { line: first + start, removed: removed.slice(start, removed.length - end), added: added.slice(start, added.length - end) };
}

const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/);
