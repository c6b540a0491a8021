// The file of a baseline: found from the working directory, like every file that the command line names.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { decode } from "../host/workspace.ts";
import { type Baseline, readBaseline } from "./baseline.ts";
import { type Io, UsageError } from "./io.ts";

/** A file that is not there is a mistake, and one that cannot be read must not look like one that knows nothing. */
export function baselineFrom(word: string, io: Io): Baseline {
  const found = existingBaseline(word, io);
  if (!found) throw new UsageError(`${word} does not exist: drydock baseline update ${word} writes it.`);
  return found;
}

/** Undefined where there is no such file yet. */
export function existingBaseline(word: string, io: Io): Baseline | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(io.cwd, word));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(`${word} cannot be read (${code}).`);
  }
  const decoded = decode(bytes);
  if (!("text" in decoded)) throw new UsageError(`${word} ${decoded.problem}.`);
  const read = readBaseline(decoded.text);
  if ("problem" in read) throw new UsageError(`${word}:${read.line}:${read.column}: ${read.problem}`);
  return read;
}
