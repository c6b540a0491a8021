// The repair of a long text: reading all of it with the scanner, again for every guess, takes too long while somebody types. The fast
// path got as far as the broken line, so only the block around that line is repaired, and the whole is read with what put it right.

import type { Span } from "../../text/source.ts";
import type { Problem } from "../node.ts";
import { fastParse } from "./fast.ts";
import { type Line, lineAbove, lineAt, lineBelow } from "./lines.ts";
import { type Patched, unpatched } from "./patch.ts";
import { type FastRead, repair } from "./repair.ts";
import { scan } from "./scan.ts";

/** Shorter texts are repaired as a whole, which sees more. */
export const LONG = 50_000;
/** Characters on each side of the broken line that count as near. */
const REACH = 8000;

/** `stop`: where the fast path gave up. Undefined where nothing near is broken, or more than what is near. */
export function repairNear(text: string, stop: number): { readonly read: FastRead; readonly problem: Problem } | undefined {
  const near = blockAround(text, lineAt(text, stop));
  const part = text.slice(near.start, near.end);
  const failure = scan(part);
  if ("events" in failure || failure.isLimit) return undefined;
  const { read, problem } = repair(unpatched(part), failure);
  if (!read) return undefined;
  const patched = within(text, near, read.patched);
  const tree = fastParse(patched.text);
  return tree && { read: { patched, tree }, problem: { ...problem, span: moved(problem.span, near.start) } };
}

/**
 * Lines that can be read by themselves: none stands left of the first one. They reach up to an ancestor or a sibling of the line, and
 * down to the end of that block, as far as these are near; what is cut off below leaves a block that ends early.
 */
function blockAround(text: string, line: Line): Span {
  let first = line;
  for (let at = lineAbove(text, line); at && line.start - at.start <= REACH && first.indent > 0; at = lineAbove(text, at)) {
    if (at.indent < first.indent || (at.indent === first.indent && (isItem(first) || !isItem(at)))) first = at;
  }
  let end = line.end;
  for (let at = lineBelow(text, line); at && at.start - line.end <= REACH && isPartOf(first, at); at = lineBelow(text, at)) end = at.end;
  return { start: first.start, end };
}

/** A list may stand at the column of its key, but a key not at the column of a list. */
const isPartOf = (first: Line, line: Line): boolean =>
  line.indent > first.indent || (line.indent === first.indent && (!isItem(first) || isItem(line)));

const isItem = ({ content }: Line): boolean => content === "-" || content.startsWith("- ");

/** The whole text with the changes of a part. */
function within(text: string, { start, end }: Span, part: Patched): Patched {
  return {
    text: text.slice(0, start) + part.text + text.slice(end),
    insertions: part.insertions.map((each) => ({ ...each, at: each.at + start, offset: each.offset + start })),
    doubts: part.doubts.map((each) => ({ ...each, ...moved(each, start) })),
  };
}

const moved = ({ start, end }: Span, by: number): Span => ({ start: start + by, end: end + by });
