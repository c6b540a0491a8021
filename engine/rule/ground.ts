// What outline and navigation read of a project: they judge nothing, so they need no rule.
import type { FileReading } from "../dialect/read-file.ts";
import type { FacetSettings } from "../facet/facet.ts";
import type { ResourceIndex } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import type { Owner } from "./owner.ts";
import type { FileFailure } from "./workspace.ts";

/** As of the last update. */
export interface Ground {
  owners(): Iterable<Owner>;
  /** At least those that a file belongs to, or that were made with it. */
  ownersAbout(path: string): Iterable<Owner>;
  resourcesOf(owner: Owner): readonly Resource[];
  /** The resources that are written in one file, whoever builds them. */
  written(path: string): readonly Resource[];
  reading(path: string): FileReading | FileFailure | undefined;
  text(path: string): string | undefined;
  /** Whether there is such a file. */
  has(path: string): boolean;
  open(record: ResourceRecord): Resource | undefined;
  readonly index: ResourceIndex;
  settings(path: string): FacetSettings;
}
