// The writer of YAML and JSON: operations become small edits of the text that is there. Nothing is printed anew, so that comments,
// quotes, indentation and order stay as their author left them; where that cannot be done safely the answer is a refusal.
// A map whose last key is taken away stays as `{}`, a list without items as `[]`: what the value means does not change by itself.
import type { Operation, Refusal, SourceEdit } from "../model/operation.ts";
import type { Resource, Writer } from "../model/resource.ts";
import type { Node } from "../syntax/node.ts";
import { lowerBlockList, lowerBlockMap } from "./block.ts";
import { type Changed, contradiction, type DraftDocument, draftDocument, emptyDraft } from "./draft.ts";
import { mapLines } from "./emit.ts";
import { lowerFlow } from "./flow.ts";
import type { Fresh } from "./fresh.ts";
import { layoutAt } from "./layout.ts";
import { beginsLine, lineEnd, lineStart, nextVisible } from "./lines.ts";
import { draftOperation } from "./operations.ts";
import { carriedReason, lowerReplacement } from "./replace.ts";
import { type Surgery, surgeryOf } from "./surgery.ts";
import { lowerWords } from "./words.ts";

export const yamlWriter: Writer = {
  refuses(resource, operation) {
    const result = lower(resource, [operation]);
    return "refused" in result ? result.refused : undefined;
  },
  lower,
};

function lower(resource: Resource, operations: readonly Operation[]): readonly SourceEdit[] | Refusal {
  const draft = emptyDraft(resource);
  if (resource.class === "helm-template") return { refused: "the file is a template" };
  draftDocument(draft, resource.document);
  for (const operation of operations) draftOperation(draft, operation);
  const refused = draft.refused ?? contradiction(draft);
  if (refused !== undefined) return { refused };
  const edits: SourceEdit[] = [];
  for (const document of draft.documents.values()) {
    const result = lowerDocument(document);
    if ("refused" in result) return result;
    edits.push(...result.edits);
  }
  return edits;
}

function lowerDocument({ written, changes, documents }: DraftDocument): { readonly edits: readonly SourceEdit[] } | Refusal {
  const surgery = surgeryOf(written);
  // The innermost first: of two insertions behind one line, the deeper one comes before.
  for (const changed of [...changes.values()].sort((a, b) => b.at.depth - a.at.depth)) lowerChange(surgery, changed);
  for (const object of documents) addDocument(surgery, object);
  const result = surgery.finish();
  if ("refused" in result) return result;
  const { source, start } = written.document;
  return { edits: result.edits.map((edit) => ({ source, edit: { start: edit.start + start, end: edit.end + start, text: edit.text } })) };
}

function lowerChange(surgery: Surgery, changed: Changed): void {
  const { at, change } = changed;
  const { node } = at;
  if (change.is === "words") return lowerWords(surgery, at, change.words);
  if (change.is === "replace") return lowerReplacement(surgery, at, change.value, layoutAt(surgery.document, at.parent ?? at));
  const added = change.is === "map" ? [...change.added.values()] : change.added;
  if (added.length === 0 && change.removed.size === 0 && (change.is === "list" || change.renamed.size === 0)) return;
  const inFlow = at.inFlow || ((node.kind === "map" || node.kind === "list") && node.flow);
  for (const fresh of added) {
    const reason = carriedReason(fresh, inFlow, surgery.document.json);
    if (reason) return surgery.refuse(reason);
  }
  const isHollow = added.length > 0 && isEmptied(changed) && !inFlow && !standsOnItsOwnLines(surgery, node);
  if (isWithoutChildren(changed) || isHollow) return refill(surgery, changed);
  const layout = layoutAt(surgery.document, at);
  if (inFlow) lowerFlow(surgery, changed, layout);
  else if (node.kind === "map") lowerBlockMap(surgery, changed, layout);
  else lowerBlockList(surgery, changed, layout);
}

const isWithoutChildren = ({ at: { node } }: Changed): boolean =>
  node.kind === "map" ? node.entries.length === 0 : node.kind === "list" && node.items.length === 0;

const isEmptied = ({ at: { node }, change }: Changed): boolean =>
  (node.kind === "map" && change.is === "map" && change.removed.size === node.entries.length) ||
  (node.kind === "list" && change.is === "list" && change.removed.size === node.items.length);

/** Its lines can go one by one: none is shared with a dash, and one stands above. */
const standsOnItsOwnLines = ({ text }: Surgery, { start }: Node): boolean => beginsLine(text, start) && lineStart(text, start) > 0;

/** Nothing stands in the collection, or nothing of it stays: it is written anew, in block style unless it stands between brackets. */
function refill(surgery: Surgery, { at, change }: Changed): void {
  const { text } = surgery;
  const { node } = at;
  if (hasCommentInside(text, node)) return surgery.refuse("a comment inside would be lost");
  const fresh: Fresh | undefined =
    change.is === "map" ? { kind: "map", entries: change.added } : change.is === "list" ? { kind: "list", items: change.added } : undefined;
  if (fresh) lowerReplacement(surgery, at, fresh, layoutAt(surgery.document, at.parent ?? at));
}

/** A comment in empty brackets, or on a line of its own between entries or items. */
function hasCommentInside(text: string, node: Node): boolean {
  const children =
    node.kind === "map"
      ? node.entries.map(({ key, value }) => Math.max(key.end, value.end))
      : node.kind === "list"
        ? node.items.map(({ end }) => end)
        : [];
  if (children.length === 0) return text.slice(node.start, node.end).includes("#");
  return children.slice(0, -1).some((end) => text[nextVisible(text, lineEnd(text, end)) ?? -1] === "#");
}

/** A new document behind this one, in block style. */
function addDocument(surgery: Surgery, object: Fresh): void {
  if (object.kind !== "map" || object.entries.size === 0) return surgery.refuse("the new object is empty");
  const { text, document } = surgery;
  const root = document.document.tree.root;
  if (!root) return surgery.refuse("the document is empty");
  const { newline } = document;
  const layout = {
    ...layoutAt(document, { node: root, depth: 0, parent: undefined, entry: undefined, index: 0, inFlow: false }),
    quote: undefined,
    keyQuote: undefined,
  };
  const lines = ["---", ...mapLines(object, 0, layout, true)];
  const isAtLineStart = text === "" || /[\r\n]$/.test(text);
  surgery.edit(text.length, text.length, (isAtLineStart ? "" : newline) + lines.join(newline) + newline);
}
