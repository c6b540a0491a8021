// Whole runs that are kept: what was said, and all that was seen for it. A run is a function of its words, of where and when it is
// started, and of what it sees; where all of these are the same, what it says is the same, and is said without reading a manifest.
import { createHash } from "node:crypto";
import { type Cache, openCache } from "./cache.ts";
import { isStillSo, type Seen } from "./witness.ts";

/** A text and where it goes: "out", "err", or the absolute path of a file. */
export interface Said {
  readonly to: string;
  /** Between two pieces stands how long the run took. */
  readonly pieces: readonly Buffer[];
}

export interface KeptRun {
  readonly code: number;
  readonly said: readonly Said[];
}

/** Reports of tens of thousands of findings have tens of megabytes; beyond that reading what was kept takes as long as it saves. */
const LARGEST = 64e6;

export const openRuns = (env: NodeJS.ProcessEnv): Cache | undefined => openCache("runs", { entries: 100, bytes: 256e6 }, env);

/** `circumstances`: all that a run hangs on besides what it sees. */
export const runName = (circumstances: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(circumstances)).digest("hex").slice(0, 32);

interface Head extends Omit<Seen, "questions"> {
  readonly code: number;
  /** Bytes of the questions, which follow. */
  readonly questions: number;
  /** Lengths of the pieces, which follow them. */
  readonly said: readonly { readonly to: string; readonly pieces: readonly number[] }[];
}

export function keepRun(cache: Cache, name: string, { code, said }: KeptRun, seen: Seen): void {
  const questions = Buffer.from(JSON.stringify(seen.questions), "utf8");
  const pieces = said.flatMap((one) => one.pieces);
  if (pieces.reduce((sum, { length }) => sum + length, questions.length) > LARGEST) return;
  const head: Head = {
    code,
    digest: seen.digest,
    questions: questions.length,
    said: said.map((one) => ({ to: one.to, pieces: one.pieces.map(({ length }) => length) })),
  };
  cache.write(name, [`${JSON.stringify(head)}\n`, questions, ...pieces]);
}

/** Undefined where no such run is kept, or something is not as it was. */
export function recallRun(cache: Cache, name: string, env: NodeJS.ProcessEnv): KeptRun | undefined {
  const bytes = cache.read(name);
  if (bytes === undefined) return undefined;
  let at = bytes.indexOf(10);
  const head: Head = JSON.parse(bytes.toString("utf8", 0, at));
  const next = (length: number) => bytes.subarray(at, (at += length));
  at++;
  const questions = JSON.parse(next(head.questions).toString("utf8"));
  if (!isStillSo({ questions, digest: head.digest }, env)) return undefined;
  return { code: head.code, said: head.said.map(({ to, pieces }) => ({ to, pieces: pieces.map(next) })) };
}
