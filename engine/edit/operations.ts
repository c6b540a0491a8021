// What each operation means, at the places of one resource: where it is written, in which document, and what is refused.
// Places decide what is there; the document's own tree decides where it is changed.
import type { Path } from "../model/address.ts";
import type { Json, Operation } from "../model/operation.ts";
import { deref, entriesOf, type Node } from "../syntax/node.ts";
import { dispatch } from "./dispatch.ts";
import { changeOf, DISAGREE, type Draft, draftDocument, type Located, refuse, remove, replace, writable } from "./draft.ts";
import { dataOf, type Fresh, freshOf } from "./fresh.ts";
import { addItem, isAlready, setItems } from "./items.ts";
import { sameData } from "./same.ts";
import { guard, insert, isWrittenByMany, nearest, read } from "./target.ts";

/** Adds an operation to the draft; a refusal is kept there. */
export function draftOperation(draft: Draft, operation: Operation): void {
  if (draft.refused === undefined) dispatch({ set, setWord, unset, addItem, renameKey, addResource, carry, refuse }, draft, operation);
}

/** `set` of a map is `set` of its leaves; a list and an empty map are leaves. */
function set(draft: Draft, path: Path, value: Json): void {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const entries = Object.entries(value as { readonly [key: string]: Json });
    for (const [key, inner] of entries) set(draft, [...path, key], inner);
    if (entries.length > 0) return;
  }
  put(draft, path, freshOf(value));
}

function put(draft: Draft, path: Path, value: Fresh): void {
  const { place, rest } = nearest(draft, path);
  const reason = guard(place, rest);
  if (reason) return refuse(draft, reason);
  if (rest.length > 0) return insert(draft, place, rest, value);
  const node = place.node as Node;
  const target = writable(draft, place.document, node);
  if (!target || isWrittenByMany(draft, node)) return;
  const isChanged = target.document.changes.has(target.written.node);
  if (!isChanged && isAlready(draft, node, value)) return undo(target);
  if (isChanged && target.document.changes.get(target.written.node)?.change.is !== "replace") return refuse(draft, DISAGREE);
  if (!isChanged && value.kind === "list" && node.kind === "list") return setItems(draft, target, node, value.items);
  replace(draft, target, value);
}

/** A place that was taken away before in the same draft stays as it is. */
function undo({ document, written }: Located): void {
  const above = written.parent && document.changes.get(written.parent.node)?.change;
  if (above?.is === "map" || above?.is === "list") above.removed.delete(written.index);
}

function unset(draft: Draft, path: Path): void {
  const { place, rest } = nearest(draft, path);
  if (rest.length > 0) return;
  const reason = guard(place);
  if (reason) return refuse(draft, reason);
  const target = writable(draft, place.document, place.node as Node);
  if (target && !isWrittenByMany(draft, place.node as Node)) remove(draft, target);
}

function renameKey(draft: Draft, path: Path, key: string): void {
  const { place, rest } = nearest(draft, path);
  const siblings = rest.length === 0 ? place.up() : rest.length === 1 ? place : undefined;
  const isTaken = siblings?.node !== undefined && hasKey(siblings.node, key);
  const from = path.at(-1);
  if (from === key) return;
  if (rest.length > 0) return isTaken ? undefined : refuse(draft, `there is no ${String(from)} to rename`);
  const reason = guard(place);
  if (reason) return refuse(draft, reason);
  if (isTaken) return refuse(draft, `${key} is written here already`);
  const target = writable(draft, place.document, place.node as Node);
  if (!target) return;
  if (!target.written.parent || !target.written.entry) return refuse(draft, "an item of a list has no key");
  const change = changeOf(draft, target.document, target.written.parent);
  if (change?.is !== "map") return;
  if ([...change.renamed.values()].includes(key) || change.added.has(key)) return refuse(draft, DISAGREE);
  change.renamed.set(target.written.entry, key);
}

const hasKey = (node: Node, key: string): boolean => {
  const map = deref(node);
  return map.kind === "map" && entriesOf(map).some((entry) => entry.key.kind === "scalar" && entry.key.text === key);
};

function addResource(draft: Draft, object: Json): void {
  const { document } = draft.resource;
  if (document.source.derived) return refuse(draft, "the object is part of another one: nothing can be added beside it");
  if (document.source.language === "json") return refuse(draft, "a JSON file holds one object");
  if (document.tree.state !== "parsed") return refuse(draft, "the file has a syntax error: repair that first");
  const { documents } = draftDocument(draft, document);
  if (!documents.some((present) => sameData(dataOf(present), object))) documents.push(freshOf(object));
}

function carry(draft: Draft, from: Path, to: Path, op: "copy" | "move"): void {
  const source = nearest(draft, from);
  const target = nearest(draft, to);
  if (source.rest.length > 0) {
    // A move that was made before leaves its target written.
    return op === "move" && target.rest.length === 0 ? undefined : refuse(draft, "what should be carried over is not written");
  }
  const reason = source.place.shared ?? carriedReason(source.place.node as Node);
  if (reason) return refuse(draft, reason);
  const located = writable(draft, source.place.document, source.place.node as Node);
  if (!located) return;
  const data = read(draft, source.place.node as Node);
  const there = target.rest.length === 0 ? read(draft, target.place.node as Node) : undefined;
  const isThere = data !== undefined && there !== undefined && sameData(data, there);
  const carried: Fresh = {
    kind: "carried",
    from: located.document.written,
    written: located.written,
    data: data as Json | undefined,
    withComment: op === "move",
  };
  if (!isThere) put(draft, to, carried);
  if (op === "move" && draft.refused === undefined) remove(draft, located);
}

function carriedReason(node: Node): string | undefined {
  if (node.provenance) return `the value comes from ${node.provenance.name}`;
  return node.kind === "scalar" && node.style === "computed" ? "the value is computed and written nowhere" : undefined;
}

function setWord(draft: Draft, path: Path, { start, end }: { readonly start: number; readonly end: number }, text: string): void {
  const { place, rest } = nearest(draft, path);
  const reason = guard(place, rest);
  if (reason) return refuse(draft, reason);
  const node = place.node as Node;
  if (rest.length > 0 || node.kind !== "scalar") return refuse(draft, "there is no text here");
  if (node.text.slice(start, end) === text) return;
  const target = writable(draft, place.document, node);
  if (!target) return;
  const known = target.document.changes.get(target.written.node)?.change;
  if (known && known.is !== "words") return refuse(draft, DISAGREE);
  if (known) known.words.push({ start, end, text });
  else target.document.changes.set(target.written.node, { at: target.written, change: { is: "words", words: [{ start, end, text }] } });
}
