// Globs over paths, matched in time that grows with the glob times the path and no faster, whatever they hold: all ways through a glob
// are followed at once, a character at a time, so that there is nothing to go back to.

/** Longer ones are nobody's; the time to match grows with them. */
const LONGEST = 1000;

/** Why a glob cannot be used, as the end of a sentence that begins with it. Every other text means something. */
export function globProblem(glob: string): string | undefined {
  if (glob.length > LONGEST) return `has more than ${LONGEST} characters`;
  if (glob.startsWith("!")) return 'begins with "!": say what is meant, not what is not';
  if (/[+@?*!]\([^()]*\)/.test(glob) || /\([^()|]*\|[^()]*\)/.test(glob)) return "has a group in round brackets: write {a,b}";
  if (/\{[^{},]*\.\.[^{},]*\}/.test(glob)) return "has a range: write {1,2,3}";
  return undefined;
}

/**
 * Whether a path is named by a glob, or lies below a folder that it names; the empty glob names everything. `*` and `?` stay within a
 * name, `**` as a whole name stands for any number of names, `[a-z]` and `[!a-z]` for one character, `{a,b}` for either; `\` takes the
 * meaning from the character behind it. A name that begins with a dot is like any other.
 */
export function globMatcher(glob: string): (path: string) => boolean {
  const plain = glob.replace(/\/+$/, "");
  if (plain === "" || plain === "**") return () => true;
  const { steps, start } = compile(tokensOf(plain));
  let last: { readonly path: string; readonly is: boolean } | undefined;
  return (path) => {
    if (last?.path !== path) last = { path, is: walk(steps, start, path) };
    return last.is;
  };
}

type Token =
  | { readonly is: "one"; readonly fits: Fits; readonly text?: string }
  | { readonly is: "stars"; readonly many: boolean }
  | { readonly is: "open" | "close" | "comma"; readonly text: string; isReal: boolean };

type Fits = (code: number) => boolean;

const SLASH = 47;
const inName: Fits = (code) => code !== SLASH;
const literal = (text: string): Token => {
  const wanted = text.codePointAt(0);
  return { is: "one", fits: (code) => code === wanted, text };
};

function tokensOf(glob: string): readonly Token[] {
  const characters = [...glob];
  const tokens: Token[] = [];
  /** Braces that are open, and the commas in each. */
  const open: { readonly token: Token & { isReal: boolean }; readonly commas: (Token & { isReal: boolean })[] }[] = [];
  /** Where a bracket that nothing closes ends: none before it is closed either. */
  let openTo = 0;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    const set = character === "[" && at >= openTo ? setAt(characters, at) : undefined;
    openTo = set?.end ?? openTo;
    if (set?.fits) {
      tokens.push({ is: "one", fits: set.fits });
      at = set.end;
    } else if (character === "\\" && at + 1 < characters.length) tokens.push(literal(characters[++at] as string));
    else if (character === "?") tokens.push({ is: "one", fits: inName });
    else if (character === "*") {
      const from = at;
      while (characters[at + 1] === "*") at++;
      tokens.push({ is: "stars", many: at > from });
    } else if (character === "{") {
      const token = { is: "open" as const, text: character, isReal: false };
      tokens.push(token);
      open.push({ token, commas: [] });
    } else if (character === ",") {
      const token = { is: "comma" as const, text: character, isReal: false };
      tokens.push(token);
      open.at(-1)?.commas.push(token);
    } else if (character === "}") {
      const group = open.pop();
      const isReal = (group?.commas.length ?? 0) > 0;
      tokens.push({ is: "close", text: character, isReal });
      if (group && isReal) for (const one of [group.token, ...group.commas]) one.isReal = true;
    } else tokens.push(literal(character));
  }
  return tokens.map((token) => ("isReal" in token && !token.isReal ? literal(token.text) : token));
}

/**
 * `[a-z]`, `[!a-z]`, `[^a-z]`; a `]` that comes first is one of the characters. Without `fits` the bracket stands for itself: nothing
 * closes it up to `end`.
 */
function setAt(characters: readonly string[], start: number): { readonly fits?: Fits; readonly end: number } {
  let at = start + 1;
  const isNot = characters[at] === "!" || characters[at] === "^";
  if (isNot) at++;
  const first = at;
  const ranges: [low: number, high: number][] = [];
  for (; at < characters.length && (characters[at] !== "]" || at === first); at++) {
    if (characters[at] === "/") return { end: at };
    at = escaped(characters, at);
    const low = codeAt(characters, at);
    const isRange = characters[at + 1] === "-" && characters[at + 2] !== undefined && characters[at + 2] !== "]";
    if (isRange) at = escaped(characters, at + 2);
    ranges.push([low, codeAt(characters, at)]);
  }
  if (at >= characters.length) return { end: at };
  const holds: Fits = (code) => ranges.some(([low, high]) => low <= code && code <= high);
  return { fits: isNot ? (code) => inName(code) && !holds(code) : (code) => inName(code) && holds(code), end: at };
}

const codeAt = (characters: readonly string[], at: number): number => (characters[at] as string).codePointAt(0) as number;

/** The character itself, or the one from which a `\` before it takes the meaning. */
const escaped = (characters: readonly string[], at: number): number =>
  characters[at] === "\\" && at + 1 < characters.length ? at + 1 : at;

/** One step of a glob: a character that has to fit, or (`fits` is undefined) a fork that takes none. `to`: where it goes on. */
interface Step {
  readonly fits: Fits | undefined;
  to: readonly number[];
}

/** Where a glob ends. */
const END = -1;

function compile(tokens: readonly Token[]): { readonly steps: readonly Step[]; readonly start: number } {
  const steps: Step[] = [];
  const add = (fits: Fits | undefined, ...to: number[]): number => steps.push({ fits, to }) - 1;
  /** Repeats what `make` builds; it is handed the step to which it has to come back. */
  const loop = (make: (again: number) => number, after: number): number => {
    const fork = add(undefined);
    (steps[fork] as Step).to = [make(fork), after];
    return fork;
  };
  const isEdge = (token: Token | undefined, edges: readonly string[]): boolean =>
    token === undefined || (token.is === "one" ? token.text === "/" : edges.includes(token.is));
  // From the end, so that each piece knows where it goes on; `ends` are the closing braces around, with what follows them.
  const groups: { readonly after: number; readonly starts: number[] }[] = [];
  let next = END;
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at] as Token;
    if (token.is === "one") next = add(token.fits, next);
    else if (token.is === "close") {
      groups.push({ after: next, starts: [] });
    } else if (token.is === "comma") {
      const group = groups.at(-1);
      group?.starts.push(next);
      next = group?.after ?? next;
    } else if (token.is === "open") {
      next = add(undefined, next, ...(groups.pop()?.starts ?? []));
    } else {
      const before = tokens[at - 1];
      const behind = tokens[at + 1];
      const isWhole = token.is === "stars" && token.many && isEdge(before, ["open", "comma"]) && isEdge(behind, ["close", "comma"]);
      const after = next;
      if (!isWhole) next = loop((again) => add(inName, again), after);
      else if (behind?.is !== "one") next = loop((again) => add(() => true, again), after);
      else {
        // `**/`: whole names, each with its slash; the slash of the glob itself is one of them.
        const slash = after;
        const rest = (steps[slash] as Step).to[0] as number;
        next = loop((again) => {
          const name = add(inName);
          const end = add((code) => code === SLASH, again);
          (steps[name] as Step).to = [name, end];
          return name;
        }, rest);
      }
    }
  }
  return { steps, start: next };
}

function walk(steps: readonly Step[], start: number, path: string): boolean {
  const seen = new Int32Array(steps.length).fill(-1);
  let present: number[] = [];
  let isEnd = false;
  const enter = (first: number, time: number, into: number[]): void => {
    const waiting = [first];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at === END) isEnd = true;
      else if (seen[at] !== time) {
        seen[at] = time;
        const step = steps[at] as Step;
        if (step.fits) into.push(at);
        else waiting.push(...step.to);
      }
    }
  };
  enter(start, 0, present);
  let time = 0;
  for (let at = 0; at < path.length; ) {
    const code = path.codePointAt(at) as number;
    // What lies below a folder that is named is named as well.
    if (isEnd && code === SLASH && at > 0) return true;
    isEnd = false;
    time++;
    const following: number[] = [];
    for (const index of present) {
      const step = steps[index] as Step;
      if (step.fits?.(code)) for (const to of step.to) enter(to, time, following);
    }
    if (following.length === 0 && !isEnd) return false;
    present = following;
    at += code > 0xffff ? 2 : 1;
  }
  return isEnd;
}
