// Ids of rules and topics, presets and severities, as they are written by people: what to offer, and what to say of each.
import type { Severity } from "../engine/api.ts";
import { docs } from "../rules/docs.ts";
import { rules } from "../rules/index.ts";
import { docsUri } from "./docs.ts";
import { asText } from "./markdown.ts";

export interface RuleWord {
  readonly word: string;
  /** A few words beside it: "error", "12 rules". */
  readonly detail: string;
  /** Markdown. */
  readonly about: string;
}

/** Of a page: Markdown, on one line. */
export const firstSentence = (text: string): string => (/^.*?[.:](?=\s|$)/s.exec(text)?.[0] ?? text).replaceAll(/\s+/g, " ");

const RULES: readonly RuleWord[] = rules.map(({ id, variants, practice }) => {
  const all = Object.values(variants);
  const severities = [...new Set(all.map(({ severity }) => severity))].join(" or ");
  const presets = [...new Set(all.map(({ preset }) => preset))].join(", ");
  const detail = `${severities} · ${presets}`;
  return { word: id, detail, about: `${firstSentence(docs[id]?.what ?? "")}\n\n${detail} · practice ${practice.join(", ")}` };
});

const topicOf = (id: string): string => id.slice(0, id.indexOf("/"));

const TOPICS: readonly RuleWord[] = [...new Set(rules.map(({ id }) => topicOf(id)))].sort().map((topic) => {
  const own = rules.filter(({ id }) => topicOf(id) === topic);
  const count = `${own.length} rule${own.length === 1 ? "" : "s"}`;
  return { word: `${topic}/*`, detail: count, about: `All rules of the topic ${topic}: ${own.map(({ id }) => `\`${id}\``).join(", ")}.` };
});

export const RULE_WORDS: readonly RuleWord[] = [...RULES, ...TOPICS];

const BY_WORD: ReadonlyMap<string, RuleWord> = new Map(RULE_WORDS.map((one) => [one.word, one]));

/** What an id or topic stands for, as Markdown with a link to its page; undefined for a word that names no rule. */
export function aboutRule(word: string): string | undefined {
  const known = BY_WORD.get(word);
  const page = docsUri(word);
  if (!known) return undefined;
  return `**${page === undefined ? asText(word) : `[${asText(word)}](${page})`}**\n\n${known.about}`;
}

/** docs/configuration.md says the same at more length. */
export const PRESETS: Readonly<Record<string, string>> = {
  recommended: "Rules with evidence that they are right; always on.",
  strict: "Hardening that many pods with accelerators break.",
  hybrid: "What matters where work moves between places.",
  regulated: "What restricted data asks for.",
  preview: "Rules that still gather evidence.",
};

export const SEVERITIES: Readonly<Record<Severity | "off" | "never", string>> = {
  error: "The command fails, unless failOn says otherwise.",
  warning: "Shown; the command does not fail, unless failOn says otherwise.",
  info: "Shown as a note.",
  off: "Not looked for.",
  never: "No finding makes the command fail.",
};
