// Whether two names look like a slip of the pen, and not like siblings (`gpu-job-1`/`gpu-job-2`, `dev`/`prod`).

const SUFFIXES = ["svc", "service", "sa", "account", "role", "config", "secret", "claim", "pvc"];
const ENUMERATED: readonly (readonly string[])[] = [
  ["dev", "test", "stage", "staging", "prod"],
  ["blue", "green"],
  ["head", "worker"],
  ["leader", "worker"],
  ["master", "worker"],
  ["prefill", "decode"],
  ["train", "eval", "test"],
  ["input", "output"],
  ["read", "write"],
  ["primary", "replica"],
  ["small", "medium", "large"],
  ["amd64", "arm64"],
  ["east", "west", "north", "south"],
  ["text", "test"],
];

/** Case, separators, a usual suffix, or at most two edits between names of five characters or more; never siblings. */
export function near(a: string, b: string): boolean {
  if (a === b || areSiblings(a, b)) return false;
  if (plain(a) === plain(b) || withoutSuffix(a) === withoutSuffix(b)) return true;
  return a.length >= 5 && b.length >= 5 && isWithin(a, b, onlyShortTokenDiffers(a, b) ? 1 : 2);
}

const plain = (name: string): string => name.toLowerCase().replace(/[-_.]/g, "");

function withoutSuffix(name: string): string {
  const tokens = name.split("-");
  return tokens.length > 1 && SUFFIXES.includes(tokens.at(-1) as string) ? tokens.slice(0, -1).join("-") : name;
}

/** Names that differ in a digit, in one short token, or in tokens that are usually told apart on purpose. */
function areSiblings(a: string, b: string): boolean {
  const digits = (name: string) => name.replace(/\D+/g, " ").trim();
  if (digits(a) !== digits(b)) return true;
  const left = a.split(/[-_.]/);
  const right = b.split(/[-_.]/);
  // One token more (`user-queue`, `user-queue-a`): a longer one would be no slip anyway.
  if (Math.abs(left.length - right.length) === 1) {
    const [short, long] = left.length < right.length ? [left, right] : [right, left];
    const last = long.at(-1) as string;
    return !SUFFIXES.includes(last) && short.every((token, i) => token === long[i]);
  }
  if (left.length !== right.length) return false;
  const differing = left.map((token, i) => [token, right[i] as string] as const).filter(([x, y]) => x !== y);
  if (differing.length !== 1) return false;
  const [x, y] = differing[0] as readonly [string, string];
  // With the same digits and other letters: `a100`, `h100`.
  if (/\d/.test(x) && /\d/.test(y)) return true;
  if (SUFFIXES.includes(x) && SUFFIXES.includes(y)) return true;
  return (x.length <= 3 && y.length <= 3) || ENUMERATED.some((set) => set.includes(x) && set.includes(y));
}

/** Two edits in a short word make another word (`data`, `beta`). */
function onlyShortTokenDiffers(a: string, b: string): boolean {
  const left = a.split(/[-_.]/);
  const right = b.split(/[-_.]/);
  if (left.length !== right.length) return false;
  return left.every((token, i) => {
    const other = right[i] as string;
    if (token === other) return true;
    const [short, long] = token.length < other.length ? [token, other] : [other, token];
    // The end of a word was cut off.
    return short.length < 8 && !(short.length > 2 && long.startsWith(short));
  });
}

/** Damerau–Levenshtein (restricted) distance of at most `edits`, in time proportional to the length. */
function isWithin(a: string, b: string, edits: number): boolean {
  if (Math.abs(a.length - b.length) > edits) return false;
  const walk = (i: number, j: number, left: number): boolean => {
    let x = i;
    let y = j;
    while (x < a.length && y < b.length && a[x] === b[y]) {
      x++;
      y++;
    }
    if (x === a.length && y === b.length) return true;
    if (left === 0) return false;
    return (
      walk(x + 1, y + 1, left - 1) ||
      walk(x + 1, y, left - 1) ||
      walk(x, y + 1, left - 1) ||
      (a[x] === b[y + 1] && a[x + 1] === b[y] && x + 1 < a.length && y + 1 < b.length && walk(x + 2, y + 2, left - 1))
    );
  };
  return walk(0, 0, edits);
}
