// All that a run sees of the file system is asked for here and nowhere else (.dependency-cruiser.cjs holds that), so that somebody can
// stand by and note it: a run that would see the same says the same.
import { closeSync, constants, type Dirent, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What was asked: e whether something is there, d what is in a folder, r where a path leads, k what kind of thing, f what a file holds. */
export type Question = "e" | "d" | "r" | "k" | "f";

export interface Witness {
  /** `answer`: all that the one who asked can have learned. */
  saw(question: Question, path: string, answer: string): void;
  /** The bytes are valid until this returns. */
  sawBytes(path: string, bytes: Buffer): void;
}

let witness: Witness | undefined;

/** One run of a process at a time has a witness. Returns the one before. */
export function watch(next: Witness | undefined): Witness | undefined {
  const before = witness;
  witness = next;
  return before;
}

/** For bytes that were read elsewhere. */
export const sawBytes = (path: string, bytes: Buffer): void => witness?.sawBytes(path, bytes);

export function exists(path: string): boolean {
  const is = existsSync(path);
  witness?.saw("e", path, is ? "1" : "0");
  return is;
}

/** Throws as Node does, as do the next two. */
export function entriesOf(folder: string): Dirent[] {
  const entries = asked("d", folder, () => readdirSync(folder, { withFileTypes: true }));
  witness?.saw("d", folder, entries.map((entry) => kindOfEntry(entry) + entry.name).join("/"));
  return entries;
}

export function realPath(path: string): string {
  const target = asked("r", path, () => realpathSync(path));
  witness?.saw("r", path, target);
  return target;
}

/** The same for a folder that need not be there: of such a one the part that is. */
export function realFolder(folder: string): string {
  try {
    return realPath(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return dirname(folder) === folder ? folder : join(realFolder(dirname(folder)), basename(folder));
  }
}

export function kindOf(path: string): "file" | "folder" | "other" {
  const stats = asked("k", path, () => statSync(path));
  const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : "other";
  witness?.saw("k", path, kind);
  return kind;
}

/** False for what is not there, or may not be seen. */
export function isFolder(path: string): boolean {
  try {
    return kindOf(path) === "folder";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return false;
  }
}

function asked<T>(question: Question, path: string, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    witness?.saw(question, path, `!${(error as NodeJS.ErrnoException).code}`);
    throw error;
  }
}

function kindOfEntry(entry: Dirent): string {
  if (entry.isFile()) return "f";
  if (entry.isDirectory()) return "d";
  return entry.isSymbolicLink() ? "l" : "o";
}

/** Bytes. Larger files are reported and not read: the largest manifest among thousands of real ones has 4 MB. */
export const LARGEST_FILE = 20 * 1024 * 1024;

/** Why there are no bytes: no such file, no regular one, too large, or the code of an error. */
export type Unread = { readonly why: "none" | "no file" | "large" | "error"; readonly code?: string };

/** Valid until the next call. */
export function bytesOf(file: string): Buffer | Unread {
  const read = readBytes(file);
  if (Buffer.isBuffer(read)) witness?.sawBytes(file, read);
  else witness?.saw("f", file, `${read.why} ${read.code}`);
  return read;
}

function readBytes(file: string): Buffer | Unread {
  let descriptor: number;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return failure(error);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { why: "no file" };
    if (stats.size > LARGEST_FILE) return { why: "large" };
    return readAll(descriptor, stats.size);
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(descriptor);
  }
}

/** Most manifests fit; a buffer of its own for each file would cost more than reading it. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/** At most `size` bytes: a file that grows while it is read is read as it was. */
function readAll(descriptor: number, size: number): Buffer {
  const bytes = size <= shared.length ? shared : Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const count = readSync(descriptor, bytes, filled, size - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

function failure(error: unknown): Unread {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code === "ENOENT" || code === "ENOTDIR" ? { why: "none" } : { why: "error", code };
}
