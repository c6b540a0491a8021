// The comments of a document. The scanner drops them, so they are looked for between the tokens, and only when somebody asks.
import type { Span } from "../../text/source.ts";
import type { Tree } from "../node.ts";
import { tokensOf } from "./gaps.ts";
import { lineEnd } from "./lines.ts";

export interface Comment extends Span {
  /** With its `#`, without the line break and the white space before it. */
  readonly text: string;
}

/** All comments of a document in order of text; `text` is the document's own. A `#` inside a scalar is none. One pass. */
export function commentsOf(text: string, tree: Tree): Comment[] {
  const comments: Comment[] = [];
  let hash = text.indexOf("#");
  let at = 0;
  const scanTo = (end: number): void => {
    for (; hash >= 0 && hash < end; hash = text.indexOf("#", hash + 1)) {
      if (hash < at || !isSeparated(text, hash)) continue;
      const stop = commentEnd(text, hash);
      comments.push({ start: hash, end: stop, text: text.slice(hash, stop) });
      at = stop;
    }
  };
  for (const { node } of tokensOf(tree.root, { flowAsOne: false })) {
    if (hash < 0) break;
    scanTo(node.start);
    at = Math.max(at, node.start);
    // The header of a block scalar may carry a comment: `run: | # why`.
    if (node.kind === "scalar" && (node.style === "literal" || node.style === "folded")) {
      scanTo(Math.min(lineEnd(text, node.start), node.end));
    }
    at = Math.max(at, node.end);
  }
  scanTo(text.length);
  return comments;
}

const isSeparated = (text: string, at: number): boolean => at === 0 || " \t\r\n\ufeff".includes(text[at - 1] as string);

function commentEnd(text: string, from: number): number {
  let end = lineEnd(text, from);
  while (end > from && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
  return end;
}
