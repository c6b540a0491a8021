// Quotes and brackets that open a value and are not closed on its line: they swallow what follows, so that the scanner gives up far below.
import type { Candidate } from "./candidate.ts";
import { type Line, lineAbove } from "./lines.ts";
import type { Change } from "./patch.ts";

/** Lines above the failure that are looked at. */
const REACH = 400;

/** A quote or bracket that opens a value and is not closed on its line: the nearest ones at or above `line`. */
export function leftOpen(text: string, line: Line): Candidate[] {
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
