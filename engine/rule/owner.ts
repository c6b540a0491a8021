// What brings resources: a file, a Kustomize build, a Terraform module.
import type { ResourceRecord } from "../model/record.ts";
import type { Location } from "../text/line-index.ts";
import type { FileProblem } from "./finding.ts";
import type { Judged } from "./judged.ts";

export interface Owner {
  readonly id: string;
  readonly kind: "file" | "build" | "module";
  /** What was asked for to make a unit (`askedAs`): when it changes, this owner is out of date. A file is its own. */
  readonly read: ReadonlySet<string>;
  /** Files that are seen only through it. */
  readonly covers: readonly string[];
  readonly records: readonly ResourceRecord[];
  readonly judged: readonly Judged[];
  /** Why it cannot be built. */
  readonly failures: readonly BuildFailure[];
  /** What was too much of it. */
  readonly limits: readonly FileProblem[];
}

export type BuildFailure = Location & { readonly message: string };
