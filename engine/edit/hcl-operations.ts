// What each operation means in HCL: replaced literals, new arguments and blocks, removed statements, renamed keys, carried expressions.
import type { Path, Step } from "../model/address.ts";
import type { Json, Operation } from "../model/operation.ts";
import type { Place } from "../model/place.ts";
import type { HclAttribute, HclBlock, HclExpression, HclObjectItem, HclTemplate } from "../syntax/hcl/node.ts";
import type { Document, Node } from "../syntax/node.ts";
import { dispatch } from "./dispatch.ts";
import { addEdit, containerOf, guard, type HclDraft, insertionAt, isLiteral, nearest, refuse, says, syntaxOf } from "./hcl-draft.ts";
import { hasComment, indentAt, newlineOf } from "./hcl-lines.ts";
import { removeItem, removeStatement } from "./hcl-remove.ts";
import { addResource } from "./hcl-resource.ts";
import { blockLines, type HclFresh, hclFresh, isNestedBlock, keyText, quoted, valueText } from "./hcl-text.ts";

export const draftHclOperation = (draft: HclDraft, operation: Operation): void =>
  dispatch({ set, setWord, unset, addItem, renameKey, addResource, carry, refuse }, draft, operation);

function set(draft: HclDraft, path: Path, value: Json): void {
  const { place, rest } = nearest(draft.resource, path);
  if (rest.length > 0) return insert(draft, place, rest, freshAt(path, value));
  const node = place.node as Node;
  const reason = guard(place);
  if (reason) return refuse(draft, reason);
  if (says(draft, node, value) || (isEmptyMap(value) && node.kind === "map")) return;
  replaceValue(draft, place.document, node, freshAt(path, value));
}

/** `ignore_changes` holds names of arguments, which are written bare. */
function freshAt(path: Path, value: Json): HclFresh {
  const fresh = hclFresh(value);
  if (path.at(-1) !== "ignore_changes" || path.at(-2) !== "lifecycle") return fresh;
  if (fresh.kind === "list" && Array.isArray(value)) return { kind: "list", items: value.map((name) => bareName(name as Json)) };
  return bareName(value);
}

const bareName = (name: Json): HclFresh =>
  typeof name === "string" && /^[\w.[\]"-]+$/.test(name) ? { kind: "text", text: name } : hclFresh(name);

const isEmptyMap = (value: Json): boolean =>
  value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0;

function replaceValue(draft: HclDraft, document: Document, node: Node, value: HclFresh): void {
  const syntax = syntaxOf(node);
  const text = document.source.text;
  if (!syntax || syntax.kind === "block") return refuse(draft, "a block stands here, not a value");
  const isPlainList = syntax.kind === "tuple" && !hasComment(text.slice(document.start + syntax.start, document.start + syntax.end));
  if (!isLiteral(node) && !isPlainList) return refuse(draft, "what is written here is an expression, not a value");
  const layout = { newline: newlineOf(text), step: "  " };
  addEdit(draft, document, syntax.start, syntax.end, valueText(value, indentAt(text, document.start + syntax.start), layout));
}

/** Writes `value` below the missing steps `rest` of what is written at `place`. */
function insert(draft: HclDraft, place: Place, rest: Path, value: HclFresh): void {
  const reason = guard(place) ?? openReason(place, rest);
  if (reason) return refuse(draft, reason);
  const node = place.node as Node;
  const fresh = wrap(rest.slice(1), value);
  const [step] = rest;
  const container = containerOf(node);
  if (!fresh || typeof step !== "string") return insertItem(draft, place, rest, fresh);
  if (node.kind === "scalar" && node.value === null) {
    const whole = wrap(rest, value);
    return whole ? replaceValue(draft, place.document, node, whole) : undefined;
  }
  if (!container || container.kind === "tuple" || node.kind !== "map")
    return refuse(draft, "the value is made by an expression, not written here");
  const { entries } = insertionAt(draft, place.document, container);
  const before = entries.get(step);
  if (!before) entries.set(step, fresh);
  else if (!putInto(before, rest.slice(1), value)) refuse(draft, "two changes of the same place do not fit together");
}

/** Where a dynamic block or an unknown map may have written the key, a second one must not be added. */
function openReason(place: Place, rest: Path): string | undefined {
  const node = place.node;
  if ((node?.kind !== "map" && node?.kind !== "list") || !node.open) return undefined;
  return `${String(rest[0])} may be written by something that is only known later`;
}

/** The first item of a list that is not there is written with the list; others would need items before them. */
function insertItem(draft: HclDraft, place: Place, rest: Path, fresh: HclFresh | undefined): void {
  const container = containerOf(place.node);
  const isNext = typeof rest[0] === "number" && place.node?.kind === "list" && rest[0] === place.node.items.length;
  if (fresh && isNext && container?.kind === "tuple") insertionAt(draft, place.document, container).items.push(fresh);
  else refuse(draft, "the list has no such item");
}

function wrap(path: readonly Step[], value: HclFresh): HclFresh | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const inner = wrap(rest, value);
  if (!inner) return undefined;
  if (typeof step === "string") return { kind: "map", entries: new Map([[step, inner]]) };
  return step === 0 ? { kind: "list", items: [inner] } : undefined;
}

function putInto(fresh: HclFresh, path: readonly Step[], value: HclFresh): boolean {
  const [step, ...rest] = path;
  if (step === 0 && fresh.kind === "list" && fresh.items[0]) return putInto(fresh.items[0], rest, value);
  if (typeof step !== "string" || fresh.kind !== "map") return false;
  const before = fresh.entries.get(step);
  if (before) return putInto(before, rest, value);
  const wrapped = wrap(rest, value);
  if (wrapped) fresh.entries.set(step, wrapped);
  return wrapped !== undefined;
}

function unset(draft: HclDraft, path: Path): void {
  const { place, rest } = nearest(draft.resource, path);
  if (rest.length > 0) {
    const reason = openReason(place, rest) ?? (place.node?.kind === "open" ? guard(place) : undefined);
    return reason ? refuse(draft, reason) : undefined;
  }
  if (!place.parent) return refuse(draft, "a whole resource is not removed");
  const reason = guard(place.parent);
  if (reason) return refuse(draft, reason);
  const above = containerOf(place.parent.node);
  const document = place.entry?.key.document ?? place.document;
  const blocks = blocksAt(place.node);
  if (isLabel(place, blocks)) return refuse(draft, "a label belongs to its block");
  const written = place.entry?.key.syntax as HclAttribute | HclBlock | HclObjectItem | undefined;
  if (blocks) for (const block of blocks) removeStatement(draft, document, block, above?.kind === "block" ? above : undefined);
  else if (written && "kind" in written && written.kind === "attribute")
    removeStatement(draft, document, written, above?.kind === "block" ? above : undefined);
  else if (above?.kind === "object" && written) removeItem(draft, document, above, above.items.indexOf(written as HclObjectItem));
  else if (above?.kind === "tuple" && typeof path.at(-1) === "number") removeItem(draft, place.document, above, path.at(-1) as number);
  else refuse(draft, "the value is made by an expression, not written here");
}

/** Whether the key is a label (`provisioner "local-exec"`) and not the block's type. */
const isLabel = ({ entry }: Place, blocks: readonly HclBlock[] | undefined): boolean =>
  entry !== undefined && blocks?.[0] !== undefined && entry.key.start !== blocks[0].typeSpan.start;

/** The nested blocks that a node stands for: one, or all of a list of them. */
function blocksAt(node: Node | undefined): readonly HclBlock[] | undefined {
  if (node?.kind === "list" && !node.open && node.items.length > 0) {
    const blocks = node.items.map(syntaxOf);
    return blocks.every((block) => block?.kind === "block") ? (blocks as HclBlock[]) : undefined;
  }
  const syntax = node?.kind === "map" ? syntaxOf(node) : undefined;
  return syntax?.kind === "block" ? [syntax] : undefined;
}

function addItem(draft: HclDraft, path: Path, item: Json): void {
  const { place, rest } = nearest(draft.resource, path);
  const list = freshAt(path, [item]);
  if (rest.length > 0) return insert(draft, place, rest, list);
  const fresh = (list.kind === "list" && list.items[0]) || hclFresh(item);
  const node = place.node as Node;
  const reason = guard(place);
  if (reason) return refuse(draft, reason);
  const items = node.kind === "list" ? node.items : node.kind === "map" ? [node] : [];
  if (items.some((one) => says(draft, one, item))) return;
  const blocks = blocksAt(node);
  const last = blocks?.[blocks.length - 1];
  const name = place.entry?.key.kind === "scalar" ? place.entry.key.text : "";
  if (last && isNestedBlock(name, fresh)) {
    const { document } = place;
    const text = document.source.text.slice(document.start, document.end);
    const lines = blockLines(name, fresh, indentAt(text, last.start), { newline: newlineOf(text), step: "  " });
    return addEdit(draft, document, last.end, last.end, ["", "", ...lines].join(newlineOf(text)));
  }
  const container = containerOf(node);
  if (container?.kind === "tuple" && node.kind === "list") insertionAt(draft, place.document, container).items.push(fresh);
  else refuse(draft, "the list is made by an expression, not written here");
}

function renameKey(draft: HclDraft, path: Path, key: string): void {
  const { place, rest } = nearest(draft.resource, path);
  if (rest.length > 0) return;
  const reason = place.parent && guard(place.parent);
  if (reason) return refuse(draft, reason);
  const node = place.entry?.key;
  const written = node?.syntax as HclAttribute | HclBlock | HclObjectItem | undefined;
  if (!node || !written || !node.document) return refuse(draft, "the name is not written here");
  const blocks = blocksAt(place.node);
  if (isLabel(place, blocks)) return refuse(draft, "a label belongs to its block");
  const isItem = !("kind" in written);
  for (const span of blocks ? blocks.map((block) => block.typeSpan) : [node]) {
    addEdit(draft, node.document, span.start, span.end, isItem ? keyText(key) : key);
  }
}

/** Replaces a word inside a literal string or a line of a heredoc. */
function setWord(draft: HclDraft, path: Path, word: { readonly start: number; readonly end: number }, value: string): void {
  const { place, rest } = nearest(draft.resource, path);
  const reason = rest.length > 0 ? "nothing is written here" : guard(place);
  if (reason) return refuse(draft, reason);
  const syntax = syntaxOf(place.node);
  if (syntax?.kind !== "template" || quoted(value) !== `"${value}"`) return refuse(draft, "the word cannot be replaced where it stands");
  const start = offsetIn(syntax, word.start, word.end);
  if (start === undefined) return refuse(draft, "the word is written with escapes");
  addEdit(draft, place.document, start, start + word.end - word.start, value);
}

function offsetIn(template: HclTemplate, start: number, end: number): number | undefined {
  let at = 0;
  for (const part of template.parts) {
    if (part.kind !== "literal") return undefined;
    const isVerbatim = part.text.length === part.end - part.start;
    if (start >= at && end <= at + part.text.length) return isVerbatim ? part.start + start - at : undefined;
    at += part.text.length;
  }
  return undefined;
}

/** Carries an expression as it is written, known or not. */
function carry(draft: HclDraft, from: Path, to: Path, op: "copy" | "move"): void {
  const { place, rest } = nearest(draft.resource, from);
  const written = place.entry?.key.syntax as HclAttribute | HclBlock | HclObjectItem | undefined;
  const value: HclExpression | undefined = written && "value" in written ? written.value : undefined;
  const document = place.entry?.key.document;
  const reason = place.parent && guard(place.parent);
  if (reason) return refuse(draft, reason);
  if (rest.length > 0 || !value || !document) return refuse(draft, "there is no value of its own to be carried over");
  const text = document.source.text.slice(document.start + value.start, document.start + value.end);
  if (text.includes("\n")) return refuse(draft, "the value stands on several lines");
  const target = nearest(draft.resource, to);
  if (target.rest.length > 0) insert(draft, target.place, target.rest, { kind: "text", text });
  else if (!sameText(target.place, text)) {
    const blocked = guard(target.place);
    if (blocked) return refuse(draft, blocked);
    replaceValue(draft, target.place.document, target.place.node as Node, { kind: "text", text });
  }
  if (op === "move") unset(draft, from);
}

function sameText({ node, document }: Place, text: string): boolean {
  const syntax = syntaxOf(node);
  return syntax !== undefined && document.source.text.slice(document.start + syntax.start, document.start + syntax.end) === text;
}
