// What kept a command from seeing all, where no report has a place for it: one line a problem, on stderr.
import { escapeForPeople, type FileProblem } from "../engine/api.ts";
import { EXIT, type Io } from "./io.ts";
import { inert } from "./reporters/inert.ts";
import type { Scope } from "./scope.ts";

/** Returns the exit code of a command that has done all else. */
export function tellTrouble(problems: readonly FileProblem[], { pathFor }: Pick<Scope, "pathFor">, io: Io): number {
  for (const { file, range, message } of problems) {
    const at = range ? `:${range.start.line}:${range.start.column}` : "";
    io.stderr.write(`${inert(`${escapeForPeople(pathFor(file))}${at}: ${message}`)}\n`);
  }
  return problems.length > 0 ? EXIT.trouble : EXIT.clean;
}
