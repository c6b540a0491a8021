// Names for what remains different from kubectl, and why it stays so. A difference that no class names fails the run.
import { scan } from "../../../engine/syntax/yaml/scan.ts";
import type { Difference } from "./compare.ts";

/** The class of a difference in one document, or a description that no class has. */
export function classOf({ kind, detail }: Difference, text: string): string {
  if (/[\u0085\u2028\u2029]/.test(text)) return "unicode-line-breaks";
  if (text.includes("\ufeff")) return "byte-order-mark-inside";
  const reason = kind === "we refuse" ? scannerReason(text) : detail;
  for (const [name, kinds, pattern, shape] of CLASSES) {
    if (kinds === kind && pattern.test(reason) && shape.test(text)) return name;
  }
  return `unnamed: ${kind}: ${reason}`.slice(0, 100);
}

/** The scanner's own words say more than ours. */
function scannerReason(text: string): string {
  const result = scan(text);
  return "reason" in result ? result.reason : "parses";
}

const ANY = /^/;

/** What the text begins with behind comments and blank lines. */
const begins = (pattern: RegExp) => ({ test: (text: string) => pattern.test(text.replace(/^[ \t]*#[^\r\n]*/gm, "").trimStart()) });

const CLASSES: readonly (readonly [string, Difference["kind"], RegExp, { test(text: string): boolean }])[] = [
  ["text-behind-separator", "we accept", /^split:/, ANY],
  ["indented-separator", "we accept", ANY, /^\s+---(?:\s|$)/],
  ["indented-separator", "we refuse", ANY, /^\s+---(?:\s|$)/],
  ["indented-separator", "values", ANY, /^\s+---(?:\s|$)/],
  ["carriage-return-twice", "values", ANY, /\r\r\n/],
  ["carriage-return-twice", "we refuse", ANY, /\r\r\n/],
  ["carriage-return-twice", "we accept", ANY, /\r\r\n/],
  ["rest-dropped", "we refuse", /^end of the stream or a document separator/, ANY],
  ["rest-dropped", "we refuse", /^(?!missed comma)/, begins(/^(?:---\s+)?[[{"']/)],
  ["document-end-first", "we accept", /^did not find expected node content/, begins(/^(?:---\s+)?\.\.\./)],
  ["unknown-directive", "we accept", /^found unknown directive/, /^%/m],
  ["directives", "we accept", /^did not find expected <document start>|^found incompatible/, /^%/m],
  ["empty-tag", "we accept", /^did not find expected tag URI/, /!!(?:\s|$)/],
  ["odd-tag", "we accept", /tag|^did not find expected whitespace or line break/, /!/],
  ["odd-tag", "we refuse", /^tag |tag handle/, /!/],
  ["colon-on-next-line", "we accept", /^did not find expected … or …/, /[[{][\s\S]*\n[^\n]*:/],
  ["colon-first-in-flow", "we accept", /^did not find expected node content/, /[[{,:]\s*:\S/],
  ["colon-on-next-line", "we refuse", /indentation|^missed comma/, /\n\s*: /],
  ["comment-touches-value", "we refuse", /indentation|^a line break is expected|^expected|^missed comma/, /["'|>+\-\]},]#/],
  ["blank-lines-before-comment", "we refuse", /^bad indentation of a mapping entry/, /[|>]\n(?: *\n)+ *#/],
  ["odd-anchor", "we refuse", /^parses/, /&\w+[^\w\s-]/],
  ["tab-behind-escaped-break", "values", ANY, /\\\n[^\n]*\t/],
  ["dash-in-flow", "we refuse", /^missed comma|^expected the node/, /[[{,]\s*-/],
  ["question-mark-in-flow", "values", ANY, /[[{,]\s*\?\S/],
  ["plain-with-colon-in-flow", "values", ANY, /\{[^}]*:\/\//],
  ["tab-in-plain-text", "we accept", /^found a tab character that violates/, /\t/],
];
