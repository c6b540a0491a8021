// Items of lists: added once, whatever they are called; a list that is set anew changes item by item.
import type { Path } from "../model/address.ts";
import { mergeKeyOf } from "../model/list-items.ts";
import { recall, remember } from "../model/memo.ts";
import type { Json } from "../model/operation.ts";
import type { Place } from "../model/place.ts";
import type { ListNode, Node, Scalar } from "../syntax/node.ts";
import { changeOf, DISAGREE, type Draft, type Located, refuse, remove, replace } from "./draft.ts";
import { dataOf, type Fresh, freshOf, isEmpty } from "./fresh.ts";
import { sameData, sameText } from "./same.ts";
import { containerFor, guard, insertAt, isNull, nearest, read } from "./target.ts";
import { childAt } from "./written.ts";

export function addItem(draft: Draft, path: Path, item: Json): void {
  const { place, rest } = nearest(draft, path);
  const reason = guard(place, rest);
  if (reason) return refuse(draft, reason);
  const by = draft.resource.dialect.listKey(draft.resource, path);
  if (rest.length > 0) return insertItem(draft, place, rest, by, item);
  const node = place.node as Node;
  if (isNull(draft, node)) return insertItem(draft, place, [], by, item);
  if (node.kind !== "list") return refuse(draft, "what is written here is not a list");
  if (isIn(draft, node, by, item)) return;
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

function isIn(draft: Draft, list: ListNode, by: string | undefined, item: Json): boolean {
  const key = keyOfData(item, by);
  const hasKey = key !== undefined && by !== undefined && list.items.some((present) => mergeKeyOf(present, by) === key);
  return hasKey || (recall<ReadonlySet<string>>(list, isIn) ?? remember(list, isIn, textsOf(draft, list))).has(sameText(item));
}

/** What is certain of the items. Read once a list: of its findings each may want to add to it. */
const textsOf = (draft: Draft, { items }: ListNode): ReadonlySet<string> =>
  new Set(items.map((item) => read(draft, item)).flatMap((data) => (data === undefined ? [] : [sameText(data)])));

/** The merge key of an item that is plain data. */
export function keyOfData(item: unknown, by: string | undefined): string | undefined {
  if (by === undefined || item === null || typeof item !== "object" || Array.isArray(item)) return undefined;
  const key = (item as Record<string, Scalar | undefined>)[by];
  return key === undefined || key === null || typeof key === "object" ? undefined : String(key);
}

/** Changes a list item by item, so that what stays keeps its text and its comments. */
export function setItems(draft: Draft, target: Located, list: ListNode, items: readonly Fresh[]): void {
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
/** An empty map asks only that there be a map. */
export function isAlready(draft: Draft, node: Node, value: Fresh): boolean {
  if (value.kind === "map" && isEmpty(value) && node.kind === "map") return true;
  const data = dataOf(value);
  const present = read(draft, node);
  return data !== undefined && present !== undefined && sameData(data, present);
}
