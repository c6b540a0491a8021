// Where the report goes, and in which form: one destination on stdout, any number in files.
import { resolve } from "node:path";
import { UsageError } from "./io.ts";

export const FORMATS = ["pretty", "json", "sarif", "github", "gitlab", "junit", "markdown", "compact"] as const;

export type Format = (typeof FORMATS)[number];

export interface Outputs {
  readonly stdout: Format;
  readonly files: readonly { readonly format: Format; readonly file: string }[];
}

/** `format`: of --format. `words`: of --output, "FORMAT" or "FORMAT=FILE". */
export function outputsOf(format: Format | undefined, words: readonly string[]): Outputs {
  const stdout: Format[] = format === undefined ? [] : [format];
  const files: Outputs["files"][number][] = [];
  for (const word of words) {
    const at = word.indexOf("=");
    const name = at < 0 ? word : word.slice(0, at);
    const known = FORMATS.find((one) => one === name);
    if (!known)
      throw new UsageError(
        `--output ${word}: there is no format "${name}". Write FORMAT or FORMAT=FILE, with one of ${FORMATS.join(", ")}.`,
      );
    const file = word.slice(at + 1);
    if (at < 0) stdout.push(known);
    else if (file === "") throw new UsageError(`--output ${word}: the name of the file is missing.`);
    else files.push({ format: known, file });
  }
  if (stdout.length > 1)
    throw new UsageError(`Only one report can go to standard output, not ${stdout.join(" and ")}: write the others as FORMAT=FILE.`);
  const names = files.map(({ file }) => resolve("/", file));
  const twice = files.find((_, index) => names.indexOf(names[index] as string) !== index);
  if (twice) throw new UsageError(`--output names ${twice.file} twice: each report needs a file of its own.`);
  return { stdout: stdout[0] ?? "pretty", files };
}
