// All owners of a project, and which of them a question is about: most are a file of which nothing is asked.
import { fileOwner } from "../model/index.ts";
import { Layered } from "../model/layered.ts";
import type { Owner } from "./owner.ts";

/** Which paths a question is about: a set costs what it holds, a test one look at every path. */
export type Asked = ReadonlySet<string> | ((path: string) => boolean);

export class Owners {
  #all = new Layered<Owner>();
  /** Those that say something of more than one file; every build and module is among them. */
  #wide = new Layered<Owner>();
  /** Ids of owners that looked at a kind (`kindKey`) or into a file; some did so before, and no longer. */
  #lookingAt = new Layered<Set<string>>();

  /** As long as the fork is used, this must not change. */
  fork(): Owners {
    const fork = new Owners();
    fork.#all = this.#all.fork();
    fork.#wide = this.#wide.fork();
    fork.#lookingAt = this.#lookingAt.fork();
    return fork;
  }

  get(id: string): Owner | undefined {
    return this.#all.get(id);
  }

  set(owner: Owner): void {
    const { id, only, judged } = owner;
    this.#all.set(id, owner);
    if (only === undefined) this.#wide.set(id, owner);
    else this.#wide.delete(id);
    for (const { judgement } of judged) {
      for (const kind of judgement.kinds) this.#look(id, kind);
      for (const path of judgement.files) this.#look(id, fileOwner(path));
    }
  }

  delete(id: string): void {
    this.#all.delete(id);
    this.#wide.delete(id);
  }

  values(): Iterable<Owner> {
    return this.#all.values();
  }

  /** Builds and modules. */
  units(): readonly Owner[] {
    return [...this.#wide.values()].filter(({ kind }) => kind !== "file");
  }

  /** At least those that say something about these paths. */
  about(asked: Asked): Iterable<Owner> {
    if (typeof asked === "function") return [...this.#all.values()].filter(({ only }) => only === undefined || asked(only));
    const own = [...asked].map((path) => this.#all.get(fileOwner(path))).filter((one) => one?.only !== undefined) as Owner[];
    return [...own, ...this.#wide.values()];
  }

  /** At least those whose judgements looked at one of these kinds or into one of these files. */
  lookingAt(kinds: ReadonlySet<string>, paths: ReadonlySet<string>): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const key of [...kinds, ...[...paths].map(fileOwner)]) for (const id of this.#lookingAt.get(key) ?? []) ids.add(id);
    return ids;
  }

  /** The other files that judgements of an owner looked into. */
  filesSeenBy(id: string): readonly string[] {
    return this.#all.get(id)?.judged.flatMap(({ judgement }) => [...judgement.files]) ?? [];
  }

  #look(id: string, key: string): void {
    const known = this.#lookingAt.get(key);
    if (known?.has(id)) return;
    let own = this.#lookingAt.getOwn(key);
    if (!own) this.#lookingAt.set(key, (own = new Set(known)));
    own.add(id);
  }
}
