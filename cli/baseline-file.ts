// The file of a baseline: found from the working directory, like every file that the command line names.
import { resolve } from "node:path";
import { bytesOf, decode } from "../host/workspace.ts";
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
  const bytes = bytesOf(resolve(io.cwd, word));
  if (!Buffer.isBuffer(bytes)) {
    if (bytes.why === "none") return undefined;
    throw new UsageError(`${word} ${REASONS[bytes.why] ?? `cannot be read (${bytes.code})`}.`);
  }
  const decoded = decode(bytes);
  if (!("text" in decoded)) throw new UsageError(`${word} ${decoded.problem}.`);
  const read = readBaseline(decoded.text);
  if ("problem" in read) throw new UsageError(`${word}:${read.line}:${read.column}: ${read.problem}`);
  return read;
}

const REASONS: Readonly<Record<string, string>> = { "no file": "is no file", large: "is too large for a baseline" };
