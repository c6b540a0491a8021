// Positions of the engine (1-based lines and columns, UTF-16) against positions of the protocol (0-based, in the encoding that was
// negotiated). No other file does this arithmetic.
import type { Position as LspPosition, Range as LspRange } from "vscode-languageserver/node";
import { lineIndex, type Position, type Range, type Span } from "../engine/api.ts";

export type Encoding = "utf-8" | "utf-16" | "utf-32";

/** The first of the client's encodings that we speak; UTF-16 where it names none. */
export function negotiate(offered: readonly string[] | undefined): Encoding {
  return offered?.find((one): one is Encoding => one === "utf-8" || one === "utf-16" || one === "utf-32") ?? "utf-16";
}

/** Bound to one text, which is read only when it is needed: for UTF-16 the engine's lines and columns are enough. */
export interface Converter {
  text(): string;
  position(at: Position): LspPosition;
  range(range: Range): LspRange;
  span(span: Span): LspRange;
  /** The offset of a position; one that lies outside its line or the text is moved to the nearest end. */
  offset(position: LspPosition): number;
}

export function converter(read: () => string, encoding: Encoding): Converter {
  const text = once(read);
  const lines = once(() => lineIndex(text()));
  const position = ({ line, column }: Position): LspPosition => {
    if (encoding === "utf-16") return { line: line - 1, character: column - 1 };
    const start = lines().start(line);
    return { line: line - 1, character: measure(text(), start, start + column - 1, encoding) };
  };
  return {
    text,
    position,
    range: ({ start, end }) => ({ start: position(start), end: position(end) }),
    span: ({ start, end }) => ({ start: position(lines().positionAt(start)), end: position(lines().positionAt(end)) }),
    offset({ line, character }) {
      if (line < 0) return 0;
      if (line >= lines().lineCount) return text().length;
      const start = lines().start(line + 1);
      const end = lines().end(line + 1);
      return encoding === "utf-16" ? Math.min(end, start + Math.max(0, character)) : walk(text(), start, end, character, encoding);
    },
  };
}

/** The number of code units of `encoding` between two offsets. */
function measure(text: string, start: number, end: number, encoding: Encoding): number {
  let units = 0;
  for (let at = start; at < end; ) {
    const point = text.codePointAt(at) ?? 0;
    units += width(point, encoding);
    at += point > 0xffff ? 2 : 1;
  }
  return units;
}

/** The offset that lies `units` after `start`, at most `end`; a position inside a character becomes the one before it. */
function walk(text: string, start: number, end: number, units: number, encoding: Encoding): number {
  let left = units;
  let at = start;
  while (at < end) {
    const point = text.codePointAt(at) ?? 0;
    left -= width(point, encoding);
    if (left < 0) break;
    at += point > 0xffff ? 2 : 1;
  }
  return Math.min(at, end);
}

function width(point: number, encoding: Encoding): number {
  if (encoding === "utf-32") return 1;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
