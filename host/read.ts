// Reading the texts of a workspace. Nothing outside its root is ever read, whatever a manifest or a link asks for, and nothing but
// regular files: a pipe or a device named like a manifest would block for ever. What cannot be read is a value, not an exception.
import { join, sep } from "node:path";
import type { FileFailure, SourceStore } from "../engine/api.ts";
import { decode, decodePlain, type Encoding } from "./decode.ts";
import { ReadAhead } from "./read-ahead.ts";
import { bytesOf, entriesOf, LARGEST_FILE, realPath, type Unread } from "./sight.ts";

const tooLarge: FileFailure = { kind: "limit", problem: `is larger than ${LARGEST_FILE / 1024 / 1024} MB and was not read` };

/** What a read gives besides the text: needed to write a file back as it was. */
export interface FileText {
  readonly text: string;
  readonly encoding: Encoding;
}

export interface FileStore extends SourceStore {
  /** Reads a file for the one that notes what is seen, and for nobody else. */
  lookAt(path: string): void;
}

/**
 * The files below `root`, by workspace-relative path with "/" separators. `known`: found by a walk that crossed no link out of the
 * root, so that nothing need be checked again. `skips` says which names `list` leaves out.
 */
export function fileStore(root: string, known: ReadonlySet<string>, skips: (path: string) => boolean): FileStore {
  const realRoot = realPath(root);
  const ahead = new ReadAhead(root, [...known]);
  const fileAt = (path: string) => (known.has(path) ? join(root, path) : insideOf(realRoot, root, path));
  return {
    lookAt(path) {
      const file = fileAt(path);
      if (file !== undefined) bytesOf(file);
    },
    read(path) {
      const text = ahead.take(path);
      if (text !== undefined) return text;
      const file = fileAt(path);
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
  const read = bytesOf(file);
  if (!Buffer.isBuffer(read)) return failureOf(read);
  const plain = decodePlain(read, 0, read.length);
  if (plain !== undefined) return { text: plain, encoding: PLAIN };
  const decoded = decode(read);
  return "text" in decoded ? decoded : { kind: "read", problem: decoded.problem, offset: decoded.offset };
}

const PLAIN: Encoding = { name: "utf-8", hasMark: false };

const textOf = (read: FileText | FileFailure): string | FileFailure => ("text" in read ? read.text : read);

function failureOf({ why, code }: Unread): FileFailure | undefined {
  if (why === "large") return tooLarge;
  return why === "error" ? { kind: "read", problem: `cannot be read (${code})` } : undefined;
}

function filesIn(folder: string): readonly string[] {
  try {
    const entries = entriesOf(folder);
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
    return isBelow(realRoot, realPath(absolute)) ? absolute : undefined;
  } catch (error) {
    // What does not exist leads nowhere; a loop of links neither. A folder that may not be entered is for the reading to report.
    const code = (error as NodeJS.ErrnoException).code;
    return code === "EACCES" ? absolute : undefined;
  }
}

export const isBelow = (root: string, path: string): boolean => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
