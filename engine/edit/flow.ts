// Changes between brackets, and in JSON: items come and go with their commas; one-line collections stay on their line, and where
// each item has a line the new ones get lines too. Offsets are relative to the document.
import type { ListNode, MapNode } from "../syntax/node.ts";
import type { Changed } from "./draft.ts";
import { flowEntry, flowValue, keyText } from "./emit.ts";
import type { Layout } from "./layout.ts";
import { beginsLine, behindBreak, breakBefore, hasBrackets, lineEnd, lineStart, skipGap, skipSpaces } from "./lines.ts";
import type { Surgery } from "./surgery.ts";

/** An entry or item: `comma` is the offset of the comma behind it, where there is one. */
interface Child {
  readonly start: number;
  readonly end: number;
  readonly comma: number | undefined;
}

export function lowerFlow(surgery: Surgery, { at, change }: Changed, layout: Layout): void {
  const node = at.node as MapNode | ListNode;
  const { text } = surgery;
  if (!hasBrackets(text, node)) return surgery.refuse("the pair has no brackets of its own");
  if (change.is === "map") {
    for (const [{ key }, name] of change.renamed) {
      const quote = key.kind === "scalar" && (key.style === "single" || key.style === "double") ? key.style : layout.keyQuote;
      surgery.edit(key.start, key.end, keyText(name, { ...layout, keyQuote: quote }, true));
    }
  } else if (change.is !== "list") return;
  const children = childrenOf(text, node);
  const removed =
    change.is === "list"
      ? children.map((_, i) => change.removed.has(i))
      : (node as MapNode).entries.map((entry) => change.removed.has(entry));
  const { column } = layout.flow;
  const added =
    change.is === "list"
      ? change.added.map((item) => flowValue(item, layout, column))
      : [...change.added].map(([key, value]) => flowEntry(key, value, layout, column));
  if (removed.length > 0 && removed.every(Boolean)) return refill(surgery, node, children, added, layout);
  removeRuns(surgery, children, removed);
  if (added.length > 0) append(surgery, children, removed, added, layout);
}

function childrenOf(text: string, node: MapNode | ListNode): Child[] {
  const ends = node.kind === "map" ? node.entries.map(({ key, value }) => Math.max(key.end, value.end)) : node.items.map(({ end }) => end);
  let at = node.start + 1;
  return ends.map((end) => {
    const start = skipGap(text, at);
    const behind = skipGap(text, end);
    const comma = text[behind] === "," ? behind : undefined;
    at = comma === undefined ? behind : comma + 1;
    return { start, end, comma };
  });
}

/** None of the present children stays. */
function refill(surgery: Surgery, node: MapNode | ListNode, children: readonly Child[], added: readonly string[], layout: Layout): void {
  const { text } = surgery;
  if (children.some((_, i) => gapHasComment(text, children, i))) return surgery.refuse("comments between the items would be lost");
  const first = children[0] as Child;
  const last = children.at(-1) as Child;
  if (added.length === 0) return surgery.edit(node.start + 1, node.end - 1, "");
  const separator = layout.flow.column === undefined ? layout.flow.comma : `,${layout.newline}${" ".repeat(layout.flow.column)}`;
  surgery.edit(first.start, last.end, added.join(separator));
}

/** Whether a comment lies behind a child and before the next one, or before the closing bracket. */
function gapHasComment(text: string, children: readonly Child[], index: number): boolean {
  const child = children[index] as Child;
  const to = children[index + 1]?.start ?? skipGap(text, child.comma === undefined ? child.end : child.comma + 1);
  return text.slice(child.end, to).includes("#");
}

function removeRuns(surgery: Surgery, children: readonly Child[], removed: readonly boolean[]): void {
  for (let from = 0; from < children.length; from++) {
    if (!removed[from]) continue;
    let to = from;
    while (removed[to + 1]) to++;
    if (to + 1 < children.length) removeBeforeOthers(surgery, children, from, to);
    else removeLast(surgery, children, from, to);
    from = to;
  }
}

function removeBeforeOthers(surgery: Surgery, children: readonly Child[], from: number, to: number): void {
  const { text } = surgery;
  const { start } = children[from] as Child;
  const last = children[to] as Child;
  for (let i = from; i < to; i++) if (gapHasComment(text, children, i)) return surgery.refuse("comments between the items would be lost");
  if (!gapHasComment(text, children, to)) return surgery.edit(start, (children[to + 1] as Child).start, "");
  // The comment on the removed item's own line goes; those on lines of their own stay.
  const end = lineEnd(text, last.end);
  if (!beginsLine(text, start) || last.comma === undefined || last.comma > end)
    return surgery.refuse("a comment between the items would be lost");
  surgery.edit(start, skipSpaces(text, behindBreak(text, end)), "");
}

function removeLast(surgery: Surgery, children: readonly Child[], from: number, to: number): void {
  const { text } = surgery;
  const above = children[from - 1] as Child;
  const first = children[from] as Child;
  const last = children[to] as Child;
  for (let i = from; i < to; i++) if (gapHasComment(text, children, i)) return surgery.refuse("comments between the items would be lost");
  if (!gapHasComment(text, children, from - 1)) return surgery.edit(above.end, last.end, "");
  const before = breakBefore(text, lineStart(text, first.start));
  if (!beginsLine(text, first.start) || above.comma === undefined || before === undefined)
    return surgery.refuse("a comment between the items would be lost");
  surgery.edit(above.comma, above.comma + 1, "");
  const end = lineEnd(text, last.end);
  const behind = last.comma !== undefined && last.comma < end ? last.comma + 1 : last.end;
  surgery.edit(before, text[skipSpaces(text, behind)] === "#" ? end : behind, "");
}

function append(surgery: Surgery, children: readonly Child[], removed: readonly boolean[], added: readonly string[], layout: Layout): void {
  const { text } = surgery;
  const index = removed.lastIndexOf(false);
  const last = children[index] as Child;
  const { column, comma } = layout.flow;
  if (column === undefined) return surgery.edit(last.end, last.end, added.map((one) => comma + one).join(""));
  const line = layout.newline + " ".repeat(column);
  const end = lineEnd(text, last.end);
  const hasComment =
    index === children.length - 1 &&
    text[skipSpaces(text, last.comma !== undefined && last.comma < end ? last.comma + 1 : last.end)] === "#";
  if (!hasComment) return surgery.edit(last.end, last.end, added.map((one) => `,${line}${one}`).join(""));
  // The comment stays behind the item that it speaks of.
  if (last.comma !== undefined) return surgery.edit(end, end, added.map((one) => `${line}${one},`).join(""));
  surgery.edit(last.end, last.end, ",");
  surgery.edit(end, end, line + added.join(`,${line}`));
}
