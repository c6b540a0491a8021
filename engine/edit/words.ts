// One word of a text gives way to another: in place, inside the quotes or the block that the text has.
import type { ScalarNode } from "../syntax/node.ts";
import { scalarSegments } from "../syntax/segments.ts";
import { applyEdits } from "../text/edits.ts";
import type { TextEdit } from "../text/source.ts";
import { doubleQuoted, isPlain, scalarText, singleQuoted } from "./scalar-text.ts";
import type { Surgery } from "./surgery.ts";
import type { Written } from "./written.ts";

/** `words` are edits of the scalar's text as read. */
export function lowerWords(surgery: Surgery, { node, inFlow }: Written, words: readonly TextEdit[]): void {
  if (node.kind !== "scalar") return surgery.refuse("there is no text here");
  const sorted = words.toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (sorted.some((word, i) => word.start < (sorted[i - 1]?.end ?? 0) || word.end > node.text.length)) {
    return surgery.refuse("two changes of the same word do not fit together");
  }
  if (node.style === "plain" && !isPlain(applyEdits(node.text, sorted), inFlow)) return quoteAnew(surgery, node, inFlow, sorted);
  const segments = scalarSegments(surgery.text, node);
  for (const { start, end, text } of sorted) {
    const segment = segments.find((one) => one.kind === "verbatim" && one.start <= start && end <= one.end);
    if (!segment) return surgery.refuse("the word is written with escapes or over several lines");
    const written = wordText(node, start, text);
    if (written === undefined) return surgery.refuse("the new word does not fit into the text as it is written");
    surgery.edit(segment.from.start + start - segment.start, segment.from.start + end - segment.start, written);
  }
}

/** What cannot stand without quotes gets them. */
function quoteAnew(surgery: Surgery, node: ScalarNode, inFlow: boolean, words: readonly TextEdit[]): void {
  if (surgery.text.slice(node.start, node.end) !== node.text) return surgery.refuse("the text is written over several lines");
  surgery.edit(node.start, node.end, scalarText(applyEdits(node.text, words), { flow: inFlow, json: surgery.document.json }));
}

function wordText({ style, text: whole }: ScalarNode, start: number, text: string): string | undefined {
  if (style === "double") return doubleQuoted(text).slice(1, -1);
  if (/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/.test(text)) return undefined;
  if (style === "single") return singleQuoted(text).slice(1, -1);
  const isAtLineStart = start === 0 || whole[start - 1] === "\n";
  return style === "literal" && isAtLineStart && (text === "" || text.startsWith(" ")) ? undefined : text;
}
