// A finding is plain data: it can be cached, sent to another process and compared. What it says and how it is repaired are functions
// of it (message.ts, fix.ts).
import type { Address } from "../model/address.ts";
import type { ResourceRef } from "../model/resource.ts";
import type { Location, Range } from "../text/line-index.ts";
import type { Span } from "../text/source.ts";
import type { Data } from "./message.ts";
import type { Applicability, Rule, Severity } from "./rule.ts";

export interface Finding extends Location {
  readonly rule: string;
  readonly variant: string;
  readonly severity: Severity;
  /** `span` and `range` are one line, or the first line of a longer value. */
  readonly address: Address;
  /** The resource whose check found it, where it lies in another one. */
  readonly judged?: string;
  readonly apiVersion: string;
  readonly ref: ResourceRef;
  readonly data: Data;
  readonly related: readonly (Location & { readonly note: string })[];
  /** Survives moved lines, renamed files, reformatting and reordered lists; compares runs, never findings of one run. */
  readonly fingerprint: string;
  /** What kind of fix the variant has; null where it has none or it cannot be written here. */
  readonly fix: Applicability | null;
  /** Kustomizations in whose build the finding appears, when it was found in a build. */
  readonly builds?: readonly string[];
}

type ProblemKind = "syntax" | "read" | "config" | "limit" | "internal";

/** Something that kept the engine from reading or judging; never a statement about the manifest's practice. */
export interface FileProblem {
  readonly kind: ProblemKind;
  readonly file: string;
  readonly span?: Span;
  readonly range?: Range;
  readonly message: string;
}

/** The sentence of a finding; the same in the terminal, the editor and every report. */
export function messageOf(rule: Rule, finding: Pick<Finding, "variant" | "data">): string {
  return rule.message[finding.variant]?.(finding.data) ?? "";
}

export function fixTitleOf(rule: Rule, finding: Pick<Finding, "variant" | "data">): string {
  const title = rule.fix?.[finding.variant]?.title ?? "";
  return typeof title === "string" ? title : title(finding.data);
}

export const docsUrl = (rule: string): string => `docs/rules/${rule}.md`;
