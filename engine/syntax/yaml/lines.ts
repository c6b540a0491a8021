// Lines of a text, found on the way: LF, CRLF and lone CR end a line, as for the scanner.

/** `start..end` without the line break; `indent`: leading spaces. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  /** What is written, without indentation and trailing white space; "" on a blank line. */
  readonly content: string;
}

export function lineAt(text: string, offset: number): Line {
  const start = lineStart(text, offset);
  const end = lineEnd(text, start);
  let indent = 0;
  while (text.charCodeAt(start + indent) === 32) indent++;
  return { start, end, indent, content: text.slice(start + indent, end).trimEnd() };
}

export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isBreak(text.charCodeAt(at - 1))) at--;
  return at;
}

/** Offset of the line break that ends the line, or the end of the text. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isBreak(text.charCodeAt(at))) at++;
  return at;
}

/** Offset of the next line, or -1. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (end >= text.length) return -1;
  const next = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
  return next < text.length ? next : -1;
}

/** The nearest line above that says something: neither blank nor a comment. */
export function lineAbove(text: string, line: Line): Line | undefined {
  let at = line.start;
  while (at > 0) {
    const above = lineAt(text, text.charCodeAt(at - 1) === 10 && text.charCodeAt(at - 2) === 13 ? at - 2 : at - 1);
    if (says(above)) return above;
    at = above.start;
  }
  return undefined;
}

/** The nearest line below that says something. */
export function lineBelow(text: string, line: Line): Line | undefined {
  for (let at = nextLine(text, line.start); at >= 0; at = nextLine(text, at)) {
    const below = lineAt(text, at);
    if (says(below)) return below;
  }
  return undefined;
}

const says = ({ content }: Line): boolean => content !== "" && !content.startsWith("#");

export const isBreak = (code: number): boolean => code === 10 || code === 13;
