// Writing repaired files back. A file is replaced in one step, so that nobody ever sees half of it; its mode, its encoding and, behind
// a link, its place stay. Nothing outside the workspace is written, and nothing that somebody changed since it was read.
import { createHash } from "node:crypto";
import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

function replaceFile(file: string, bytes: Buffer): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.drydock`);
  try {
    writeFileSync(temporary, bytes, { flag: "wx" });
    chmodSync(temporary, statSync(file).mode & 0o7777);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** For fingerprints: short enough to read, long enough never to meet another. */
export const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
