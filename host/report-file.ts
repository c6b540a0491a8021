// Reports in files of the user's choice. Unlike manifests they may lie anywhere, and may be pipes, so they are written in place.
import { appendFileSync, statSync, writeFileSync } from "node:fs";

/** Returns what kept it from being written, as the end of a sentence that begins with the file. */
export const writeReport = (file: string, text: string | Buffer): string | undefined => failureOf(() => writeFileSync(file, text));

export const appendReport = (file: string, text: string): string | undefined => failureOf(() => appendFileSync(file, text));

/** Bytes; 0 where there is no such file yet. */
export function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function failureOf(write: () => void): string | undefined {
  try {
    write();
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return `cannot be written (${code})`;
  }
}
