// The one place that calls the scanner. Whatever it throws becomes a value here. Indentation that kubectl accepts and the scanner
// does not is repaired silently: flow collections and quoted scalars that go on at their parent's column.
import { type Event, parseEvents, YAMLException } from "js-yaml";
import { lineStart, nextLine } from "./lines.ts";
import { insertAt, type Patched, unpatched } from "./patch.ts";

export interface Scanned {
  readonly patched: Patched;
  readonly events: readonly Event[];
}

export interface Failure {
  /** The scanner's own words: never shown to a person. */
  readonly reason: string;
  /** Offset in the text given. */
  readonly offset: number;
  readonly isLimit: boolean;
}

/** Collections inside collections that are read; more is a problem of kind `limit`. */
export const MAX_DEPTH = 256;

/** Characters that all passes of the indentation repair over one document may read together. */
const REPAIR_BUDGET = 24_000_000;

export function scan(text: string): Scanned | Failure {
  return scanPatched(unpatched(text));
}

export function scanPatched(start: Patched): Scanned | Failure {
  let patched = start;
  let first: Failure | undefined;
  let budget = REPAIR_BUDGET;
  let indent: string | undefined;
  for (;;) {
    const result = events(patched.text);
    if (!("reason" in result)) return { patched, events: result };
    const isQuote = result.reason === "unknown escape sequence" && patched.text[result.offset] === "'";
    if ((!isQuote && !DEFICIENT.test(result.reason)) || budget < 0) return first ?? result;
    first ??= result;
    budget -= patched.text.length + 1000;
    if (isQuote) {
      patched = escapeQuote(patched, result.offset);
      continue;
    }
    indent ??= " ".repeat(Math.min(deepestIndent(patched.text), 1000) + 1);
    patched = indentFrom(patched, result.offset, indent);
  }
}

const DEFICIENT = /^deficient indentation/;

/** kubectl reads `\\'` in double quotes; YAML has no such escape. It becomes `\\x27`. */
function escapeQuote(patched: Patched, offset: number): Patched {
  const { text, insertions } = patched;
  return insertAt({ text: `${text.slice(0, offset)}7${text.slice(offset + 1)}`, insertions }, offset, "x2");
}

function events(text: string): readonly Event[] | Failure {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const reason = error.reason ?? "";
    return { reason, offset: Math.min(error.mark?.position ?? 0, text.length), isLimit: reason.startsWith("nesting exceeded") };
  }
}

/**
 * Indents the line of `offset`. Inside a quoted scalar all its further lines as well: one pass over the text for each scalar, not
 * for each line. More indentation than needed changes nothing: inside flow collections and quotes it has no meaning.
 */
function indentFrom(patched: Patched, offset: number, indent: string): Patched {
  let at = lineStart(patched.text, offset);
  const before = events(patched.text.slice(0, at));
  const quote =
    "reason" in before
      ? before.reason.endsWith("double quoted scalar")
        ? '"'
        : before.reason.endsWith("single quoted scalar")
          ? "'"
          : ""
      : "";
  const end = quote ? closingQuote(patched.text, at, quote) : at;
  let result = patched;
  for (let added = 0; at >= 0 && at <= end; added++) {
    result = insertAt(result, at + added * indent.length, indent);
    at = nextLine(patched.text, at);
  }
  return result;
}

/** Offset of the quote that closes a scalar which is open at `from`; `from` itself where nothing closes it. */
function closingQuote(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === "\\" && quote === '"') at++;
    else if (char === quote) {
      if (quote === "'" && text[at + 1] === "'") at++;
      else return at;
    }
  }
  return from;
}

function deepestIndent(text: string): number {
  let deepest = 0;
  for (let line = 0; line >= 0; line = nextLine(text, line)) {
    let at = line;
    while (text.charCodeAt(at) === 32) at++;
    if (at - line > deepest) deepest = at - line;
  }
  return deepest;
}
