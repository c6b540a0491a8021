// A guess at what is wrong in a text, and what to change so that it can be read.
import type { Span } from "../../text/source.ts";
import type { Change } from "./patch.ts";

/** The span is what the message speaks of. */
export interface Candidate extends Span {
  readonly message: string;
  /** Values that it takes away on purpose: they do not count against it. */
  readonly removes?: number;
  /** In order of text. */
  readonly changes: readonly Change[];
  /** What may have been meant otherwise: text that was read as something else, or, where it is empty, a line that was moved. */
  readonly doubts?: readonly Span[];
}
