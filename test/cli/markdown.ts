// Markdown as GitHub reads it, as far as our reports use it: what is code, and what is text that could become something else.

export interface Markdown {
  /** Lines of all fenced blocks. */
  readonly fenced: readonly string[];
  /** The contents of code spans. */
  readonly code: readonly string[];
  /** What is left: text that is read for emphasis, links, HTML and mentions. */
  readonly open: string;
}

/** Throws where a fence or a code span has no end. */
export function readMarkdown(source: string): Markdown {
  const fenced: string[] = [];
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of source.split("\n")) {
    const [, ticks] = /^ {0,3}(`{3,})[^`]*$/.exec(line) ?? [];
    if (fence === undefined && ticks !== undefined) fence = ticks;
    else if (fence !== undefined && new RegExp(`^ {0,3}\`{${fence.length},} *$`).test(line)) fence = undefined;
    else if (fence === undefined) lines.push(line);
    else fenced.push(line);
  }
  if (fence !== undefined) throw new Error("a fence without an end");
  const code: string[] = [];
  const open = lines.map((line) => withoutCode(line, code)).join("\n");
  return { fenced, code, open };
}

/** A run of backticks begins a span that the next run of the same length ends; a backslash before it makes it text. */
function withoutCode(line: string, code: string[]): string {
  let open = "";
  for (let at = 0; at < line.length; ) {
    if (line[at] === "\\") {
      open += line.slice(at, at + 2);
      at += 2;
      continue;
    }
    const run = /^`+/.exec(line.slice(at))?.[0];
    if (run === undefined) {
      open += line[at];
      at++;
      continue;
    }
    const end = [...line.slice(at + run.length).matchAll(/`+/g)].find(([ticks]) => ticks.length === run.length);
    if (!end) throw new Error(`a code span without an end: ${line}`);
    const content = line.slice(at + run.length, at + run.length + end.index);
    code.push(/^ .*[^ ].* $/.test(content) ? content.slice(1, -1) : content);
    at += run.length + end.index + run.length;
  }
  return open;
}
