// Changes of block collections as edits of text: whole lines come and go, a first key keeps its dash, comments stay where they are.
// Offsets are relative to the document.
import type { Entry, ListNode, MapNode, Node } from "../syntax/node.ts";
import { endsInBlock } from "./carry.ts";
import { areAllGone, type Children, lastKept, type Run, runsOf } from "./children.ts";
import type { Changed } from "./draft.ts";
import { blockItem, entryLines, keyText } from "./emit.ts";
import type { Fresh } from "./fresh.ts";
import { blockColumn, dashGap, type Layout } from "./layout.ts";
import {
  beginsLine,
  behindBreak,
  behindColon,
  behindProperties,
  blockIndent,
  breakBefore,
  dashOf,
  headerOf,
  isBlockScalar,
  joinsBlock,
  lastLeaf,
  lineEnd,
  lineStart,
  nextVisible,
  skipSpaces,
} from "./lines.ts";
import type { Surgery } from "./surgery.ts";
import type { Written } from "./written.ts";

/** An entry or item as a stretch of text: from its key or dash to the end of its content. */
interface Child {
  readonly start: number;
  readonly end: number;
  readonly value: Node;
}

type BlockChildren = Children<Child>;

export function lowerBlockMap(surgery: Surgery, { at, change }: Changed, layout: Layout): void {
  const map = at.node as MapNode;
  if (change.is !== "map") return;
  const { text } = surgery;
  for (const [{ key }, name] of change.renamed) {
    const quote = key.kind === "scalar" && (key.style === "single" || key.style === "double") ? key.style : layout.keyQuote;
    surgery.edit(key.start, key.end, keyText(name, { ...layout, keyQuote: quote }, false));
  }
  const children: BlockChildren = {
    count: map.entries.length,
    gone: change.removed,
    at: (index) => entryChild(surgery, map, map.entries[index] as Entry, index),
  };
  removeChildren(surgery, at, children, change.added.size > 0 ? undefined : "{}");
  if (change.added.size === 0) return;
  if (!columnIsKnown(text, map)) return surgery.refuse("the map starts in the middle of a line");
  const column = blockColumn(text, map);
  append(surgery, at, children, column, [...change.added.values()], (literal) =>
    [...change.added].flatMap(([key, value]) => entryLines(key, value, column, layout, literal)),
  );
}

function entryChild(surgery: Surgery, map: MapNode, entry: Entry, index: number): Child {
  const { text } = surgery;
  const start =
    index === 0 ? map.start : beginsLine(text, entry.key.start) ? entry.key.start : skipSpaces(text, lineStart(text, entry.key.start));
  return { start, end: Math.max(entry.key.end, entry.value.end, behindColon(text, entry, false) ?? 0), value: entry.value };
}

/** Before the first key stand only spaces and dashes. */
const columnIsKnown = (text: string, map: MapNode): boolean => /^ *(?:- +)*$/.test(text.slice(lineStart(text, map.start), map.start));

export function lowerBlockList(surgery: Surgery, { at, change }: Changed, layout: Layout): void {
  const list = at.node as ListNode;
  if (change.is !== "list") return;
  const { text } = surgery;
  const children: BlockChildren = { count: list.items.length, gone: change.removed, at: (index) => itemChild(text, list, index) };
  removeChildren(surgery, at, children, change.added.length > 0 ? undefined : "[]");
  if (change.added.length === 0) return;
  const column = blockColumn(text, list);
  const gap = dashGap(text, list);
  append(surgery, at, children, column, change.added, (literal) =>
    change.added.flatMap((item) => {
      const { head, lines } = blockItem(item, column, gap, layout, literal);
      return [`${" ".repeat(column)}-${head}`, ...lines];
    }),
  );
}

function itemChild(text: string, list: ListNode, index: number): Child {
  const value = list.items[index] as Node;
  const start = dashOf(text, list, index);
  return { start, end: Math.max(start + 1, value.end), value };
}

/** Adds lines behind the last content; a comment that ends its line stays there. */
function append(
  surgery: Surgery,
  at: Written,
  children: BlockChildren,
  column: number,
  added: readonly Fresh[],
  write: (literal: boolean) => string[],
): void {
  const end = lineEnd(surgery.text, at.node.end);
  const above = lastKept(children);
  if (above >= 0 && endsOpen(surgery, lastLeaf(children.at(above).value), end))
    return surgery.refuse("the text above has no line break at its end");
  if (added.some((fresh) => endsInBlock(fresh) && !surgery.allowsLiteral(end, column + 1, true))) {
    return surgery.refuse("what follows would become a part of the text");
  }
  surgery.insertLines(end, write(surgery.allowsLiteral(end, column + 1)));
}

/** A block of text at the very end of the document: whatever comes behind it changes it. */
const endsOpen = (surgery: Surgery, leaf: Node, end: number): boolean =>
  end === surgery.text.length && isBlockScalar(leaf) && !headerOf(surgery.text, leaf).includes("-");

/** `empty`: what stands for the collection when nothing is left; undefined where something is added. */
function removeChildren(surgery: Surgery, at: Written, children: BlockChildren, empty: string | undefined): void {
  if (children.gone.size === 0) return;
  const { start } = children.at(0);
  let first = 0;
  if (empty !== undefined && areAllGone(children)) first = leaveEmpty(surgery, at, children, empty);
  else if (children.gone.has(0) && !beginsLine(surgery.text, start)) first = pullUp(surgery, children);
  const beginsText = lineStart(surgery.text, start) === 0;
  for (const { from, to } of runsOf(children)) {
    const above = from === 0 ? undefined : lastLeaf(children.at(from - 1).value);
    for (let index = Math.max(from, first); index <= to; index++) removeLines(surgery, children.at(index), above, from === 0 && beginsText);
  }
}

/** Nothing is left: `{}` or `[]` stands behind the key or dash. Gives the first child whose lines are still to be removed. */
function leaveEmpty(surgery: Surgery, at: Written, children: BlockChildren, empty: string): number {
  const { text } = surgery;
  const first = children.at(0);
  const slot = slotOf(surgery, at);
  if (slot !== undefined && lineStart(text, first.start) > slot) {
    const behind = behindProperties(text, slot);
    surgery.edit(behind, behind, ` ${empty}`);
    return 0;
  }
  surgery.edit(at.node.start, first.end, empty);
  return 1;
}

/** Offset behind the colon or dash that the node hangs on; undefined for the root of a document and for a key of its own form. */
export function slotOf(surgery: Surgery, { node, entry, parent, index }: Written): number | undefined {
  const { text } = surgery;
  if (!parent) return undefined;
  if (entry) {
    const slot = behindColon(text, entry, parent.node.kind === "map" && parent.node.flow);
    if (slot === undefined) surgery.refuse("the key is written in a form of its own");
    return slot;
  }
  if (parent.node.kind !== "list" || parent.node.flow) return node.start;
  return dashOf(text, parent.node, index) + 1;
}

/**
 * The first child stands on the line of a dash, which stays. The first child that is left comes up to it; where comments lie
 * between, the dash gets a line of its own. Gives the first child that is still to be looked at.
 */
function pullUp(surgery: Surgery, children: BlockChildren): number {
  const { text } = surgery;
  const next = (runsOf(children)[0] as Run).to + 1;
  const first = children.at(0);
  const survivor = children.at(next);
  if (!hasOwnComments(text, children, next)) {
    surgery.edit(first.start, survivor.start, "");
    return next;
  }
  let start = first.start;
  while (text[start - 1] === " ") start--;
  surgery.edit(start, lineEnd(text, first.end), "");
  return 1;
}

/** Comments on lines of their own between the children before `next`. */
function hasOwnComments(text: string, children: BlockChildren, next: number): boolean {
  for (let i = 0; i < next; i++) {
    const end = lineEnd(text, children.at(i).end);
    const visible = nextVisible(text, end);
    if (visible !== undefined && text[visible] === "#") return true;
  }
  return false;
}

/** Removes the lines of a child, with the line break before them: what comes behind keeps its own. */
function removeLines(surgery: Surgery, { start, end }: Child, above: Node | undefined, isFirstLine: boolean): void {
  const { text } = surgery;
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  if (above && isBlockScalar(above) && joinsBlock(text, to, blockIndent(text, above), headerOf(text, above).includes("+"))) {
    return surgery.refuse("what follows would become a part of the text above");
  }
  const keepsBreak = isFirstLine || (to === text.length && above && isBlockScalar(above));
  const before = keepsBreak ? undefined : breakBefore(text, from);
  if (before === undefined) surgery.edit(from, behindBreak(text, to), "");
  else surgery.edit(before, to, "");
}
