// What brings resources: a file, a Kustomize build, a Terraform module.
import { fileOwner } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Location } from "../text/line-index.ts";
import type { FileProblem } from "./finding.ts";
import { type Judgement, NOTHING } from "./judge.ts";
import type { Judged } from "./judged.ts";

export interface Owner extends Made {
  /** The one file that all it says is about; undefined where there are several. */
  readonly only: string | undefined;
}

interface Made {
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

/** With what is read off its judgements. */
export function ownerOf(made: Made): Owner {
  const { id, kind, judged } = made;
  const path = kind === "file" ? id.slice(FILE.length) : undefined;
  return {
    ...made,
    only: path !== undefined && judged.every(({ judgement }) => isOnlyAbout(path, judgement)) ? path : undefined,
  };
}

function isOnlyAbout(path: string, judgement: Judgement): boolean {
  if (judgement === NOTHING) return true;
  const isHere = ({ file }: { readonly file: string }) => file === path;
  const { findings, unknown, problems, heldBack } = judgement;
  return findings.every(isHere) && unknown.every(isHere) && problems.every(isHere) && heldBack.every((one) => fileHeldBack(one) === path);
}

/** The file that a finding which `preview` holds back is about (see `Judgement.heldBack`). */
export const fileHeldBack = (one: string): string => one.slice(0, one.indexOf("\n"));

export const FILE = fileOwner("");

export type BuildFailure = Location & { readonly message: string };
