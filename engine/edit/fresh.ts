// What is to be written, as a small tree of its own: plain data, or text carried over from elsewhere. Operations below one missing
// ancestor grow one such tree, which is then written in one piece.

import type { KeyedStep, Path, Step } from "../model/address.ts";
import type { Json } from "../model/operation.ts";
import type { Scalar } from "./scalar-text.ts";
import type { Written, WrittenDocument } from "./written.ts";

export type Fresh = FreshScalar | FreshMap | FreshList | Carried;

interface FreshScalar {
  readonly kind: "scalar";
  readonly value: Scalar;
}

export interface FreshMap {
  readonly kind: "map";
  readonly entries: Map<string, Fresh>;
}

export interface FreshList {
  readonly kind: "list";
  readonly items: Fresh[];
}

/** Text as written elsewhere, known or not. `data`: what it says, where that is certain. */
export interface Carried {
  readonly kind: "carried";
  readonly from: WrittenDocument;
  readonly written: Written;
  readonly data: Json | undefined;
  /** The comment behind it goes along (it would be lost where it stands). */
  readonly withComment: boolean;
}

/** What goes on the line of the key or dash, and the lines below it. `head` starts with the space that it needs, or is empty. */
export interface Emitted {
  readonly head: string;
  readonly lines: readonly string[];
}

export function freshOf(value: Json): Fresh {
  if (value === null || typeof value !== "object") return { kind: "scalar", value };
  if (Array.isArray(value)) return { kind: "list", items: value.map(freshOf) };
  return {
    kind: "map",
    entries: new Map(Object.entries(value as { readonly [key: string]: Json }).map(([key, inner]) => [key, freshOf(inner)])),
  };
}

/** The data of a fresh tree; undefined where carried text is not known. */
export function dataOf(fresh: Fresh): Json | undefined {
  if (fresh.kind === "scalar") return fresh.value;
  if (fresh.kind === "carried") return fresh.data;
  if (fresh.kind === "list") {
    const items = fresh.items.map(dataOf);
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  const entries = [...fresh.entries].map(([key, value]) => [key, dataOf(value)] as const);
  return entries.some(([, value]) => value === undefined) ? undefined : (Object.fromEntries(entries) as Json);
}

export const isEmpty = (fresh: Fresh): boolean =>
  (fresh.kind === "map" && fresh.entries.size === 0) || (fresh.kind === "list" && fresh.items.length === 0);

/** `value` below the missing steps of `path`; undefined where an item would need items before it. */
export function wrap(path: Path, value: Fresh): Fresh | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const inner = wrap(rest, value);
  if (!inner) return undefined;
  if (typeof step === "string") return { kind: "map", entries: new Map([[step, inner]]) };
  if (typeof step === "number") return step === 0 ? { kind: "list", items: [inner] } : undefined;
  const item = withKey(step, inner);
  return item && { kind: "list", items: [item] };
}

/** The item of a list-map: its merge key comes first. Undefined where the value is no map or has another key. */
function withKey({ by, is }: KeyedStep, value: Fresh): FreshMap | undefined {
  if (value.kind !== "map") return undefined;
  const own = value.entries.get(by);
  if (own) return own.kind === "scalar" && String(own.value) === is ? value : undefined;
  return { kind: "map", entries: new Map<string, Fresh>([[by, { kind: "scalar", value: is }], ...value.entries]) };
}

const isKeyed = (item: Fresh, { by, is }: KeyedStep): boolean => {
  const key = item.kind === "map" ? item.entries.get(by) : undefined;
  return key?.kind === "scalar" && String(key.value) === is;
};

/** Puts `value` at `path` below `into`. The reason where it does not fit. */
export function putInto(into: Fresh, path: Path, value: Fresh): string | undefined {
  const [step, ...rest] = path as readonly [Step, ...Step[]];
  const misfit = "two changes of the same place do not fit together";
  if (into.kind === "map" && typeof step === "string") {
    const present = into.entries.get(step);
    if (present && rest.length > 0) return putInto(present, rest, value);
    const inner = wrap(rest, value);
    if (!inner) return misfit;
    into.entries.set(step, inner);
    return undefined;
  }
  if (into.kind !== "list" || typeof step === "string") return misfit;
  const at = typeof step === "number" ? step : into.items.findIndex((item) => isKeyed(item, step));
  const present = at < 0 ? undefined : into.items[at];
  if (present && rest.length > 0) return putInto(present, rest, value);
  if (typeof step === "number" && at > into.items.length) return misfit;
  const inner = wrap(rest, value);
  const item = inner && typeof step === "object" ? withKey(step, inner) : inner;
  if (!item) return misfit;
  if (present) into.items[at] = item;
  else into.items.push(item);
  return undefined;
}
