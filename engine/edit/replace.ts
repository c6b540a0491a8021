// A value gives way to another one: on its line, as lines below it, or both. The comment behind the key and the one behind the value
// stay. Offsets are relative to the document.
import type { ListNode, MapNode, Node } from "../syntax/node.ts";
import { slotOf } from "./block.ts";
import { cannotCarry, endsInBlock } from "./carry.ts";
import { blockItem, blockValue, flowValue } from "./emit.ts";
import type { Emitted, Fresh } from "./fresh.ts";
import { blockColumn, type Layout } from "./layout.ts";
import { behindProperties, blockIndent, columnOf, headerOf, isBlockScalar, lineEnd, lineStart, skipSpaces } from "./lines.ts";
import { literalHeader } from "./scalar-text.ts";
import type { Surgery } from "./surgery.ts";
import type { Written } from "./written.ts";

export function lowerReplacement(surgery: Surgery, at: Written, fresh: Fresh, around: Layout): void {
  const { node } = at;
  const reason = carriedReason(fresh, at.inFlow, around.json);
  if (reason) return surgery.refuse(reason);
  if (!at.parent && surgery.text.slice(node.start, node.end).length > 2) return surgery.refuse("a whole object is not replaced");
  if ("tag" in node && node.tag !== undefined) return surgery.refuse(`the value has a tag (${node.tag})`);
  const layout = { ...around, quote: quoteFor(node, around) };
  if (at.inFlow) return replaceInFlow(surgery, at, fresh, layout);
  if (replaceLiteral(surgery, at, fresh)) return;
  const isEmptyValue = node.start === node.end;
  if (isEmptyValue && "anchor" in node && node.anchor !== undefined) return surgery.refuse(`the value has an anchor (&${node.anchor})`);
  const slot = at.parent ? slotOf(surgery, at) : node.start;
  if (slot !== undefined) replaceInBlock(surgery, at, slot, emitted(surgery, at, slot, fresh, layout));
}

/** Carried text is looked at wherever it lies in what is written. */
export function carriedReason(fresh: Fresh, flow: boolean, json: boolean): string | undefined {
  if (fresh.kind === "carried") return cannotCarry(fresh, flow, json);
  const inner = fresh.kind === "map" ? [...fresh.entries.values()] : fresh.kind === "list" ? fresh.items : [];
  for (const one of inner) {
    const reason = carriedReason(one, flow, json);
    if (reason) return reason;
  }
  return undefined;
}

/** Quotes that stand there are kept; text that stood without needs none; anything else follows the neighbours. */
function quoteFor(node: Node, layout: Layout): Layout["quote"] {
  if (node.kind !== "scalar") return layout.quote;
  if (node.style === "single" || node.style === "double") return node.style;
  return node.text === "" || layout.json ? layout.quote : undefined;
}

function replaceInFlow(surgery: Surgery, at: Written, fresh: Fresh, layout: Layout): void {
  const { node } = at;
  const value = flowValue(fresh, layout, layout.flow.column);
  if (node.start < node.end) return surgery.edit(node.start, node.end, value);
  const slot = slotOf(surgery, at);
  if (slot !== undefined) surgery.edit(slot, slot, ` ${value}`);
}

function emitted(
  { text, allowsLiteral, refuse }: Surgery,
  { node, parent, entry }: Written,
  slot: number,
  fresh: Fresh,
  layout: Layout,
): Emitted {
  const end = lineEnd(text, Math.max(slot, node.end));
  const outside = parent ? columnOf(text, parent.node.start) + 1 : 1;
  if (endsInBlock(fresh) && !allowsLiteral(end, outside, true)) refuse("what follows would become a part of the text");
  if (!parent) return blockItem(fresh, columnOf(text, node.start) - 1, 0, layout, allowsLiteral(end, 1));
  const column = blockColumn(text, parent.node as MapNode | ListNode);
  const literal = allowsLiteral(end, column + 1);
  if (entry) return blockValue(fresh, column, layout, literal);
  const isOnLine = node.start < node.end && lineStart(text, node.start) <= slot;
  return blockItem(fresh, column, isOnLine ? Math.max(1, node.start - slot) : 1, layout, literal);
}

/** `slot`: behind the colon or dash. What is written below goes behind the whole line, and so behind its comment. */
function replaceInBlock(surgery: Surgery, { node }: Written, slot: number, { head, lines }: Emitted): void {
  const { text } = surgery;
  const isCollection = (node.kind === "map" || node.kind === "list") && !node.flow;
  if (isCollection && lineStart(text, node.start) > slot) {
    surgery.edit(slot, behindProperties(text, slot), head);
    return replaceLines(surgery, lineEnd(text, slot), lineEnd(text, node.end), lines);
  }
  const end = isBlockScalar(node) ? node.start + headerOf(text, node).length : node.end;
  if (node.start === node.end) surgery.edit(slot, slot, head);
  else if (head !== "") surgery.edit(node.start, end, head.trimStart());
  else if (text.slice(slot, node.start).includes("#")) return surgery.refuse("a comment stands between the key and its value");
  else surgery.edit(slot, end, "");
  const last = lineEnd(text, Math.max(slot, node.end));
  replaceLines(surgery, isBlockScalar(node) ? lineEnd(text, node.start) : last, last, lines);
}

/** The lines behind `from` (the end of a line) up to the end of a line. */
function replaceLines(surgery: Surgery, from: number, to: number, lines: readonly string[]): void {
  surgery.edit(from, to, lines.map((line) => surgery.document.newline + line).join(""));
}

/** A block of text that stays one keeps its indentation and the comment behind its header. */
function replaceLiteral(surgery: Surgery, { node }: Written, fresh: Fresh): boolean {
  const { text } = surgery;
  const value = fresh.kind === "scalar" && typeof fresh.value === "string" ? fresh.value : undefined;
  if (value === undefined || node.kind !== "scalar" || node.style !== "literal") return false;
  const header = literalHeader(value);
  const indent = blockIndent(text, node);
  const end = lineEnd(text, node.end);
  if (header === undefined || indent === 0 || !surgery.allowsLiteral(end, indent)) return false;
  const body = (header === "|" ? value.slice(0, -1) : value).split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  const behindHeader = skipSpaces(text, node.start + headerOf(text, node).length);
  const comment = text[behindHeader] === "#" ? text.slice(node.start + headerOf(text, node).length, lineEnd(text, node.start)) : "";
  surgery.edit(node.start, end, [header + comment, ...body].join(surgery.document.newline));
  return true;
}
