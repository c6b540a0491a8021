// Repairs of text that does not parse.
import type { Problem } from "../node.ts";
import { backTo, type Patched } from "./patch.ts";
import type { Failure, Scanned } from "./scan.ts";

export interface Repaired {
  readonly scanned: Scanned | undefined;
  readonly problem: Problem;
}

export function repair(start: Patched, failure: Failure): Repaired {
  const at = backTo(start, failure.offset);
  return { scanned: undefined, problem: { kind: "syntax", message: "This text cannot be read as YAML from here on.", span: { start: at, end: at } } };
}
