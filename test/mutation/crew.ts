// The workers that try mutants. A worker tries many, one after the other, since a fresh one costs more than the cases; what could make
// that wrong is asked again of a fresh worker: mutants at load, mutants that survive, and those before a worker is found spoilt.
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Question, Reply } from "./worker.ts";

export interface Mutant {
  readonly mutant: number;
  /** The switch has to be on before the bundle is loaded. */
  readonly isAtLoad: boolean;
  /** Of the rules in question, those that come to the condition: no other can notice. */
  readonly cases: readonly string[];
  /** Of other rules; tried after them. */
  readonly others: readonly string[];
}

/** After so many mutants a worker has to show that it still answers rightly without one. */
const BATCH = 25;
const SHOWN = 3;
/** Of milliseconds and of the time that the cases take without a mutant. */
const LEAST_TIME = 10_000;
const PATIENCE = 10;
const NO_HURRY = 600_000;

export class Crew {
  readonly #bundle: string;
  readonly #root: string;
  readonly #size: number;
  readonly #times: ReadonlyMap<string, number>;
  readonly askedAtLoad: ReadonlySet<number>;
  /** By case, the conditions that are asked in it. */
  readonly asked: ReadonlyMap<string, ReadonlySet<number>>;

  private constructor(bundle: string, root: string, size: number, { asked, times, askedAtLoad }: Partial<Reply> = {}) {
    this.#bundle = bundle;
    this.#root = root;
    this.#size = size;
    this.#times = times ?? new Map();
    this.asked = asked ?? new Map();
    this.askedAtLoad = askedAtLoad ?? new Set();
  }

  /** Throws where a case does not hold without a mutant: then nothing can be said about mutants. */
  static async of(bundle: string, root: string, rules: readonly string[], size: number): Promise<Crew> {
    const reply = await new Crew(bundle, root, size).#askFresh(0, { rules });
    if (reply.killer !== undefined) throw new Error(`this case does not hold as it is: ${reply.killer}`);
    return new Crew(bundle, root, size, reply);
  }

  /** What noticed each mutant; of mutants that some case comes to. Who is missing was noticed by nothing. */
  async killers(mutants: readonly Mutant[]): Promise<ReadonlyMap<number, string>> {
    const again: Mutant[] = mutants.filter(({ isAtLoad }) => isAtLoad);
    const killers = new Map<number, string>();
    await this.#share(batchesOf(mutants.filter(({ isAtLoad }) => !isAtLoad)), async (batch) => {
      again.push(...(await this.#tryBatch(batch, killers)));
    });
    await this.#share(again, async (mutant) => {
      const { killer } = await this.#askFresh(mutant.mutant, questionOf(mutant));
      if (killer !== undefined) killers.set(mutant.mutant, killer);
    });
    return killers;
  }

  /** Those that have to be asked again. */
  async #tryBatch(batch: readonly Mutant[], killers: Map<number, string>): Promise<readonly Mutant[]> {
    let worker = this.#worker(0);
    const alive: Mutant[] = [];
    const found = new Map<number, string>();
    for (const mutant of batch) {
      const { killer } = await this.#ask(worker, questionOf(mutant, new Set(found.values())));
      if (killer === undefined) alive.push(mutant);
      else found.set(mutant.mutant, killer);
      if (killer !== TIMEOUT) continue;
      await worker.terminate();
      worker = this.#worker(0);
    }
    const cases = [...new Set(batch.flatMap((one) => questionOf(one).cases.slice(0, SHOWN)))];
    const isSpoilt = (await this.#ask(worker, { mutant: 0, cases })).killer !== undefined;
    await worker.terminate();
    if (isSpoilt) return batch;
    for (const [mutant, killer] of found) killers.set(mutant, killer);
    return alive;
  }

  async #askFresh(mutant: number, question: Question): Promise<Reply> {
    const worker = this.#worker(mutant);
    const reply = await this.#ask(worker, question);
    await worker.terminate();
    return reply;
  }

  #worker(mutant: number): Worker {
    const start = `globalThis.__mutant = ${mutant}; globalThis.__asked = new Set(); import(${JSON.stringify(pathToFileURL(this.#bundle).href)});`;
    return new Worker(start, { eval: true, workerData: { root: this.#root } });
  }

  /** What noticed the mutant: a case, the end of patience, or the death of the worker. */
  #ask(worker: Worker, question: Question): Promise<Reply> {
    return new Promise((done) => {
      const settle = (reply: Reply) => {
        clearTimeout(timer);
        worker.off("message", settle).off("error", onError); // not removeAllListeners: Node's own listeners keep the port going
        done(reply);
      };
      const onError = ({ message }: Error) => settle({ killer: message });
      const timer = setTimeout(() => settle({ killer: TIMEOUT }), this.#patience(question));
      worker.on("message", settle).on("error", onError);
      worker.postMessage(question);
    });
  }

  #patience(question: Question): number {
    if (!("mutant" in question)) return NO_HURRY;
    return LEAST_TIME + PATIENCE * question.cases.reduce((sum, key) => sum + (this.#times.get(key) ?? 0), 0);
  }

  async #share<T>(work: readonly T[], perform: (one: T) => Promise<void>): Promise<void> {
    const queue = [...work];
    const hand = async () => {
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) await perform(one);
    };
    await Promise.all(Array.from({ length: this.#size }, hand));
  }
}

/** Whoever noticed a neighbour is asked first: there may be hundreds of others. */
function questionOf(
  { mutant, cases, others }: Mutant,
  noticed: ReadonlySet<string> = new Set(),
): { mutant: number; cases: readonly string[] } {
  const [first, rest] = [others.filter((key) => noticed.has(key)), others.filter((key) => !noticed.has(key))];
  return { mutant, cases: [...cases, ...first, ...rest] };
}

const TIMEOUT = "it takes for ever";

const batchesOf = (mutants: readonly Mutant[]): readonly (readonly Mutant[])[] =>
  Array.from({ length: Math.ceil(mutants.length / BATCH) }, (_, i) => mutants.slice(i * BATCH, (i + 1) * BATCH));
