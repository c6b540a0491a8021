// What one rule says of one resource, told once: findings in the same words are lines of one entry. "The same words" means but for the
// text that is underlined and the name of the resource, which both stand there anyway.
import { escapeForPeople, type Finding, resourceLabel } from "../../engine/api.ts";
import type { Outcome } from "../outcome.ts";

/** Findings of one rule, variant and kind of fix. */
export interface Cluster {
  readonly count: number;
  readonly entries: readonly Entry[];
}

/** Findings that say the same. */
interface Entry {
  /** The same for findings of other resources that say it, too. */
  readonly words: string;
  /** In the order of the text. */
  readonly findings: readonly [Finding, ...Finding[]];
}

/** `findings`: of one file and resource. A cluster stands where its first finding does. */
export function clustersOf(findings: readonly Finding[], outcome: Outcome): readonly Cluster[] {
  return groupBy(findings, ({ rule, variant, severity, fix }) => JSON.stringify([rule, variant, severity, fix])).map(({ items }) => ({
    count: items.length,
    entries: groupBy(items, wordsIn(outcome)).map(({ key, items: own }) => ({ words: key, findings: own })),
  }));
}

/** Letter for letter the same is the same, too: what is underlined may be a part of one message and not of the next. */
function wordsIn(outcome: Outcome): (finding: Finding) => string {
  const told = new Map<string, string>();
  return (finding) => {
    const { message } = outcome.project.describe(finding);
    const words = told.get(message) ?? wordsOf(finding, message, outcome);
    told.set(message, words);
    return words;
  };
}

/** Shorter names and values are found in any sentence. */
const SHORTEST = 3;

function wordsOf(finding: Finding, message: string, { shown }: Outcome): string {
  const { rule, variant, severity, ref, file, span } = finding;
  const marked = shown(file)?.text.slice(span.start, span.end) ?? "";
  const bare = /^["'].*["']$/s.test(marked) ? marked.slice(1, -1) : marked;
  const known = [resourceLabel(ref), ref.name ?? "", bare].map(escapeForPeople).filter(({ length }) => length >= SHORTEST);
  const bareMessage = known.reduce((text, one) => text.replaceAll(one, "…"), message);
  return JSON.stringify([rule, variant, severity, bareMessage]);
}

/** In the order of the first of each. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly { readonly key: string; readonly items: readonly [T, ...T[]] }[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups].map(([key, own]) => ({ key, items: own }));
}
