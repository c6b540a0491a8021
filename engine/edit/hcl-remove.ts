// Removals: an argument or block with its line, an item with its comma. A comment on the line of what is removed goes with it; a removal
// that would take another comment along is refused.
import type { HclBlock, HclObject, HclTuple } from "../syntax/hcl/node.ts";
import type { Document } from "../syntax/node.ts";
import type { Span } from "../text/source.ts";
import { addEdit, type HclDraft, refuse } from "./hcl-draft.ts";
import { commaAfter, hasComment, isFirstOnLine, isLastOnLine, lineStart, nextLine } from "./hcl-lines.ts";

/** A statement of a body. */
export function removeStatement(draft: HclDraft, document: Document, span: Span, body: HclBlock | undefined): void {
  const text = document.source.text.slice(document.start, document.end);
  if (isFirstOnLine(text, span.start) && isLastOnLine(text, span.end)) return removeLines(draft, document, text, span);
  // `block { argument = 1 }` on one line.
  const start = body ? Math.max(body.open + 1, text.slice(0, span.start).trimEnd().length) : span.start;
  addEdit(draft, document, start, span.end, "");
}

/** An item of an object or list. */
export function removeItem(draft: HclDraft, document: Document, list: HclObject | HclTuple, index: number): void {
  const text = document.source.text.slice(document.start, document.end);
  const items: readonly Span[] = list.items;
  const item = items[index];
  if (!item) return;
  if (isFirstOnLine(text, item.start) && isLastOnLine(text, item.end)) return removeLines(draft, document, text, item);
  const before = items[index - 1];
  const after = items[index + 1];
  const comma = commaAfter(text, item.end);
  const start = before && !after ? before.end : item.start;
  const end = after ? after.start : before ? item.end : (comma ?? item.end);
  const lost = text.slice(start, item.start) + text.slice(item.end, end);
  if (hasComment(lost)) return refuse(draft, "a comment stands between the items");
  addEdit(draft, document, start, end, "");
}

/** Whole lines; of two empty lines that would meet, one goes too. */
function removeLines(draft: HclDraft, document: Document, text: string, span: Span): void {
  const start = lineStart(text, span.start);
  let end = nextLine(text, span.end);
  const isBlankBefore = start > 0 && text.slice(lineStart(text, start - 1), start).trim() === "";
  const isBlankAfter = end < text.length && text.slice(end, nextLine(text, end)).trim() === "";
  if (isBlankBefore && isBlankAfter) end = nextLine(text, end);
  addEdit(draft, document, start, end, "");
}
