// The E2 records of this oracle in test/labels/oracles.json: what it refused, and whether it still does.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KUBERNETES } from "../binaries.ts";
import type { Judged } from "./judge.ts";

const ORACLE = "kube-apiserver";

export interface ServerRecord {
  readonly rule: string;
  readonly variant: string;
  readonly oracle: string;
  readonly version: string;
  /** "rules/gpu/limit-missing.md: On a pod", and the place there. */
  readonly case: string;
  readonly at: string;
  /** Whether the object was refused, or the pod that its template describes. */
  readonly via: Judged["via"];
  readonly hash: string;
  readonly verdict: string;
}

const fileOf = (root: string): string => join(root, "test/labels/oracles.json");

const allRecords = (root: string): readonly ServerRecord[] =>
  existsSync(fileOf(root)) ? (JSON.parse(readFileSync(fileOf(root), "utf8")) as ServerRecord[]) : [];

export const readRecords = (root: string): readonly ServerRecord[] => allRecords(root).filter(({ oracle }) => oracle === ORACLE);

/** Replaces what this oracle said of the rules; records of other rules and other oracles stay. */
export function writeRecords(root: string, rules: ReadonlySet<string>, records: readonly ServerRecord[]): void {
  const kept = allRecords(root).filter((one) => one.oracle !== ORACLE || !rules.has(one.rule));
  const key = (one: ServerRecord) => [one.rule, one.variant, one.oracle, one.case, one.at].join("\n");
  const all = [...kept, ...records].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  writeFileSync(fileOf(root), `${JSON.stringify(all, undefined, 2)}\n`);
}

export interface VariantVerdict {
  readonly rule: string;
  readonly variant: string;
  readonly judged: readonly Judged[];
  /** E2: something is refused, nothing that the rule flags is accepted, and the rule's own page is clear. */
  readonly isRefused: boolean;
}

export function byVariant(judged: readonly Judged[]): readonly VariantVerdict[] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = `${one.rule} ${one.variant}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((group) => ({
    rule: group[0]?.rule ?? "",
    variant: group[0]?.variant ?? "",
    judged: group,
    isRefused: group.some(({ is }) => is === "refused") && group.every((one) => one.is !== "accepted" && !isUnclearPage(one)),
  }));
}

const isUnclearPage = (one: Judged): boolean => one.is === "unclear" && one.case.startsWith("rules/");

export const recordsOf = ({ judged, isRefused }: VariantVerdict): readonly ServerRecord[] =>
  isRefused ? judged.filter(({ is }) => is === "refused").map(recordOf) : [];

const recordOf = ({ rule, variant, case: where, at, via, hash, says }: Judged): ServerRecord => ({
  rule,
  variant,
  oracle: ORACLE,
  version: KUBERNETES,
  case: where,
  at,
  via,
  hash,
  verdict: says,
});

/** Undefined: the record holds. */
export function complaintAbout(record: ServerRecord, verdicts: readonly VariantVerdict[]): string | undefined {
  const verdict = verdicts.find(({ rule, variant }) => rule === record.rule && variant === record.variant);
  const same = verdict?.judged.filter((one) => one.case === record.case && one.at === record.at) ?? [];
  const now = same.find((one) => one.hash === record.hash);
  if (!verdict || same.length === 0) return "no case shows this finding any more";
  if (record.version !== KUBERNETES) return `the record is of version ${record.version}, the server is ${KUBERNETES}`;
  if (!now) {
    const [other] = same;
    if (other?.is === "unasked") return `not asked: ${other.says}`;
    return other?.via === record.via ? "the object in the case has changed since" : `not asked: the ${record.via} itself`;
  }
  if (now.is !== "refused") return `the ${now.via} is ${now.is === "accepted" ? "accepted" : `judged otherwise: ${now.says}`}`;
  if (now.says !== record.verdict) return `the server now says: ${now.says}`;
  const against = verdict.judged.find((one) => one.is === "accepted" || isUnclearPage(one));
  return against && `another finding of this variant is ${against.is}: ${against.case}, ${against.at}`;
}
