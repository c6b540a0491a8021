// What the scanner does not say about the text between two tokens: where a flow collection closes, where a block scalar's header starts
// and its last line ends.
import type { Event } from "js-yaml";

type Scalar = Extract<Event, { type: 4 }>;

const KEEP = 3;

/** Offset of the `|` or `>` of a block scalar that follows the token that ends at `from`. */
export function headerStart(text: string, from: number): number {
  let at = gapEnd(text, from);
  while (text[at] === ":" || text[at] === "-" || text[at] === "?") at = gapEnd(text, at + 1);
  return at;
}

/** Offset after white space, commas and comments. */
export function gapEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 32 || code === 10 || code === 13 || code === 9 || code === 44 || code === 0xfeff) at++;
    else if (code === 35) while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
    else return at;
  }
}

/**
 * The end of a block scalar: behind its last line with something on it, or behind its header where it has none. Blank lines after
 * that are content only where the header says `+`; even then the last line break is left out, so that what is inserted after the
 * line stays outside.
 */
export function blockEnd(text: string, header: number, event: Scalar): number {
  const { valueStart, valueEnd, indent, chomping } = event;
  let at = beforeBreak(text, valueEnd, valueStart);
  if (chomping !== KEEP) {
    for (;;) {
      let line = at;
      while (line > valueStart && text.charCodeAt(line - 1) === 32) line--;
      const isBlankLine = (line === valueStart || isBreak(text.charCodeAt(line - 1))) && (indent < 0 || at - line <= indent);
      if (!isBlankLine) break;
      if (line <= valueStart) return headerEnd(text, header);
      at = beforeBreak(text, line, valueStart);
    }
  }
  return at > valueStart ? at : headerEnd(text, header);
}

function headerEnd(text: string, header: number): number {
  let at = header + 1;
  while (text[at] === "+" || text[at] === "-" || (text.charCodeAt(at) >= 49 && text.charCodeAt(at) <= 57)) at++;
  return at;
}

/** `at`, or the offset before the line break that ends there. */
function beforeBreak(text: string, at: number, from: number): number {
  if (at > from && text.charCodeAt(at - 1) === 10) return at - 1 > from && text.charCodeAt(at - 2) === 13 ? at - 2 : at - 1;
  return at > from && text.charCodeAt(at - 1) === 13 ? at - 1 : at;
}

const isBreak = (code: number): boolean => code === 10 || code === 13;
