// Which stretch of a document each stretch of a scalar's text comes from, so that what is found in a text inside a text can be shown
// and changed where it is really written. Nothing here parses the inner text.
import type { Language, Segment, Source } from "../text/source.ts";
import type { Document, ScalarNode } from "./node.ts";

/**
 * Segments of the scalar's text (`start`, `end`) in the document's text (`from`), in order and without gaps. One line without escapes
 * is verbatim; so are the lines of a literal block, each with its line break. Escapes and folded lines are transformed.
 */
export function scalarSegments(documentText: string, node: ScalarNode): Segment[] {
  const { text, start, end, style } = node;
  if (text === "") return [];
  const segments =
    style === "literal"
      ? literalSegments(documentText, node)
      : style === "folded"
        ? []
        : style === "plain"
          ? pieces(documentText, start, end, PLAIN)
          : style === "computed"
            ? []
            : pieces(documentText, start + 1, end - 1, style === "single" ? SINGLE : DOUBLE);
  // Whatever the reader did in another way is still known to come from the whole scalar.
  return segments.at(-1)?.end === text.length && isSound(documentText, text, segments)
    ? segments
    : [{ kind: "transformed", start: 0, end: text.length, from: { start, end } }];
}

/** The text of a scalar as a source of its own. Its segments count in the parent's source, not in the document. */
export function derivedSource(parent: Document, node: ScalarNode, language: Language): Source {
  const { source, start, end } = parent;
  const segments = scalarSegments(source.text.slice(start, end), node).map(
    (segment): Segment => ({ ...segment, from: { start: segment.from.start + start, end: segment.from.end + start } }),
  );
  return { id: `${source.id}#${start + node.start}`, path: source.path, language, text: node.text, derived: { from: source, segments } };
}

function isSound(documentText: string, text: string, segments: readonly Segment[]): boolean {
  let at = 0;
  for (const { kind, start, end, from } of segments) {
    if (start !== at) return false;
    if (kind === "verbatim" && documentText.slice(from.start, from.end) !== text.slice(start, end)) return false;
    at = end;
  }
  return at === text.length;
}

interface Escape {
  /** Length of what is written, and what is read instead. */
  readonly length: number;
  readonly text: string;
}

interface Quoting {
  readonly quote?: "single" | "double";
  escapeAt(text: string, at: number): Escape | undefined;
}

const PLAIN: Quoting = { escapeAt: () => undefined };

const SINGLE: Quoting = { quote: "single", escapeAt: (text, at) => (text.startsWith("''", at) ? { length: 2, text: "'" } : undefined) };

const DOUBLE: Quoting = { quote: "double", escapeAt: (text, at) => (text.charCodeAt(at) === 92 ? escapeAfter(text, at) : undefined) };

const NAMED: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function escapeAfter(text: string, at: number): Escape {
  const name = text[at + 1] ?? "";
  const digits = { x: 2, u: 4, U: 8 }[name];
  if (digits !== undefined) {
    const code = Number.parseInt(text.slice(at + 2, at + 2 + digits), 16);
    return { length: 2 + digits, text: code <= 0x10ffff ? String.fromCodePoint(code) : "" };
  }
  const lineBreak = /^(?:\r\n|\n|\r)[ \t]*/.exec(text.slice(at + 1, at + 1000));
  if (lineBreak) return { length: 1 + lineBreak[0].length, text: "" };
  return { length: 2, text: NAMED[name] ?? "" };
}

/** Text between quotes, or plain: runs without escapes are verbatim, line breaks fold into a space or fewer line breaks. */
function pieces(text: string, from: number, to: number, quoting: Quoting): Segment[] {
  const segments: Segment[] = [];
  const isOneLine = !/[\r\n]/.test(text.slice(from, to));
  let at = from;
  let run = from;
  let read = 0;
  const add = (kind: Segment["kind"], start: number, end: number, length: number) => {
    if (length === 0) return;
    const quote = quoting.quote === undefined ? {} : { quote: quoting.quote };
    segments.push({ kind, start: read, end: read + length, from: { start, end }, ...quote });
    read += length;
  };
  const endRun = (end: number) => add(isOneLine ? "verbatim" : "transformed", run, end, end - run);
  while (at < to) {
    const found = quoting.escapeAt(text, at) ?? (isOneLine ? undefined : fold(text, at, to));
    if (!found || found.length === found.text.length) {
      at += found?.length ?? 1;
      continue;
    }
    endRun(at);
    add("transformed", at, at + found.length, found.text.length);
    at = run = at + found.length;
  }
  endRun(to);
  return segments;
}

/** A line break with the white space around it: the first of several is dropped, a single one is a space. White space alone stays. */
function fold(text: string, at: number, to: number): Escape | undefined {
  const code = text.charCodeAt(at);
  if (code !== 32 && code !== 9 && code !== 10 && code !== 13) return undefined;
  let end = at;
  let breaks = 0;
  for (; end < to; end++) {
    const inner = text.charCodeAt(end);
    if (inner === 10 || (inner === 13 && text.charCodeAt(end + 1) !== 10)) breaks++;
    else if (inner !== 32 && inner !== 9 && inner !== 13) break;
  }
  if (breaks === 0) return { length: end - at, text: text.slice(at, end) };
  return { length: end - at, text: breaks === 1 ? " " : "\n".repeat(breaks - 1) };
}

/** Line by line: what stands behind the indentation is verbatim, with its line break where that is read as it is written. */
function literalSegments(documentText: string, node: ScalarNode): Segment[] {
  const { text } = node;
  const indent = literalIndent(documentText, node);
  if (indent === undefined) return [];
  const space = " ".repeat(indent);
  const segments: Segment[] = [];
  let at = behindLine(documentText, node.start);
  for (let read = 0; read < text.length; ) {
    const lineBreak = text.indexOf("\n", read);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const content = skipIndent(documentText, at, indent);
    const contentEnd = content + end - read;
    const next = behindLine(documentText, contentEnd);
    const isSame = lineBreak >= 0 && documentText[contentEnd] === "\n";
    const last = isSame ? end + 1 : end;
    if (last > read)
      segments.push({ kind: "verbatim", start: read, end: last, from: { start: content, end: contentEnd + last - end }, indent: space });
    if (lineBreak >= 0 && !isSame) {
      segments.push({ kind: "transformed", start: end, end: end + 1, from: { start: contentEnd, end: next }, indent: space });
    }
    read = lineBreak < 0 ? end : end + 1;
    at = next;
  }
  return segments;
}

/** The columns that the block's lines are indented by: those of its first line with something on it. */
function literalIndent(documentText: string, { text, start, end }: ScalarNode): number | undefined {
  const first = /^\n*/.exec(text)?.[0].length ?? 0;
  let at = start;
  for (let line = 0; line <= first; line++) at = behindLine(documentText, at);
  if (at >= end) return 0;
  let column = 0;
  while (documentText[at + column] === " ") column++;
  const own = /^ */.exec(text.slice(first))?.[0].length ?? 0;
  return column >= own ? column - own : undefined;
}

function skipIndent(documentText: string, at: number, indent: number): number {
  let to = at;
  while (to - at < indent && documentText[to] === " ") to++;
  return to;
}

/** Offset behind the next line break from `at` on. */
function behindLine(text: string, at: number): number {
  let to = at;
  while (to < text.length && text[to] !== "\n" && text[to] !== "\r") to++;
  if (to >= text.length) return to;
  return text[to] === "\r" && text[to + 1] === "\n" ? to + 2 : to + 1;
}
