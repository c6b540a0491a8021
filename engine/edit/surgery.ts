// The edits of one document while they are made, and what they come to: small, sorted, not overlapping, away from templates.
// Offsets are relative to the document.
import type { TextEdit } from "../text/source.ts";
import { behindBreak, joinsBlock, lineEnd, lineStart } from "./lines.ts";
import type { WrittenDocument } from "./written.ts";

export interface Surgery {
  readonly document: WrittenDocument;
  readonly text: string;
  /** Replaces a stretch of text. */
  edit(start: number, end: number, text: string): void;
  /** Adds whole lines behind the line that ends at `end`. */
  insertLines(end: number, lines: readonly string[]): void;
  refuse(reason: string): void;
  /** Whether a block of text that is indented by `column` can end the lines that are inserted at `end`, the end of a line. */
  allowsLiteral(end: number, column: number, keeps?: boolean): boolean;
  /** What was collected; undefined and a reason where something was refused. */
  finish(): { readonly edits: readonly TextEdit[] } | { readonly refused: string };
}

export function surgeryOf(document: WrittenDocument): Surgery {
  const { text, newline } = document;
  const edits: TextEdit[] = [];
  let refused: string | undefined;
  return {
    document,
    text,
    edit: (start, end, replacement) => void edits.push({ start, end, text: replacement }),
    insertLines: (end, lines) => void edits.push({ start: end, end, text: lines.map((line) => newline + line).join("") }),
    refuse: (reason) => {
      refused ??= reason;
    },
    allowsLiteral: (end, column, keeps = false) => end < text.length && !joinsBlock(text, end, column, keeps),
    finish: () => {
      if (refused !== undefined) return { refused };
      const result = settled(text, edits);
      if (!result) return { refused: "two changes of the same line do not fit together" };
      return document.isTemplated && touchesTemplate(text, result)
        ? { refused: "a template ({{ … }}) stands on the line" }
        : { edits: result };
    },
  };
}

/** Sorted and trimmed; removals that touch are one. Undefined where two edits want the same characters. */
function settled(text: string, edits: readonly TextEdit[]): TextEdit[] | undefined {
  const sorted = edits
    .map((edit, order) => ({ edit: trimmed(text, edit), order }))
    .filter(({ edit }) => edit.start < edit.end || edit.text !== "")
    .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
  const result: TextEdit[] = [];
  for (const { edit } of sorted) {
    const last = result.at(-1);
    if (!last || edit.start >= last.end) {
      result.push(edit);
    } else if (last.text === "" && edit.text === "") {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, edit.end), text: "" };
    } else return undefined;
  }
  return result;
}

/** The edit without the text that it only repeats. */
export function trimmed(text: string, { start, end, text: replacement }: TextEdit): TextEdit {
  let from = start;
  let to = end;
  let head = 0;
  let tail = replacement.length;
  while (from < to && head < tail && text.charCodeAt(from) === replacement.charCodeAt(head)) {
    from++;
    head++;
  }
  while (to > from && tail > head && text.charCodeAt(to - 1) === replacement.charCodeAt(tail - 1)) {
    to--;
    tail--;
  }
  // A pair of code units, and a line break of two characters, stay together.
  while (from > start && splits(text, from)) {
    from--;
    head--;
  }
  while (to < end && splits(text, to)) {
    to++;
    tail++;
  }
  return { start: from, end: to, text: replacement.slice(head, tail) };
}

function splits(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const behind = text.charCodeAt(at);
  return (before === 13 && behind === 10) || (before >= 0xd800 && before <= 0xdbff && behind >= 0xdc00 && behind <= 0xdfff);
}

/** Text inside `{{ }}` is written by somebody else: a line that holds it is not changed, nor is what stands right before its lines. */
function touchesTemplate(text: string, edits: readonly TextEdit[]): boolean {
  return edits.some(({ start, end, text: inserted }) => {
    const isBetweenLines = start === end && /^[\r\n]/.test(inserted);
    const last = lineEnd(text, end);
    if (!isBetweenLines && text.slice(lineStart(text, start), last).includes("{{")) return true;
    return /^[ \t]*\{\{/.test(text.slice(behindBreak(text, last), behindBreak(text, last) + 200));
  });
}
