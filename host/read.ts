// Reading the texts of a workspace. Nothing outside its root is ever read, whatever a manifest or a link asks for, and nothing but
// regular files: a pipe or a device named like a manifest would block for ever. What cannot be read is a value, not an exception.
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import type { FileFailure, SourceStore } from "../engine/api.ts";
import { decode, decodePlain, type Encoding } from "./decode.ts";
import { ReadAhead } from "./read-ahead.ts";

/** Bytes. Larger files are reported and not read: the largest manifest among thousands of real ones has 4 MB. */
const LARGEST_FILE = 20 * 1024 * 1024;

const tooLarge: FileFailure = { kind: "limit", problem: `is larger than ${LARGEST_FILE / 1024 / 1024} MB and was not read` };

/** What a read gives besides the text: needed to write a file back as it was. */
export interface FileText {
  readonly text: string;
  readonly encoding: Encoding;
}

/**
 * The files below `root`, by workspace-relative path with "/" separators. `known`: found by a walk that crossed no link out of the
 * root, so that nothing need be checked again. `skips` says which names `list` leaves out.
 */
export function fileStore(root: string, known: ReadonlySet<string>, skips: (path: string) => boolean): SourceStore {
  const realRoot = realpathSync(root);
  const ahead = new ReadAhead(root, [...known]);
  return {
    read(path) {
      const text = ahead.take(path);
      if (text !== undefined) return text;
      const file = known.has(path) ? join(root, path) : insideOf(realRoot, root, path);
      if (file === undefined) return undefined;
      const read = readText(file);
      return read === undefined ? undefined : textOf(read);
    },
    list(folder) {
      const absolute = insideOf(realRoot, root, folder);
      if (absolute === undefined) return [];
      return filesIn(absolute).filter((name) => !skips(folder === "" ? name : `${folder}/${name}`));
    },
  };
}

/** Undefined where there is no such file. */
export function readText(file: string): FileText | FileFailure | undefined {
  const read = readBytes(file);
  if (read === undefined || !("bytes" in read)) return read;
  const plain = decodePlain(read.bytes, 0, read.bytes.length);
  if (plain !== undefined) return { text: plain, encoding: PLAIN };
  const decoded = decode(read.bytes);
  return "text" in decoded ? decoded : { kind: "read", problem: decoded.problem, offset: decoded.offset };
}

const PLAIN: Encoding = { name: "utf-8", hasMark: false };

const textOf = (read: FileText | FileFailure): string | FileFailure => ("text" in read ? read.text : read);

function readBytes(file: string): { readonly bytes: Buffer } | FileFailure | undefined {
  let descriptor: number;
  try {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write into it.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    return failure(error);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return undefined;
    if (stats.size > LARGEST_FILE) return tooLarge;
    return { bytes: readAll(descriptor, stats.size) };
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(descriptor);
  }
}

/** Most manifests fit; a buffer of its own for each file would cost more than reading it. */
const shared = Buffer.allocUnsafeSlow(64 * 1024);

/** At most `size` bytes: a file that grows while it is read is read as it was. Valid until the next call. */
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

function failure(error: unknown): FileFailure | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  return { kind: "read", problem: `cannot be read (${code})` };
}

function filesIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return [];
  }
}

/** The absolute path, or undefined where it leaves the root: by "..", or through a link. */
function insideOf(realRoot: string, root: string, path: string): string | undefined {
  const absolute = join(root, path);
  if (!isBelow(root, absolute)) return undefined;
  try {
    return isBelow(realRoot, realpathSync(absolute)) ? absolute : undefined;
  } catch (error) {
    // What does not exist leads nowhere; a loop of links neither. A folder that may not be entered is for the reading to report.
    const code = (error as NodeJS.ErrnoException).code;
    return code === "EACCES" ? absolute : undefined;
  }
}

export const isBelow = (root: string, path: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
