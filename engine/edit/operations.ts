// What each operation means, at the places of one resource: where it is written, in which document, and what is refused.
// Places decide what is there; the document's own tree decides where it is changed.
import type { Path } from "../model/address.ts";
import { firstHole, holesIn } from "../model/holes.ts";
import type { Json, Operation } from "../model/operation.ts";
import { mergeKeyOf, Place } from "../model/place.ts";
import { deref, entriesOf, type ListNode, type Node, type Problem, type Scalar } from "../syntax/node.ts";
import { toJson } from "../syntax/to-json.ts";
import { changeOf, DISAGREE, type Draft, draftDocument, type Located, refuse, remove, replace, writable, writableEntry } from "./draft.ts";
import { dataOf, type Fresh, freshOf, isEmpty, putInto, wrap } from "./fresh.ts";
import { sameData } from "./same.ts";
import { childAt } from "./written.ts";

/** Adds an operation to the draft; a refusal is kept there. */
export function draftOperation(draft: Draft, operation: Operation): void {
  if (draft.refused !== undefined) return;
  const { at } = operation;
  if (typeof at.part === "object") {
    if (operation.op !== "set" || typeof operation.value !== "string")
      return refuse(draft, "a word of a text can only be replaced by another word");
    return setWord(draft, at.path, at.part, operation.value);
  }
  switch (operation.op) {
    case "set":
      return set(draft, at.path, operation.value);
    case "unset":
      return unset(draft, at.path);
    case "addItem":
      return addItem(draft, at.path, operation.item);
    case "renameKey":
      return renameKey(draft, at.path, operation.key);
    case "addResource":
      return addResource(draft, operation.object);
    case "copy":
    case "move":
      return carry(draft, operation.from.path, at.path, operation.op);
  }
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

/** What several files of a build wrote together is not replaced or removed as a whole. */
function isWrittenByMany(draft: Draft, node: Node): boolean {
  if ((node.kind !== "map" && node.kind !== "list") || (node.layers?.length ?? 0) < 2) return false;
  const paths = [...new Set((node.layers ?? []).map(({ document }) => document.source.path))];
  refuse(draft, `several places write it together (${paths.join(", ")})`);
  return true;
}

/** A place that was taken away before in the same draft stays as it is. */
function undo({ document, written }: Located): void {
  const above = written.parent && document.changes.get(written.parent.node)?.change;
  if (above?.is === "map" && written.entry) above.removed.delete(written.entry);
  if (above?.is === "list") above.removed.delete(written.index);
}

/** An empty map asks only that there be a map. */
function isAlready(draft: Draft, node: Node, value: Fresh): boolean {
  if (value.kind === "map" && isEmpty(value) && node.kind === "map") return true;
  const data = dataOf(value);
  const present = read(draft, node);
  return data !== undefined && present !== undefined && sameData(data, present);
}

/** What a node says; undefined where that is not certain. */
function read(draft: Draft, node: Node): unknown {
  const problems: Problem[] = [];
  const data = toJson(node, draft.resource.dialect.scalar, problems);
  return problems.length === 0 ? data : undefined;
}

/** Changes a list item by item, so that what stays keeps its text and its comments. */
function setItems(draft: Draft, target: Located, list: ListNode, items: readonly Fresh[]): void {
  const written = target.written.node;
  if (written.kind !== "list" || written.items.length !== list.items.length)
    return replace(draft, target, { kind: "list", items: [...items] });
  const change = changeOf(draft, target.document, target.written);
  if (change?.is !== "list") return;
  for (const [index, item] of list.items.entries()) {
    const value = items[index];
    if (value && isAlready(draft, item, value) && !isEmpty(value)) continue;
    const child = childAt(target.written, index);
    const shared = item.kind === "alias" ? "an item is an alias of another value" : undefined;
    if (!child || shared) return refuse(draft, shared ?? DISAGREE);
    if (value) replace(draft, { document: target.document, written: child }, value);
    else remove(draft, { document: target.document, written: child });
  }
  change.added.push(...items.slice(list.items.length));
}

/** The deepest place on the way that is written, and the steps that are missing below it. */
function nearest(draft: Draft, path: Path): { readonly place: Place; readonly rest: Path } {
  let place = Place.root(draft.resource);
  for (const [index, step] of path.entries()) {
    const next = place.at(step);
    if (!next.hasNode) return { place, rest: path.slice(index) };
    place = next;
  }
  return { place, rest: [] };
}

/** Why nothing can be written at a place, or below it, in words for the user. */
function guard(place: Place, rest: Path = []): string | undefined {
  if (place.shared) return place.shared;
  for (let at: Place | undefined = place; at; at = at.parent) {
    const node = at.node;
    if (!node) continue;
    if (node.provenance) return `the value comes from ${node.provenance.name}`;
    if (node.kind === "open") return node.hole ? `the value is only known later (${node.hole.text})` : "the value is only known later";
    if (node.kind === "scalar" && node.style === "computed") return "the value is computed and written nowhere";
    if (node.kind === "scalar" && rest.length > 0) return holeBelow(at, node.text);
  }
  return undefined;
}

function holeBelow(place: Place, text: string): string | undefined {
  const parts = holesIn(text, place.owner.class, "plain");
  return parts && `what stands here is only known later (${firstHole(parts).text})`;
}

function insert(draft: Draft, place: Place, rest: Path, value: Fresh): void {
  const container = containerFor(draft, place, rest);
  if (container) insertAt(draft, container, value);
}

function insertAt(draft: Draft, { target, rest }: Container, value: Fresh): void {
  const { document, written } = target;
  const { node } = written;
  const present = document.changes.get(node)?.change;
  if (present?.is === "replace" && rest.length > 0) return refuseIf(draft, putInto(present.value, rest, value));
  if (node.kind === "scalar") {
    const fresh = wrap(rest, value);
    return fresh ? replace(draft, target, fresh) : refuse(draft, "the list has no items before this one");
  }
  const change = changeOf(draft, document, written);
  if (change?.is === "map") return insertInMap(draft, change.added, rest, value);
  if (change?.is === "list" && node.kind === "list") insertInList(draft, change.added, node.items.length, rest, value);
}

function insertInMap(draft: Draft, added: Map<string, Fresh>, rest: Path, value: Fresh): void {
  if (typeof rest[0] !== "string") return refuse(draft, "what is written here is a map, not a list");
  refuseIf(draft, putInto({ kind: "map", entries: added }, rest, value));
}

function insertInList(draft: Draft, added: Fresh[], count: number, rest: Path, value: Fresh): void {
  const [step, ...below] = rest;
  if (typeof step === "string") return refuse(draft, "what is written here is a list, not a map");
  if (typeof step === "number" && step < count) return refuse(draft, `item ${step} cannot be changed`);
  refuseIf(
    draft,
    putInto(
      { kind: "list", items: added },
      [typeof step === "number" ? step - count : (step as Exclude<typeof step, undefined>), ...below],
      value,
    ),
  );
}

const refuseIf = (draft: Draft, reason: string | undefined): void => {
  if (reason !== undefined) refuse(draft, reason);
};

/** A written node and the steps that are missing below it. */
interface Container {
  readonly target: Located;
  readonly rest: Path;
}

/** Where something missing is written: in the first layer that wrote the map or list, or where a later layer took it away. */
function containerFor(draft: Draft, place: Place, rest: Path): Container | undefined {
  const node = place.node as Node;
  const removed = node.kind === "map" && typeof rest[0] === "string" ? node.removed?.find(({ key }) => key === rest[0]) : undefined;
  if (removed) {
    const target = writableEntry(draft, removed.by);
    if (target && isNull(draft, target.written.node)) return { target, rest: rest.slice(1) };
    return void refuse(draft, `${removed.by.document.source.path} removes it`);
  }
  const layer = node.kind === "map" || node.kind === "list" ? node.layers?.[0] : undefined;
  const target = layer ? writable(draft, layer.document, layer) : writable(draft, place.document, node);
  return target && { target, rest };
}

const isNull = (draft: Draft, node: Node): boolean => node.kind === "scalar" && draft.resource.dialect.scalar(node) === null;

function unset(draft: Draft, path: Path): void {
  const { place, rest } = nearest(draft, path);
  if (rest.length > 0) return;
  const reason = guard(place);
  if (reason) return refuse(draft, reason);
  const target = writable(draft, place.document, place.node as Node);
  if (target && !isWrittenByMany(draft, place.node as Node)) remove(draft, target);
}

function addItem(draft: Draft, path: Path, item: Json): void {
  const { place, rest } = nearest(draft, path);
  const reason = guard(place, rest);
  if (reason) return refuse(draft, reason);
  const by = draft.resource.dialect.listKey(draft.resource, path);
  if (rest.length > 0) return insertItem(draft, place, rest, by, item);
  const node = place.node as Node;
  if (isNull(draft, node)) return insertItem(draft, place, [], by, item);
  if (node.kind !== "list") return refuse(draft, "what is written here is not a list");
  if (node.items.some((present) => isItem(draft, present, by, item))) return;
  const target = containerFor(draft, place, [])?.target;
  const change = target && changeOf(draft, target.document, target.written);
  if (change?.is === "list") pushItem(change.added, by, item);
}

/** A list that is not there yet is made; a second item finds the list that the first one made. */
function insertItem(draft: Draft, place: Place, rest: Path, by: string | undefined, item: Json): void {
  const container = containerFor(draft, place, rest);
  if (!container) return;
  const present = container.target.document.changes.get(container.target.written.node)?.change;
  const root: Fresh | undefined =
    present?.is === "replace" ? present.value : present?.is === "map" ? { kind: "map", entries: present.added } : undefined;
  const made = root && freshAt(root, container.rest);
  if (made?.kind === "list") return pushItem(made.items, by, item);
  if (made) return refuse(draft, DISAGREE);
  insertAt(draft, container, { kind: "list", items: [freshOf(item)] });
}

function freshAt(fresh: Fresh, path: Path): Fresh | undefined {
  let at: Fresh | undefined = fresh;
  for (const step of path) {
    if (at?.kind === "map" && typeof step === "string") at = at.entries.get(step);
    else if (at?.kind === "list" && typeof step === "number") at = at.items[step];
    else if (at?.kind === "list" && typeof step === "object")
      at = at.items.find((item) => sameData(keyOfData(dataOf(item), step.by), step.is));
    else return undefined;
  }
  return at;
}

function pushItem(items: Fresh[], by: string | undefined, item: Json): void {
  const key = keyOfData(item, by);
  const isThere = items.some((present) => {
    const data = dataOf(present);
    return sameData(data, item) || (key !== undefined && keyOfData(data, by) === key);
  });
  if (!isThere) items.push(freshOf(item));
}

function isItem(draft: Draft, node: Node, by: string | undefined, item: Json): boolean {
  const key = keyOfData(item, by);
  if (key !== undefined && by !== undefined && mergeKeyOf(node, by) === key) return true;
  const present = read(draft, node);
  return present !== undefined && sameData(present, item);
}

/** The merge key of an item that is plain data. */
export function keyOfData(item: unknown, by: string | undefined): string | undefined {
  if (by === undefined || item === null || typeof item !== "object" || Array.isArray(item)) return undefined;
  const key = (item as Record<string, Scalar | undefined>)[by];
  return key === undefined || key === null || typeof key === "object" ? undefined : String(key);
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
