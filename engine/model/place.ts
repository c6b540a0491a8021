// A Place is an Address bound to a snapshot: what is written there or, where nothing is, the nearest thing that is. Navigation never
// fails; what lies below an unknown is unknown. Positions are those of the document that wrote the node.

import type { Scalar } from "../syntax/node.ts";
import {
  type Document,
  deref,
  type Entry,
  entriesOf,
  findEntry,
  isMergeKey,
  type ListNode,
  type MapNode,
  type Node,
  type Origin,
  type ScalarNode,
} from "../syntax/node.ts";
import { scalarSegments } from "../syntax/segments.ts";
import type { Address, Part, Path, Step } from "./address.ts";
import { firstHole, holesIn } from "./holes.ts";
import type { Resource } from "./resource.ts";
import { ABSENT, holeOf, isAtLeast, isScalar, judge, known, MAYBE, sameScalar, unknown, type Value, valueOfNode } from "./value.ts";

/** Told of each question that was answered no because of a hole. One run at a time: the engine is synchronous. */
type Observer = (place: Reading) => void;
let observer: Observer | undefined;

/** Runs `work` with `told` hearing of every question that only a hole left without an answer. */
export function observing<T>(told: Observer, work: () => T): T {
  const before = observer;
  observer = told;
  try {
    return work();
  } finally {
    observer = before;
  }
}

/** A value that can be asked about. All answers are certain: on doubt every one of them is no. */
export class Reading {
  readonly #value: Value;
  /** Where the value is or would be; computed values (a sum) have the place that they speak about. */
  readonly about: Place | undefined;

  constructor(value: Value, place?: Place) {
    this.#value = value;
    this.about = place;
  }

  /** Engine and facets only (not part of the rules' door). */
  static value(reading: Reading): Value {
    return reading.#value;
  }

  /** Certainly equal to `expected`, or certainly passing the test. Absent is nothing at all, so `is` says no. */
  is(expected: Scalar | ((value: Scalar) => boolean)): boolean {
    return this.#ask(expected) === "yes";
  }

  /** Certainly not equal to `expected`, or certainly failing the test; an absent value is certainly not anything. */
  isNot(expected: Scalar | ((value: Scalar) => boolean)): boolean {
    return this.#ask(expected) === "no";
  }

  /** Certainly nothing there (an explicit null counts as nothing). */
  get isAbsent(): boolean {
    if (this.#value.is === "absent") return true;
    if (this.#value.is !== "known") this.#missed();
    return false;
  }

  /** Certainly something there, known or not. */
  get isWritten(): boolean {
    if (this.#value.is === "maybe") this.#missed();
    return this.#value.is !== "absent" && this.#value.is !== "maybe";
  }

  /** Certainly a quantity of at least `bound`; a sum with unknown parts still has a lower bound. */
  atLeast(bound: number): boolean {
    const yes = isAtLeast(this.#value, bound);
    if (!yes && this.#value.is !== "known") this.#missed();
    return yes;
  }

  /** The same reading, with `value` (an API default, with what decided it) where nothing is written. */
  or(value: Value): Reading {
    return this.#value.is === "absent" ? new Reading(value, this instanceof Place ? this : this.about) : this;
  }

  #ask(expected: Scalar | ((value: Scalar) => boolean)): "yes" | "no" | "unknown" {
    const answer = judge(this.#value, typeof expected === "function" ? expected : (value) => sameScalar(value, expected));
    if (answer === "unknown") this.#missed();
    return answer;
  }

  #missed(): void {
    if (observer && holeOf(this.#value)) observer(this);
  }
}

export class Place extends Reading implements Address {
  readonly owner: Resource;
  readonly parent: Place | undefined;
  readonly path: Path;
  readonly part: Part;
  /** What is written here; undefined where nothing is. An alias is kept: ask `deref`. */
  readonly node: Node | undefined;
  /** The document in which `node` (or, where nothing is written, the nearest written ancestor) has its offsets. */
  readonly document: Document;
  readonly entry: Entry | undefined;
  /** Why nothing can be written here: the node was reached through an alias or a merge key. */
  readonly shared: string | undefined;

  private constructor(value: Value, from: PlaceParts) {
    super(value);
    this.owner = from.owner;
    this.parent = from.parent;
    this.path = from.path;
    this.part = from.part ?? "value";
    this.node = from.node;
    this.document = from.document;
    this.entry = from.entry;
    this.shared = from.shared;
  }

  /** The root of a resource. */
  static root(owner: Resource): Place {
    const { root, document } = owner;
    return new Place(readNode(owner, [], root), {
      owner,
      parent: undefined,
      path: [],
      node: root,
      document: root.document ?? document,
      entry: undefined,
      shared: undefined,
    });
  }

  /** `Resource.id` of the owner: with `path` and `part` a Place is its own Address. */
  get resource(): string {
    return this.owner.id;
  }

  get address(): Address {
    return { resource: this.owner.id, path: this.path, part: this.part };
  }

  at(...steps: readonly Step[]): Place {
    let place: Place = this;
    for (const step of steps) place = place.#step(step);
    return place;
  }

  /** The place `n` levels above; the root stays the root. */
  up(n = 1): Place {
    let place: Place = this;
    for (let i = 0; i < n && place.parent; i++) place = place.parent;
    return place;
  }

  /** The key token of this place instead of its value. */
  get key(): Place {
    const key = this.entry?.key;
    const text = key?.kind === "scalar" ? key.text : String(this.path.at(-1) ?? "");
    return new Place(known(text), { ...this.#parts(), part: "key" });
  }

  /** The value of a place that speaks about its key. */
  get ofKey(): Place {
    const step = this.path.at(-1);
    return this.parent && step !== undefined ? this.parent.at(step) : this;
  }

  /** The items of a list that is certainly here; none where it is absent or unknown. `isOpen` says whether more may exist. */
  get items(): readonly Place[] {
    const list = this.#collection("list");
    if (!list) return [];
    const by = this.owner.dialect.listKey(this.owner, this.path);
    const seen = new Set<string>();
    return list.items.map((item, index) => {
      const name = by === undefined ? undefined : mergeKeyOf(item, by);
      const keyed = by !== undefined && name !== undefined && !seen.has(name);
      if (keyed) seen.add(name);
      return this.#child(keyed ? { by, is: name } : index, item, undefined);
    });
  }

  /** The entries of a map that is certainly here, each as the place of its value (`.key` is its key). */
  get entries(): readonly Place[] {
    const map = this.#collection("map");
    if (!map) return [];
    const places: Place[] = [];
    for (const entry of entriesOf(map)) {
      if (entry.key.kind === "scalar") places.push(this.#child(entry.key.text, entry.value, entry, map));
    }
    return places;
  }

  /** True where the list or map here is not fully known: something unwritten may be in it. */
  get isOpen(): boolean {
    const value = Reading.value(this);
    if (value.is === "absent") return false;
    if (value.is !== "known" || isScalar(value.value)) return value.is !== "known";
    return value.value.open === true || (value.value.kind === "list" && value.value.items.some((item) => deref(item).kind === "open"));
  }

  /** A word of shell text here: `start` and `end` are offsets in the scalar's text as read. */
  word(word: number, start: number, end: number, value: Value): Place {
    return new Place(value, { ...this.#parts(), part: { word, start, end } });
  }

  /** True where something is written in the text (also an unknown). */
  get hasNode(): boolean {
    return this.node !== undefined && !(this.node.kind === "open" && this.node.open === "absent");
  }

  #parts(): PlaceParts {
    return {
      owner: this.owner,
      parent: this.parent,
      path: this.path,
      node: this.node,
      document: this.document,
      entry: this.entry,
      shared: this.shared,
    };
  }

  #collection<K extends "list" | "map">(kind: K): (K extends "list" ? ListNode : MapNode) | undefined {
    const value = Reading.value(this);
    if (value.is !== "known" || isScalar(value.value) || value.value.kind !== kind) return undefined;
    return value.value as K extends "list" ? ListNode : MapNode;
  }

  #step(step: Step): Place {
    const value = Reading.value(this);
    if (value.is === "choice") return this.#absent(step, choiceBelow(this, step));
    if (value.is === "unknown") return this.#absent(step, unknown(value.why));
    if (value.is === "maybe") return this.#absent(step, MAYBE);
    if (value.is === "absent" || isScalar(value.value)) return this.#absent(step, ABSENT);
    const container = value.value;
    if (container.kind === "map") {
      const entry = typeof step === "string" ? findEntry(container, step) : undefined;
      if (entry) return this.#child(step, entry.value, entry, container);
      return this.#absent(step, container.open ? MAYBE : ABSENT);
    }
    const item = itemAt(container, step);
    if (item) return this.#child(step, item, undefined);
    return this.#absent(step, this.isOpen ? MAYBE : ABSENT);
  }

  #child(step: Step, node: Node, entry: Entry | undefined, container?: MapNode): Place {
    const path = [...this.path, step];
    const alias = node.kind === "alias" ? "the value is an alias of another one" : undefined;
    const merged = entry && container && !container.entries.includes(entry) ? "the value comes from a merge key (<<)" : undefined;
    return new Place(readNode(this.owner, path, node), {
      owner: this.owner,
      parent: this,
      path,
      node,
      document: node.document ?? entry?.key.document ?? this.document,
      entry,
      shared: this.shared ?? merged ?? alias,
    });
  }

  #absent(step: Step, value: Value): Place {
    return new Place(value, {
      owner: this.owner,
      parent: this,
      path: [...this.path, step],
      node: undefined,
      document: this.document,
      entry: undefined,
      shared: this.shared,
    });
  }
}

interface PlaceParts {
  readonly owner: Resource;
  readonly parent: Place | undefined;
  readonly path: Path;
  readonly part?: Part;
  readonly node: Node | undefined;
  readonly document: Document;
  readonly entry: Entry | undefined;
  readonly shared: string | undefined;
}

function itemAt(list: ListNode, step: Step): Node | undefined {
  if (typeof step === "number") return list.items[step];
  if (typeof step === "object") return list.items.find((item) => mergeKeyOf(item, step.by) === step.is);
  return undefined;
}

/** The literal value of an item's merge key; undefined where it has none or a hole. */
export function mergeKeyOf(item: Node, by: string): string | undefined {
  const target = deref(item);
  if (target.kind !== "map") return undefined;
  const value = findEntry(target, by)?.value;
  return value?.kind === "scalar" && value.text !== "" ? value.text : undefined;
}

function choiceBelow(place: Place, step: Step): Value {
  const value = Reading.value(place);
  if (value.is !== "choice") return ABSENT;
  const values = value.values.map((one): Value => {
    if (one.is !== "known") return one.is === "absent" ? ABSENT : one;
    if (isScalar(one.value)) return ABSENT;
    const child =
      one.value.kind === "map" ? (typeof step === "string" ? findEntry(one.value, step)?.value : undefined) : itemAt(one.value, step);
    return child ? readNode(place.owner, [...place.path, step], child) : one.value.open ? MAYBE : ABSENT;
  });
  return { is: "choice", values };
}

/** The value of a node at a path: scalars by the dialect's rules, with the holes that the class and the kind of place allow. */
function readNode(owner: Resource, path: Path, node: Node): Value {
  return valueOfNode(node, (scalar) => readScalar(owner, path, scalar));
}

function readScalar(owner: Resource, path: Path, node: ScalarNode): Value {
  if (typeof node.value === "number" || typeof node.value === "boolean") return known(node.value, node.provenance);
  if (/[${<%_A-Z([*]|your|placeholder|change|replace|todo|fixme|tbd|filled|xxx|\.\.\./.test(node.text)) {
    const parts = holesIn(node.text, owner.class, owner.dialect.placeKind(owner, path));
    if (parts) return unknown(firstHole(parts), { parts });
  }
  const value = node.value === undefined ? owner.dialect.scalar(node) : node.value;
  return value === null ? { is: "absent", explicitNull: true } : known(value, node.provenance);
}

/**
 * Where a finding about this place points. Something written: the value, the key or the word. Something missing: the line that
 * removed it, else the key token of the nearest written ancestor (in a list item: the value of its merge key, else its first key),
 * else the resource's anchor.
 */
export function originOf(place: Place): Origin {
  if (place.part === "key" && place.entry) return keyOrigin(place, place.entry);
  if (typeof place.part === "object") return wordOrigin(place, place.part);
  if (place.hasNode && place.node) return { document: place.document, start: place.node.start, end: place.node.end };
  const removed = removedBy(place);
  if (removed) return removed;
  for (let at: Place | undefined = place.parent; at; at = at.parent) {
    if (!at.parent) break;
    if (!at.hasNode) continue;
    if (at.entry && !isMergeKey(at.entry.key)) return keyOrigin(at, at.entry);
    const inItem = itemAnchor(at);
    if (inItem) return inItem;
  }
  return place.owner.anchor;
}

/** A key lies in the document of its map, also where its value was written in another one (a policy in a text). */
const keyOrigin = (place: Place, { key }: Entry): Origin => ({
  document: key.document ?? (place.parent ?? place).document,
  start: key.start,
  end: key.end,
});

/** A word in the text of a scalar, where that text is written as it is read; else the whole scalar. */
function wordOrigin(place: Place, word: { readonly start: number; readonly end: number }): Origin {
  const { document } = place;
  const node = place.node && deref(place.node);
  if (node?.kind !== "scalar") return { document, start: place.node?.start ?? 0, end: place.node?.end ?? 0 };
  const segments = scalarSegments(document.source.text.slice(document.start, document.end), node);
  const first = segments.find((one) => one.kind === "verbatim" && one.start <= word.start && word.end <= one.end);
  if (!first) return { document, start: node.start, end: node.end };
  const by = first.from.start - first.start;
  return { document, start: word.start + by, end: word.end + by };
}

function removedBy(place: Place): Origin | undefined {
  const parent = place.parent?.node && deref(place.parent.node);
  const step = place.path.at(-1);
  return parent?.kind === "map" && typeof step === "string" ? parent.removed?.find((one) => one.key === step)?.by : undefined;
}

function itemAnchor(item: Place): Origin | undefined {
  const step = item.path.at(-1);
  const node = item.node && deref(item.node);
  if (node?.kind !== "map") return node && { document: item.document, start: node.start, end: node.end };
  const named = typeof step === "object" ? findEntry(node, step.by)?.value : undefined;
  const at = named ?? node.entries[0]?.key;
  return at && { document: at.document ?? item.document, start: at.start, end: at.end };
}
