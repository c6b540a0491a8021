// How documents become resources. Each dialect has one file or folder here; which one reads a document is decided by `classify`.

import type { DocumentClass, Resource } from "../model/resource.ts";
import type { Document } from "../syntax/node.ts";

/** A document with its class and its place in its file (0 for the first document). */
export interface ClassifiedDocument {
  readonly document: Document;
  readonly class: DocumentClass;
  readonly index: number;
}

/**
 * Reads the files of the workspace for a dialect that needs more than one (a module's folder, a kustomization's bases).
 * `undefined`: there is no such file, or it may not be read. Paths are workspace-relative; "..", absolute paths and URLs never resolve.
 */
export interface FileAccess {
  documents(path: string): readonly ClassifiedDocument[] | undefined;
  /** Names of the files directly in a folder ("" is the root), sorted. */
  list(folder: string): readonly string[];
}

export interface UnitProblem {
  readonly path: string;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Whoever builds it does not refuse it: it is too much for this program, or out of its reach. */
  readonly isLimit?: true;
}

/**
 * What a dialect that reads several files gives. `read` names every path that it asked for, present or not: the cache key. A folder
 * whose Terraform files were listed is named by "folder/*.tf".
 */
export interface BuiltUnit {
  readonly id: string;
  readonly resources: readonly Resource[];
  readonly read: readonly string[];
  /** Why the unit is not complete, in words ("remote resource https://…"); empty: it is complete. */
  readonly incomplete: readonly string[];
  /** Files that are linted only through this unit (bases, patches). */
  readonly covers: readonly string[];
  readonly problems: readonly UnitProblem[];
}
