// A draft: what all operations of one resource together want of the documents that it is written in, as changes at written nodes.
// Nothing here makes text. The first reason why something cannot be done is kept, and then the whole draft is void.
import type { Resource } from "../model/resource.ts";
import type { Document, Entry, Node, Origin } from "../syntax/node.ts";
import type { Span, TextEdit } from "../text/source.ts";
import type { Fresh } from "./fresh.ts";
import { locate, locateEntry, sharedAt, sharedInside, type Written, type WrittenDocument, writtenDocument } from "./written.ts";

type Change =
  /** `removed`: positions in the map or list. */
  | { readonly is: "replace"; readonly value: Fresh }
  | { readonly is: "map"; readonly added: Map<string, Fresh>; readonly removed: Set<number>; readonly renamed: Map<Entry, string> }
  | { readonly is: "list"; readonly added: Fresh[]; readonly removed: Set<number> }
  /** Offsets in the scalar's text as read. */
  | { readonly is: "words"; readonly words: TextEdit[] };

export interface Changed {
  readonly at: Written;
  change: Change;
}

export interface DraftDocument {
  readonly written: WrittenDocument;
  readonly changes: Map<Node, Changed>;
  /** New documents that come behind this one. */
  readonly documents: Fresh[];
}

export interface Draft {
  readonly resource: Resource;
  readonly documents: Map<Document, DraftDocument>;
  refused: string | undefined;
}

export const emptyDraft = (resource: Resource): Draft => ({ resource, documents: new Map(), refused: undefined });

export function refuse(draft: Draft, reason: string): void {
  draft.refused ??= reason;
}

export function draftDocument(draft: Draft, document: Document): DraftDocument {
  let known = draft.documents.get(document);
  if (!known) {
    known = { written: writtenDocument(document), changes: new Map(), documents: [] };
    draft.documents.set(document, known);
  }
  return known;
}

export interface Located {
  readonly document: DraftDocument;
  readonly written: Written;
}

/** The written node behind a node of the resource; refused where the text cannot be changed safely there. */
export const writable = (draft: Draft, document: Document, node: Span): Located | undefined => safely(draft, document, node, locate);

/** The value of an entry that is meant as a whole: the line that takes a key away. */
export const writableEntry = (draft: Draft, { document, ...span }: Origin): Located | undefined =>
  safely(draft, document, span, locateEntry);

function safely(draft: Draft, document: Document, span: Span, find: typeof locate): Located | undefined {
  if (document.tree.state !== "parsed") return void refuse(draft, "the file has a syntax error: repair that first");
  const known = draftDocument(draft, document);
  const written = find(known.written, span);
  if (!written) return void refuse(draft, "the text that it comes from cannot be found");
  const shared = sharedAt(known.written, written);
  if (shared) return void refuse(draft, shared);
  return { document: known, written };
}

/** Replaces a node's text by `value`. What was taken away before in the same draft is put there again. */
export function replace(draft: Draft, { document, written }: Located, value: Fresh): void {
  const shared = sharedInside(document.written, written.node);
  if (shared) return refuse(draft, shared);
  const above = written.parent && document.changes.get(written.parent.node)?.change;
  if (above?.is === "map" || above?.is === "list") above.removed.delete(written.index);
  document.changes.set(written.node, { at: written, change: { is: "replace", value } });
}

/** Takes an entry or an item away. */
export function remove(draft: Draft, { document, written }: Located): void {
  const shared = sharedInside(document.written, written.node);
  if (shared) return refuse(draft, shared);
  if (!written.parent) return refuse(draft, "a whole object is not removed");
  changeOf(draft, document, written.parent)?.removed.add(written.index);
}

type CollectionChange = Extract<Change, { is: "map" | "list" }>;

/** The change at a map or list that is written, made where there is none yet; undefined (and refused) where it is replaced. */
export function changeOf(draft: Draft, document: DraftDocument, at: Written): CollectionChange | undefined {
  const known = document.changes.get(at.node);
  if (known) {
    if (known.change.is === "map" || known.change.is === "list") return known.change;
    return void refuse(draft, DISAGREE);
  }
  const change: CollectionChange | undefined =
    at.node.kind === "map"
      ? { is: "map", added: new Map(), removed: new Set(), renamed: new Map() }
      : at.node.kind === "list"
        ? { is: "list", added: [], removed: new Set() }
        : undefined;
  if (!change) return void refuse(draft, "what is written here is neither a map nor a list");
  document.changes.set(at.node, { at, change });
  return change;
}

export const DISAGREE = "two changes of the same place do not fit together";

/** Changes below something that is removed or replaced as a whole contradict it. */
export function contradiction(draft: Draft): string | undefined {
  for (const { changes } of draft.documents.values()) {
    for (const { at } of changes.values()) {
      for (let below = at; below.parent; below = below.parent) {
        const above = changes.get(below.parent.node)?.change;
        if (above?.is === "replace") return DISAGREE;
        if ((above?.is === "map" || above?.is === "list") && above.removed.has(below.index)) return DISAGREE;
      }
    }
  }
  return undefined;
}
