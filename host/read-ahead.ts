// Reading ahead. Where the files of a large workspace are read one after the other, a thread of its own opens and reads the next ones
// into memory that both threads see, while the engine judges the present one. It is help and no more: nobody waits for it, and what it
// has not read yet, or leaves alone, is read by whoever asks.
import type * as FileSystem from "node:fs";
import { constants } from "node:fs";
import { join } from "node:path";
import { decodePlain } from "./decode.ts";
import { sawBytes } from "./sight.ts";

/** So many reads one after the other, and as many files left, are worth a thread. */
const STREAK = 48;
const FEWEST = 1000;
/** Bytes of the ring, and of the largest file that is put into it. */
const RING = 8 * 1024 * 1024;
const LARGEST = 256 * 1024;

/** Both threads see it. `state`: files that are settled, the file that is wanted; then for each file where it lies and its length. */
interface Shared {
  readonly files: readonly string[];
  readonly first: number;
  readonly state: Int32Array;
  readonly ring: Uint8Array;
  readonly largest: number;
  readonly flags: number;
}

const SETTLED = 0;
const WANTED = 1;
const ENTRIES = 2;
const WAKE = 32;
/** Milliseconds. Whoever takes longer from one file to the next may have come back later, when the files are others. */
const PAUSE = 500;

export class ReadAhead {
  readonly #root: string;
  readonly #paths: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  #last = -1;
  #lastAt = 0;
  #streak = 0;
  #shared: Shared | undefined;
  #bytes: Buffer = Buffer.alloc(0);
  #isOver: boolean;

  /** `paths`: regular files below `root`, in the order in which they are likely to be read. */
  constructor(root: string, paths: readonly string[]) {
    this.#root = root;
    this.#paths = paths;
    this.#positions = new Map(paths.length < FEWEST ? [] : paths.map((path, i) => [path, i]));
    this.#isOver = paths.length < FEWEST;
  }

  /**
   * The text of a file, where it is plain; undefined where it has to be read by the caller. Every text is given once at most, and none
   * after a pause or a step back: what was read ahead is for one pass through the files, and later they may have changed.
   */
  take(path: string): string | undefined {
    if (this.#isOver) return undefined;
    const at = this.#positions.get(path);
    if (at === undefined) return undefined;
    const now = performance.now();
    const isNext = at > this.#last && at - this.#last < STREAK && now - this.#lastAt < PAUSE;
    if (this.#shared && !isNext) return this.#end();
    this.#streak = isNext ? this.#streak + 1 : 0;
    this.#last = at;
    this.#lastAt = now;
    if (this.#streak < STREAK) return undefined;
    const shared = (this.#shared ??= this.#start(at));
    const { state } = shared;
    Atomics.store(state, WANTED, at);
    // The thread sleeps only where the ring is full, which is many files later.
    if (at % WAKE === 0) Atomics.notify(state, WANTED);
    if (Atomics.load(state, SETTLED) <= at) return undefined;
    const offset = state[ENTRIES + 2 * at] as number;
    const length = state[ENTRIES + 2 * at + 1] as number;
    if (length < 0) return undefined;
    const text = decodePlain(this.#bytes, offset, offset + length);
    // What is not plain is read, and seen, by the caller.
    if (text !== undefined) sawBytes(shared.files[at] as string, this.#bytes.subarray(offset, offset + length));
    return text;
  }

  #start(at: number): Shared {
    const shared: Shared = {
      files: this.#paths.map((path) => join(this.#root, path)),
      first: at + STREAK,
      state: new Int32Array(new SharedArrayBuffer(4 * (ENTRIES + 2 * this.#paths.length))).fill(-1),
      ring: new Uint8Array(new SharedArrayBuffer(RING)),
      largest: LARGEST,
      flags: constants.O_RDONLY | (constants.O_NONBLOCK ?? 0),
    };
    const source = `(${readFiles.toString()})(require("node:fs"), require("node:worker_threads").workerData)`;
    this.#bytes = Buffer.from(shared.ring.buffer);
    // Loaded here: few runs need it.
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    const thread = new Worker(source, { eval: true, workerData: shared });
    // Without the thread everybody reads for himself, and meets the error where it belongs.
    thread.on("error", () => this.#end());
    thread.unref();
    return shared;
  }

  /** The thread ends by itself when nobody wants anything any more. */
  #end(): undefined {
    this.#isOver = true;
    this.#shared = undefined;
    this.#bytes = Buffer.alloc(0);
  }
}

/** What the thread runs. Its text alone goes there: it may use nothing but its arguments. */
function readFiles(fs: typeof FileSystem, { files, first, state, ring, largest, flags }: Shared): void {
  const [settled, wanted, entries] = [0, 1, 2];
  const patience = 2000;
  const lead = 16;
  // Offsets count on for ever; where they lie in the ring is their remainder.
  let head = 0;
  const starts = new Float64Array(files.length);
  for (let at = first; at < files.length; at++) {
    const present = Atomics.load(state, wanted);
    // Whoever is behind leaves out what is being read without it.
    if (present >= at) {
      const next = Math.min(files.length - 1, present + lead);
      starts.fill(head, at, next + 1);
      at = next;
    }
    starts[at] = head;
    const length = read(at);
    if (length === undefined) return;
    state[entries + 2 * at + 1] = length;
    Atomics.store(state, settled, at + 1);
  }

  /** The length of what was put into the ring; -1: left alone; undefined: nobody has asked for a long time. */
  function read(at: number): number | undefined {
    let descriptor: number;
    try {
      descriptor = fs.openSync(files[at] as string, flags);
    } catch {
      return -1; // Whoever asks for the file meets the same error and tells it.
    }
    try {
      const stats = fs.fstatSync(descriptor);
      if (!stats.isFile() || stats.size > largest) return -1;
      const room = ring.length - (head % ring.length);
      const start = stats.size > room ? head + room : head;
      if (!isFree(at, start + stats.size)) return undefined;
      const offset = start % ring.length;
      let filled = 0;
      while (filled < stats.size) {
        const count = fs.readSync(descriptor, ring, offset + filled, stats.size - filled, filled);
        if (count === 0) break;
        filled += count;
      }
      state[entries + 2 * at] = offset;
      starts[at] = start;
      head = start + filled;
      return filled;
    } catch {
      return -1;
    } finally {
      fs.closeSync(descriptor);
    }
  }

  /** Waits until what was put so far round the ring is no longer wanted; false where nobody wants anything any more. */
  function isFree(at: number, end: number): boolean {
    for (;;) {
      const present = Atomics.load(state, wanted);
      if (end - (starts[Math.max(first, Math.min(present, at))] as number) <= ring.length) return true;
      if (Atomics.wait(state, wanted, present, patience) === "timed-out") return false;
    }
  }
}
