// Repairs of text that does not parse: small changes with which the scanner can read the rest, so that one broken line costs one
// line. Several are tried around the place where the scanner gave up; the one with which most can be read is taken, and its reason
// is the one problem that is shown. Valid text never comes here.
import type { Problem } from "../node.ts";
import type { Candidate } from "./candidate.ts";
import { candidatesAt } from "./candidates.ts";
import { backTo, change, type Patched } from "./patch.ts";
import { type Budget, type Failure, type Scanned, scanPatched } from "./scan.ts";

export interface Repaired {
  /** Undefined: nothing helped. */
  readonly scanned?: Scanned;
  readonly problem: Problem;
}

/** Changes one after the other; a text with more broken places is given up. */
const MAX_STEPS = 8;
/** Characters that all trials over one document may read together. */
const BUDGET = 6_000_000;

export function repair(start: Patched, failure: Failure): Repaired {
  let patched = start;
  let current = failure;
  let problem: Problem | undefined;
  const budget = { left: BUDGET };
  for (let step = 0; step < MAX_STEPS; step++) {
    let best: Trial | undefined;
    for (const candidate of candidatesAt(patched.text, current)) {
      if (budget.left < 0) break;
      const trial = attempt(patched, candidate, budget);
      if (trial && (!best || isBetter(trial, best))) best = trial;
    }
    if (!best || (best.result && !("events" in best.result) && best.result.offset < current.offset - MAX_RETREAT)) break;
    const { candidate, result } = best;
    problem ??= {
      kind: "syntax",
      message: candidate.message,
      span: { start: backTo(patched, candidate.start), end: backTo(patched, candidate.end) },
    };
    if ("events" in result) return { scanned: result, problem };
    if (result.isLimit) break;
    patched = best.patched;
    current = result;
  }
  return { problem: problem ?? unreadable(start, failure) };
}

/** Characters by which a step may give up earlier than the one before: closing a quote brings older trouble to light. */
const MAX_RETREAT = 2000;

interface Trial {
  readonly candidate: Candidate;
  readonly patched: Patched;
  readonly result: Scanned | Failure;
  readonly values: number;
}

function attempt(patched: Patched, candidate: Candidate, budget: Budget): Trial | undefined {
  const changed = change(patched, candidate.changes, candidate.doubts);
  if (changed.text === patched.text) return undefined;
  const result = scanPatched(changed, budget);
  return { candidate, patched: changed, result, values: "events" in result ? written(result) + (candidate.removes ?? 0) : 0 };
}

/** Scalars that are written: what a repair keeps. */
function written({ events }: Scanned): number {
  let count = 0;
  for (const event of events) if (event.type === 4 && event.valueStart >= 0) count++;
  return count;
}

/** Reading all is better than reading a part, more values are better than fewer; else the earlier candidate stays. */
function isBetter(trial: Trial, than: Trial): boolean {
  const parsed = "events" in trial.result;
  if (parsed !== "events" in than.result) return parsed;
  if (parsed) return trial.values > than.values;
  return (trial.result as Failure).offset > (than.result as Failure).offset;
}

function unreadable(start: Patched, failure: Failure): Problem {
  const at = backTo(start, failure.offset);
  return { kind: "syntax", message: "this text cannot be read as YAML from here on", span: { start: at, end: at } };
}
