// Splitting shell text into commands and words, as a POSIX shell would, with offsets. A word that holds an expansion is unknown; its
// neighbours are not.
import type { Hole } from "../syntax/node.ts";

export interface ShellWord {
  /** Offsets in the text, quotes included. */
  readonly start: number;
  readonly end: number;
  /** The word with quotes removed; undefined where something is expanded in it. */
  readonly text: string | undefined;
  readonly hole: Hole | undefined;
  /** The word is nothing but an expansion that may become no word or many: `$@`, `$EXTRA_ARGS`. */
  readonly isList: boolean;
}

const SEPARATORS = new Set([";", "&", "|", "\n", "(", ")"]);
const BLANK = /[ \t\r]/;
/** `> file`, `2>&1`, `&> file`: from the number of the stream on. */
const REDIRECTION = /^(?:\d{0,3}[<>]|&>)/;
/** An expansion in double braces is found within this many characters: without a bound, text full of `{{` would take quadratic time. */
const BRACES = 1000;

/** The commands of a script, each a list of words. Comments and here-documents are left out. Linear. */
export function splitShell(text: string): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [[]];
  const heredocs: string[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] as string;
    if (char === "\n") {
      at = heredocs.length > 0 ? skipHeredocs(text, at + 1, heredocs.splice(0)) : at + 1;
      commands.push([]);
    } else if (BLANK.test(char)) at++;
    else if (char === "\\" && /[\r\n]/.test(text[at + 1] ?? "")) at += text[at + 1] === "\r" && text[at + 2] === "\n" ? 3 : 2;
    else if (char === "#") at = endOfLine(text, at);
    else if (text.startsWith("<<", at) && text[at + 2] !== "<") {
      const tag = /^<<-?[ \t]{0,8}(["']?)([\w.-]{1,80})\1/.exec(text.slice(at, at + 100));
      if (tag) heredocs.push(tag[2] as string);
      at += tag ? tag[0].length : 2;
    } else if (REDIRECTION.test(text.slice(at, at + 8))) at = skipRedirection(text, at);
    else if (SEPARATORS.has(char)) {
      commands.push([]);
      at++;
    } else {
      const word = readWord(text, at);
      (commands.at(-1) as ShellWord[]).push(word);
      at = word.end;
    }
  }
  return commands.filter((words) => words.length > 0);
}

function readWord(text: string, start: number): ShellWord {
  let at = start;
  let plain = "";
  let hole: Hole | undefined;
  let pieces = 0;
  const expansion = (): boolean => {
    const end = expansionEnd(text, at);
    if (end === at) return false;
    hole ??= { kind: text.startsWith("{{", at) ? "workflow" : "env", text: text.slice(at, Math.min(end, at + 200)) };
    pieces++;
    at = end;
    return true;
  };
  while (at < text.length) {
    const char = text[at] as string;
    if (BLANK.test(char) || SEPARATORS.has(char) || char === "<" || char === ">") break;
    if (char === "'") {
      const close = text.indexOf("'", at + 1);
      plain += text.slice(at + 1, close < 0 ? text.length : close);
      at = close < 0 ? text.length : close + 1;
    } else if (char === '"') {
      at++;
      while (at < text.length && text[at] !== '"') {
        if (text[at] === "\\") {
          plain += escaped(text[at + 1] ?? "");
          at += 2;
        } else if (!expansion()) plain += text[at++];
      }
      at++;
    } else if (char === "\\") {
      if (text[at + 1] !== "\n") plain += text[at + 1] ?? "";
      at += 2;
    } else if (!expansion()) {
      plain += char;
      at++;
    }
  }
  const end = Math.min(Math.max(at, start + 1), text.length);
  return { start, end, text: hole ? undefined : plain, hole, isList: hole !== undefined && pieces === 1 && plain === "" };
}

/** Between double quotes a backslash only hides what would mean something there. */
const escaped = (next: string): string => (next === "\n" ? "" : /[$`"\\]/.test(next) ? next : `\\${next}`);

/** Offset after an expansion that starts at `at`; `at` itself where none does. */
function expansionEnd(text: string, at: number): number {
  const char = text[at];
  if (char === "`") {
    const close = text.indexOf("`", at + 1);
    return close < 0 ? text.length : close + 1;
  }
  if (char === "{" && text[at + 1] === "{") {
    const close = text.slice(at + 2, at + BRACES).indexOf("}}");
    return close < 0 ? at : at + close + 4;
  }
  if (char !== "$") return at;
  const next = text[at + 1];
  if (next === "{" || next === "(") return balanced(text, at + 1, next, next === "{" ? "}" : ")");
  const name = /^\$(?:[A-Za-z_]\w{0,200}|[@*#?!$0-9-])/.exec(text.slice(at, at + 210));
  return name ? at + name[0].length : at;
}

function balanced(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === open) depth++;
    else if (text[at] === close && --depth === 0) return at + 1;
  }
  return text.length;
}

const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
};

/** Neither the arrow nor the file is a word of the command, and neither is the number of the stream, after which the arrow comes. */
function skipRedirection(text: string, start: number): number {
  let at = start;
  while (at < text.length && /[<>&]/.test(text[at] as string)) at++;
  while (at < text.length && BLANK.test(text[at] as string)) at++;
  return SEPARATORS.has(text[at] ?? "") ? at : readWord(text, at).end;
}

function skipHeredocs(text: string, from: number, tags: readonly string[]): number {
  let at = from;
  for (const tag of tags) {
    while (at < text.length) {
      const end = endOfLine(text, at);
      const line = text.slice(at, end).trim();
      at = end + 1;
      if (line === tag) break;
    }
  }
  return Math.min(at, text.length);
}
