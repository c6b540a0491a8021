// How a scalar is written in YAML or JSON: plain where every reader agrees that it is text, quoted otherwise.
// Nothing here knows about trees or positions.
import type { Json } from "../model/operation.ts";

export type Scalar = Extract<Json, string | number | boolean | null>;
export type Quote = "single" | "double";

export interface ScalarContext {
  /** Between `{}` or `[]`. */
  readonly flow: boolean;
  /** JSON text: double quotes or nothing. */
  readonly json: boolean;
  /** The quotes of what stood there or of the neighbours; plain where there are none. */
  readonly quote?: Quote | undefined;
}

/** The scalar on one line. */
export function scalarText(value: Scalar, { flow, json, quote }: ScalarContext): string {
  if (typeof value !== "string") return String(value);
  if (json) return doubleQuoted(value);
  const isPrintable = !UNPRINTABLE.test(value) && !LONE_SURROGATE.test(value);
  if (quote === "single" && isPrintable) return singleQuoted(value);
  if (quote === undefined && isPlain(value, flow)) return value;
  return doubleQuoted(value);
}

/** Whether the text can stand without quotes and is then read as this very text by every version of YAML. */
export function isPlain(text: string, flow: boolean): boolean {
  if (!isPlainText(text) || UNPRINTABLE.test(text) || LONE_SURROGATE.test(text) || looksTyped(text)) return false;
  return flow ? !/[,[\]{}]|[:?]/.test(text) : true;
}

export const doubleQuoted = (text: string): string => JSON.stringify(text).replace(ESCAPED_BESIDES, escapeOf);

export const singleQuoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Characters that YAML wants escaped, or that some reader takes for a line break. */
const UNPRINTABLE = /[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const ESCAPED_BESIDES = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
const LONE_SURROGATE = /\p{Surrogate}/u;

const escapeOf = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

function isPlainText(text: string): boolean {
  if (text === "" || text !== text.trim()) return false;
  if (/^[,[\]{}#&*!|>'"%@`]/.test(text) || /^[-?:](?:\s|$)/.test(text) || /^(?:---|\.\.\.)/.test(text)) return false;
  return !/:(?:\s|$)/.test(text) && !/\s#/.test(text);
}

/** Text that YAML 1.1 or 1.2 reads as something else: null, a boolean, a number, a time, a merge key. */
function looksTyped(text: string): boolean {
  if (text.length > 100) return false;
  return WORDS.test(text) || NUMBER.test(text) || BASED.test(text) || SEXAGESIMAL.test(text) || TIMESTAMP.test(text);
}

const WORDS = /^(?:~|null|true|false|yes|no|on|off|y|n|=|<<|[-+]?\.(?:inf|nan))$/i;
const NUMBER = /^[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9_]+)(?:[eE][-+]?[0-9]+)?$/;
const BASED = /^[-+]?0[xXoObB][-+0-9a-fA-F_]*$/;
const SEXAGESIMAL = /^[-+]?[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?$/;
const TIMESTAMP = /^\d{4}-\d{1,2}-\d{1,2}(?:$|[Tt \t])/;

/** Whether a text of several lines can be written as a block after `|` or `|-`, and with which of the two. */
export function literalHeader(text: string): "|" | "|-" | undefined {
  if (!text.includes("\n") || LITERAL_UNFIT.test(text) || LONE_SURROGATE.test(text)) return undefined;
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  // A first line that starts with a space or is empty hides the indentation; empty lines at the end need "+".
  if (body === "" || /^[ \t\n]/.test(body) || /\n[ \t]*$/.test(body)) return undefined;
  return text.endsWith("\n") ? "|" : "|-";
}

const LITERAL_UNFIT = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
