// The file of a baseline: found from the working directory where the command line names it, else where drydock.yaml says.
import { resolve } from "node:path";
import type { FileProblem } from "../engine/api.ts";
import { bytesOf, decode, type WorkspaceFiles } from "../host/workspace.ts";
import { type Baseline, readBaseline } from "./baseline.ts";
import { type Io, UsageError } from "./io.ts";

/** A file that is not there is a mistake, and one that cannot be read must not look like one that knows nothing. */
function baselineFrom(word: string, io: Io): Baseline {
  const found = existingBaseline(word, io);
  if (!found) throw new UsageError(`${word} does not exist: drydock baseline update ${word} writes it.`);
  return found;
}

/** What is known, and of which files. */
export interface Known {
  readonly baseline: Baseline;
  covers(file: string): boolean;
}

/** `word`: as on the command line; false for none. */
export function knownFindings(word: string | false | undefined, workspace: WorkspaceFiles, io: Io): Known | FileProblem | undefined {
  if (word === false) return undefined;
  return word === undefined ? namedBaseline(workspace) : { baseline: baselineFrom(word, io), covers: () => true };
}

/** The baseline that drydock.yaml names. Where it cannot be used, nothing is hidden, and that is a problem of the configuration. */
function namedBaseline({ configuration, store }: WorkspaceFiles): Known | FileProblem | undefined {
  const { baseline: named } = configuration;
  if (!named) return undefined;
  const { path, at, governs } = named;
  const text = store.read(path);
  if (text === undefined)
    return { kind: "config", ...at, message: `The baseline ${path} does not exist: drydock baseline update writes it.` };
  if (typeof text !== "string") return { kind: "config", ...at, message: `The baseline ${path} ${text.problem}.` };
  const read = readBaseline(text);
  if ("entries" in read) return { baseline: read, covers: governs };
  return { kind: "config", ...at, message: `The baseline ${path}:${read.line}:${read.column} cannot be used. ${read.problem}` };
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
