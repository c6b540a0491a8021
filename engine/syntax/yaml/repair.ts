// Repairs of text that does not parse: small changes with which the scanner can read the rest, so that one broken line costs one
// line. Several are tried around the place where the scanner gave up; the one with which most can be read is taken, and its reason
// is the one problem that is shown. Valid text never comes here.
import type { Node, Problem, Tree } from "../node.ts";
import type { Candidate } from "./candidate.ts";
import { candidatesAt } from "./candidates.ts";
import { fastParse } from "./fast.ts";
import { backTo, change, type Patched } from "./patch.ts";
import { type Budget, type Failure, type Scanned, scanPatched } from "./scan.ts";

export interface Repaired {
  /** Undefined: nothing helped. */
  readonly read?: Scanned | FastRead;
  readonly problem: Problem;
}

/** What the fast path could read. */
export interface FastRead {
  readonly patched: Patched;
  readonly tree: Tree;
}

/** Changes one after the other; a text with more broken places is given up. */
const MAX_STEPS = 8;
/** Characters that all trials over one document may read together. */
const BUDGET = 6_000_000;
/** Characters that the scanner may read in search of something better, where one change lets all be read already. */
const SEARCH = 500_000;
/** The fast path reads so many characters while the scanner reads one. */
const FAST = 5;

export function repair(start: Patched, failure: Failure): Repaired {
  let patched = start;
  let current = failure;
  let problem: Problem | undefined;
  const budget = { left: BUDGET };
  for (let step = 0; step < MAX_STEPS; step++) {
    const best = bestOf(trials(patched, candidatesAt(patched.text, current), budget));
    if (!best || (isFailure(best.result) && best.result.offset < current.offset - MAX_RETREAT)) break;
    const { candidate, result } = best;
    problem ??= {
      kind: "syntax",
      message: candidate.message,
      span: { start: backTo(patched, candidate.start), end: backTo(patched, candidate.end) },
    };
    if (!isFailure(result)) return { read: result, problem };
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
  readonly result: Scanned | FastRead | Failure;
  readonly values: number;
}

const isFailure = (result: Trial["result"]): result is Failure => "reason" in result;

/** In the order of the candidates. The fast path goes first with all of them: the scanner is the dear one. */
function trials(patched: Patched, candidates: readonly Candidate[], budget: Budget): readonly Trial[] {
  const changed = candidates
    .map((candidate) => ({ candidate, patched: change(patched, candidate.changes, candidate.doubts) }))
    .filter((one) => one.patched.text !== patched.text);
  const fast = changed.map((one) => readFast(one, budget));
  const search = fast.some((trial) => trial) ? SEARCH : BUDGET;
  const end = budget.left - search;
  return changed.flatMap((one, index) => fast[index] ?? (budget.left < Math.max(0, end) ? [] : readSlowly(one, budget)));
}

type Changed = Pick<Trial, "candidate" | "patched">;

function readFast(changed: Changed, budget: Budget): Trial | undefined {
  if (budget.left < 0) return undefined;
  const { candidate, patched } = changed;
  const tree = fastParse(patched.text);
  budget.left -= Math.ceil(patched.text.length / FAST);
  return tree && { ...changed, result: { patched, tree }, values: (tree.root ? written(tree.root) : 0) + (candidate.removes ?? 0) };
}

function readSlowly(changed: Changed, budget: Budget): Trial {
  const result = scanPatched(changed.patched, budget);
  return { ...changed, result, values: "events" in result ? scanned(result) + (changed.candidate.removes ?? 0) : 0 };
}

/** Scalars that are written: what a repair keeps. Recursion is bounded by the depth that the fast path reads. */
function written(node: Node): number {
  let count = 0;
  if (node.kind === "scalar") return node.end > node.start ? 1 : 0;
  if (node.kind === "map") for (const { key, value } of node.entries) count += written(key) + written(value);
  else if (node.kind === "list") for (const item of node.items) count += written(item);
  return count;
}

/** The same of what the scanner read. */
function scanned({ events }: Scanned): number {
  let count = 0;
  for (const event of events) if (event.type === 4 && event.valueStart >= 0) count++;
  return count;
}

function bestOf(tried: readonly Trial[]): Trial | undefined {
  let best: Trial | undefined;
  for (const trial of tried) if (!best || isBetter(trial, best)) best = trial;
  return best;
}

/** Reading all is better than reading a part, more values are better than fewer; else the earlier candidate stays. */
function isBetter(trial: Trial, than: Trial): boolean {
  if (isFailure(trial.result)) return isFailure(than.result) && trial.result.offset > than.result.offset;
  return isFailure(than.result) || trial.values > than.values;
}

function unreadable(start: Patched, failure: Failure): Problem {
  const at = backTo(start, failure.offset);
  return { kind: "syntax", message: "this text cannot be read as YAML from here on", span: { start: at, end: at } };
}
