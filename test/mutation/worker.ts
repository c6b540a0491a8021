// Runs the cases of rules while one mutant is on, and says whether a case notices.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import type { Rule } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { type Case, parsePage } from "../../tools/pages/page.ts";
import { markedIn, problemsOf, repaired, runCase, saidIn, textsOf } from "../harness/rule-case.ts";

/** Sent to the worker: a mutant and the cases that are to notice it; without a mutant: which conditions each case asks. */
export type Question = { readonly mutant: number; readonly cases: readonly string[] } | { readonly rules: readonly string[] };

/** Sent back. `killer`: the case that noticed, undefined where none did. */
export interface Reply {
  readonly killer: string | undefined;
  /** By case, the conditions that are asked in it; for a question without a mutant. */
  readonly asked?: ReadonlyMap<string, ReadonlySet<number>>;
  /** By case, how long it takes in milliseconds. */
  readonly times?: ReadonlyMap<string, number>;
  /** The conditions that are asked while the bundle is loaded, where somebody wanted to know. */
  readonly askedAtLoad?: ReadonlySet<number>;
}

interface Expectation {
  /** "gpu/limit-missing 3" */
  readonly key: string;
  holds(): boolean;
}

declare global {
  var __mutant: number;
  var __asked: Set<number> | undefined;
}

const root = (workerData as { root: string }).root;
/** All files of the bundle are loaded by now. */
const askedAtLoad = globalThis.__asked ?? new Set();
globalThis.__asked = undefined;
const expectations = new Map<string, readonly Expectation[]>();

parentPort?.on("message", (question: Question) => {
  parentPort?.postMessage("mutant" in question ? tryMutant(question.mutant, question.cases) : look(question.rules));
});

function tryMutant(mutant: number, keys: readonly string[]): Reply {
  const cases = keys.flatMap((key) => casesOf(key.split(" ", 1)[0] ?? "").filter((one) => one.key === key));
  globalThis.__mutant = mutant;
  const killer = cases.find((one) => !survives(one))?.key;
  globalThis.__mutant = 0;
  return { killer };
}

function look(rules: readonly string[]): Reply {
  const asked = new Map<string, ReadonlySet<number>>();
  const times = new Map<string, number>();
  for (const one of rules.flatMap(casesOf)) {
    const own = new Set<number>();
    globalThis.__asked = own;
    const began = performance.now();
    const holds = one.holds();
    times.set(one.key, performance.now() - began);
    globalThis.__asked = undefined;
    if (!holds) return { killer: one.key };
    asked.set(one.key, own);
  }
  return { killer: undefined, asked, times, askedAtLoad };
}

function survives(one: Expectation): boolean {
  try {
    return one.holds();
  } catch {
    return false; // a mutant that throws is noticed: without one, nothing does
  }
}

function casesOf(id: string): readonly Expectation[] {
  const known = expectations.get(id);
  if (known) return known;
  const rule = rules.find((one) => one.id === id);
  const cases = rule ? expectationsOf(rule) : [];
  expectations.set(id, cases);
  return cases;
}

function expectationsOf(rule: Rule): readonly Expectation[] {
  const pages = [`rules/${rule.id}.md`, `test/cases/${rule.id}.md`].filter((path) => existsSync(join(root, path)));
  const all = pages.flatMap((path) => {
    const { Wrong, Fixed, Right } = parsePage(readFileSync(join(root, path), "utf8")).cases;
    const wrong = Wrong.map((one) => [one, Fixed.find(({ title }) => title === one.title)] as const);
    return [...wrong, ...Right.map((one) => [one, undefined] as const)];
  });
  return all.map(([one, fixed], i) => ({ key: `${rule.id} ${i}`, holds: expectation(rule, one, fixed) }));
}

/** The same questions as test/rules/pages.test.ts asks, but for what half a file and the repairs' neat edges are asked for. */
function expectation(rule: Rule, one: Case, fixed: Case | undefined): () => boolean {
  const texts = textsOf(one);
  const marked = markedIn(one);
  const others = rule.id.startsWith("suppression/") ? rules : [];
  return () => {
    const run = runCase(rule, texts, others);
    if (problemsOf(run).length > 0 || !isDeepStrictEqual(saidIn(rule, run.findings, texts), marked)) return false;
    const plan = run.project.plan(run.findings.filter(({ fix }) => fix !== null));
    return plan.lost.length === 0 && isDeepStrictEqual(repaired(plan, texts), fixed ? textsOf(fixed) : new Map());
  };
}
