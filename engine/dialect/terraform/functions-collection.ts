// Functions on lists and maps. A part that is not known stays a part: it does not spoil the rest of the collection.
import { type Entry, findEntry, keyText, type Node } from "../../syntax/node.ts";
import { type TerraformFunction, unknownResult } from "./call.ts";
import {
  asList,
  asMap,
  boolValue,
  decidedBy,
  elementsOf,
  failureAt,
  isNull,
  isOpen,
  listAt,
  mapAt,
  memberOf,
  movedTo,
  numberValue,
  sameValue,
  scalarAt,
  spotOf,
  textValue,
  unknownAt,
} from "./nodes.ts";

/** E16: what an unknown map may override is unknown, and every other key is possibly there. */
const merge: TerraformFunction = (args, call) => {
  const entries = new Map<string, Entry>();
  let open = false;
  for (const argument of args) {
    if (isNull(argument)) continue;
    const map = asMap(argument);
    const certain = new Set(map?.entries.map((entry) => keyText(entry.key)));
    if (!map || map.open) {
      open = true;
      for (const [name, entry] of entries) {
        if (!certain.has(name)) entries.set(name, { key: entry.key, value: unknownAt(spotOf(entry.value), call.text) });
      }
    }
    for (const entry of map?.entries ?? [])
      entries.set(keyText(entry.key) ?? "", { key: entry.key, value: decidedBy(entry.value, map?.provenance) });
  }
  return mapAt(call.spot, [...entries.values()], open);
};

const concat: TerraformFunction = (args, call) => {
  const open = args.some((argument) => asList(argument)?.open ?? !asList(argument));
  return listAt(
    call.spot,
    args.flatMap((argument) => asList(argument)?.items ?? []),
    open,
  );
};

const flatten: TerraformFunction = ([list], call) => {
  const items: Node[] = [];
  let open = false;
  const visit = (node: Node, depth: number): void => {
    const inner = asList(node);
    if (!inner || depth > 20) items.push(node);
    else {
      open ||= inner.open === true;
      for (const item of inner.items) visit(item, depth + 1);
    }
  };
  if (!list || !asList(list)) return unknownResult(call, list);
  visit(list, 0);
  // An item that is not known may be a list of any length.
  open ||= items.some((item) => item.kind === "open");
  return listAt(
    call.spot,
    items.filter((item) => item.kind !== "open"),
    open,
  );
};

const compact: TerraformFunction = ([argument], call) => {
  const list = argument && asList(argument);
  if (!list) return unknownResult(call, argument);
  const kept = list.items.filter((item) => item.kind !== "open" && !isNull(item) && textValue(item) !== "");
  return listAt(call.spot, kept, list.open === true || list.items.some((item) => item.kind === "open"));
};

/** Without repetition: the first of equal items stays. */
function distinctItems(items: readonly Node[]): Node[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const text = textValue(item);
    if (text === undefined) return true;
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** The collection itself where nothing has to change, so that its literal stays editable. */
const asSet: TerraformFunction = ([argument], call) => {
  const list = argument && asList(argument);
  if (!list) return argument && asMap(argument) ? listAt(call.spot, valuesOf(argument), isOpen(argument)) : unknownResult(call, argument);
  const items = distinctItems(list.items);
  return items.length === list.items.length ? list : listAt(call.spot, items, list.open);
};

const valuesOf = (map: Node): Node[] => elementsOf(map)?.map((element) => element.value) ?? [];

const setUnion: TerraformFunction = (args, call) => asSet([concat(args, call)], call);

/** The argument itself where it is a collection of the kind that is asked for. */
const asIs =
  (kind: "list" | "map"): TerraformFunction =>
  ([argument], call) =>
    argument?.kind === kind ? argument : unknownResult(call, argument);

const lookup: TerraformFunction = ([collection, key, fallback], call) => {
  const map = collection && asMap(collection);
  const name = key && textValue(key);
  if (!map || name === undefined) return unknownResult(call, collection);
  const entry = findEntry(map, name);
  if (entry) return movedTo(entry.value, call.spot);
  if (map.open) return unknownResult(call);
  return fallback ? movedTo(decidedBy(fallback, map.provenance), call.spot) : failureAt(call.spot, call.text);
};

const contains: TerraformFunction = ([collection, wanted], call) => {
  const list = collection && asList(collection);
  if (!list || !wanted) return unknownResult(call);
  const answers = list.items.map((item) => sameValue(item, wanted));
  if (answers.includes(true)) return scalarAt(call.spot, true);
  return list.open || answers.includes(undefined) ? unknownResult(call) : scalarAt(call.spot, false);
};

const length: TerraformFunction = ([collection], call) => {
  if (!collection || isOpen(collection)) return unknownResult(call);
  const list = asList(collection);
  const map = asMap(collection);
  if (list) return scalarAt(call.spot, list.items.length);
  if (map) return scalarAt(call.spot, new Set(map.entries.map((entry) => keyText(entry.key))).size);
  const text = textValue(collection);
  return text === undefined ? unknownResult(call) : scalarAt(call.spot, [...text].length);
};

const keys: TerraformFunction = ([map], call) => {
  const elements = map && asMap(map) && elementsOf(map);
  return elements
    ? listAt(
        call.spot,
        elements.map((element) => element.key),
      )
    : unknownResult(call, map);
};

const values: TerraformFunction = ([map], call) => {
  const elements = map && asMap(map) && elementsOf(map);
  return elements
    ? listAt(
        call.spot,
        elements.map((element) => element.value),
      )
    : unknownResult(call, map);
};

const element: TerraformFunction = ([collection, index], call) => {
  const list = collection && asList(collection);
  const position = index && numberValue(index);
  if (!list || list.open || position === undefined || !Number.isInteger(position) || position < 0) return unknownResult(call, collection);
  if (list.items.length === 0) return failureAt(call.spot, call.text);
  return movedTo(memberOf(list, position % list.items.length, call.spot, call.text), call.spot);
};

const slice: TerraformFunction = ([collection, from, to], call) => {
  const list = collection && asList(collection);
  const start = from && numberValue(from);
  const end = to && numberValue(to);
  if (!list || list.open || start === undefined || end === undefined) return unknownResult(call, collection);
  if (start < 0 || end < start || end > list.items.length) return failureAt(call.spot, call.text);
  return listAt(call.spot, list.items.slice(start, end));
};

const index: TerraformFunction = ([collection, wanted], call) => {
  const list = collection && asList(collection);
  if (!list || !wanted) return unknownResult(call);
  const answers = list.items.map((item) => sameValue(item, wanted));
  const position = answers.indexOf(true);
  if (answers.slice(0, position < 0 ? undefined : position).includes(undefined) || (position < 0 && list.open)) return unknownResult(call);
  return position < 0 ? failureAt(call.spot, call.text) : scalarAt(call.spot, position);
};

/** The only item, or null. */
const one: TerraformFunction = ([collection], call) => {
  const list = collection && asList(collection);
  if (!list || list.open || list.items.length > 1) return unknownResult(call, collection);
  return list.items[0] ? movedTo(list.items[0], call.spot) : scalarAt(call.spot, null);
};

const zipmap: TerraformFunction = ([names, items], call) => {
  const left = names && asList(names);
  const right = items && asList(items);
  if (!left || !right || left.open || right.open || left.items.length !== right.items.length) return unknownResult(call);
  const texts = left.items.map(textValue);
  if (texts.includes(undefined)) return unknownResult(call);
  return mapAt(
    call.spot,
    texts.map((name, position): Entry => ({ key: scalarAt(call.spot, name as string), value: right.items[position] as Node })),
  );
};

const MAX_RANGE = 1024;

const range: TerraformFunction = (args, call) => {
  const numbers = args.map(numberValue);
  if (numbers.length === 0 || numbers.includes(undefined)) return unknownResult(call);
  const [start, end, step] = (numbers.length === 1 ? [0, numbers[0], 1] : [numbers[0], numbers[1], numbers[2] ?? 1]) as [
    number,
    number,
    number,
  ];
  const count = step === 0 ? -1 : Math.max(0, Math.ceil((end - start) / step));
  if (count < 0 || count > MAX_RANGE) return unknownResult(call);
  return listAt(
    call.spot,
    Array.from({ length: count }, (_, position) => scalarAt(call.spot, start + position * step)),
  );
};

/** Whether all items are true (`decisive` false), or any is (`decisive` true). */
const truth =
  (decisive: boolean): TerraformFunction =>
  ([collection], call) => {
    const list = collection && asList(collection);
    if (!list) return unknownResult(call);
    const truths = list.items.map(boolValue);
    if (truths.includes(decisive)) return scalarAt(call.spot, decisive);
    return list.open || truths.includes(undefined) ? unknownResult(call) : scalarAt(call.spot, !decisive);
  };

export const COLLECTION_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ["merge", merge],
  ["concat", concat],
  ["flatten", flatten],
  ["compact", compact],
  ["distinct", asSet],
  ["toset", asSet],
  ["tolist", asIs("list")],
  ["tomap", asIs("map")],
  ["setunion", setUnion],
  ["lookup", lookup],
  ["contains", contains],
  ["length", length],
  ["keys", keys],
  ["values", values],
  ["element", element],
  ["slice", slice],
  ["index", index],
  ["one", one],
  ["zipmap", zipmap],
  ["range", range],
  ["alltrue", truth(false)],
  ["anytrue", truth(true)],
];
