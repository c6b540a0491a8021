// A text with small changes that the scanner needs, and the way back: offsets in the changed text map to the original one.
// Changes are insertions and blankings of the same length, nothing else.
import type { Span } from "../../text/source.ts";

export interface Patched {
  readonly text: string;
  readonly insertions: readonly Insertion[];
  readonly doubts: readonly Doubt[];
}

/**
 * Where the text may have meant something else than what is read now, as a span of the original text. `lost`: what was written and is
 * blank now, without the white space around it, or was read as a mere text. `moved`: a line that stood elsewhere. `closed`: a bracket was
 * put in that nobody wrote.
 */
export interface Doubt extends Span {
  readonly is: "lost" | "moved" | "closed";
}

/** In order of text: `at` in the original text, `offset` in the patched one. */
interface Insertion {
  readonly at: number;
  readonly offset: number;
  readonly length: number;
}

/** Something to change in a text: offsets count before the change. A span becomes blank, apart from its line breaks. */
export type Change = { readonly at: number; readonly insert: string } | Span;

export const unpatched = (text: string): Patched => ({ text, insertions: [], doubts: [] });

/** The text with all changes, which are in order of text and do not overlap. One pass, however many they are. */
export function change(patched: Patched, changes: readonly Change[], guessed: readonly Span[] = []): Patched {
  const { text } = patched;
  const pieces: string[] = [];
  const insertions: Insertion[] = [];
  const doubts = [...patched.doubts];
  for (const { start, end } of guessed)
    doubts.push({ is: start === end ? "moved" : "lost", start: backTo(patched, start), end: backTo(patched, end) });
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
      if (/[\]}]/.test(each.insert)) doubts.push({ is: "closed", start: at, end: at });
      insertions.push({ at, offset: each.at + grown, length: each.insert.length });
      grown += each.insert.length;
    } else {
      const lost = text.slice(each.start, each.end);
      pieces.push(text.slice(read, each.start), lost.replace(/[^\r\n]/g, " "));
      const start = each.end - lost.trimStart().length;
      const end = start + lost.trim().length;
      if (end > start) doubts.push({ is: "lost", start: backTo(patched, start), end: backTo(patched, end) });
      read = each.end;
    }
  }
  pieces.push(text.slice(read));
  keep(Number.POSITIVE_INFINITY);
  return { text: pieces.join(""), insertions, doubts };
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
