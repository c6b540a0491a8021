// What brings resources: a file, a Kustomize build, a Terraform module.
import { fileOwner } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Location } from "../text/line-index.ts";
import type { FileProblem, Finding } from "./finding.ts";
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

/** All that owners say of the files that are asked about. */
export function saidBy(owners: Iterable<Owner>, only: (path: string) => boolean) {
  const findings: Finding[] = [];
  const unknown: Judgement["unknown"][number][] = [];
  const heldBack: string[] = [];
  const problems: FileProblem[] = [];
  const buildFailures: BuildFailure[] = [];
  const records: ResourceRecord[] = [];
  for (const owner of owners) {
    for (const one of owner.failures) if (only(one.file)) buildFailures.push(one);
    for (const one of owner.limits) if (only(one.file)) problems.push(one);
    for (const one of owner.records) if (only(one.path)) records.push(one);
    for (const { judgement } of owner.judged) {
      for (const one of judgement.findings) if (only(one.file)) findings.push(one);
      for (const one of judgement.unknown) if (only(one.file)) unknown.push(one);
      for (const one of judgement.problems) if (only(one.file)) problems.push(one);
      for (const one of judgement.heldBack) if (only(fileHeldBack(one))) heldBack.push(one);
    }
  }
  return { findings, unknown, heldBack, problems, buildFailures, records };
}

/** The file that a finding which `preview` holds back is about (see `Judgement.heldBack`). */
const fileHeldBack = (one: string): string => one.slice(0, one.indexOf("\n"));

export const FILE = fileOwner("");

export type BuildFailure = Location & { readonly message: string };
