// The index over all records of the workspace, and `resolve`: whether a reference leads somewhere. A file or a folder proves that
// something is there, never that it is not: only a complete unit that owns the kind lets anybody say "missing".
import { Layered } from "./layered.ts";
import { recall, remember } from "./memo.ts";
import { near } from "./near-miss.ts";
import type { ResourceRecord } from "./record.ts";
import { isMoved, recordKey } from "./record.ts";

/** Kinds are looked up by group and kind; the version does not matter. */
export interface KindRef {
  readonly group: string;
  readonly kind: string;
}

/**
 * By what records of a kind are found without looking at each: their name, the role that a binding gives, an account that pods run as,
 * a label of pods, what an autoscaler scales.
 */
export interface Having {
  readonly by: "name" | "grants" | "account" | "podLabel" | "scales";
  readonly is: string;
}

type KeysOf = (record: ResourceRecord) => readonly string[];

const KEYS: Readonly<Record<Having["by"], KeysOf>> = {
  name: ({ ref }) => (ref.name === undefined ? [] : [ref.name]),
  grants: ({ grants }) => (grants === undefined ? [] : [grants]),
  account: ({ accounts }) => accounts ?? [],
  podLabel: ({ podLabels }) => podLabels ?? [],
  scales: ({ scales }) => (scales === undefined ? [] : [scales]),
};

export interface Reference extends KindRef {
  readonly name: string;
  /** undefined: not written, which counts as the unit's own namespace; two of those are equal. */
  readonly namespace?: string;
  /** Whether exactly one object of that name in the same folder also counts as found (never for names that are generic). */
  readonly folder?: boolean;
  /** For kinds that have no namespace. */
  readonly clusterScoped?: boolean;
}

export type Resolution =
  | { readonly is: "found"; readonly record: ResourceRecord }
  | { readonly is: "missing"; readonly nearest?: ResourceRecord; readonly elsewhere?: ResourceRecord }
  | { readonly is: "near-miss"; readonly candidate: ResourceRecord }
  | { readonly is: "unknown" };

/** A set of resources that are applied together. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly complete: boolean;
  /** Kinds ("Kind" or "Kind.group") that the unit declares as its own although it may hold none. */
  readonly owns: readonly string[];
  /** A declared folder: every resource below it belongs to the unit. A build names its resources by `record.unit`. */
  readonly folder?: string;
}

/** A file as an owner of records; a build or a module is named by its unit's id. */
export const fileOwner = (path: string): string => `file:${path}`;

type ByKey = ReadonlyMap<string, readonly ResourceRecord[]>;

export class ResourceIndex {
  /** Records by the file or build that brought them. */
  #byOwner = new Layered<readonly ResourceRecord[]>();
  /** The owners that brought records of a folder's files. */
  #owners = new Layered<Set<string>>();
  #declared: readonly Unit[] = [];
  #built = new Layered<Unit>();
  /** Records by kind in order of files and positions: of an owner, of a declared unit; made when first asked for after a change. */
  readonly #ownerKinds = new Map<string, ByKey>();
  readonly #unitKinds = new Map<string, ByKey>();
  readonly #folderKinds = new Map<string, ByKey>();

  /** Replaces the records of one owner; adds the kinds (`kindKey`) of which a record came, went or changed to `changed`. */
  replace(owner: string, records: readonly ResourceRecord[], changed: Set<string>): void {
    const before = this.#byOwner.get(owner) ?? [];
    if (before.length === 0 && records.length === 0) return;
    for (const record of before) this.#leave(owner, folderOf(record.path));
    let last: string | undefined;
    for (const { path } of records) {
      if (path !== last) this.#join(owner, folderOf(path));
      last = path;
    }
    if (records.length > 0) this.#byOwner.set(owner, records);
    else this.#byOwner.delete(owner);
    this.#ownerKinds.delete(owner);
    this.#unitKinds.clear();
    noteChanges(before, records, changed);
  }

  /** The units that configuration declares. */
  declare(units: readonly Unit[]): void {
    this.#declared = units;
    this.#unitKinds.clear();
  }

  /** A build or module is a unit as long as its owner exists. */
  setBuilt(id: string, unit: Unit | undefined): void {
    if (unit) this.#built.set(id, unit);
    else this.#built.delete(id);
  }

  builtUnits(): readonly Unit[] {
    return [...this.#built.values()];
  }

  /** Lays another, empty index over this one, which must not change as long as that is used. */
  forkInto(other: ResourceIndex): void {
    other.#byOwner = this.#byOwner.fork();
    other.#owners = this.#owners.fork();
    other.#built = this.#built.fork();
    other.declare(this.#declared);
  }

  /** Records of a kind that are in the same file or unit as `from`, in the order of files and positions; those `having` something. */
  inReach(from: ResourceRecord, kind: KindRef, having?: Having): readonly ResourceRecord[] {
    const key = kindKey(kind);
    const own = selected(this.#ofOwner(from.unit ?? fileOwner(from.path), key), having);
    if (this.#declared.length === 0) return own;
    const [only, ...more] = [own, ...this.#declaredFor(from).map((unit) => selected(this.#inUnit(unit).get(key) ?? [], having))].filter(
      (records) => records.length > 0,
    );
    return more.length === 0 ? (only ?? []) : sorted([...new Set([only ?? [], ...more].flat())]);
  }

  /** Records of a kind in the folder of `from`, whoever owns them: they prove that something is there, never that it is not. */
  inFolder(from: ResourceRecord, kind: KindRef): readonly ResourceRecord[] {
    return sorted([...(this.#inFolder(folderOf(from.path)).get(kindKey(kind)) ?? [])]);
  }

  /** The units that a record belongs to: its build, then those that are declared. */
  unitsOf(record: ResourceRecord): readonly Unit[] {
    const built = record.unit === undefined ? undefined : this.#built.get(record.unit);
    return built ? [built, ...this.#declaredFor(record)] : this.#declaredFor(record);
  }

  /** Whether more than the record's own file or build is in its reach. */
  isInDeclaredUnit(record: ResourceRecord): boolean {
    return this.#declaredFor(record).length > 0;
  }

  resolve(from: ResourceRecord, to: Reference): Resolution {
    const fits = fitting(to);
    const namesakes = this.inReach(from, to, { by: "name", is: to.name });
    const found = namesakes.find(fits) ?? (to.folder ? this.#onlyOneBeside(from, to, fits) : undefined);
    if (found) return { is: "found", record: found };
    const elsewhere = namesakes.find((one) => this.#areTogether(from, one));
    const reach = this.inReach(from, to);
    if (!this.unitsOf(from).some(({ complete }) => complete))
      return elsewhere ? { is: "missing", elsewhere } : nearMiss(reach, to.name, fits);
    const candidates = reach.filter((one) => isNamed(one) && fits(one));
    if (reach.every(isNamed) && this.#ownerOf(from, to, candidates)) {
      const nearest = candidates.filter((one) => near(one.ref.name as string, to.name));
      return {
        is: "missing",
        ...(new Set(nearest.map((one) => one.ref.name)).size === 1 ? { nearest: nearest[0] as ResourceRecord } : {}),
        ...(elsewhere ? { elsewhere } : {}),
      };
    }
    return elsewhere ? { is: "missing", elsewhere } : nearMiss(reach, to.name, fits);
  }

  /** Whether a complete unit of `from` owns the kind, so that all there are, in the namespace where one is given, are in reach. */
  hasAll(from: ResourceRecord, of: Omit<Reference, "name">): boolean {
    const reach = this.inReach(from, of);
    return reach.every(isNamed) && this.#ownerOf(from, of, reach.filter(fitting(of))) !== undefined;
  }

  /** Whether two are certainly applied together, so that the namespace of one says something about the other. */
  #areTogether(from: ResourceRecord, other: ResourceRecord): boolean {
    return from.path === other.path || this.unitsOf(from).some((unit) => unit.complete && belongs(other, unit));
  }

  /** The complete unit of `from` that owns the kind: it holds one that fits, or declares that it owns them. */
  #ownerOf(from: ResourceRecord, to: KindRef, candidates: readonly ResourceRecord[]): Unit | undefined {
    const declares = (unit: Unit) => unit.owns.includes(to.kind) || unit.owns.includes(kindKey(to).replace(/\.$/, ""));
    return this.unitsOf(from).find((unit) => unit.complete && (declares(unit) || candidates.some((one) => belongs(one, unit))));
  }

  #onlyOneBeside(from: ResourceRecord, to: Reference, fits: (one: ResourceRecord) => boolean): ResourceRecord | undefined {
    const all = this.#inFolder(folderOf(from.path)).get(kindKey(to)) ?? [];
    const beside = selected(all, { by: "name", is: to.name }).filter(fits);
    return beside.length === 1 ? beside[0] : undefined;
  }

  #declaredFor(record: ResourceRecord): readonly Unit[] {
    return this.#declared.filter((unit) => belongs(record, unit));
  }

  /** Most files hold so few records that looking at each takes no more than keeping them by kind. */
  #ofOwner(owner: string, kind: string): readonly ResourceRecord[] {
    let byKind = this.#ownerKinds.get(owner);
    if (!byKind) {
      const records = this.#byOwner.get(owner) ?? [];
      if (records.length <= FEW) return sorted(records.filter((one) => kindKey(one.ref) === kind));
      this.#ownerKinds.set(owner, (byKind = groupByKey(records)));
    }
    return byKind.get(kind) ?? [];
  }

  #inUnit(unit: Unit): ByKey {
    let byKind = this.#unitKinds.get(unit.id);
    if (!byKind) {
      const members = [...this.#byOwner.values()].flat().filter((one) => belongs(one, unit));
      this.#unitKinds.set(unit.id, (byKind = groupByKey(members)));
    }
    return byKind;
  }

  #inFolder(folder: string): ByKey {
    let byKind = this.#folderKinds.get(folder);
    if (!byKind) {
      const records = [...(this.#owners.get(folder) ?? [])].flatMap((owner) => this.#byOwner.get(owner) ?? []);
      this.#folderKinds.set(folder, (byKind = groupByKey(records.filter((one) => folderOf(one.path) === folder))));
    }
    return byKind;
  }

  #join(owner: string, folder: string): void {
    this.#ownersOf(folder).add(owner);
    this.#folderKinds.delete(folder);
  }

  #leave(owner: string, folder: string): void {
    const owners = this.#ownersOf(folder);
    owners.delete(owner);
    if (owners.size === 0) this.#owners.delete(folder);
    this.#folderKinds.delete(folder);
  }

  /** To be changed: a fork has its own. */
  #ownersOf(folder: string): Set<string> {
    let owners = this.#owners.getOwn(folder);
    if (!owners) this.#owners.set(folder, (owners = new Set(this.#owners.get(folder))));
    return owners;
  }
}

const FEW = 4;

function selected(records: readonly ResourceRecord[], having: Having | undefined): readonly ResourceRecord[] {
  if (!having) return records;
  const keysOf = KEYS[having.by];
  if (records.length <= FEW) return records.filter((one) => keysOf(one).includes(having.is));
  return (recall<ByKey>(records, keysOf) ?? remember(records, keysOf, groupsOf(records, keysOf))).get(having.is) ?? [];
}

function noteChanges(before: readonly ResourceRecord[], after: readonly ResourceRecord[], changed: Set<string>): void {
  if (before.length === 0) {
    for (const { ref } of after) changed.add(kindKey(ref));
    return;
  }
  const left = new Map<string, { count: number; readonly kind: string }>();
  const count = (record: ResourceRecord, by: 1 | -1) => {
    const key = recordKey(record);
    const one = left.get(key);
    if (one) one.count += by;
    else left.set(key, { count: by, kind: kindKey(record.ref) });
  };
  const isSame = (i: number) => before[i] !== undefined && after[i] !== undefined && isMoved(before[i], after[i]);
  for (const [i, record] of before.entries()) if (!isSame(i)) count(record, 1);
  for (const [i, record] of after.entries()) if (!isSame(i)) count(record, -1);
  for (const one of left.values()) if (one.count !== 0) changed.add(one.kind);
}

export const kindKey = ({ group, kind }: KindRef): string => `${kind}.${group}`;

/** The only one of its kind, with almost that name. Most references that lead nowhere have many to choose from: the second one ends it. */
function nearMiss(reach: readonly ResourceRecord[], name: string, fits: (one: ResourceRecord) => boolean): Resolution {
  let only: ResourceRecord | undefined;
  for (const one of reach) {
    if (!isNamed(one)) return { is: "unknown" };
    if (!fits(one)) continue;
    if (only) return { is: "unknown" };
    only = one;
  }
  return only && near(only.ref.name as string, name) ? { is: "near-miss", candidate: only } : { is: "unknown" };
}

const isNamed = ({ ref }: ResourceRecord): boolean => ref.name !== undefined;

const fitting =
  ({ namespace, clusterScoped }: Omit<Reference, "name">) =>
  (one: ResourceRecord): boolean =>
    clusterScoped === true || compatible(one.ref.namespace, namespace);

/** A written namespace and an unwritten one may be the same; two different ones are not. */
const compatible = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

const belongs = (record: ResourceRecord, unit: Unit): boolean =>
  unit.folder === undefined ? record.unit === unit.id : isBelow(record.path, unit.folder);

const isBelow = (path: string, folder: string): boolean => folder === "" || path === folder || path.startsWith(`${folder}/`);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** In place. The ids decide where one stretch of text gives several records, so that the order is that of no map. */
const sorted = (records: ResourceRecord[]): ResourceRecord[] =>
  records.sort((a, b) => compare(a.path, b.path) || a.anchor.start - b.anchor.start || compare(a.id, b.id));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function groupByKey(records: readonly ResourceRecord[]): ByKey {
  const groups = groupsOf(records, ({ ref }) => [kindKey(ref)]);
  for (const group of groups.values()) sorted(group);
  return groups;
}

/** In the order of the records; one that has a key twice comes once. */
function groupsOf(records: readonly ResourceRecord[], keysOf: KeysOf): Map<string, ResourceRecord[]> {
  const groups = new Map<string, ResourceRecord[]>();
  for (const record of records) {
    for (const key of keysOf(record)) {
      const group = groups.get(key);
      if (!group) groups.set(key, [record]);
      else if (group.at(-1) !== record) group.push(record);
    }
  }
  return groups;
}
