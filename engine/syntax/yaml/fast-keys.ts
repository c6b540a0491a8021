// The keys of a map of the fast path: those that are given twice, and the one that is no key (`<<`).
import { type Entry, isMergeKey, type Node } from "../node.ts";
import type { Cursor } from "./fast-lines.ts";

/** Maps with more keys are looked through by a table. */
const FEW = 12;

/** Notes keys that are given twice. False: a merge key is among them. */
export function noteDuplicates({ duplicates }: Cursor, entries: readonly Entry[]): boolean {
  if (entries.length > FEW) return noteAmongMany(duplicates, entries);
  // Most keys of a small map differ in length or in a letter at either end: then no two of them need to be compared.
  let seen = 0;
  for (let i = 0; i < entries.length; i++) {
    const { key } = entries[i] as Entry;
    if (key.kind !== "scalar" || isMergeKey(key)) return false;
    const bit = bitOf(key.text);
    if (seen & bit) noteEarlier(duplicates, entries, i, key.text);
    seen |= bit;
  }
  return true;
}

function bitOf(text: string): number {
  const { length } = text;
  return length === 0 ? 1 : 1 << ((length * 5 + text.charCodeAt(0) + text.charCodeAt(length - 1) * 3) & 31);
}

function noteEarlier(duplicates: Cursor["duplicates"], entries: readonly Entry[], at: number, text: string): void {
  for (let i = 0; i < at; i++) {
    const { key: first } = entries[i] as Entry;
    if (first.kind !== "scalar" || first.text !== text) continue;
    duplicates.push({ key: (entries[at] as Entry).key, first });
    return;
  }
}

function noteAmongMany(duplicates: Cursor["duplicates"], entries: readonly Entry[]): boolean {
  const seen = new Map<string, Node>();
  for (const { key } of entries) {
    if (key.kind !== "scalar" || isMergeKey(key)) return false;
    const first = seen.get(key.text);
    if (first) duplicates.push({ key, first });
    else seen.set(key.text, key);
  }
  return true;
}
