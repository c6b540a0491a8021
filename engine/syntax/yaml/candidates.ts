// What may be wrong where the scanner gave up, in the words of a person, each with the change that would put it right. Only guesses:
// repair.ts tries them. The order matters between equals: the likelier mistake comes first.

import type { Candidate } from "./candidate.ts";
import { indentation, tabs } from "./indentation.ts";
import { leftOpen } from "./left-open.ts";
import { isBreak, type Line, lineAbove, lineAt, lineBelow, nextLine } from "./lines.ts";
import type { Change } from "./patch.ts";
import type { Failure } from "./scan.ts";

const LONGEST_LINE = 2000;
/** Lines above that are looked at. */
const REACH = 400;

export function candidatesAt(text: string, failure: Failure): Candidate[] {
  const line = lineAt(text, Math.min(failure.offset, text.length));
  const above = lineAbove(text, line);
  // A line of thousands of characters is no line that a person mistyped.
  const lines = (above ? [line, above] : [line]).filter(({ content }) => content.length <= LONGEST_LINE);
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
    ...wordAmongItems(text, line, failure),
    ...indentation(text, line, above),
    ...(above ? [line, above] : [line]).flatMap((each) => dropped(text, each)),
  ];
}

/** `-\ta: b`: the tab becomes a space. */
function tabBehindDash(text: string, line: Line): Candidate[] {
  const lead = /^(?:- +)*-(?=\t)/.exec(line.content)?.[0];
  if (lead === undefined) return [];
  const start = line.start + line.indent + lead.length;
  const end = start + (/^\t+/.exec(text.slice(start, line.end))?.[0].length ?? 0);
  return [{ message: "a tab stands behind this dash: YAML wants a space", start, end, changes: [{ start, end }] }];
}

function badEscape(text: string, { reason, offset }: Failure): Candidate[] {
  if (reason !== "unknown escape sequence" && reason !== "expected hexadecimal character") return [];
  const at = text.lastIndexOf("\\", offset);
  const sequence = text.slice(at, at + 2);
  const message = `\`${sequence}\` means nothing in double quotes: write \`\\${sequence}\`, or use single quotes`;
  return [{ message, start: at, end: at + 2, changes: [{ at, insert: "\\" }] }];
}

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
  return [
    { message: `the colon is missing behind \`${name}\``, start, end, changes: [{ at: end, insert: ":" }], doubts: [{ start, end }] },
  ];
}

/** `image: a: b`, `user: @me`: a value that YAML reads as something else than text. */
function needsQuotes(line: Line): Candidate[] {
  const match = /^((?:- +)*(?:[^\s:#"'[{][^:#]*: +)?)(\S.*)$/.exec(line.content);
  const [, lead = "", rest = ""] = match ?? [];
  const value = rest.replace(/ +#.*$/, "");
  if (lead === "" || value === "" || /^["'|>&*!]/.test(value)) return [];
  const start = line.start + line.indent + lead.length;
  const end = start + value.length;
  const isIndicator = /^[@`%]/.test(value);
  const isFlow = /^[[{]/.test(value);
  if (isFlow ? /[\]},]$/.test(value) : !isIndicator && !value.includes(": ") && !value.endsWith(":")) return [];
  const message = isIndicator
    ? `a value cannot start with \`${value[0]}\`: it needs quotes`
    : isFlow
      ? `a value that starts with \`${value[0]}\` ends with its bracket: this text needs quotes`
      : "a value with a colon in it needs quotes";
  const quote = value.includes("'") ? '"' : "'";
  const changes: Change[] =
    /["\\]/.test(value) && quote === '"'
      ? [{ start, end }]
      : [
          { at: start, insert: quote },
          { at: end, insert: quote },
        ];
  // With a colon in it, the text may be several entries that ran together.
  return [{ message, start, end, changes, ...(isIndicator ? {} : { doubts: [{ start, end }] }) }];
}

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

/** A key that is being typed in the middle of a list at the column of its key: it and the items behind it read as one text. */
function wordAmongItems(text: string, line: Line, { reason }: Failure): Candidate[] {
  if (!reason.endsWith("a multiline key may not be an implicit key")) return [];
  let at = lineAbove(text, line);
  for (let i = 0; at && i < REACH && at.indent >= line.indent && /^-(?: |$)/.test(at.content); i++) at = lineAbove(text, at);
  return at && at.indent >= line.indent ? loneWord(at) : [];
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
