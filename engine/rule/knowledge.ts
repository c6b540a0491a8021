// What a project knows of its workspace: records, judgements and what files say of themselves. Plain data without a tree or a text, so
// that it can be kept from one process to the next.
import { fileOwner, ResourceIndex, type Unit } from "../model/index.ts";
import { Layered } from "../model/layered.ts";
import { recall, remember } from "../model/memo.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { FileState } from "./assemble.ts";
import type { Settings } from "./config.ts";
import type { Finding } from "./finding.ts";
import { FILE, type Owner } from "./owner.ts";
import { Owners } from "./owners.ts";
import { type KeptPlans, Plans } from "./plans.ts";

/** May be cloned (structured clone, `v8.serialize`): a finding of an owner and of a plan must stay one object. */
export interface Kept extends KeptPlans {
  readonly owners: readonly KeptOwner[];
  readonly files: readonly (readonly [path: string, state: FileState])[];
  readonly units: readonly Unit[];
}

type KeptOwner = Omit<Owner, "judged"> & { readonly judged: readonly Omit<Owner["judged"][number], "settings" | "tree">[] };

/** Of no tree: trees are counted from 1. */
const NO_TREE = 0;

export class Knowledge {
  readonly index = new ResourceIndex();
  readonly plans = new Plans();
  owners = new Owners();
  files = new Layered<FileState>();
  records = new Layered<ResourceRecord>();
  /** Files that are seen only through a build or a module. */
  covered: ReadonlySet<string> = new Set();

  /** As long as the fork is used, this must not change. */
  fork(): Knowledge {
    const fork = new Knowledge();
    this.index.forkInto(fork.index);
    fork.owners = this.owners.fork();
    fork.files = this.files.fork();
    fork.records = this.records.fork();
    fork.covered = this.covered;
    return fork;
  }

  /** The records of an owner; adds the kinds of which one came, went or changed to `dirty`. */
  setRecords(id: string, records: readonly ResourceRecord[], dirty: Set<string>): void {
    for (const record of this.owners.get(id)?.records ?? []) this.records.delete(record.id);
    for (const record of records) this.records.set(record.id, record);
    this.index.replace(id, records, dirty);
  }

  /** Adds the kinds of which a record went to `dirty`. */
  drop(id: string, dirty: Set<string>): void {
    this.setRecords(id, [], dirty);
    if (id.startsWith(FILE)) this.files.delete(id.slice(FILE.length));
    this.owners.delete(id);
    this.index.setBuilt(id, undefined);
  }

  /** Known files that a build covers now and did not before, or no longer does. */
  coverAgain(): readonly string[] {
    const before = this.covered;
    const now = this.#covered();
    this.covered = now;
    return [...[...now].filter((path) => !before.has(path)), ...[...before].filter((path) => !now.has(path))].filter((path) =>
      this.files.has(path),
    );
  }

  #covered(): ReadonlySet<string> {
    return new Set(this.owners.units().flatMap(({ covers }) => covers));
  }

  /** `isSecret`: whether a file holds a credential, which an edit may hold, too. */
  keep(isSecret: (path: string) => boolean): Kept {
    const owners = [...this.owners.values()].map((owner) => ({
      ...owner,
      judged: owner.judged.map(({ settings: _, tree: _t, ...one }) => one),
    }));
    return { owners, files: [...this.files], units: this.index.builtUnits(), ...this.plans.kept((path) => !isSecret(path)) };
  }

  /** Takes in what was kept; nothing was known before. `settings`: those of then. */
  restore({ owners, files, units, plans, seen }: Kept, settings: (path: string) => Settings): void {
    for (const [path, state] of files) this.files.set(path, state);
    for (const unit of units) this.index.setBuilt(unit.id, unit);
    for (const { judged, ...owner } of owners) {
      const [first] = owner.records;
      const own = settings(first?.path ?? "");
      this.setRecords(owner.id, owner.records, new Set());
      this.owners.set({ ...owner, judged: judged.map((one) => ({ ...one, settings: own, tree: NO_TREE })) });
    }
    this.covered = this.#covered();
    this.plans.add(plans, seen);
  }

  /** Whether a finding is one of the present judgements themselves. */
  holds(finding: Finding): boolean {
    const id = finding.judged ?? finding.address.resource;
    const record = this.records.get(id);
    const owner = record && this.owners.get(record.unit ?? fileOwner(record.path));
    return (owner && judgedIn(owner, id))?.judgement.findings.includes(finding) ?? false;
  }
}

/** In a longer list a resource is found by a table of the list. */
const SHORT = 32;

function judgedIn(owner: Owner, id: string): Owner["judged"][number] | undefined {
  if (owner.judged.length <= SHORT) return owner.judged.find(({ resource }) => resource === id);
  const known = recall<ReadonlyMap<string, Owner["judged"][number]>>(owner, judgedIn);
  return (known ?? remember(owner, judgedIn, new Map(owner.judged.map((one) => [one.resource, one])))).get(id);
}
