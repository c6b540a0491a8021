// What may be wrong where the scanner gave up, in the words of a person, each with the change that would put it right. Only guesses:
// repair.ts tries them. The order matters between equals: the likelier mistake comes first.

import type { Span } from "../../text/source.ts";
import { isBreak, type Line, lineAbove, lineAt, lineBelow, nextLine } from "./lines.ts";
import type { Failure } from "./scan.ts";

/** Something to change in a text: offsets count before the change. */
export type Change = { readonly at: number; readonly insert: string } | Span;

/** The span is what the message speaks of. */
export interface Candidate extends Span {
  readonly message: string;
  /** Values that it takes away on purpose: they do not count against it. */
  readonly removes?: number;
  /** In order of text. */
  readonly changes: readonly Change[];
}

/** Lines above the failure that are looked at for a quote or bracket that was left open. */
const REACH = 400;

export function candidatesAt(text: string, failure: Failure): Candidate[] {
  const line = lineAt(text, Math.min(failure.offset, text.length));
  const above = lineAbove(text, line);
  const lines = above ? [line, above] : [line];
  return [
    ...tabs(text, line),
    ...badEscape(text, failure),
    ...leftOpen(text, line),
    ...lines.flatMap((each) => [
      ...tabBehindDash(text, each),
      ...missingSpace(text, each),
      ...missingColon(text, each),
      ...needsQuotes(each),
      ...loneWord(each),
    ]),
    ...indentation(text, line, above),
    ...lines.flatMap((each) => dropped(text, each)),
  ];
}

function tabs(text: string, line: Line): Candidate[] {
  const first = line.start + line.indent;
  if (text[first] !== "\t") return [];
  const step = " ".repeat(indentStep(text));
  const changes: Change[] = [];
  for (let start = 0; start >= 0; start = nextLine(text, start)) {
    let at = start;
    for (; text[at] === " " || text[at] === "\t"; at++) {
      // The tab becomes a blank, the insertion makes up the width.
      if (text[at] === "\t") changes.push({ start: at, end: at + 1 }, { at: at + 1, insert: step.slice(1) });
    }
  }
  const all = { message: "a tab indents this line: YAML wants spaces", start: first, end: first + 1 };
  return [{ ...all, changes }];
}

/** `-\ta: b`: the tab becomes a space. */
function tabBehindDash(text: string, line: Line): Candidate[] {
  const lead = /^(?:- +)*-(?=\t)/.exec(line.content)?.[0];
  if (lead === undefined) return [];
  const start = line.start + line.indent + lead.length;
  const end = start + (/^\t+/.exec(text.slice(start, line.end))?.[0].length ?? 0);
  return [{ message: "a tab stands behind this dash: YAML wants a space", start, end, changes: [{ start, end }] }];
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

function badEscape(text: string, { reason, offset }: Failure): Candidate[] {
  if (reason !== "unknown escape sequence" && reason !== "expected hexadecimal character") return [];
  const at = text.lastIndexOf("\\", offset);
  const sequence = text.slice(at, at + 2);
  const message = `\`${sequence}\` means nothing in double quotes: write \`\\${sequence}\`, or use single quotes`;
  return [{ message, start: at, end: at + 2, changes: [{ at, insert: "\\" }] }];
}

/** A quote or bracket that opens a value and is not closed on its line: the nearest ones at or above `line`. */
function leftOpen(text: string, line: Line): Candidate[] {
  const found: Candidate[] = [];
  let at: Line | undefined = line;
  for (let i = 0; at && i < REACH && found.length < 6; i++) {
    const open = unclosed(text, at);
    if (open) found.push(...closing(text, at, open));
    at = lineAbove(text, at);
  }
  return found;
}

interface Open {
  readonly at: number;
  /** What would close everything that is open at the end of the line. */
  readonly closers: string;
}

/** What opens on this line and does not close on it: the first quote, or the first bracket. */
function unclosed(text: string, line: Line): Open | undefined {
  const brackets: { readonly at: number; readonly closer: string }[] = [];
  let isStart = true;
  for (let at = line.start; at < line.end; at++) {
    const char = text[at] as string;
    if ((char === '"' || char === "'") && isStart) {
      const end = quoteEnd(text, at, line.end);
      if (end < 0) return { at, closers: char + closersOf(brackets) };
      at = end;
      isStart = false;
    } else if ((char === "[" || char === "{") && (isStart || brackets.length > 0)) {
      brackets.push({ at, closer: char === "[" ? "]" : "}" });
      isStart = true;
    } else if ((char === "]" || char === "}") && brackets.length > 0) {
      brackets.pop();
      isStart = false;
    } else if (char === "#" && (at === line.start || text[at - 1] === " ")) break;
    else if (char === ":" || char === "-" || char === "?" || char === ",") isStart = char !== "-" || isStart;
    else if (char !== " " && char !== "\t") isStart = false;
  }
  const first = brackets[0];
  return first && { at: first.at, closers: closersOf(brackets) };
}

const closersOf = (brackets: readonly { readonly closer: string }[]): string =>
  brackets
    .map(({ closer }) => closer)
    .reverse()
    .join("");

function quoteEnd(text: string, from: number, end: number): number {
  const quote = text[from];
  for (let at = from + 1; at < end; at++) {
    if (text[at] === "\\" && quote === '"') at++;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at;
    }
  }
  return -1;
}

/** Closing it at the end of its line, else doing without the value. */
function closing(text: string, line: Line, { at, closers }: Open): Candidate[] {
  const char = text[at] as string;
  const message =
    char === "[" || char === "{" ? `the \`${char}\` that opens here is never closed` : "the quote that opens here is never closed";
  const problem = { message, start: at, end: at + 1 };
  const end = line.start + line.indent + line.content.length;
  // `[a, "b,`: a comma that ends the line would leave an empty item, a backslash would swallow the quote.
  const last = text[end - 1] === "," || text[end - 1] === "\\" ? end - 1 : end;
  return [
    {
      ...problem,
      changes: [...(last < end ? [{ start: last, end }] : []), { at: last, insert: closers }].sort((a, b) => place(a) - place(b)),
    },
    { ...problem, changes: [{ start: at, end: line.end }] },
  ];
}

const place = (change: Change): number => ("insert" in change ? change.at : change.start);

/** `replicas:3`, `-name: x`. */
function missingSpace(text: string, line: Line): Candidate[] {
  const found: Candidate[] = [];
  const start = line.start + line.indent;
  const colon = /^((?:- +)*[\w./-]+):[^\s:/]/.exec(line.content);
  if (colon) {
    const at = start + (colon[1] as string).length;
    found.push({ message: "a space is missing behind the colon", start: at, end: at + 1, changes: [{ at: at + 1, insert: " " }] });
  }
  if (/^-[^\s-]/.test(line.content) && text[start] === "-") {
    found.push({ message: "a space is missing behind the dash", start, end: start + 1, changes: [{ at: start + 1, insert: " " }] });
  }
  return found;
}

/** A word alone on its line, above deeper lines: a key without its colon. */
function missingColon(text: string, line: Line): Candidate[] {
  const word = /^((?:- +)*)([\w./-]+)$/.exec(line.content);
  const below = lineBelow(text, line);
  if (!word || !below) return [];
  const [, dashes = "", name = ""] = word;
  const column = line.indent + dashes.length;
  const above = lineAbove(text, line);
  // A list may stand at the column of its key, but then the line above must not be the key that waits for it.
  const isListKey = below.indent === column && below.content.startsWith("- ") && !above?.content.endsWith(":");
  if (below.indent <= column && !isListKey) return [];
  const start = line.start + column;
  const end = start + name.length;
  return [{ message: `the colon is missing behind \`${name}\``, start, end, changes: [{ at: end, insert: ":" }] }];
}

/** `image: a: b`, `user: @me`: a value that YAML reads as something else than text. */
function needsQuotes(line: Line): Candidate[] {
  const match = /^((?:- +)*(?:[^\s:#"'[{][^:#]*: +)?)(\S.*)$/.exec(line.content);
  const [, lead = "", rest = ""] = match ?? [];
  const value = rest.replace(/ +#.*$/, "");
  if (lead === "" || value === "" || /^["'|>[{&*!]/.test(value)) return [];
  const start = line.start + line.indent + lead.length;
  const end = start + value.length;
  const isIndicator = /^[@`%]/.test(value);
  if (!isIndicator && !value.includes(": ") && !value.endsWith(":")) return [];
  const message = isIndicator ? `a value cannot start with \`${value[0]}\`: it needs quotes` : "a value with a colon in it needs quotes";
  const quote = value.includes("'") ? '"' : "'";
  const changes: Change[] =
    /["\\]/.test(value) && quote === '"'
      ? [{ start, end }]
      : [
          { at: start, insert: quote },
          { at: end, insert: quote },
        ];
  return [{ message, start, end, changes }];
}

/** A line that stands a little left or right of its siblings. */
function indentation(text: string, line: Line, above: Line | undefined): Candidate[] {
  if (line.content === "") return [];
  const found: Candidate[] = [];
  const problem = (siblings: number) => ({
    message: `this line is indented by ${spaces(line.indent)}; its siblings by ${siblings}`,
    start: line.start + line.indent,
    end: line.start + line.indent + line.content.length,
  });
  for (const column of columnsFor(text, line, above)) {
    const by = column - line.indent;
    if (by > 0) {
      const insert = " ".repeat(by);
      found.push({ ...problem(column), changes: [{ at: line.start, insert }] });
      found.push({ ...problem(column), changes: block(text, line).map((at) => ({ at, insert })) });
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

/** Starts of the line and of those below that are not left of it. */
function block(text: string, line: Line): number[] {
  const starts = [line.start];
  for (let at = nextLine(text, line.start); at >= 0; at = nextLine(text, at)) {
    const below = lineAt(text, at);
    if (below.content === "") continue;
    if (below.indent < line.indent) break;
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

/** A key that is being typed. */
function loneWord(line: Line): Candidate[] {
  const word = /^(?:- +)*([\w./-]+)$/.exec(line.content)?.[1];
  if (word === undefined) return [];
  const end = line.start + line.indent + line.content.length;
  const start = end - word.length;
  return [
    { message: `\`${word}\` stands alone: a key needs a colon and a value`, start, end, removes: 1, changes: [{ start, end: line.end }] },
  ];
}

/** Doing without the value, the line, or the line and all that is deeper below. */
function dropped(text: string, line: Line): Candidate[] {
  if (line.content === "") return [];
  const start = line.start + line.indent;
  const problem = { message: "this line cannot be read as YAML", start, end: start + line.content.length };
  const value = /^((?:- +)*[^\s:#"'[{][^:#]*:)( .*)$/.exec(line.content)?.[1];
  const below = deeperEnd(text, line);
  return [
    ...(value === undefined ? [] : [{ ...problem, changes: [{ start: start + value.length, end: line.end }] }]),
    { ...problem, changes: [{ start: line.start, end: line.end }] },
    ...(below > line.end ? [{ ...problem, changes: [{ start: line.start, end: below }] }] : []),
  ];
}

function deeperEnd(text: string, line: Line): number {
  let end = line.end;
  for (let at = nextLine(text, line.start); at >= 0; at = nextLine(text, at)) {
    const below = lineAt(text, at);
    if (below.content !== "" && below.indent <= line.indent) break;
    end = below.end;
  }
  while (end > line.end && isBreak(text.charCodeAt(end - 1))) end--;
  return end;
}
