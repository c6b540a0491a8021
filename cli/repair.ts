// Applying fixes: in rounds, since one repair can make room for another, and each round is judged anew on the text as it then is.
import { applyEdits, type Finding, type FixPlan, type PlanOptions, type Project, type Span } from "../engine/api.ts";

interface RepairedText {
  readonly before: string;
  readonly after: string;
  /** Spans of credentials in the text before. */
  readonly sensitive: readonly Span[];
}

export interface Repaired {
  /** The files that changed, by path. */
  readonly texts: ReadonlyMap<string, RepairedText>;
  readonly applied: readonly Finding[];
  /** Those that were wanted and could not be repaired, and why. */
  readonly lost: FixPlan["lost"];
}

/** One finding in two rounds: neither its place nor what stands there has changed. */
const identityOf = ({ rule, variant, address, fingerprint }: Finding): string => JSON.stringify([rule, variant, address, fingerprint]);

/** More than any chain of fixes that we know needs; a pair of rules that undo each other ends here. */
const ROUNDS = 10;

export interface RepairOptions extends PlanOptions {
  /** Somebody chose: what a repair brings up, or moves to the place of a chosen finding, was not asked for. */
  readonly isChosen?: boolean;
}

/**
 * Applies the fixes of the findings that `wants` chooses, in the project's own texts; nothing is written.
 * `found` gives what is reported of the present texts. A finding whose fix lost against another is tried again in the next round.
 */
export function repair(
  project: Project,
  found: () => readonly Finding[],
  wants: (finding: Finding) => boolean,
  options: RepairOptions = {},
): Repaired {
  const before = new Map<string, Pick<RepairedText, "before" | "sensitive">>();
  const applied: Finding[] = [];
  let lost: FixPlan["lost"] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const again = options.isChosen && round > 0 ? new Set(lost.map(({ finding }) => identityOf(finding))) : undefined;
    const plan = project.plan(
      found().filter((finding) => (again ? again.has(identityOf(finding)) : wants(finding))),
      options,
    );
    lost = plan.lost;
    const changes: { path: string; text: string }[] = [];
    for (const [path, edits] of plan.edits) {
      const masked = project.masked(path);
      if (!masked || edits.length === 0) continue;
      const { text, sensitive } = masked;
      if (!before.has(path)) before.set(path, { before: text, sensitive });
      changes.push({ path, text: applyEdits(text, edits) });
    }
    if (changes.length === 0) break;
    project.update(changes);
    applied.push(...plan.applied);
  }
  const texts = new Map<string, RepairedText>();
  for (const [path, original] of [...before].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const after = project.text(path);
    if (after !== undefined && after !== original.before) texts.set(path, { ...original, after });
  }
  return { texts, applied, lost };
}
