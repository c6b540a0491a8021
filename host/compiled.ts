// A bundle that is compiled once and not at every start. V8 takes what it compiled the last time only for the very same version and flags
// of itself; that the source is the same is for us to know, so the name of what is kept holds the hash of the bundle.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { Script } from "node:vm";
import type { Cache } from "./cache.ts";

export interface Bundle {
  readonly file: string;
  /** A hash of its bytes, known when it was made. */
  readonly build: string;
  /** Latin-1 where all of it is ASCII: read in half the time. */
  readonly encoding: BufferEncoding;
}

export interface Loaded<T> {
  readonly exports: T;
  /** Keeps what has been compiled by now, where that is worth it. */
  keep(): void;
}

const HEAD = "(function (exports, require, module, __filename, __dirname) {";

/** A function that no run has called yet is not compiled; after so many runs most of those that are ever called are. */
const ROUNDS = 3;

export function loadBundle<T>({ file, build, encoding }: Bundle, cache: Cache): Loaded<T> {
  const name = `${build}-${process.version}-${process.arch}`;
  const kept = cache.read(name);
  // The first byte counts the runs that had a part in it.
  const cachedData = kept?.subarray(1);
  const script = new Script(`${HEAD}${readFileSync(file, encoding)}\n})`, {
    filename: file,
    columnOffset: -HEAD.length,
    ...(cachedData ? { cachedData } : {}),
  });
  const module = { exports: {} as T };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  const rounds = script.cachedDataRejected === false ? (kept?.[0] ?? 0) : 0;
  return {
    exports: module.exports,
    keep() {
      if (rounds < ROUNDS) cache.write(name, [Buffer.of(rounds + 1), script.createCachedData()]);
    },
  };
}
