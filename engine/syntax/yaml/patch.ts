// A text with small changes that the scanner needs, and the way back: offsets in the changed text map to the original one.
// Changes are insertions and blankings of the same length, nothing else.
import type { Span } from "../../text/source.ts";

export interface Patched {
  readonly text: string;
  /** Insertions in order of text: `at` in the original text, `length` of what was inserted. */
  readonly insertions: readonly { readonly at: number; readonly length: number }[];
}

export const unpatched = (text: string): Patched => ({ text, insertions: [] });

/** `offset` counts in the patched text. */
export function insertAt(patched: Patched, offset: number, text: string): Patched {
  const at = backTo(patched, offset);
  const insertions = patched.insertions.slice();
  let index = insertions.length;
  while (index > 0 && (insertions[index - 1] as { at: number }).at > at) index--;
  insertions.splice(index, 0, { at, length: text.length });
  return { text: patched.text.slice(0, offset) + text + patched.text.slice(offset), insertions };
}

/** Spaces in place of all characters of the span but line breaks. */
export function blank(patched: Patched, { start, end }: Span): Patched {
  const { text, insertions } = patched;
  return { text: text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, " ") + text.slice(end), insertions };
}

/** The offset in the original text. Inside an insertion: where it was made. */
export function backTo({ insertions }: Patched, offset: number): number {
  let shift = 0;
  for (const { at, length } of insertions) {
    if (at + shift >= offset) break;
    if (at + shift + length >= offset) return at;
    shift += length;
  }
  return offset - shift;
}
