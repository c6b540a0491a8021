// Strategic merge as Kustomize does it (not as kubectl does: `$setElementOrder`, `$retainKeys` and `$deleteFromPrimitiveList` mean
// nothing to it). Items of a patch come first, then what is left of the base. Nodes keep the document that wrote them.
import type { ListNode, MapNode, Origin } from "../../syntax/node.ts";
import { type MergeType, mergeFieldOf } from "./merge-keys.ts";
import {
  asList,
  asMap,
  type Change,
  type Complain,
  fieldsAt,
  get,
  isNull,
  itemsAt,
  type Located,
  setAll,
  target,
  textAt,
  withItems,
  withLayer,
} from "./tree.ts";

const DIRECTIVE = "$patch";

/** The base with the patch merged into it; `undefined`: the patch deletes it. */
export function mergePatch(base: Located, patch: Located, type: MergeType, complain: Complain): Located | undefined {
  return merge(base, patch, type, undefined, complain);
}

function merge(
  base: Located | undefined,
  patch: Located,
  type: MergeType,
  keys: readonly string[] | undefined,
  complain: Complain,
): Located | undefined {
  if (isNull(patch.node)) return undefined;
  if (!base || isNull(base.node)) return added(patch, type, keys, complain, true);
  const baseMap = asMap(base);
  const patchMap = asMap(patch);
  if (baseMap && patchMap) return mergeMaps(baseMap, patchMap, type, complain);
  const baseList = asList(base);
  const patchList = asList(patch);
  if (baseList && patchList) return keys ? mergeLists(baseList, patchList, type, keys, complain) : patch;
  if (kindOf(base) !== kindOf(patch))
    complain(`The patch writes ${kindOf(patch)} here, where ${kindOf(base)} is: Kustomize refuses it.`, patch);
  return patch;
}

const kindOf = (at: Located): string =>
  ({ map: "a map", list: "a list", scalar: "a single value", open: "a single value" })[target(at).node.kind];

function mergeMaps(base: Located<MapNode>, patch: Located<MapNode>, type: MergeType, complain: Complain): Located | undefined {
  const directive = directiveOf(patch, complain);
  if (directive === "delete") return undefined;
  if (directive === "replace") return added(patch, type, undefined, complain);
  const written = new Map(fieldsAt(base).map(([name, value]) => [name, value]));
  const changes = new Map<string, Change>();
  for (const [name, value, key] of fieldsAt(patch)) {
    if (name === DIRECTIVE) continue;
    const { keys, type: inner } = mergeFieldOf(type, name);
    const merged = merge(written.get(name), value, inner, keys, complain);
    changes.set(name, merged ? { key, value: merged } : { key, by: removalOf(key, value) });
  }
  return withLayer(setAll(base, changes), patch);
}

/** The line that removes: `key: null`, or the `$patch: delete` inside the value. */
function removalOf(key: Located, value: Located): Origin {
  const map = asMap(value);
  const entry = map?.node.entries.find((one) => one.key.kind === "scalar" && one.key.text === DIRECTIVE);
  if (entry && map) return { document: map.document, start: entry.key.start, end: entry.value.end };
  return {
    document: key.document,
    start: key.node.start,
    end: Math.max(key.node.end, value.document === key.document ? value.node.end : 0),
  };
}

/** What a patch adds where nothing is: without nulls and directives. `isDirect`: something is around it that was there. */
function added(
  patch: Located,
  type: MergeType,
  keys: readonly string[] | undefined,
  complain: Complain,
  isDirect = false,
): Located | undefined {
  const list = asList(patch);
  if (list && keys && isDirect) {
    const at = itemsAt(list).find(isDirective);
    if (at) complain("There is no list here to change: Kustomize leaves $patch in the object, and Kubernetes refuses it.", at);
  }
  if (list) return keys ? addedList(list, type, complain) : patch;
  const map = asMap(patch);
  if (!map) return patch;
  if (directiveOf(map, complain) === "delete") return undefined;
  const changes = new Map<string, Change>();
  for (const [name, value, key] of fieldsAt(map)) {
    const { keys: innerKeys, type: inner } = mergeFieldOf(type, name);
    const kept = name === DIRECTIVE || isNull(value.node) ? undefined : added(value, inner, innerKeys, complain);
    if (!kept) changes.set(name, { key });
    else if (kept.node !== value.node) changes.set(name, { key, value: kept });
  }
  return changes.size === 0 ? patch : setAll(map, changes);
}

/** A list in something that is new as a whole. */
function addedList(list: Located<ListNode>, type: MergeType, complain: Complain): Located | undefined {
  const directive = listDirectiveOf(itemsAt(list));
  if (directive === "delete") return undefined;
  const items = directive ? withoutDirective(itemsAt(list)) : itemsAt(list);
  const kept = items.flatMap((item) => added(item, type, undefined, complain) ?? []);
  const same = kept.length === list.node.items.length && kept.every((item, index) => item.node === list.node.items[index]);
  return same ? list : withItems(list, kept);
}

function mergeLists(
  base: Located<ListNode>,
  patch: Located<ListNode>,
  type: MergeType,
  keys: readonly string[],
  complain: Complain,
): Located | undefined {
  const directive = listDirectiveOf(itemsAt(patch));
  if (directive === "delete") return undefined;
  const items = directive ? withoutDirective(itemsAt(patch)) : itemsAt(patch);
  if (directive === "replace") return addedList(withItems(patch, items), type, complain);
  const left = keys[0] === "" ? mergeTexts(itemsAt(base), items) : mergeItems(itemsAt(base), items, type, keys, complain);
  return withLayer(withItems(base, left), patch);
}

/** Texts: each once; the base's own node where both have it. */
function mergeTexts(base: readonly Located[], patch: readonly Located[]): readonly Located[] {
  const written = new Map(base.map((item) => [textAt(item), item]));
  const first = patch.map((item) => written.get(textAt(item)) ?? item);
  const seen = new Set(first.map((item) => textAt(item)));
  return [...first, ...base.filter((item) => !seen.has(textAt(item)))];
}

function mergeItems(
  base: readonly Located[],
  patch: readonly Located[],
  type: MergeType,
  allKeys: readonly string[],
  complain: Complain,
): readonly Located[] {
  // A key that no item writes (`protocol` of a port) tells nothing apart.
  const keys = allKeys.filter((key) => [...base, ...patch].some((item) => textAt(item, key) !== undefined));
  const written = base.map((item) => ({ item, values: keys.map((key) => textAt(item, key)) }));
  const byId = new Map<string, Located>();
  for (const { item, values } of written) {
    const id = JSON.stringify(values);
    if (values.some((value) => value !== undefined) && !byId.has(id)) byId.set(id, item);
  }
  const partners = partnersOf(written);
  const first: Located[] = [];
  const merged = new Map<Located, Located | undefined>();
  for (const item of patch) {
    const values = keys.map((key) => textAt(item, key));
    const existing = byId.get(JSON.stringify(values));
    // Kustomize drops what is to replace an item that is there: the base's item stays.
    const result = existing && textAt(item, DIRECTIVE) === "replace" ? existing : merge(existing, item, type, undefined, complain);
    const kept = result && !isEmptyMap(result) ? result : undefined;
    // Nor does it find an item to delete that leaves out a key which others of the list have.
    if (existing) merged.set(existing, kept ?? (values.includes(undefined) ? existing : undefined));
    // Where an item leaves a key out that its partner in the base has, Kustomize drops the patch's.
    const isDropped = keys.length > 1 && !existing && partners(values).some((one) => agree(one, values));
    if (kept && !isDropped && !(existing && keys.length > 1)) first.push(kept);
  }
  const left = base.flatMap((item) => (merged.has(item) ? (keys.length > 1 ? (merged.get(item) ?? []) : []) : [item]));
  return [...first, ...left];
}

type Values = readonly (string | undefined)[];

/** How many items of the base may share one value before the rest is not looked at. */
const MAX_PARTNERS = 64;

/** Finds the keys of those items that share a value with given ones. */
function partnersOf(written: readonly { readonly values: Values }[]): (values: Values) => readonly Values[] {
  const byValue = new Map<string, Values[]>();
  for (const { values } of written) {
    for (const [index, value] of values.entries()) {
      const found = byValue.get(`${index}=${value}`);
      if (!found) byValue.set(`${index}=${value}`, [values]);
      else if (found.length < MAX_PARTNERS) found.push(values);
    }
  }
  return (values) => values.flatMap((value, index) => (value === undefined ? [] : (byValue.get(`${index}=${value}`) ?? [])));
}

/** Equal as far as both are written. */
const agree = (a: Values, b: Values): boolean =>
  a.every((value, index) => value === undefined || b[index] === undefined || value === b[index]);

const isEmptyMap = (at: Located): boolean => asMap(at)?.node.entries.length === 0;

function directiveOf(map: Located<MapNode>, complain: Complain): "merge" | "replace" | "delete" {
  const at = get(map, DIRECTIVE);
  if (!at) return "merge";
  const text = textAt(at);
  if (text === "merge" || text === "replace" || text === "delete") return text;
  complain(`$patch is ${text ?? "empty"}; Kustomize knows merge, replace and delete.`, at);
  return "merge";
}

/** `- $patch: replace` as an item of its own speaks about the whole list, unless an item before it has a directive itself. */
function listDirectiveOf(items: readonly Located[]): string | undefined {
  const first = items.find((item) => get(item, DIRECTIVE));
  return first && isDirective(first) ? textAt(first, DIRECTIVE) : undefined;
}

const isDirective = (item: Located): boolean => asMap(item)?.node.entries.length === 1 && get(item, DIRECTIVE) !== undefined;

const withoutDirective = (items: readonly Located[]): readonly Located[] => items.filter((item) => !isDirective(item));
