// Reading back: whether a resource, after an edit, says what the operations wanted. Whoever offers a fix parses the new text, finds
// the resource in it and asks here; the texts' problems are for the caller to compare.
import { formatPath, type Path } from "../model/address.ts";
import { mergeKeyOf } from "../model/list-items.ts";
import type { Json, Operation } from "../model/operation.ts";
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { deref, type Node, type Problem } from "../syntax/node.ts";
import { toJson } from "../syntax/to-json.ts";
import { sameValue } from "./claims.ts";
import { keyOfData } from "./items.ts";
import { sameData } from "./same.ts";

/**
 * What of the operations cannot be read in `after`; undefined where all is as wanted. Indices count in the text before; `all` are the
 * operations that were done in the same breath: they may have taken items away. A new object is not looked for: it is no part of this
 * resource.
 */
export function unverified(
  before: Resource,
  after: Resource,
  operations: readonly Operation[],
  all: readonly Operation[] = operations,
): string | undefined {
  const now = removalsIn(before, all);
  for (const operation of operations) {
    if (!isDone(before, after, operation, now)) return `${formatPath(operation.at.path)} could not be verified`;
  }
  return undefined;
}

/** Where a place of the text before is in the text after. */
type Now = (path: Path) => Path;

function isDone(before: Resource, after: Resource, operation: Operation, now: Now): boolean {
  const { part } = operation.at;
  const path = now(operation.at.path);
  switch (operation.op) {
    case "set":
      return typeof part === "object"
        ? hasWord(nodeAt(before, operation.at.path), nodeAt(after, path), part, String(operation.value))
        : isSet(after, path, operation.value);
    case "unset":
      return endsWithIndex(path) || nodeAt(after, path) === undefined;
    case "addItem":
      return hasItem(after, path, operation.item);
    case "renameKey":
      return nodeAt(after, path) === undefined && isEqual(before, operation.at.path, after, [...path.slice(0, -1), operation.key]);
    case "addResource":
      return true;
    case "copy":
      return isEqual(before, operation.from.path, after, path);
    case "move":
      return (
        (endsWithIndex(operation.from.path) || nodeAt(after, now(operation.from.path)) === undefined) &&
        isEqual(before, operation.from.path, after, path)
      );
  }
}

/** Items behind one that was taken away have a smaller index now. */
function removalsIn(before: Resource, operations: readonly Operation[]): Now {
  const removed = new Map<string, Set<number>>();
  for (const operation of operations) {
    const path = operation.op === "unset" ? operation.at.path : operation.op === "move" ? operation.from.path : [];
    const index = indexIn(before, path);
    if (index === undefined) continue;
    const list = JSON.stringify(path.slice(0, -1));
    removed.set(list, (removed.get(list) ?? new Set()).add(index));
  }
  if (removed.size === 0) return (path) => path;
  return (path) =>
    path.map((step, depth) => {
      const gone = typeof step === "number" ? removed.get(JSON.stringify(path.slice(0, depth))) : undefined;
      return gone && typeof step === "number" ? step - [...gone].filter((index) => index < step).length : step;
    });
}

/** The position of an item, also of one that is named by its merge key; undefined for what is no item. */
function indexIn(resource: Resource, path: Path): number | undefined {
  const step = path.at(-1);
  if (typeof step !== "object") return typeof step === "number" ? step : undefined;
  const list = nodeAt(resource, path.slice(0, -1));
  const target = list && deref(list);
  const index = target?.kind === "list" ? target.items.findIndex((item) => mergeKeyOf(item, step.by) === step.is) : -1;
  return index < 0 ? undefined : index;
}

const nodeAt = (resource: Resource, path: Path): Node | undefined => {
  const place = Place.root(resource).along(path);
  return place.hasNode ? place.node : undefined;
};

/** The item behind a removed one takes its index. */
const endsWithIndex = (path: Path): boolean => typeof path.at(-1) === "number";

export function dataAt(resource: Resource, path: Path): unknown {
  const node = nodeAt(resource, path);
  const problems: Problem[] = [];
  const data = node && toJson(node, resource.dialect.scalar, problems);
  return problems.length === 0 ? data : undefined;
}

function isSet(after: Resource, path: Path, value: Json): boolean {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    const node = nodeAt(after, path);
    const entries = Object.entries(value as { readonly [key: string]: Json });
    return node !== undefined && deref(node).kind === "map" && entries.every(([key, inner]) => isSet(after, [...path, key], inner));
  }
  const data = dataAt(after, path);
  return data !== undefined && (sameData(data, value) || sameValue(data as Json, value));
}

function hasItem(after: Resource, path: Path, item: Json): boolean {
  const node = nodeAt(after, path);
  const list = node && deref(node);
  if (list?.kind !== "list") return false;
  const by = after.dialect.listKey(after, path);
  const key = keyOfData(item, by);
  return list.items.some((present, index) =>
    key !== undefined && by !== undefined ? mergeKeyOf(present, by) === key : sameData(dataAt(after, [...path, index]), item),
  );
}

/** Text whose value is not known is compared as text. */
function isEqual(before: Resource, from: Path, after: Resource, to: Path): boolean {
  const source = nodeAt(before, from);
  const target = nodeAt(after, to);
  // Done before: nothing was there to be carried.
  if (!source || !target) return target !== undefined;
  const data = dataAt(before, from);
  return data === undefined ? deref(source).kind === deref(target).kind : sameData(data, dataAt(after, to));
}

/** How much on both sides of a word tells that it is the one: other words of the text may have been replaced in the same breath. */
const BESIDE = 2;

function hasWord(
  old: Node | undefined,
  now: Node | undefined,
  { start, end }: { readonly start: number; readonly end: number },
  word: string,
): boolean {
  if (old?.kind !== "scalar" || now?.kind !== "scalar") return false;
  const left = old.text.slice(Math.max(0, start - BESIDE), start);
  const right = old.text.slice(end, end + BESIDE);
  return ["", "'", '"'].some((quote) => now.text.includes(left + quote + word + quote + right));
}
