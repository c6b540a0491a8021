// Lines are counted by LF, CRLF and lone CR. NEL, U+2028 and U+2029 never start a line.

import type { Span } from "./source.ts";

/** 1-based line and column (UTF-16 code units), as people and SARIF count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Where something is in a file of the workspace. */
export interface Location {
  /** Workspace-relative path of the outermost text. */
  readonly file: string;
  readonly span: Span;
  readonly range: Range;
}

export interface LineIndex {
  readonly lineCount: number;
  /** Offset of the first character of a 1-based line. */
  start(line: number): number;
  /** Offset after the last character of a 1-based line, without its line break. */
  end(line: number): number;
  positionAt(offset: number): Position;
}

function startsByFeed(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function startsOfAny(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

export function lineIndex(text: string): LineIndex {
  const starts = text.includes("\r") && /\r(?!\n)/.test(text) ? startsOfAny(text) : startsByFeed(text);
  const start = (line: number) => starts[Math.min(Math.max(line, 1), starts.length) - 1] as number;
  return {
    lineCount: starts.length,
    start,
    end(line) {
      if (line >= starts.length) return text.length;
      let end = start(line + 1) - 1;
      if (text.charCodeAt(end) === 10 && text.charCodeAt(end - 1) === 13) end--;
      return end;
    },
    positionAt(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] as number) <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - (starts[low] as number) + 1 };
    },
  };
}
