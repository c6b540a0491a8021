// A text with small changes that the scanner needs, and the way back: offsets in the changed text map to the original one.
// Changes are insertions and blankings of the same length, nothing else.
import type { Span } from "../../text/source.ts";

export interface Patched {
  readonly text: string;
  readonly insertions: readonly Insertion[];
  /**
   * What was written and is blank now, without the white space around it; empty where a bracket was put in that nobody wrote. Spans of
   * the original text, in no order.
   */
  readonly blanked: readonly Span[];
}

/** In order of text: `at` in the original text, `offset` in the patched one. */
interface Insertion {
  readonly at: number;
  readonly offset: number;
  readonly length: number;
}

/** Something to change in a text: offsets count before the change. A span becomes blank, apart from its line breaks. */
export type Change = { readonly at: number; readonly insert: string } | Span;

export const unpatched = (text: string): Patched => ({ text, insertions: [], blanked: [] });

/** The text with all changes, which are in order of text and do not overlap. One pass, however many they are. */
export function change(patched: Patched, changes: readonly Change[]): Patched {
  const { text } = patched;
  const pieces: string[] = [];
  const insertions: Insertion[] = [];
  const blanked = [...patched.blanked];
  let read = 0;
  let grown = 0;
  let next = 0;
  const keep = (until: number): void => {
    for (; next < patched.insertions.length && (patched.insertions[next] as Insertion).offset < until; next++) {
      const { at, offset, length } = patched.insertions[next] as Insertion;
      insertions.push({ at, offset: offset + grown, length });
    }
  };
  for (const each of changes) {
    if ("insert" in each) {
      if (each.insert === "") continue;
      pieces.push(text.slice(read, each.at), each.insert);
      read = each.at;
      keep(each.at);
      const at = backTo(patched, each.at);
      if (/[\]}]/.test(each.insert)) blanked.push({ start: at, end: at });
      insertions.push({ at, offset: each.at + grown, length: each.insert.length });
      grown += each.insert.length;
    } else {
      const lost = text.slice(each.start, each.end);
      pieces.push(text.slice(read, each.start), lost.replace(/[^\r\n]/g, " "));
      const start = each.end - lost.trimStart().length;
      const end = start + lost.trim().length;
      if (end > start) blanked.push({ start: backTo(patched, start), end: backTo(patched, end) });
      read = each.end;
    }
  }
  pieces.push(text.slice(read));
  keep(Number.POSITIVE_INFINITY);
  return { text: pieces.join(""), insertions, blanked };
}

/** The offset in the original text. Inside an insertion: where it was made. */
export function backTo({ insertions }: Patched, offset: number): number {
  let low = 0;
  let high = insertions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((insertions[middle] as Insertion).offset < offset) low = middle + 1;
    else high = middle;
  }
  const last = insertions[low - 1];
  if (!last) return offset;
  return last.at + Math.max(0, offset - last.offset - last.length);
}
