// Lines of an HCL text as edits need them: where they begin and end, how they are indented, what else stands on them.

export const lineStart = (text: string, at: number): number => text.lastIndexOf("\n", at - 1) + 1;

/** Offset of the line's end, before its break. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  if (newline < 0) return text.length;
  return newline > at && text[newline - 1] === "\r" ? newline - 1 : newline;
}

/** Offset of the next line, or the end of the text. */
export function nextLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline + 1;
}

export const indentAt = (text: string, at: number): string => /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? "";

/** True where only blanks stand before `at` on its line. */
export const isFirstOnLine = (text: string, at: number): boolean => text.slice(lineStart(text, at), at).trim() === "";

export const newlineOf = (text: string): string => (/\r?\n/.exec(text)?.[0] === "\r\n" ? "\r\n" : "\n");

/** What may stand behind the last thing on a line: a comma, a comment. */
const TAIL = /^[ \t]*,?[ \t]*(?:(?:#|\/\/).*|\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*)?$/;

/** True where nothing but a comma and a comment follow on the line of `at`. */
export const isLastOnLine = (text: string, at: number): boolean => TAIL.test(text.slice(at, lineEnd(text, at)));

/** Offset behind a comma that follows `at` on its line, or undefined. */
export function commaAfter(text: string, at: number): number | undefined {
  const match = /^[ \t]*,/.exec(text.slice(at, lineEnd(text, at)));
  return match ? at + match[0].length : undefined;
}

export const hasComment = (text: string): boolean => /#|\/\/|\/\*/.test(text);
