// What can be written in drydock.yaml, and what stands there.
import { aboutRule, PRESETS, RULE_WORDS, SEVERITIES } from "../rule-words.ts";
import type { Cursor } from "./cursor.ts";
import { describe, isRule, keysAt, namesRules, wordsAt } from "./schema.ts";

export interface Proposal {
  readonly kind: "key" | "rule" | "word";
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  /** Markdown. */
  readonly about: string;
}

export function proposals(cursor: Cursor): readonly Proposal[] {
  const { role, siblings, hasColon } = cursor;
  const path = placeOf(cursor);
  // In a block the first word of an item may be its value or its first key.
  const isOpen = role === "key";
  const keys = isOpen ? keysAt(path).filter(({ key }) => !siblings.has(key)) : [];
  const rules = (isOpen ? namesRules(path) : false) || isRule(path) ? RULE_WORDS.filter(({ word }) => !siblings.has(word)) : [];
  const asKey = isOpen && namesRules(path) && !hasColon ? ": " : "";
  return [
    ...keys.map(({ key, description = "", isRequired, isBlock }): Proposal => {
      const insert = hasColon ? key : `${key}:${isBlock ? "" : " "}`;
      return { kind: "key", label: key, insert, detail: isRequired ? "required" : "", about: description };
    }),
    ...rules.map(({ word, detail, about }): Proposal => ({ kind: "rule", label: word, insert: quoted(word) + asKey, detail, about })),
    ...wordsAt(path).map((word): Proposal => ({ kind: "word", label: word, insert: word, detail: "", about: meaning(path, word) ?? "" })),
  ];
}

/** A glob at the beginning of a plain scalar would be an alias; behind other letters it is text. */
const quoted = (word: string): string => (word.startsWith("*") ? `"${word}"` : word);

/** Markdown; undefined where nothing is known of the word. */
export function explanation(cursor: Cursor): string | undefined {
  const path = placeOf(cursor);
  const isName = cursor.role === "key" && (cursor.hasColon || !isItem(path));
  if (isName && namesRules(path)) return aboutRule(cursor.word);
  if (isName) {
    const known = describe([...path, cursor.word]);
    if (!known || cursor.word === "") return undefined;
    const { description, words } = known;
    const lines = [description, words.length > 0 ? words.map((word) => `\`${word}\``).join(" · ") : undefined];
    return [`**${cursor.word}**`, ...lines.filter((line) => line !== undefined)].join("\n\n");
  }
  if (isRule(path)) return aboutRule(cursor.word);
  const known = wordsAt(path).includes(cursor.word) ? meaning(path, cursor.word) : undefined;
  return known === undefined ? undefined : `**${cursor.word}**\n\n${known}`;
}

const isItem = (path: readonly string[]): boolean => path.at(-1) === "[]";

/** The map in which a key is written, or the value's own place. */
const placeOf = ({ path }: Cursor): readonly string[] => (path.at(-1) === "" ? path.slice(0, -1) : path);

/** What a word means depends on what it is said of. */
function meaning(path: readonly string[], word: string): string | undefined {
  const of = path.filter((step) => step !== "[]");
  if (of.includes("preset")) return PRESETS[word];
  if (of.includes("rules") || of.at(-1) === "failOn") return SEVERITIES[word as keyof typeof SEVERITIES];
  return describe(path)?.description;
}
