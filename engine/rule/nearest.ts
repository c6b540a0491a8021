// The word that somebody may have meant.
import { closest, distance } from "fastest-levenshtein";

/** Characters of a word that are compared. */
const COMPARED = 100;

/** Undefined where no word is near enough. */
export function nearestWord(word: string, words: readonly string[]): string | undefined {
  if (words.length === 0 || word === "") return undefined;
  const short = word.slice(0, COMPARED);
  const nearest = closest(short, words as string[]);
  return distance(short, nearest) <= Math.max(2, Math.floor(nearest.length / 3)) ? nearest : undefined;
}
