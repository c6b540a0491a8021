// Lines, columns and gaps of one document's text: what surgery on text needs to know besides the tree.
// Offsets are relative to the document. Nothing here changes anything.
import type { Entry, ListNode, MapNode, Node } from "../syntax/node.ts";

const isBreak = (code: number): boolean => code === 10 || code === 13;

/** Offset of the first character of the line that holds `at`. */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Offset of the line break that ends the line of `at`, or the text's length. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  return end;
}

/** Offset behind the line break at `end` (an offset that `lineEnd` gave). */
export function behindBreak(text: string, end: number): number {
  if (end >= text.length) return text.length;
  return text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
}

/** Offset of the line break before the line that starts at `start`; undefined on the first line. */
export function breakBefore(text: string, start: number): number | undefined {
  if (start <= 0) return undefined;
  return text.charCodeAt(start - 1) === 10 && text.charCodeAt(start - 2) === 13 ? start - 2 : start - 1;
}

export const columnOf = (text: string, at: number): number => at - lineStart(text, at);

/** Only spaces stand before `at` on its line. */
export function beginsLine(text: string, at: number): boolean {
  let start = at;
  while (text.charCodeAt(start - 1) === 32) start--;
  return start === 0 || isBreak(text.charCodeAt(start - 1));
}

/** The first offset from `at` on that is no space or tab. */
export function skipSpaces(text: string, at: number): number {
  let to = at;
  while (text.charCodeAt(to) === 32 || text.charCodeAt(to) === 9) to++;
  return to;
}

/** The first offset from `at` on that is no white space. */
export function skipBlank(text: string, at: number): number {
  let to = skipSpaces(text, at);
  while (isBreak(text.charCodeAt(to))) to = skipSpaces(text, to + 1);
  return to;
}

/** The first offset from `at` on that is neither white space nor in a comment. */
export function skipGap(text: string, at: number): number {
  for (let to = at; ; ) {
    const code = text.charCodeAt(to);
    if (code === 32 || code === 9 || isBreak(code)) to++;
    else if (code === 35) to = lineEnd(text, to);
    else return to;
  }
}

/** The next line after `end` (the end of a line) that is not blank, as offset of its first visible character; undefined at the end. */
export function nextVisible(text: string, end: number): number | undefined {
  for (let at = behindBreak(text, end); at < text.length; ) {
    const visible = skipSpaces(text, at);
    if (visible < text.length && !isBreak(text.charCodeAt(visible))) return visible;
    at = behindBreak(text, visible);
  }
  return undefined;
}

/**
 * Whether the lines behind `end` (the end of a line) would be read as more of a block of text that ends there and is indented by
 * `column`: a comment as deep as the block, a blank line with more spaces, any blank line where the block keeps them (`+`).
 */
export function joinsBlock(text: string, end: number, column: number, keeps: boolean): boolean {
  for (let at = behindBreak(text, end); at < text.length; ) {
    const visible = skipSpaces(text, at);
    const isBlank = visible >= text.length || isBreak(text.charCodeAt(visible));
    if (!isBlank) return text[visible] === "#" && visible - at >= column;
    if (keeps || visible - at > column) return true;
    at = behindBreak(text, visible);
  }
  return false;
}

/** Offset behind the colon of an entry; undefined where it is written in another way (`? key`, a set in flow style). */
export function behindColon(text: string, { key }: Entry, flow: boolean): number | undefined {
  const at = flow ? skipGap(text, key.end) : skipSpaces(text, key.end);
  return text[at] === ":" ? at + 1 : undefined;
}

/** Offset of the dash of an item of a block list; where nothing is written behind a dash, the item's end lies behind it. */
export const dashOf = (text: string, list: ListNode, index: number): number =>
  skipGap(text, index === 0 ? list.start : (list.items[index - 1] as Node).end);

/** Offset behind the anchor and the tag that follow `at`, or `at` where there are none. */
export function behindProperties(text: string, at: number): number {
  let end = at;
  for (;;) {
    const to = skipSpaces(text, end);
    if ((text[to] !== "&" && text[to] !== "!") || to === end) return end;
    end = to;
    while (end < text.length && !/[\s,[\]{}]/.test(text[end] as string)) end++;
  }
}

/** The node whose text is the last of a block collection's; itself for anything else. */
export function lastLeaf(node: Node): Node {
  let at = node;
  while ((at.kind === "map" || at.kind === "list") && !at.flow) {
    const next: Node | undefined = at.kind === "list" ? at.items.at(-1) : at.entries.at(-1)?.value;
    if (!next) return at;
    at = next;
  }
  return at;
}

export const isBlockScalar = (node: Node): boolean => node.kind === "scalar" && (node.style === "literal" || node.style === "folded");

/** The indicators of a block scalar's header ("|", ">-", "|2+"). */
export const headerOf = (text: string, node: Node): string => /^[|>][-+0-9]*/.exec(text.slice(node.start, node.start + 8))?.[0] ?? "";

/** Columns by which a block scalar's lines are indented; 0 where it has no visible line. */
export function blockIndent(text: string, node: Node): number {
  const first = nextVisible(text, lineEnd(text, node.start));
  return first === undefined || first >= node.end ? 0 : columnOf(text, first);
}

/** Where the flow collection really opens: a pair in a list (`[a: b]`) has no brackets of its own. */
export const hasBrackets = (text: string, node: MapNode | ListNode): boolean => text[node.start] === (node.kind === "map" ? "{" : "[");
