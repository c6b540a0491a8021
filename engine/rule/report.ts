// What a run gives: plain data for reporters, the editor and the gate. Sorted by file, offset and rule: two runs are byte-equal.

import type { ResourceRecord } from "../model/record.ts";
import type { DocumentClass } from "../model/resource.ts";
import type { Location } from "../text/line-index.ts";
import type { TextEdit } from "../text/source.ts";
import type { FileProblem, Finding } from "./finding.ts";

export interface Report {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  /** Every suppression in the files that are asked about, and in the configuration that governs them. */
  readonly suppressions: readonly SuppressionState[];
  readonly problems: readonly FileProblem[];
  /** Distinct places at which some rule could not decide because a value is only known later. */
  readonly unknown: readonly UnknownPlace[];
  /** Findings that are held back only because their rule is in preview. */
  readonly heldBack: number;
  readonly files: readonly FileFacts[];
  readonly resources: readonly ResourceRecord[];
}

export interface Suppressed {
  readonly finding: Finding;
  readonly by: Suppressor;
}

interface Suppressor {
  readonly carrier: "comment" | "file" | "annotation" | "config" | "foreign";
  readonly reason: string;
  /** Where it is written. */
  readonly at: Location;
  readonly until?: string;
}

export interface SuppressionState extends Suppressor {
  /** Rules or topics; one of the configuration with the path, kind and name to which it is narrowed. */
  readonly ids: readonly string[];
  /** Findings that it hides; those that another one hides as well are counted there. */
  readonly hides: number;
  /** `idle`: it hides nothing, and its rules did not run, so that nobody knows whether it can go. */
  readonly state: "used" | "unused" | "idle" | "expired" | "no reason" | "unknown";
}

export interface UnknownPlace extends Location {
  readonly path: string;
  /** As written: `${var.x}`. */
  readonly hole: string;
  readonly rules: readonly string[];
}

export interface FileFacts {
  readonly path: string;
  /** Class of each document, or of a template as a whole; empty for a file that holds nothing of ours and was not parsed. */
  readonly classes: readonly DocumentClass[];
}

/** Edits in the files' own texts, and which findings they repair. */
export interface FixPlan {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly applied: readonly Finding[];
  readonly lost: readonly { readonly finding: Finding; readonly reason: string }[];
}

/** The plan of one finding alone. */
export interface OfferedFix extends FixPlan {
  /** `review` also where a safe fix would bring something new in another build of the same text. */
  readonly applicability: Finding["fix"];
}

export interface PlanOptions {
  /** A person has seen what these fixes do: what they bring in other builds does not hold them back. */
  readonly isReviewed?: boolean;
}
