// Lines that stand a little left or right of their siblings, and tabs. Which line is wrong cannot be known: every way to make them fit is
// a guess of its own.
import type { Span } from "../../text/source.ts";
import type { Candidate } from "./candidate.ts";
import { type Line, lineAbove, lineAt, lineBelow, nextLine } from "./lines.ts";
import type { Change } from "./patch.ts";

/** Lines above that are looked at. */
const REACH = 400;

/** A line that stands a little left or right of its siblings. */
export function indentation(text: string, line: Line, above: Line | undefined): Candidate[] {
  if (line.content === "") return [];
  const found: Candidate[] = [];
  const problem = (siblings: number) => ({
    message: `this line is indented by ${spaces(line.indent)}; its siblings by ${siblings}`,
    start: line.start + line.indent,
    end: line.start + line.indent + line.content.length,
    // Whether this line stands wrong or the one above it, nobody knows.
    doubts: [line, ...(above ? [above] : [])].map((one) => ({ start: one.start + one.indent, end: one.start + one.indent })),
  });
  for (const column of columnsFor(text, line, above)) {
    const by = column - line.indent;
    if (by > 0) {
      const insert = " ".repeat(by);
      found.push({ ...problem(column), changes: [{ at: line.start, insert }] });
      for (const least of [line.indent + 1, line.indent]) {
        found.push({ ...problem(column), changes: block(text, line, least).map((at) => ({ at, insert })) });
      }
    } else if (by < 0) {
      // Nothing can be taken away, so the siblings move to the right instead.
      const insert = " ".repeat(-by);
      found.push({ ...problem(column), changes: siblingsOf(text, line, column).map((at) => ({ at, insert })) });
    }
  }
  return found;
}

const spaces = (count: number): string => (count === 1 ? "1 space" : `${count} spaces`);

/** Columns at which the lines above could be continued, the likelier ones first. */
function columnsFor(text: string, line: Line, above: Line | undefined): number[] {
  const columns: number[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  let at = above;
  for (let i = 0; at && i < REACH; i++) {
    if (at.indent < lowest) {
      const dashes = dashesOf(at);
      if (dashes > 0) columns.push(at.indent + dashes);
      columns.push(at.indent);
      lowest = at.indent;
    }
    at = at.indent === 0 ? undefined : lineAbove(text, at);
  }
  // What opens a block stands left of it; apart from that the nearest column is the likeliest.
  const below = line.content.endsWith(":") ? lineBelow(text, line) : undefined;
  const far = (column: number) => Math.abs(column - line.indent) + (below && below.indent <= column ? 100 : 0);
  return columns.sort((a, b) => far(a) - far(b)).slice(0, 4);
}

/** Starts of the line and of those below that are indented by `least` spaces or more. */
function block(text: string, line: Line, least: number): number[] {
  const starts = [line.start];
  for (let at = nextLine(text, line.start); at >= 0; at = nextLine(text, at)) {
    const below = lineAt(text, at);
    if (below.content === "") continue;
    if (below.indent < least) break;
    starts.push(at);
  }
  return starts;
}

/** Where the lines of the block at `column` around `line` begin, without the line itself and what is deeper behind it. */
function siblingsOf(text: string, line: Line, column: number): number[] {
  const starts: number[] = [];
  let at = lineAbove(text, line);
  for (; at && at.indent >= column; at = lineAbove(text, at)) starts.unshift(at.start);
  // `- name: x`: the first of the siblings stands behind a dash.
  const dashes = at ? dashesOf(at) : 0;
  if (at && dashes > 0 && at.indent + dashes === column) starts.unshift(at.start + column);
  let isInside = true;
  for (let below = lineBelow(text, line); below && below.indent >= column; below = lineBelow(text, below)) {
    if (below.indent < line.indent) isInside = false;
    if (!isInside) starts.push(below.start);
  }
  return starts;
}

/** Columns that the dashes of list items take at the start of a line. */
const dashesOf = ({ content }: Line): number => /^(?:- +)+/.exec(content)?.[0].length ?? 0;

export function tabs(text: string, line: Line): Candidate[] {
  const first = line.start + line.indent;
  if (text[first] !== "\t") return [];
  const step = " ".repeat(indentStep(text));
  const changes: Change[] = [];
  const doubts: Span[] = [];
  for (let start = 0; start >= 0; start = nextLine(text, start)) {
    const before = changes.length;
    let at = start;
    for (; text[at] === " " || text[at] === "\t"; at++) {
      // The tab becomes a blank, the insertion makes up the width.
      if (text[at] === "\t") changes.push({ start: at, end: at + 1 }, { at: at + 1, insert: step.slice(1) });
    }
    if (changes.length > before) doubts.push({ start: at, end: at });
  }
  const all = { message: "a tab indents this line: YAML wants spaces", start: first, end: first + 1 };
  return [{ ...all, changes, doubts }];
}

/** The smallest indentation in the text: what one level is worth. */
function indentStep(text: string): number {
  let step = 0;
  for (let start = 0; start >= 0; start = nextLine(text, start)) {
    let at = start;
    while (text.charCodeAt(at) === 32) at++;
    if (at > start && (step === 0 || at - start < step)) step = at - start;
  }
  return step === 0 ? 2 : Math.min(step, 8);
}
