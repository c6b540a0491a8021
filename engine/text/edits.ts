// Applying edits to a text.
import type { TextEdit } from "./source.ts";

/**
 * The text after all edits. Edits must not overlap; insertions at one offset are applied in the order given.
 * Throws a RangeError on overlapping edits: whoever merged them has made a mistake.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = edits.map((edit, order) => ({ edit, order }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order);
  let result = "";
  let at = 0;
  for (const { edit } of sorted) {
    if (edit.start < at || edit.end < edit.start || edit.end > text.length) throw new RangeError("edits overlap or lie outside the text");
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}
