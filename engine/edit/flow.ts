// Changes between brackets, and in JSON: items come and go with their commas; one-line collections stay on their line, and where
// each item has a line the new ones get lines too. Offsets are relative to the document.
import type { Entry, ListNode, MapNode, Node } from "../syntax/node.ts";
import { areAllGone, type Children, lastKept, type Run, runsOf } from "./children.ts";
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
  const children = childrenOf(text, node, change.removed);
  const { column } = layout.flow;
  const added =
    change.is === "list"
      ? change.added.map((item) => flowValue(item, layout, column))
      : [...change.added].map(([key, value]) => flowEntry(key, value, layout, column));
  if (areAllGone(children)) return refill(surgery, node, children, added, layout);
  for (const run of runsOf(children)) {
    if (run.to + 1 < children.count) removeBeforeOthers(surgery, children, run);
    else removeLast(surgery, children, run);
  }
  if (added.length > 0) append(surgery, children, added, layout);
}

type FlowChildren = Children<Child>;

function childrenOf(text: string, node: MapNode | ListNode, gone: ReadonlySet<number>): FlowChildren {
  const count = node.kind === "map" ? node.entries.length : node.items.length;
  const endOf = (index: number): number => {
    const child = node.kind === "map" ? (node.entries[index] as Entry) : (node.items[index] as Node);
    return "key" in child ? Math.max(child.key.end, child.value.end) : child.end;
  };
  const commaBehind = (end: number): number | undefined => {
    const at = skipGap(text, end);
    return text[at] === "," ? at : undefined;
  };
  return {
    count,
    gone,
    at: (index) => {
      const end = endOf(index);
      const before = index === 0 ? node.start : (commaBehind(endOf(index - 1)) ?? endOf(index - 1) - 1);
      return { start: skipGap(text, before + 1), end, comma: commaBehind(end) };
    },
  };
}

/** None of the present children stays. */
function refill(surgery: Surgery, node: MapNode | ListNode, children: FlowChildren, added: readonly string[], layout: Layout): void {
  const { text } = surgery;
  if (hasComments(text, children, { from: 0, to: children.count - 1 })) return surgery.refuse("comments between the items would be lost");
  const first = children.at(0);
  const last = children.at(children.count - 1);
  if (added.length === 0) return surgery.edit(node.start + 1, node.end - 1, "");
  const separator = layout.flow.column === undefined ? layout.flow.comma : `,${layout.newline}${" ".repeat(layout.flow.column)}`;
  surgery.edit(first.start, last.end, added.join(separator));
}

/** Whether a comment lies behind one of these and before the next one, or before the closing bracket. */
function hasComments(text: string, children: FlowChildren, { from, to }: Run): boolean {
  for (let index = from; index <= to; index++) {
    const { end, comma } = children.at(index);
    const next = index + 1 < children.count ? children.at(index + 1).start : skipGap(text, comma === undefined ? end : comma + 1);
    if (text.slice(end, next).includes("#")) return true;
  }
  return false;
}

function removeBeforeOthers(surgery: Surgery, children: FlowChildren, { from, to }: Run): void {
  const { text } = surgery;
  const { start } = children.at(from);
  const last = children.at(to);
  if (hasComments(text, children, { from, to: to - 1 })) return surgery.refuse("comments between the items would be lost");
  if (!hasComments(text, children, { from: to, to })) return surgery.edit(start, children.at(to + 1).start, "");
  // The comment on the removed item's own line goes; those on lines of their own stay.
  const end = lineEnd(text, last.end);
  if (!beginsLine(text, start) || last.comma === undefined || last.comma > end)
    return surgery.refuse("a comment between the items would be lost");
  surgery.edit(start, skipSpaces(text, behindBreak(text, end)), "");
}

function removeLast(surgery: Surgery, children: FlowChildren, { from, to }: Run): void {
  const { text } = surgery;
  const above = children.at(from - 1);
  const first = children.at(from);
  const last = children.at(to);
  if (hasComments(text, children, { from, to: to - 1 })) return surgery.refuse("comments between the items would be lost");
  if (!hasComments(text, children, { from: from - 1, to: from - 1 })) return surgery.edit(above.end, last.end, "");
  const before = breakBefore(text, lineStart(text, first.start));
  if (!beginsLine(text, first.start) || above.comma === undefined || before === undefined)
    return surgery.refuse("a comment between the items would be lost");
  surgery.edit(above.comma, above.comma + 1, "");
  const end = lineEnd(text, last.end);
  const behind = last.comma !== undefined && last.comma < end ? last.comma + 1 : last.end;
  surgery.edit(before, text[skipSpaces(text, behind)] === "#" ? end : behind, "");
}

function append(surgery: Surgery, children: FlowChildren, added: readonly string[], layout: Layout): void {
  const { text } = surgery;
  const index = lastKept(children);
  const last = children.at(index);
  const { column, comma } = layout.flow;
  if (column === undefined) return surgery.edit(last.end, last.end, added.map((one) => comma + one).join(""));
  const line = layout.newline + " ".repeat(column);
  const end = lineEnd(text, last.end);
  const hasComment =
    index === children.count - 1 &&
    text[skipSpaces(text, last.comma !== undefined && last.comma < end ? last.comma + 1 : last.end)] === "#";
  if (!hasComment) return surgery.edit(last.end, last.end, added.map((one) => `,${line}${one}`).join(""));
  // The comment stays behind the item that it speaks of.
  if (last.comma !== undefined) return surgery.edit(end, end, added.map((one) => `${line}${one},`).join(""));
  surgery.edit(last.end, last.end, ",");
  surgery.edit(end, end, line + added.join(`,${line}`));
}
