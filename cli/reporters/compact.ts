// One line each, as compilers print them: what editors, terminals and grep can follow to its place.
import type { Outcome } from "../outcome.ts";
import { inert, visible } from "./inert.ts";
import { statementsOf } from "./statements.ts";

/** "deploy/train.yaml:12:7: warning: message [gpu/limit-missing]" */
export const compact = (outcome: Outcome): string =>
  statementsOf(outcome)
    .map(({ severity, name, file, range, message }) => {
      const { line, column } = range?.start ?? { line: 1, column: 1 };
      return `${inert(`${visible(outcome.pathFor(file))}:${line}:${column}: ${severity}: ${message} [${name}]`)}\n`;
    })
    .join("");
