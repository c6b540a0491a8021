// Seeded mutations of real documents: what people mistype, and what only a fuzzer writes.

/** Numbers in [0, 1), always the same for one seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const CHARACTERS = [..." \t\n\r:-?,[]{}#&*!|>'\"%@`\\~<=/.0a\u0085\u2028\ufeff\u00a0é€😀"];

const SCALARS = [
  ...[
    "y",
    "No",
    "ON",
    "True",
    "NULL",
    "~",
    "null",
    "0777",
    "0o17",
    "0b11",
    "0x1F",
    "1_000",
    "12:30",
    "-0",
    "+1",
    "09",
    "1e3",
    "1.",
    ".5",
    "-.5e2",
  ],
  ...[".inf", "-.INF", ".nan", "9007199254740993", "-9223372036854775808", "18446744073709551616", "1e999", "2001-01-01", "0x", "08.5"],
  ...[
    "!!str 12",
    "!!int 012",
    "!!int x",
    "!!float 3",
    "!!bool yes",
    "!!null x",
    "!!binary aGVsbG8=",
    "!!binary x",
    "!!timestamp 2001-1-1",
    "! 12",
  ],
  ...[
    "!Ref x",
    "!<tag:yaml.org,2002:int> 7",
    "&a x",
    "*a",
    "&b [*b]",
    '"\\/"',
    '"\\x41\\u00e9\\n"',
    '"\\q"',
    "'it''s'",
    "''",
    '""',
    "{}",
    "[]",
    "[a, b: c]",
  ],
  ...[
    "{a: b, c}",
    "{a, 'b':c}",
    "[",
    "{",
    "]",
    "}",
    "|",
    ">-",
    "|2",
    ">+",
    "a: b",
    "? a",
    "- a",
    "@x",
    "`x`",
    "%x",
    "a #b",
    "a#b",
    "<<",
    "=",
    "---",
    "...",
  ],
];

const LINES = [
  "<<: *a",
  "<<: {x: 1}",
  "<<: [{x: 1}, {x: 2, y: 3}]",
  "base: &a {x: 9}",
  "? [a]",
  ": b",
  "? a",
  "# note",
  "\t",
  "---",
  "...",
  "%YAML 1.2",
  "- - a",
  "'k' : v",
];

type Mutation = (text: string, pick: (below: number) => number) => string;

const MUTATIONS: readonly Mutation[] = [
  (text, pick) => splice(text, pick(text.length), 1, ""),
  (text, pick) => splice(text, pick(text.length + 1), 0, CHARACTERS[pick(CHARACTERS.length)] as string),
  (text, pick) => splice(text, pick(text.length), 1, CHARACTERS[pick(CHARACTERS.length)] as string),
  (text, pick) => text.slice(0, pick(text.length)),
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] as string)),
  onLines((lines, at, pick) => lines.splice(at, 0, " ".repeat(pick(8)) + (LINES[pick(LINES.length)] as string))),
  onLines((lines, at) => lines.splice(at, 1, ` ${lines[at]}`)),
  onLines((lines, at) => lines.splice(at, 1, (lines[at] as string).replace(/^ /, ""))),
  onLines((lines, at) => lines.splice(at, 1, (lines[at] as string).replace("  ", "\t"))),
  onLines((lines, at, pick) =>
    lines.splice(
      at,
      1,
      (lines[at] as string).replace(/(: |- )[^:]*$/, (_, mark) => mark + SCALARS[pick(SCALARS.length)]),
    ),
  ),
  onLines((lines, at, pick) =>
    lines.splice(
      at,
      1,
      (lines[at] as string).replace(/^( *(?:- )?)[^:]+:/, (_, lead) => `${lead + SCALARS[pick(SCALARS.length)]}:`),
    ),
  ),
  onLines((lines, at, pick) =>
    lines.splice(
      at,
      1,
      (lines[at] as string).replace(/: /, () => `: ${SCALARS[pick(SCALARS.length)]} `),
    ),
  ),
  (text, pick) => (pick(2) ? text.replaceAll("\n", "\r\n") : text.replaceAll("\n", "\r")),
];

/** One to three mutations of `text`. */
export function mutate(text: string, random: () => number): string {
  const pick = (below: number) => Math.floor(random() * below);
  let result = text;
  for (let left = 1 + pick(3); left > 0; left--) result = (MUTATIONS[pick(MUTATIONS.length)] as Mutation)(result, pick);
  return result.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");
}

const splice = (text: string, at: number, length: number, put: string): string => text.slice(0, at) + put + text.slice(at + length);

function onLines(change: (lines: string[], at: number, pick: (below: number) => number) => unknown): Mutation {
  return (text, pick) => {
    const lines = text.split("\n");
    change(lines, pick(lines.length), pick);
    return lines.join("\n");
  };
}
