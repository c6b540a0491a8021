// A Place is an Address bound to a snapshot: what is written there or, where nothing is, the nearest thing that is. Navigation never
// fails; what lies below an unknown is unknown. Positions are those of the document that wrote the node.
import {
  type Document,
  type Entry,
  entriesOf,
  findEntry,
  type ListNode,
  type MapNode,
  type Node,
  type Scalar,
  type ScalarNode,
} from "../syntax/node.ts";
import { type Address, type Part, type Path, type Step, sameStep } from "./address.ts";
import { choiceBelow } from "./choices.ts";
import { itemAt, mergeKeyOf } from "./list-items.ts";
import { MEMO, type Memo, recall, remember } from "./memo.ts";
import { isOpenKey, mayHoldMore } from "./open-keys.ts";
import { readNode } from "./read-node.ts";
import type { Resource } from "./resource.ts";
import { ABSENT, holeOf, isAtLeast, isScalar, isThere, judge, known, MAYBE, sameScalar, unknown, type Value } from "./value.ts";

/** Told of each question that was answered no because of a hole. One run at a time: the engine is synchronous. */
type Observer = (place: Reading) => void;
let observer: Observer | undefined;

/** Runs `work` with nobody hearing of its questions. */
export function unobserved<A, B, T>(work: (a: A, b: B) => T, a: A, b: B): T {
  const before = observer;
  observer = undefined;
  try {
    return work(a, b);
  } finally {
    observer = before;
  }
}

/** Runs `work` with `told` hearing of every question that only a hole left without an answer. */
export function observing<A, T>(told: Observer, work: (a: A) => T, a: A): T {
  const before = observer;
  observer = told;
  try {
    return work(a);
  } finally {
    observer = before;
  }
}

/** A value that can be asked about. All answers are certain: on doubt every one of them is no. */
export class Reading {
  #value: Value | undefined;
  /** Where the value is or would be; computed values (a sum) have the place that they speak about. */
  readonly about: Place | undefined;

  /** `value` may be left out by a subclass that works it out when it is first asked for (`work`). */
  constructor(value: Value | undefined, place?: Place) {
    this.#value = value;
    this.about = place;
  }

  /** Engine and facets only (not part of the rules' door). */
  static value(reading: Reading): Value {
    let value = reading.#value;
    if (value === undefined) {
      value = reading.work();
      reading.#value = value;
    }
    return value;
  }

  protected work(): Value {
    return ABSENT;
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
    if (Reading.value(this).is === "absent") return true;
    if (Reading.value(this).is !== "known") this.#missed();
    return false;
  }

  /** Certainly something there, known or not. What would lie below a hole may be in what fills it, or not. */
  get isWritten(): boolean {
    const value = Reading.value(this);
    const isHere = isThere(value, !(this instanceof Place) || this.hasNode);
    if (!isHere && value.is !== "absent") this.#missed();
    return isHere;
  }

  /** Certainly a quantity of at least `bound`; a sum with unknown parts still has a lower bound. */
  atLeast(bound: number): boolean {
    const yes = isAtLeast(Reading.value(this), bound);
    if (!yes && Reading.value(this).is !== "known") this.#missed();
    return yes;
  }

  /** The same reading, with `value` (an API default, with what decided it) where nothing is written. */
  or(value: Value): Reading {
    return Reading.value(this).is === "absent" ? new Reading(value, this instanceof Place ? this : this.about) : this;
  }

  #ask(expected: Scalar | ((value: Scalar) => boolean)): "yes" | "no" | "unknown" {
    const value = Reading.value(this);
    if (value.is === "absent") return "no";
    if (value.is === "known" && isScalar(value.value))
      return (typeof expected === "function" ? expected(value.value) : sameScalar(value.value, expected)) ? "yes" : "no";
    const answer = judge(value, typeof expected === "function" ? expected : (one) => sameScalar(one, expected));
    if (answer === "unknown") this.#missed();
    return answer;
  }

  #missed(): void {
    if (observer && holeOf(Reading.value(this))) observer(this);
  }
}

export class Place extends Reading implements Address {
  readonly owner: Resource;
  readonly parent: Place | undefined;
  /** The last step of the path; undefined at the root. */
  readonly step: Step | undefined;
  readonly part: Part;
  /** What is written here; undefined where nothing is. An alias is kept: ask `deref`. */
  readonly node: Node | undefined;
  /** The document in which `node` (or, where nothing is written, the nearest written ancestor) has its offsets. */
  readonly document: Document;
  readonly entry: Entry | undefined;
  /** Why nothing can be written here: the node was reached through an alias or a merge key. */
  readonly shared: string | undefined;
  // Places are asked for by every rule: what was found once is kept as long as the resource.
  // The kept children are a list that runs through them, newest first: most places have few.
  #child: Place | undefined;
  #next: Place | undefined;
  #items: readonly Place[] | undefined;
  #entries: readonly Place[] | undefined;
  #mayHoldMore: boolean | undefined;
  [MEMO]: Memo | undefined;

  private constructor(
    value: Value | undefined,
    owner: Resource,
    parent: Place | undefined,
    step: Step | undefined,
    node: Node | undefined,
    document: Document,
    entry: Entry | undefined,
    shared: string | undefined,
    part: Part,
  ) {
    super(value);
    this.owner = owner;
    this.parent = parent;
    this.step = step;
    this.part = part;
    this.node = node;
    this.document = document;
    this.entry = entry;
    this.shared = shared;
    this.#child = undefined;
    this.#next = undefined;
    this.#items = undefined;
    this.#entries = undefined;
    this.#mayHoldMore = undefined;
    this[MEMO] = undefined;
  }

  /** The root of a resource. */
  static root(owner: Resource): Place {
    const known = recall<Place>(owner, Place);
    if (known) return known;
    const { root, document } = owner;
    return remember(
      owner,
      Place,
      new Place(undefined, owner, undefined, undefined, root, root.document ?? document, undefined, undefined, "value"),
    );
  }

  protected override work(): Value {
    return this.node ? readNode(this, this.node) : ABSENT;
  }

  get path(): Path {
    let depth = 0;
    for (let place: Place = this; place.parent; place = place.parent) depth++;
    const path = new Array<Step>(depth);
    for (let place: Place = this; place.parent; place = place.parent) path[--depth] = place.step as Step;
    return path;
  }

  /** `Resource.id` of the owner: with `path` and `part` a Place is its own Address. */
  get resource(): string {
    return this.owner.id;
  }

  get address(): Address {
    return { resource: this.owner.id, path: this.path, part: this.part };
  }

  /** The place below; parameters instead of a list, since rules ask this more often than anything else. */
  at(a?: Step, b?: Step, c?: Step, d?: Step, e?: Step, f?: Step): Place {
    if (a === undefined) return this;
    const place = typeof a === "string" ? this.#named(a) : this.#listed(a);
    return b === undefined ? place : place.at(b, c, d, e, f);
  }

  along(path: Path): Place {
    let place: Place = this;
    for (const step of path) place = place.at(step);
    return place;
  }

  #named(step: string): Place {
    const known = this.#kept(step);
    if (known) return known;
    const place = this.#step(step);
    if (this.part === "value") this.#keep(place);
    return place;
  }

  /** An item that was walked past before keeps what was found below it. */
  #listed(step: Step): Place {
    return (this.part === "value" && this.#items?.find((item) => sameStep(item.step, step))) || this.#step(step);
  }

  /** Few keys of a map are ever asked for by name, so a list is enough; of many entries not all are kept. */
  #kept(step: string): Place | undefined {
    let child = this.#child;
    while (child && child.step !== step) child = child.#next;
    return child;
  }

  #keep(place: Place): void {
    let kept = 0;
    for (let child = this.#child; child; child = child.#next) kept++;
    if (kept >= MOST_KEPT) return;
    place.#next = this.#child;
    this.#child = place;
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
    return this.#speaking("key", known(key?.kind === "scalar" ? key.text : String(this.step ?? "")));
  }

  /** The value of a place that speaks about its key. */
  get ofKey(): Place {
    return this.parent && this.step !== undefined ? this.parent.at(this.step) : this;
  }

  /** The items of a list that is certainly here; none where it is absent or unknown. `isOpen` says whether more may exist. */
  get items(): readonly Place[] {
    if (!this.#items) this.#items = this.#readItems();
    return this.#items;
  }

  #readItems(): readonly Place[] {
    const list = this.#collection("list");
    if (!list || list.items.length === 0) return NONE;
    const by = this.owner.dialect.listKey(this.owner, this.path);
    if (by === undefined) return list.items.map((item, index) => this.#below(index, item, undefined));
    const [first] = list.items;
    if (first && list.items.length === 1) {
      const is = mergeKeyOf(first, by);
      return [this.#below(is === undefined ? 0 : { by, is }, first, undefined)];
    }
    const seen = new Set<string>();
    return list.items.map((item, index) => {
      const name = mergeKeyOf(item, by);
      if (name === undefined || seen.has(name)) return this.#below(index, item, undefined);
      seen.add(name);
      return this.#below({ by, is: name }, item, undefined);
    });
  }

  /** The entries of a map that is certainly here, each as the place of its value (`.key` is its key). A key with a hole names none. */
  get entries(): readonly Place[] {
    if (!this.#entries) this.#entries = this.#readEntries();
    return this.#entries;
  }

  #readEntries(): readonly Place[] {
    const map = this.#collection("map");
    if (!map || map.entries.length === 0) return NONE;
    const entries = entriesOf(map);
    const isNamed = ({ key }: Entry) => key.kind === "scalar" && !isOpenKey(this, key.text);
    const named = entries.every(isNamed) ? entries : entries.filter(isNamed);
    return named.map((entry) => this.#entry((entry.key as ScalarNode).text, entry));
  }

  /** True where the list or map here is not fully known: something unwritten may be in it. So it is of text where a collection belongs. */
  get isOpen(): boolean {
    const value = Reading.value(this);
    if (value.is === "absent") return false;
    return value.is !== "known" || isScalar(value.value) || this.#holdsMore(value.value);
  }

  /** A word of shell text here: `start` and `end` are offsets in the scalar's text as read. */
  word(word: number, start: number, end: number, value: Value): Place {
    return this.#speaking({ word, start, end }, value);
  }

  /** True where something is written in the text (also an unknown). */
  get hasNode(): boolean {
    return this.node !== undefined && !(this.node.kind === "open" && this.node.open === "absent");
  }

  #speaking(part: Part, value: Value): Place {
    return new Place(value, this.owner, this.parent, this.step, this.node, this.document, this.entry, this.shared, part);
  }

  #entry(step: string, entry: Entry): Place {
    const known = this.#kept(step);
    if (known && known.entry === entry) return known;
    const place = this.#below(step, entry.value, entry);
    if (!known) this.#keep(place);
    return place;
  }

  #collection<K extends "list" | "map">(kind: K): (K extends "list" ? ListNode : MapNode) | undefined {
    const value = Reading.value(this);
    if (value.is !== "known" || isScalar(value.value) || value.value.kind !== kind) return undefined;
    return value.value as K extends "list" ? ListNode : MapNode;
  }

  #step(step: Step): Place {
    const value = Reading.value(this);
    if (value.is === "choice") return this.#absent(step, choiceBelow(this, value.values, step));
    if (value.is === "unknown") return this.#absent(step, unknown(value.why));
    if (value.is === "maybe") return this.#absent(step, MAYBE);
    if (value.is === "absent") return this.#absent(step, ABSENT);
    // Text where a collection belongs is made one by whoever decrypts it or fills it in; a list where a map belongs is being typed.
    if (isScalar(value.value) || (value.value.kind === "map") !== (typeof step === "string")) return this.#absent(step, MAYBE);
    const container = value.value;
    if (container.kind === "map") {
      const entry = findEntry(container, step as string);
      if (entry) return this.#below(step, entry.value, entry);
    } else {
      const item = itemAt(container, step);
      if (item) return this.#below(step, item, undefined);
    }
    return this.#absent(step, this.#holdsMore(container) ? MAYBE : ABSENT);
  }

  #holdsMore(container: MapNode | ListNode): boolean {
    if (this.#mayHoldMore === undefined) this.#mayHoldMore = mayHoldMore(this, container);
    return this.#mayHoldMore;
  }

  #below(step: Step, node: Node, entry: Entry | undefined): Place {
    const alias = node.kind === "alias" ? "the value is an alias of another one" : undefined;
    const merged = entry?.merged ? "the value comes from a merge key (<<)" : undefined;
    const document = node.document ?? entry?.key.document ?? this.document;
    return new Place(undefined, this.owner, this, step, node, document, entry, this.shared ?? merged ?? alias, "value");
  }

  #absent(step: Step, value: Value): Place {
    return new Place(value, this.owner, this, step, undefined, this.document, undefined, this.shared, "value");
  }
}

const NONE: readonly Place[] = [];
const MOST_KEPT = 48;
