// What a repair blanked was written all the same, and what it moved may belong elsewhere: nobody knows, so nothing around it is
// certainly absent. Works on a tree that was just built, in the offsets of the text as written.
import type { Span } from "../../text/source.ts";
import type { Entry, ListNode, MapNode, Node } from "../node.ts";
import type { Doubt } from "./patch.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Opens every map and list that a doubtful stretch stands in, or that ends before or begins behind it: which of them it belonged to, only
 * its own meaning could tell. A flow collection that nobody closed may go on. A value beside it that is empty, or that it cut short, becomes unknown.
 */
export function openAround(root: Node, doubts: readonly Doubt[], text: string): void {
  for (const span of doubts) {
    if (span.is === "moved") {
      // Between what stands before the line and the line itself, which may be what an empty value waits for.
      openPath(root, { start: span.start - 1, end: span.start - 1 }, text, () => true, isEmpty);
      continue;
    }
    if (span.is === "closed") {
      openPath(root, span, text, ({ flow }) => flow);
      continue;
    }
    const column = isKeyBeingTyped(text, span) ? columnOf(text, span.start) : -1;
    if (column < 0 || !openAtColumn(root, span, text, column)) openPath(root, span, text, () => true);
  }
}

/** A word alone on its line can only become a key, or an item, of what stands at its column. */
const isKeyBeingTyped = (text: string, { start, end }: Span): boolean =>
  /^[\w./-]+$/.test(text.slice(start, end)) && /^[ \t]*$/.test(text.slice(start - columnOf(text, start), start));

function openAtColumn(root: Node, span: Span, text: string, column: number): boolean {
  let found = false;
  openPath(root, span, text, (node) => {
    const isHere = columnOf(text, node.start) === column;
    if (isHere) found = true;
    return isHere;
  });
  return found;
}

/** From `node` down to the tokens on both sides of the span. Recursion is bounded by the depth that the scanner reads. */
function openPath(
  node: Node,
  span: Span,
  text: string,
  isOpened: (node: MapNode | ListNode) => boolean,
  isUnknown: (value: Node, span: Span, text: string) => boolean = isCut,
): void {
  if (node.kind !== "map" && node.kind !== "list") return;
  if (isOpened(node)) (node as Mutable<MapNode | ListNode>).open = true;
  const parts = node.kind === "list" ? node.items : node.entries;
  const next = firstBehind(parts, span.start);
  for (const index of [next - 1, next]) {
    const part = parts[index];
    if (!part) continue;
    const value = "kind" in part ? part : part.value;
    if (isUnknown(value, span, text)) {
      const unknown: Node = { kind: "open", open: "unknown", start: value.start, end: value.end };
      if ("kind" in part) (parts as (Node | Entry)[])[index] = unknown;
      else (part as Mutable<Entry>).value = unknown;
    } else openPath(value, span, text, isOpened, isUnknown);
  }
}

/** Index of the first entry or item that starts behind `offset`: there are as many steps as a search in order takes. */
function firstBehind(parts: readonly (Node | Entry)[], offset: number): number {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const part = parts[middle] as Node | Entry;
    if (("kind" in part ? part : part.key).start <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span ends what is written of this value on its line, or stands where nothing else is written. */
function isCut(value: Node, span: Span, text: string): boolean {
  if (value.kind !== "scalar" || span.start === span.end || value.start > span.start) return false;
  return value.start === value.end || span.start < value.end || /^[ \t]*$/.test(text.slice(value.end, span.start));
}

const isEmpty = (value: Node): boolean => value.kind === "scalar" && value.start === value.end;

function columnOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return offset - start;
}
