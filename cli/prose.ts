// The prose of a page in the terminal: headings, paragraphs, lists and code. Our own pages only; not a reader of all Markdown.
import { wrap } from "./cells.ts";
import type { Style } from "./style.ts";

export function proseLines(markdown: string, style: Style): readonly string[] {
  const lines: string[] = [];
  let paragraph: string[] = [];
  let hang = "";
  let isCode = false;
  const flush = () => {
    if (paragraph.length > 0) lines.push(...block(paragraph.join(" "), hang, style.columns));
    paragraph = [];
    hang = "";
  };
  for (const line of markdown.split("\n")) {
    if (/^\s*```/.test(line)) {
      flush();
      isCode = !isCode;
    } else if (isCode) lines.push(`    ${line}`.trimEnd());
    else if (line.trim() === "") {
      flush();
      if (lines.at(-1) !== "") lines.push("");
    } else if (/^#{1,6} /.test(line)) {
      flush();
      lines.push(style.bold(plain(line.replace(/^#+ /, ""))));
    } else {
      const item = /^(\s*)(?:[-*]|\d+\.) /.exec(line);
      if (item) flush();
      if (item) hang = " ".repeat(item[0].length);
      paragraph.push(plain(line.trim()));
    }
  }
  flush();
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

function block(text: string, hang: string, columns: number): readonly string[] {
  return wrap(text, columns - hang.length).map((line, index) => (index === 0 ? line : hang + line));
}

/** Without the signs of emphasis, code and links; a link keeps its address where that says more than its text. */
const plain = (text: string): string =>
  text
    .replace(/\[([^\]]{1,200})\]\(([^)\s]{1,300})\)/g, (_, words: string, address: string) =>
      /^https?:/.test(address) && words !== address ? `${words} (${address})` : words,
    )
    .replace(/\*\*([^*]+)\*\*/g, "$1")
    .replace(/(?<!\w)[*_]([^*_\s][^*_]*)[*_](?!\w)/g, "$1")
    .replace(/`([^`]+)`/g, "$1");
