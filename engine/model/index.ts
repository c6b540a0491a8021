// The index over all records of the workspace, and `resolve`: whether a reference leads somewhere. A file or a folder proves that
// something is there, never that it is not: only a complete unit that owns the kind lets anybody say "missing".
import { near } from "./near-miss.ts";
import type { ResourceRecord } from "./record.ts";
import { recordKey } from "./record.ts";

/** Kinds are looked up by group and kind; the version does not matter. */
export interface KindRef {
  readonly group: string;
  readonly kind: string;
}

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

export class ResourceIndex {
  /** Records by the file or build that brought them. */
  readonly #byOwner = new Map<string, readonly ResourceRecord[]>();
  readonly #byFolder = new Map<string, Map<string, Set<ResourceRecord>>>();
  #units: readonly Unit[] = [];
  /** Records of declared units by kind, made when first asked for after a change. */
  readonly #byUnit = new Map<string, Map<string, readonly ResourceRecord[]>>();

  /** Replaces the records of one file or build; returns the kinds (`kindKey`) of which a record came, went or changed. */
  replace(owner: string, records: readonly ResourceRecord[]): ReadonlySet<string> {
    const before = this.#byOwner.get(owner) ?? [];
    const changed = changedKinds(before, records);
    for (const record of before) this.#bucket(record)?.delete(record);
    for (const record of records) this.#bucket(record, true)?.add(record);
    if (records.length > 0) this.#byOwner.set(owner, records);
    else this.#byOwner.delete(owner);
    this.#byUnit.clear();
    return changed;
  }

  set units(units: readonly Unit[]) {
    this.#units = units;
    this.#byUnit.clear();
  }

  get units(): readonly Unit[] {
    return this.#units;
  }

  all(): Iterable<readonly ResourceRecord[]> {
    return this.#byOwner.values();
  }

  /** Records of a kind that are in the same file or unit as `from`, in the order of files and positions. */
  inReach(from: ResourceRecord, kind: KindRef): readonly ResourceRecord[] {
    const key = kindKey(kind);
    const reach = new Set((this.#byOwner.get(from.unit ?? from.path) ?? []).filter((one) => kindKey(one.ref) === key));
    for (const unit of this.unitsOf(from)) for (const one of this.#inUnit(unit, key)) reach.add(one);
    return sorted([...reach]);
  }

  /** The units that a record belongs to. */
  unitsOf(record: ResourceRecord): readonly Unit[] {
    return this.#units.filter((unit) => belongs(record, unit));
  }

  resolve(from: ResourceRecord, to: Reference): Resolution {
    const reach = this.inReach(from, to);
    const fits = (one: ResourceRecord) => to.clusterScoped || compatible(one.ref.namespace, to.namespace);
    const found =
      reach.find((one) => one.ref.name === to.name && fits(one)) ?? (to.folder ? this.#onlyOneBeside(from, to, fits) : undefined);
    if (found) return { is: "found", record: found };
    const elsewhere = reach.find((one) => one.ref.name === to.name);
    const candidates = reach.filter((one) => one.ref.name !== undefined && fits(one));
    if (reach.every((one) => one.ref.name !== undefined) && this.#ownerOf(from, to, candidates)) {
      const nearest = candidates.filter((one) => near(one.ref.name as string, to.name));
      return {
        is: "missing",
        ...(nearest.length === 1 ? { nearest: nearest[0] as ResourceRecord } : {}),
        ...(elsewhere ? { elsewhere } : {}),
      };
    }
    if (elsewhere) return { is: "missing", elsewhere };
    const only = candidates.length === 1 ? candidates[0] : undefined;
    if (only && near(only.ref.name as string, to.name)) return { is: "near-miss", candidate: only };
    return { is: "unknown" };
  }

  /** The complete unit of `from` that owns the kind: it holds one that fits, or declares that it owns them. */
  #ownerOf(from: ResourceRecord, to: Reference, candidates: readonly ResourceRecord[]): Unit | undefined {
    const declares = (unit: Unit) => unit.owns.includes(to.kind) || unit.owns.includes(kindKey(to).replace(/\.$/, ""));
    return this.unitsOf(from).find((unit) => unit.complete && (declares(unit) || candidates.some((one) => belongs(one, unit))));
  }

  #onlyOneBeside(from: ResourceRecord, to: Reference, fits: (one: ResourceRecord) => boolean): ResourceRecord | undefined {
    const beside = [...(this.#byFolder.get(folderOf(from.path))?.get(kindKey(to)) ?? [])].filter(
      (one) => one.ref.name === to.name && fits(one),
    );
    return beside.length === 1 ? beside[0] : undefined;
  }

  #inUnit(unit: Unit, kind: string): readonly ResourceRecord[] {
    if (unit.folder === undefined) return (this.#byOwner.get(unit.id) ?? []).filter((one) => kindKey(one.ref) === kind);
    let byKind = this.#byUnit.get(unit.id);
    if (!byKind) {
      const members = [...this.#byOwner.values()].flat().filter((one) => belongs(one, unit));
      this.#byUnit.set(unit.id, (byKind = groupByKind(members)));
    }
    return byKind.get(kind) ?? [];
  }

  #bucket(record: ResourceRecord, create = false): Set<ResourceRecord> | undefined {
    const folder = folderOf(record.path);
    let byKind = this.#byFolder.get(folder);
    if (!byKind) {
      if (!create) return undefined;
      this.#byFolder.set(folder, (byKind = new Map()));
    }
    const kind = kindKey(record.ref);
    let bucket = byKind.get(kind);
    if (!bucket && create) byKind.set(kind, (bucket = new Set()));
    return bucket;
  }
}

function changedKinds(before: readonly ResourceRecord[], after: readonly ResourceRecord[]): ReadonlySet<string> {
  const changed = new Set<string>();
  const left = new Map<string, number>();
  for (const record of before) left.set(recordKey(record), (left.get(recordKey(record)) ?? 0) + 1);
  for (const record of after) {
    const count = left.get(recordKey(record)) ?? 0;
    if (count > 0) left.set(recordKey(record), count - 1);
    else changed.add(kindKey(record.ref));
  }
  for (const record of before) if ((left.get(recordKey(record)) ?? 0) > 0) changed.add(kindKey(record.ref));
  return changed;
}

export const kindKey = ({ group, kind }: KindRef): string => `${kind}.${group}`;

/** A written namespace and an unwritten one may be the same; two different ones are not. */
const compatible = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b;

const belongs = (record: ResourceRecord, unit: Unit): boolean =>
  unit.folder === undefined ? record.unit === unit.id : isBelow(record.path, unit.folder);

const isBelow = (path: string, folder: string): boolean => folder === "" || path === folder || path.startsWith(`${folder}/`);

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const sorted = (records: ResourceRecord[]): ResourceRecord[] =>
  records.sort((a, b) => (a.path === b.path ? a.anchor.start - b.anchor.start : a.path < b.path ? -1 : 1));

function groupByKind(records: readonly ResourceRecord[]): Map<string, ResourceRecord[]> {
  const groups = new Map<string, ResourceRecord[]>();
  for (const record of records) {
    const group = groups.get(kindKey(record.ref));
    if (group) group.push(record);
    else groups.set(kindKey(record.ref), [record]);
  }
  return groups;
}
