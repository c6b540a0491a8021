// The one place that calls the scanner. Whatever it throws becomes a value here. Indentation that kubectl accepts and the scanner
// does not is repaired silently: flow collections and quoted scalars that go on at their parent's column.
import { type Event, parseEvents, YAMLException } from "js-yaml";
import { lineEnd, lineStart, nextLine } from "./lines.ts";
import { type Change, change, type Patched, unpatched } from "./patch.ts";

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

/** Characters that may still be read: repairs read a text again and again, and must end on any input. */
export interface Budget {
  left: number;
}

/** For the indentation repair of one document. */
const INDENTATION_BUDGET = 12_000_000;

export function scan(text: string): Scanned | Failure {
  return scanPatched(unpatched(text));
}

export function scanPatched(start: Patched, budget: Budget = { left: INDENTATION_BUDGET }): Scanned | Failure {
  let patched = start;
  let first: Failure | undefined;
  let indent: string | undefined;
  for (;;) {
    const result = events(patched.text);
    budget.left -= patched.text.length + 100;
    if (!("reason" in result)) return { patched, events: result };
    first ??= result;
    if (budget.left < 0) return first;
    if (DEFICIENT.test(result.reason)) {
      indent ??= " ".repeat(Math.min(deepestIndent(patched.text), 1000) + 1);
      patched = indentFrom(patched, result.offset, indent);
      budget.left -= result.offset;
    } else if (result.reason === "unknown escape sequence" && patched.text[result.offset] === "'") {
      patched = escapeQuote(patched, result.offset);
    } else return first;
  }
}

const DEFICIENT = /^deficient indentation/;

/** kubectl reads `\'` in double quotes; YAML has no such escape. It becomes `\x27`. */
function escapeQuote(patched: Patched, offset: number): Patched {
  const { text } = patched;
  return change({ ...patched, text: `${text.slice(0, offset)}7${text.slice(offset + 1)}` }, [{ at: offset, insert: "x2" }]);
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
 * Indents the line of `offset` and, where a quoted scalar or a flow collection is open there, the lines up to its end: one pass over the
 * text for each of them, not for each line. More indentation than needed changes nothing: inside both it has no meaning.
 */
function indentFrom(patched: Patched, offset: number, indent: string): Patched {
  const { text } = patched;
  let at = lineStart(text, offset);
  const end = openEnd(text, at);
  const changes: Change[] = [];
  for (; at >= 0 && at <= end; at = nextLine(text, at)) changes.push({ at, insert: indent });
  return change(patched, changes);
}

/** Offset where what is open at `at` closes; `at` itself where nothing is open, or nothing closes it. */
function openEnd(text: string, at: number): number {
  // Without its last line break: an empty line would be deficient itself.
  const before = events(text.slice(0, at).trimEnd());
  if (!("reason" in before)) return at;
  if (before.reason.endsWith("double quoted scalar")) return closingQuote(text, at, '"');
  if (before.reason.endsWith("single quoted scalar")) return closingQuote(text, at, "'");
  return before.reason.endsWith("flow collection") ? closingBracket(text, at) : at;
}

/** Offset of the bracket that closes the innermost collection which is open at `from`. */
function closingBracket(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    const isStart = at === 0 || " \t\r\n,[{:".includes(text[at - 1] as string);
    if ((char === '"' || char === "'") && isStart) {
      const end = closingQuote(text, at + 1, char);
      if (end === at + 1 && text[end] !== char) return from;
      at = end;
    } else if (char === "#" && isStart) at = lineEnd(text, at);
    else if (char === "[" || char === "{") depth++;
    else if ((char === "]" || char === "}") && --depth === 0) return at;
  }
  return from;
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
