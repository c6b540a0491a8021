// What a rule is. A rule speaks through variants, each with its own severity and preset; message and fix are pure functions of the
// finding, so that a cache, an editor or another process can ask for them later.
import type { Facet, FacetSettings } from "../facet/facet.ts";
import type { Address, AddressView } from "../model/address.ts";
import type { Having, KindRef } from "../model/index.ts";
import type { Json, Operation } from "../model/operation.ts";
import type { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import type { Data, Datum, ValueDatum } from "./message.ts";

export type Severity = "error" | "warning" | "info";
export type Preset = "preview" | "recommended" | "strict" | "hybrid" | "regulated";
export type Applicability = "safe" | "review";

export interface Variant {
  readonly severity: Severity;
  /** `preview` until evidence says otherwise (`test/labels`). */
  readonly preset: Preset;
  /** Present exactly where the variant has a fix. */
  readonly applicability?: Applicability;
}

/** What `ctx.report` accepts as data: a Place or Reading stands for its known value and where that came from. */
export type ReportData = Readonly<Record<string, Datum | Reading>>;

export interface RelatedNote {
  readonly place: Place | Found;
  readonly note: string;
}

/** Another resource, as the index knows it. */
export interface Found {
  readonly kind: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a binding: the role that it gives, as "ClusterRole/edit". */
  readonly grants?: string | undefined;
  /** Of a workload: the ServiceAccounts that its pods run as. */
  readonly accounts?: readonly string[] | undefined;
  /** Its `Resource.id`, for `ctx.open`. */
  readonly id: string;
}

/**
 * `missing`: a complete unit that owns the kind does not hold it (`nearest`: the only one there with almost that name), or those of that
 * name here are all in other namespaces (`elsewhere`: the first of them). `near-miss`: nobody knows, but the only one of its kind here
 * has almost that name. `danglingOf` turns the answer into a variant.
 */
export type Resolved =
  | { readonly is: "found"; readonly found: Found }
  | { readonly is: "missing"; readonly nearest?: Found; readonly elsewhere?: Found }
  | { readonly is: "near-miss"; readonly candidate: Found }
  | { readonly is: "unknown" };

/** A reference from this resource to one of another kind. */
export interface ReferenceQuery extends KindRef {
  readonly name: Reading;
  /** Left out or absent: the namespace in which the resources are applied together. */
  readonly namespace?: Reading | undefined;
  /** One of that name in the same folder counts as found, where there is exactly one. */
  readonly folder?: boolean;
  /** The kind has no namespaces: those of the resources are not compared. */
  readonly clusterScoped?: boolean;
}

export interface Context {
  readonly resource: Resource;
  /** The place of the resource's root. */
  readonly root: Place;
  /** What the owner declares, for functions that depend on it. */
  readonly settings: FacetSettings;
  /** The rule's options from `drydock.yaml`. */
  readonly options: Readonly<Record<string, Json>>;
  /**
   * Reports a finding at a place. Data must be certain: a Reading that is not known makes the rule fail loudly.
   * `place` may lie in another resource of the same unit.
   */
  report(variant: string, place: Place, data?: ReportData, related?: readonly RelatedNote[]): void;
  /** Whether a reference leads somewhere; a name or namespace that is not known gives unknown. */
  resolve(query: ReferenceQuery): Resolved;
  /**
   * The resources of a kind in the same file or unit, this one excluded. `having`: those with a name, a role that they grant, or an
   * account that their pods run as, found without looking at each.
   */
  inReach(kind: KindRef, having?: Having): readonly Found[];
  /** Whether all objects of a kind, in a namespace where one is given, are certainly among those: a complete unit owns them. */
  hasAll(query: Omit<ReferenceQuery, "name" | "folder">): boolean;
  /** The resources of a kind in the same folder, this one excluded: what is there may count, what is not there proves nothing. */
  inFolder(kind: KindRef): readonly Found[];
  /** The tree of another resource; undefined when it cannot be read any more. */
  open(found: Found): Resource | undefined;
  /** Another facet of this or an opened resource. */
  views<T>(facet: Facet<T>, resource?: Resource): readonly T[];
}

interface FixInput {
  readonly place: AddressView;
  readonly data: Data;
}

export interface FixDefinition {
  readonly title: string | ((data: Data) => string);
  readonly edit: (input: FixInput) => readonly Operation[];
}

export interface Rule<S = unknown> {
  /** `topic/problem`; never reused. */
  readonly id: string;
  readonly since: string;
  /** Sections of the paper behind the rule. */
  readonly practice: readonly string[];
  /** The same check elsewhere: searchable, and honoured in foreign suppressions. */
  readonly aliases: readonly string[];
  readonly on: Facet<S>;
  readonly variants: Readonly<Record<string, Variant>>;
  check(subject: S, ctx: Context): void;
  readonly message: Readonly<Record<string, (data: Data) => string>>;
  readonly fix?: Readonly<Record<string, FixDefinition>>;
}

/** Checks the definition's own consistency; a mistake in a rule is an exception at load time, not a silent rule. */
export function defineRule<S>(rule: Rule<S>): Rule<S> {
  const wrong = (what: string) => new Error(`rule ${rule.id}: ${what}`);
  if (!/^[a-z][a-z-]*\/[a-z][a-z0-9-]*$/.test(rule.id)) throw wrong("the id is not topic/problem");
  for (const [name, variant] of Object.entries(rule.variants)) {
    if (!rule.message[name]) throw wrong(`variant ${name} has no message`);
    if ((variant.applicability !== undefined) !== (rule.fix?.[name] !== undefined))
      throw wrong(`variant ${name}: a fix and an applicability belong together`);
  }
  for (const name of [...Object.keys(rule.message), ...Object.keys(rule.fix ?? {})])
    if (!rule.variants[name]) throw wrong(`no variant ${name}`);
  return rule;
}

export const topicOf = (id: string): string => id.slice(0, id.indexOf("/"));

const plain = (at: Address): Address => ({ resource: at.resource, path: at.path, part: at.part });
const unwrap = (value: Json | ValueDatum): Json => (isValueDatum(value) ? value.value : value);
const isValueDatum = (value: Json | ValueDatum): value is ValueDatum =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  "value" in value &&
  Object.keys(value).every((key) => key === "value" || key === "from" || key === "masked");

// The vocabulary of fixes.
export const set = (at: Address, value: Json | ValueDatum): Operation => ({ op: "set", at: plain(at), value: unwrap(value) });
export const unset = (at: Address): Operation => ({ op: "unset", at: plain(at) });
export const addItem = (at: Address, item: Json): Operation => ({ op: "addItem", at: plain(at), item });
export const renameKey = (at: Address, key: string): Operation => ({ op: "renameKey", at: plain(at), key });
export const addResource = (at: Address, object: Json): Operation => ({ op: "addResource", at: plain(at), object });
export const copy = (from: Address, at: Address): Operation => ({ op: "copy", from: plain(from), at: plain(at) });
export const move = (from: Address, at: Address): Operation => ({ op: "move", from: plain(from), at: plain(at) });
