// What one build has read and found wrong. A class, because it lives as long as the build and everything in it writes here.
import type { Document } from "../../syntax/node.ts";
import { toOutermost } from "../../text/source.ts";
import type { ClassifiedDocument, FileAccess, UnitProblem } from "../dialect.ts";
import { folderOf, inFolder, isWithin, KUSTOMIZATION_NAMES, nameOf, resolvePath } from "./paths.ts";
import { type Located, textAt } from "./tree.ts";

/** How many files a build reads, counting a file again each time that it is read. */
const MAX_READS = 2000;

/** How often an entry of a kustomization may look at an object: patches times objects, images times objects … */
const MAX_VISITS = 2_000_000;

/** A kustomization file with the map that it holds. */
export interface KustomizationFile {
  readonly path: string;
  readonly root: Located;
}

/** Whether a tree can be built on: half of a broken one, or one that aliases blow up, is no base. */
export const isReadable = ({ tree }: Document): boolean => tree.state !== "broken" && !tree.problems.some(({ kind }) => kind === "limit");

export class BuildSession {
  readonly read = new Set<string>();
  readonly covers = new Set<string>();
  readonly incomplete = new Set<string>();
  /** Objects that the build should have are not here, so that nobody knows whether something has a target. */
  #lacksObjects = false;
  #lacksChanges = false;
  readonly #access: FileAccess;
  readonly #problems = new Map<string, UnitProblem>();
  #reads = 0;
  #visits = 0;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  get problems(): readonly UnitProblem[] {
    return [...this.#problems.values()].sort((a, b) => (a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1));
  }

  /** Something that Kustomize refuses; the build goes on without it. Said once for each place, however often that is built. */
  readonly complain = (message: string, at: Located): void => this.#say(message, at, {});

  /** Something that Kustomize does and this program does not: objects that are not read, or changes that are not made. */
  limit(message: string, at: Located, lacks: "objects" | "changes"): void {
    this.#lacksObjects = true;
    this.#lacksChanges ||= lacks === "changes";
    this.#say(message, at, { isLimit: true });
  }

  /** A change that nobody can read is not made. */
  loseChange(message: string): void {
    this.#lacksChanges = true;
    this.incomplete.add(message);
  }

  /** What is built lacks changes that may be to any of its objects, so that nothing is known of them. */
  get lacksChanges(): boolean {
    return this.#lacksChanges;
  }

  #say(message: string, at: Located, kind: Pick<UnitProblem, "isLimit">): void {
    const { node, document } = at;
    const { source, start, end } = toOutermost(document.source, { start: document.start + node.start, end: document.start + node.end });
    this.#problems.set(`${source.path}:${start}:${message}`, { path: source.path, message, start, end, ...kind });
    this.incomplete.add(message);
  }

  /** Something that makes no object, or none that can be read; without `at` nobody is to blame for it. */
  lose(message: string, at?: Located): void {
    this.#lacksObjects = true;
    if (at) this.complain(message, at);
    else this.incomplete.add(message);
  }

  /** Something that finds no object to change. Among objects that are not read it might. */
  readonly complainOfTarget = (message: string, at: Located): void => {
    if (this.#lacksObjects) this.incomplete.add(message);
    else this.complain(message, at);
  };

  /** The documents of a file; `undefined` where there is none, or where too much was read already. */
  documents(path: string): readonly ClassifiedDocument[] | undefined {
    this.read.add(path);
    if (this.#reads >= MAX_READS) return undefined;
    const documents = this.#access.documents(path);
    if (documents) this.#reads++;
    return documents;
  }

  get isExhausted(): boolean {
    return this.#reads >= MAX_READS;
  }

  /** False, after a complaint, where a build has become too much work for `count` more objects to be looked at. */
  spend(count: number, at: Located): boolean {
    if (this.#visits > MAX_VISITS) return false;
    this.#visits += count;
    if (this.#visits <= MAX_VISITS) return true;
    this.limit("The build is too large: this and what follows is not done, so nothing is said of it.", at, "changes");
    return false;
  }

  exists(path: string): boolean {
    this.read.add(path);
    return this.#access.list(folderOf(path)).includes(nameOf(path));
  }

  /** The kustomization files of a folder: more than one is refused by Kustomize. */
  kustomizationsIn(folder: string): readonly KustomizationFile[] {
    return KUSTOMIZATION_NAMES.flatMap((name) => {
      const path = inFolder(folder, name);
      const document = firstWritten(this.documents(path));
      const node = document?.tree.root;
      return document && node && isReadable(document) ? [{ path, root: { node, document: node.document ?? document } }] : [];
    });
  }

  /** The workspace path of a file that a kustomization names; complains where Kustomize would not read it. */
  filePath(kustomization: KustomizationFile, entry: Located): string | undefined {
    const text = textAt(entry) ?? "";
    const folder = folderOf(kustomization.path);
    const path = resolvePath(folder, text);
    if (path === undefined || !isWithin(folder, path))
      this.complain(
        `${text} is outside the folder of the kustomization: Kustomize refuses it unless it is started with --load-restrictor.`,
        entry,
      );
    return path;
  }
}

/** Comments that stand before a `---` are no document of their own, although kubectl's splitter makes one of them. */
export const firstWritten = (documents: readonly ClassifiedDocument[] | undefined): Document | undefined =>
  documents?.find(({ document: { tree } }) => tree.root !== undefined || tree.problems.length > 0)?.document;
