// Writing repaired files back. A file is replaced in one step, so that nobody ever sees half of it; its mode, its encoding and, behind
// a link, its place stay. Nothing outside the workspace is written, and nothing that somebody changed since it was read.
import { hash as digest, randomUUID } from "node:crypto";
import { closeSync, existsSync, fchmodSync, openSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encode } from "./decode.ts";
import { isBelow, readText } from "./read.ts";

/**
 * Replaces the text of a file of the workspace. `before` is the text that was read; `path` is relative to `root`.
 * Returns what kept it from being written, as the end of a sentence that begins with the file.
 */
export function replaceText(root: string, path: string, before: string, after: string): string | undefined {
  try {
    const file = realpathSync(join(root, path));
    if (!isBelow(realpathSync(root), file)) return "lies outside the workspace and was not written";
    const present = readText(file);
    // Two names of the workspace may lead to one file.
    if (present && "text" in present && present.text === after) return undefined;
    if (!present || !("text" in present) || present.text !== before)
      return "has changed since it was read and was not written; run the command again";
    replaceFile(file, encode(after, present.encoding));
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `cannot be written (${code})`;
  }
}

/**
 * Writes a file that the user named, new or instead of the one that is there. Returns what kept it from being written, as the end of a
 * sentence that begins with the file.
 */
export function writeNew(file: string, text: string): string | undefined {
  try {
    if (existsSync(file)) replaceFile(realpathSync(file), Buffer.from(text, "utf8"));
    else writeFileSync(file, text, { flag: "wx" });
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return code === "ENOENT" ? "cannot be written: its folder does not exist" : `cannot be written (${code})`;
  }
}

/** The copy beside it is never more open than the file, and bears a name that nobody can have taken before. */
function replaceFile(file: string, bytes: Buffer): void {
  const temporary = join(dirname(file), `.drydock-${randomUUID()}`);
  const mode = statSync(file).mode & 0o7777;
  const descriptor = openSync(temporary, "wx", mode & 0o600);
  try {
    try {
      writeFileSync(descriptor, bytes);
      fchmodSync(descriptor, mode);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** For fingerprints: short enough to read, long enough never to meet another. */
export const hash = (text: string): string => digest("sha256", text, "hex").slice(0, 32);
