// What is drawn from a seed: equal for equal seeds, everywhere.

export type Random = () => number;

/** Numbers from 0 to 1 (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The items in another order. */
export function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const CONSONANTS = "bcdfgklmnprstvz";
const VOWELS = "aeiou";
/** After so many tries the words of a length are taken to be used up. */
const PATIENCE = 50;

/** Words that can be said and mean nothing; none is drawn twice while there are others of its length. */
export function wordSource(random: Random, forbidden: ReadonlySet<string> = new Set()): (length: number) => string {
  const used = new Set<string>();
  return (length) => {
    for (let tries = 0; ; tries++) {
      let word = "";
      const first = random() < 0.8 ? 0 : 1;
      for (let at = 0; at < length; at++) {
        const letters = (at + first) % 2 === 0 ? CONSONANTS : VOWELS;
        word += letters.charAt(Math.floor(random() * letters.length));
      }
      if (tries < PATIENCE && (forbidden.has(word) || used.has(word))) continue;
      used.add(word);
      return word;
    }
  };
}
