// Where a position in drydock.yaml stands: under which keys, and whether a key or a value is being written there. The text is half
// written when somebody asks, so it is read by its lines and their indentation; no parser would give a tree.

export interface Cursor {
  /** Keys from the root; "[]" for an item of a list. For a value its key is the last step. */
  readonly path: readonly string[];
  readonly role: "key" | "value";
  /** The word that the position is in or behind, without quotes. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  /** Keys that the map has already. */
  readonly siblings: ReadonlySet<string>;
  /** A colon follows the word. */
  readonly hasColon: boolean;
}

/** A line that opens a block: `- key: rest`. */
interface Line {
  /** Columns of the dashes before the key or scalar. */
  readonly dashes: readonly number[];
  readonly column: number;
  /** "": the line holds something else; undefined: nothing, or a comment. */
  readonly key: string | undefined;
}

/** Characters of a line, and lines above and below, that are looked at. */
const LONGEST = 1000;
const MOST_LINES = 2000;

const DASHES = /^ *(?:- +)*(?:-$)?/;
const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#{}[\],:][^"'#{}[\],:]*?))\s*:(?=\s|$)/;

/** Undefined in a comment, and where a line is too long to be read. */
export function cursorAt(text: string, offset: number): Cursor | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const end = wordEnd(text, offset);
  const before = text.slice(lineStart, end);
  if (before.length > LONGEST || isInComment(before)) return undefined;
  const line = lineOf(before);
  const written = before.slice(line.column);
  const key = line.key === "" ? undefined : line.key;
  const afterKey = key === undefined ? undefined : written.slice(KEY.exec(written)?.[0].length ?? 0);
  const above = text
    .slice(0, lineStart)
    .split("\n")
    .slice(-MOST_LINES - 1, -1)
    .map(lineOf);
  const path = pathOf(line, above);
  const flow = flowAt(afterKey ?? written);
  const word = flow.word;
  const hasColon = /^["']?[ \t]*:(?:\s|$)/.test(text.slice(end, end + 20));
  const place = { word, start: end - word.length, end, hasColon };
  const nothing: ReadonlySet<string> = new Set();
  if (afterKey === undefined && flow.steps.length === 0) {
    const below = text
      .slice(end, end + LONGEST * 20)
      .split("\n")
      .slice(1, MOST_LINES)
      .map(lineOf);
    const ofAbove = line.dashes.length > 0 ? [] : siblingsOf(line, above.toReversed(), true);
    return { path, role: "key", ...place, siblings: new Set([...ofAbove, ...siblingsOf(line, below, false)]) };
  }
  const base = key === undefined ? path : [...path, key];
  if (flow.steps.length === 0) return { path: base, role: "value", ...place, siblings: nothing };
  return { path: [...base, ...flow.steps], role: flow.role, ...place, siblings: flow.siblings };
}

/** Letters, digits and what ids, globs and dates hold: the rest of the word behind the position. */
function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && end - offset < LONGEST && /[\w/*.-]/.test(text[end] as string)) end++;
  return end;
}

function isInComment(before: string): boolean {
  let quote = "";
  for (let at = 0; at < before.length; at++) {
    const sign = before[at] as string;
    if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = /[\s:,[{-]/.test(before[at - 1] ?? " ") ? sign : "";
    else if (sign === "#" && /\s/.test(before[at - 1] ?? " ")) return true;
  }
  return false;
}

function lineOf(written: string): Line {
  const text = written.slice(0, LONGEST).replace(/\r$/, "");
  const head = DASHES.exec(text)?.[0] ?? "";
  const dashes = [...head.matchAll(/-/g)].map(({ index }) => index);
  const key = KEY.exec(text.slice(head.length));
  return { dashes, column: head.length, key: key ? (key[1] ?? key[2] ?? key[3]) : isQuiet(text) ? undefined : "" };
}

const isQuiet = (text: string): boolean => /^\s*(?:#|$)/.test(text);

/** The keys around a line, by what stands less indented above it. */
function pathOf(line: Line, above: readonly Line[]): readonly string[] {
  const path: string[] = [];
  let need = line.column;
  /** A list may stand as deep as its key. */
  let isItem = false;
  const leave = (dashes: readonly number[]) => {
    for (const dash of dashes.toReversed()) {
      path.unshift("[]");
      need = dash;
      isItem = true;
    }
  };
  leave(line.dashes);
  for (let index = above.length - 1; index >= 0 && (need > 0 || isItem); index--) {
    const { key, column, dashes } = above[index] as Line;
    if (key === undefined || (key === "" && dashes.length === 0)) continue;
    if (column === need && dashes.length > 0 && !isItem) leave(dashes);
    else if ((column < need || (isItem && column === need && dashes.length === 0)) && key !== "") {
      path.unshift(key);
      need = column;
      isItem = false;
      leave(dashes);
    }
  }
  return path;
}

/** Keys of the same map on the lines that follow in one direction; the line with the dash is the first of its map. */
function* siblingsOf(line: Line, lines: readonly Line[], isAbove: boolean): Iterable<string> {
  for (const { key, column, dashes } of lines) {
    if (key === undefined) continue;
    if (column < line.column || (dashes.length > 0 && column === line.column && !isAbove)) return;
    if (column > line.column || key === "") continue;
    yield key;
    if (dashes.length > 0) return;
  }
}

interface Flow {
  readonly steps: readonly string[];
  readonly role: "key" | "value";
  readonly word: string;
  readonly siblings: ReadonlySet<string>;
}

interface Frame {
  readonly isMap: boolean;
  key: string | undefined;
  readonly keys: Set<string>;
}

/** The innermost `{` or `[` that is open at the end of a value, and the word there. */
function flowAt(value: string): Flow {
  const frames: Frame[] = [];
  let word = "";
  let quote = "";
  for (const sign of value) {
    const frame = frames.at(-1);
    if (quote !== "") {
      if (sign === quote) quote = "";
      else word += sign;
    } else if ((sign === '"' || sign === "'") && word.trim() === "") {
      quote = sign;
      word = "";
    } else if (sign === "{" || sign === "[") {
      frames.push({ isMap: sign === "{", key: undefined, keys: new Set() });
      word = "";
    } else if (sign === "}" || sign === "]") {
      frames.pop();
      word = "";
    } else if (sign === "," && frame) {
      frame.key = undefined;
      word = "";
    } else if (sign === ":" && frame?.isMap && frame.key === undefined) {
      frame.key = word.trim();
      frame.keys.add(frame.key);
      word = "";
    } else word += sign;
  }
  const last = frames.at(-1);
  const steps = frames.flatMap(({ isMap, key }) => (isMap ? (key === undefined ? [] : [key]) : ["[]"]));
  const role = frames.length > 0 && last?.isMap && last.key === undefined ? "key" : "value";
  // A map whose key is being written has no step of its own, and still is something to be in.
  const within = role === "key" ? [...steps, ""] : steps;
  return { steps: within, role, word: word.trimStart(), siblings: last?.keys ?? new Set() };
}
