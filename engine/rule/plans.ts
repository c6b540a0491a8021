// The plans of fixes that were tried out, as long as they hold: until something changes that they, or their trials, looked at.
import type { Finding } from "./finding.ts";
import type { OfferedFix } from "./report.ts";

export interface KeptPlans {
  readonly plans: readonly (readonly [Finding, OfferedFix])[];
  /** Files that were looked into while they were tried out, besides their own. */
  readonly seen: readonly string[];
}

export class Plans {
  readonly #plans = new Map<Finding, OfferedFix>();
  readonly #seen = new Set<string>();

  /** Of the findings of those files of which none has to be planned; what several builds say is tried out again. */
  of(findings: readonly Finding[], holds: (finding: Finding) => boolean): ReadonlyMap<Finding, OfferedFix> {
    if (this.#plans.size === 0) return this.#plans;
    const open = new Set<string>();
    for (const one of findings) if (!this.#plans.has(one) || one.builds !== undefined || !holds(one)) open.add(one.file);
    return new Map(findings.filter(({ file }) => !open.has(file)).map((one) => [one, this.#plans.get(one) as OfferedFix]));
  }

  add(plans: Iterable<readonly [Finding, OfferedFix]>, seen: Iterable<string>): void {
    for (const [finding, plan] of plans) this.#plans.set(finding, plan);
    for (const path of seen) this.#seen.add(path);
  }

  /** Whether records changed by which files know each other, and which files did. */
  forget(areRecordsOther: boolean, changed: ReadonlySet<string>): void {
    if (this.#plans.size === 0) return;
    if (areRecordsOther || [...changed].some((path) => this.#seen.has(path))) {
      this.#plans.clear();
      this.#seen.clear();
      return;
    }
    for (const [finding, { edits }] of this.#plans)
      if (changed.has(finding.file) || [...edits.keys()].some((path) => changed.has(path))) this.#plans.delete(finding);
  }

  /** Those that change only such files. */
  kept(mayChange: (path: string) => boolean): KeptPlans {
    return { plans: [...this.#plans].filter(([, { edits }]) => [...edits.keys()].every(mayChange)), seen: [...this.#seen] };
  }
}
