// Regular expressions that a kustomization writes (patch targets, image names). They come from a file, so they are not given to the
// platform's own engine, which can take forever on some: this one walks all alternatives at once, in time of pattern times text.

/** True where the whole text matches; `undefined` for a pattern that is malformed or uses what is not known here. */
export type Pattern = (text: string) => boolean;

const MAX_STATES = 4000;

/** Anchored at both ends. Syntax: that of RE2 without flags, named groups, Unicode classes and lazy repetition. */
export function compilePattern(pattern: string): Pattern | undefined {
  if (/^[\w\-/@:%,~ ]*$/.test(pattern)) return (text) => text === pattern;
  const parser: Parser = { pattern, at: 0, states: [] };
  const end = addState(parser, { is: "end" });
  const start = alternatives(parser, end);
  if (start === undefined || parser.at < pattern.length || parser.states.length > MAX_STATES) return undefined;
  return (text) => run(parser.states, start, text);
}

type Matcher = (char: string) => boolean;
type State =
  | { is: "end" }
  | { is: "split"; next: number[] }
  | { is: "char"; matches: Matcher; next: number }
  | { is: "edge"; edge: "start" | "end"; next: number };

interface Parser {
  readonly pattern: string;
  at: number;
  readonly states: State[];
}

/** A piece of the pattern; built from its end, because each state names the one that follows. */
type Piece = (parser: Parser, next: number) => number | undefined;

function addState(parser: Parser, state: State): number {
  return parser.states.push(state) - 1;
}

function alternatives(parser: Parser, next: number): number | undefined {
  return parseAlternatives(parser, 0)?.(parser, next);
}

function parseAlternatives(parser: Parser, depth: number): Piece | undefined {
  if (depth > 50) return undefined;
  const pieces: Piece[] = [];
  do {
    const piece = parseSequence(parser, depth);
    if (!piece) return undefined;
    pieces.push(piece);
  } while (take(parser, "|"));
  if (pieces.length === 1) return pieces[0];
  return (at, next) =>
    split(
      at,
      pieces.map((piece) => piece(at, next)),
    );
}

function split(parser: Parser, starts: readonly (number | undefined)[]): number | undefined {
  const next = starts.filter((start) => start !== undefined);
  return next.length === starts.length ? addState(parser, { is: "split", next }) : undefined;
}

function parseSequence(parser: Parser, depth: number): Piece | undefined {
  const pieces: Piece[] = [];
  while (parser.at < parser.pattern.length && !"|)".includes(parser.pattern[parser.at] as string)) {
    const atom = parseAtom(parser, depth);
    const piece = atom && parseRepetition(parser, atom);
    if (!piece) return undefined;
    pieces.push(piece);
  }
  return (at, next) => pieces.reduceRight<number | undefined>((after, piece) => (after === undefined ? undefined : piece(at, after)), next);
}

function parseRepetition(parser: Parser, atom: Piece): Piece | undefined {
  const counted = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(parser.pattern.slice(parser.at, parser.at + 12));
  if (counted) {
    parser.at += counted[0].length;
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] === undefined ? undefined : Number(counted[3]);
    return repeat(atom, least, most);
  }
  if (take(parser, "*")) return repeat(atom, 0, undefined);
  if (take(parser, "+")) return repeat(atom, 1, undefined);
  if (take(parser, "?")) return repeat(atom, 0, 1);
  return atom;
}

function repeat(atom: Piece, least: number, most: number | undefined): Piece {
  return (parser, next) => {
    let after: number | undefined = next;
    if (most === undefined) {
      const loop: { is: "split"; next: number[] } = { is: "split", next: [next] };
      const at = addState(parser, loop);
      const body = atom(parser, at);
      if (body === undefined) return undefined;
      loop.next.push(body);
      after = at;
    }
    for (let i = least; i < (most ?? least) && after !== undefined; i++) {
      if (parser.states.length > MAX_STATES) return undefined;
      after = split(parser, [atom(parser, after), next]);
    }
    for (let i = 0; i < least && after !== undefined; i++) {
      if (parser.states.length > MAX_STATES) return undefined;
      after = atom(parser, after);
    }
    return after;
  };
}

function parseAtom(parser: Parser, depth: number): Piece | undefined {
  const char = parser.pattern[parser.at++] as string;
  switch (char) {
    case "(": {
      if (take(parser, "?") && !take(parser, ":")) return undefined;
      const inside = parseAlternatives(parser, depth + 1);
      return inside && take(parser, ")") ? inside : undefined;
    }
    case "[":
      return charPiece(parseClass(parser));
    case ".":
      return charPiece((one) => one !== "\n");
    case "^":
    case "$":
      return (at, next) => addState(at, { is: "edge", edge: char === "^" ? "start" : "end", next });
    case "\\":
      return charPiece(parseEscape(parser));
    case "*":
    case "+":
    case "?":
      return undefined;
    default:
      return charPiece((one) => one === char);
  }
}

const charPiece = (matches: Matcher | undefined): Piece | undefined =>
  matches && ((at, next) => addState(at, { is: "char", matches, next }));

const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /[0-9]/,
  D: /[^0-9]/,
  w: /[0-9A-Za-z_]/,
  W: /[^0-9A-Za-z_]/,
  s: /[\t\n\f\r ]/,
  S: /[^\t\n\f\r ]/,
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", f: "\f" };

function parseEscape(parser: Parser): Matcher | undefined {
  const char = parser.pattern[parser.at++];
  if (char === undefined) return undefined;
  const known = CLASSES[char];
  if (known) return (one) => known.test(one);
  const literal = CONTROLS[char] ?? (/[A-Za-z0-9]/.test(char) ? undefined : char);
  return literal === undefined ? undefined : (one) => one === literal;
}

function parseClass(parser: Parser): Matcher | undefined {
  const isNegated = take(parser, "^");
  const parts: Matcher[] = [];
  for (let first = true; ; first = false) {
    const char = parser.pattern[parser.at++];
    if (char === undefined || (char === "[" && parser.pattern[parser.at] === ":")) return undefined;
    if (char === "]" && !first) break;
    const part = char === "\\" ? parseEscape(parser) : parseRange(parser, char);
    if (!part) return undefined;
    parts.push(part);
  }
  return (one) => parts.some((part) => part(one)) !== isNegated;
}

function parseRange(parser: Parser, from: string): Matcher | undefined {
  const to = parser.pattern[parser.at + 1];
  if (parser.pattern[parser.at] !== "-" || to === undefined || to === "]" || to === "\\") return (one) => one === from;
  parser.at += 2;
  return to < from ? undefined : (one) => one >= from && one <= to;
}

function take(parser: Parser, char: string): boolean {
  if (parser.pattern[parser.at] !== char) return false;
  parser.at++;
  return true;
}

function run(states: readonly State[], start: number, text: string): boolean {
  let current = follow(states, [start], 0, text.length);
  for (let at = 0; at < text.length && current.size > 0; at++) {
    const next: number[] = [];
    for (const index of current) {
      const state = states[index] as State;
      if (state.is === "char" && state.matches(text[at] as string)) next.push(state.next);
    }
    current = follow(states, next, at + 1, text.length);
  }
  for (const index of current) if (states[index]?.is === "end") return true;
  return false;
}

/** All states that can be reached without reading a character. */
function follow(states: readonly State[], from: readonly number[], at: number, length: number): Set<number> {
  const found = new Set<number>();
  const left = [...from];
  for (let index = left.pop(); index !== undefined; index = left.pop()) {
    if (found.has(index)) continue;
    found.add(index);
    const state = states[index] as State;
    if (state.is === "split") left.push(...state.next);
    else if (state.is === "edge" && at === (state.edge === "start" ? 0 : length)) left.push(state.next);
  }
  return found;
}
