// Insertions: new arguments and blocks in a body, items in an object or a list. All that joins one container is written at once, in
// the layout of its neighbours; no line that is there already is changed, but for the comma that a new list item needs.
import type { HclAttribute, HclBlock, HclObject, HclObjectItem, HclTuple } from "../syntax/hcl/node.ts";
import { addEdit, type HclDraft, type HclInsertion, refuse } from "./hcl-draft.ts";
import { commaAfter, indentAt, isFirstOnLine, isLastOnLine, lineEnd, newlineOf } from "./hcl-lines.ts";
import { argumentLines, blockLines, type HclFresh, type HclLayout, inlineText, isNestedBlock, keyText, valueText } from "./hcl-text.ts";

export function lowerInsertion(draft: HclDraft, insertion: HclInsertion): void {
  const { container } = insertion;
  if (container.kind === "block") insertInBody(draft, insertion, container);
  else if (container.kind === "object") insertInObject(draft, insertion, container);
  else insertInTuple(draft, insertion, container);
}

const textOf = ({ document }: HclInsertion): string => document.source.text.slice(document.start, document.end);

/** Indentation of what is inside, taken from the first thing that begins a line there. */
function innerIndent(text: string, outer: number, inner: readonly { readonly start: number }[]): { indent: string; layout: HclLayout } {
  const around = indentAt(text, outer);
  const neighbour = inner.find((one) => isFirstOnLine(text, one.start));
  const indent = neighbour ? indentAt(text, neighbour.start) : `${around}  `;
  const step = indent.startsWith(around) && indent.length > around.length ? indent.slice(around.length) : "  ";
  return { indent, layout: { newline: newlineOf(text), step } };
}

function insertInBody(draft: HclDraft, insertion: HclInsertion, block: HclBlock): void {
  const text = textOf(insertion);
  const { items } = block.body;
  const { indent, layout } = innerIndent(text, block.start, items);
  // The arguments of a module are never blocks.
  const isBlock = ([name, value]: readonly [string, HclFresh]) => block.type !== "module" && isNestedBlock(name, value);
  const all = [...insertion.entries];
  const added = all.filter((entry) => !isBlock(entry));
  const blocks = all.filter(isBlock);
  const close = block.close as number;
  if (!text.slice(block.open, close).includes("\n")) {
    const body = text.slice(block.open + 1, close).trim();
    const lines = [
      ...(body === "" ? [] : [indent + body]),
      ...argumentLines(added, indent, layout),
      ...blockTexts(blocks, indent, layout, true),
    ];
    const around = indentAt(text, block.start);
    return addEdit(
      draft,
      insertion.document,
      block.open + 1,
      close,
      `${layout.newline}${lines.join(layout.newline)}${layout.newline}${around}`,
    );
  }
  const firstBlock = items.findIndex((item) => item.kind === "block");
  const isAttribute = (item: (typeof items)[number]): item is HclAttribute => item.kind === "attribute";
  const leading = items.slice(0, firstBlock < 0 ? undefined : firstBlock).filter(isAttribute);
  const run = leading.length > 0 ? leading : items.filter(isAttribute);
  const last = run[run.length - 1];
  const attributesAt = last ? lineEnd(text, last.end) : lineEnd(text, block.open);
  const lastItem = items[items.length - 1];
  const blocksAt = lastItem ? lineEnd(text, lastItem.end) : attributesAt;
  const lines = argumentLines(added, indent, layout, alignedWidth(text, run, nameOfAttribute));
  const nested = blockTexts(blocks, indent, layout, lastItem !== undefined || lines.length > 0);
  const put = (at: number, what: readonly string[]) => {
    if (what.length > 0) addEdit(draft, insertion.document, at, at, what.map((line) => layout.newline + line).join(""));
  };
  if (attributesAt === blocksAt) put(attributesAt, [...lines, ...nested]);
  else {
    // Without arguments of its own a body begins with those that are new, apart from the blocks that follow.
    put(attributesAt, !last && lines.length > 0 && items.length > 0 ? [...lines, ""] : lines);
    put(blocksAt, nested);
  }
}

function blockTexts(blocks: readonly (readonly [string, HclFresh])[], indent: string, layout: HclLayout, apart: boolean): string[] {
  return blocks.flatMap(([name, value], index) => [...(apart || index > 0 ? [""] : []), ...blockLines(name, value, indent, layout)]);
}

const nameOfAttribute = (text: string, { nameSpan }: HclAttribute): string => text.slice(nameSpan.start, nameSpan.end);
const nameOfItem = (text: string, { key }: HclObjectItem): string => text.slice(key.start, key.end);

/** The width of the names in the run of lines that ends the list, where their `=` stand below each other; else 0. */
function alignedWidth<T extends { readonly start: number; readonly end: number; readonly equals: number }>(
  text: string,
  items: readonly T[],
  name: (text: string, item: T) => string,
): number {
  const run: T[] = [];
  for (const item of [...items].reverse()) {
    const isOneLine = isFirstOnLine(text, item.start) && !text.slice(item.start, item.end).includes("\n");
    const next = run[0];
    if (!isOneLine || (next && text.slice(item.end, next.start).split("\n").length !== 2)) break;
    run.unshift(item);
  }
  const columns = new Set(run.map((item) => item.equals - item.start));
  const widest = Math.max(0, ...run.map((item) => name(text, item).length));
  return columns.size === 1 ? Math.max(widest, ([...columns][0] as number) - 1) : 0;
}

function insertInObject(draft: HclDraft, insertion: HclInsertion, object: HclObject): void {
  const text = textOf(insertion);
  const { document } = insertion;
  const entries = [...insertion.entries];
  const last = object.items[object.items.length - 1];
  const inline = entries.map(([key, value]) => `${keyText(key)} = ${inlineText(value)}`).join(", ");
  if (!text.slice(object.start, object.end).includes("\n")) {
    if (!last) return addEdit(draft, document, object.start + 1, object.end - 1, ` ${inline} `);
    const comma = commaAfter(text, last.end);
    return addEdit(draft, document, comma ?? last.end, comma ?? last.end, `${comma === undefined ? "," : ""} ${inline}`);
  }
  const { indent, layout } = innerIndent(text, object.start, object.items);
  const lines = argumentLines(entries, indent, layout, alignedWidth(text, object.items, nameOfItem));
  const comma = last && commaAfter(text, last.end);
  const withComma = lines.map((line) => layout.newline + line + (comma === undefined ? "" : ","));
  const after = last ? last.end : object.start + 1;
  if (!isLastOnLine(text, after)) return refuse(draft, "the object is written on lines that cannot be told apart");
  const at = lineEnd(text, after);
  addEdit(draft, document, at, at, withComma.join(""));
}

function insertInTuple(draft: HclDraft, insertion: HclInsertion, tuple: HclTuple): void {
  const text = textOf(insertion);
  const { document, items } = insertion;
  const last = tuple.items[tuple.items.length - 1];
  if (last?.kind === "template" && last.heredoc) return refuse(draft, "the list ends with a heredoc");
  const isOneLine = !text.slice(tuple.start, tuple.end).includes("\n");
  const after = last ? last.end : tuple.start + 1;
  const comma = last && commaAfter(text, last.end);
  if (isOneLine || !isLastOnLine(text, after)) {
    const inline = items.map(inlineText).join(", ");
    if (!last) return addEdit(draft, document, tuple.start + 1, tuple.end - 1, inline);
    return addEdit(draft, document, comma ?? after, comma ?? after, `${comma === undefined ? "," : ""} ${inline}`);
  }
  const { indent, layout } = innerIndent(text, tuple.start, tuple.items);
  const lines = items.map((item) => layout.newline + indent + valueText(item, indent, layout));
  const at = lineEnd(text, after);
  if (last && comma === undefined) addEdit(draft, document, last.end, last.end, ",");
  addEdit(draft, document, at, at, lines.join(",") + (last && comma === undefined ? "" : ","));
}
