// Values that stand beside a name which says that a secret is kept under it, in any text: `name: value`, `NAME=value`, `--name value`,
// `"name": "value"`, a line of two words, the name and value of an environment variable. What a value is, credentials.ts says.
import { mayNameSecret, mayNameSecrets } from "./credentials.ts";

export interface NamedValue {
  readonly name: string;
  readonly value: string;
  /** Of the value in the text, without quotes. */
  readonly start: number;
  readonly end: number;
}

const VALUE = "(?:\"([^\"\\r\\n]{1,4096})\"|'([^'\\r\\n]{1,4096})'|([^\\s\"',][^\\s]{0,4095}))";
const BETWEEN_WORDS = `(?:["']?[ \\t]*,[ \\t]*|[ \\t]+|["']?[ \\t]*\\r?\\n[ \\t]*-[ \\t]+)`;
/** A name begins at a boundary, so that a long run of letters is read once. */
const PAIR = new RegExp(`(?<![\\w./-])-{0,2}([A-Za-z_][\\w./-]{0,119})["']?[ \\t]*[:=][ \\t]*${VALUE}`, "g");
/** In a line of shell, in a list, or with its value as the next item of a list that is written line by line. */
const FLAG = new RegExp(`(?<![\\w-])--([A-Za-z][\\w-]{0,79})${BETWEEN_WORDS}(?![-\\s])${VALUE}`, "g");
const TWO_WORDS = new RegExp(`^[ \\t]*([A-Za-z][\\w.-]{0,119})[ \\t]+(?![:=])${VALUE}[ \\t]*\\r?$`, "gm");
/** `redisPassword:` with its `value:` inside. */
const NESTED = new RegExp(
  `(?<![\\w./-])([A-Za-z_][\\w./-]{0,119})["']?[ \\t]*:[ \\t]*(?:\\{[ \\t]*|\\r?\\n[ \\t]*)["']?value["']?[ \\t]*:[ \\t]*${VALUE}`,
  "g",
);
/** `wandb login KEY`, in a line of shell or in a list. */
const LOGIN = new RegExp(`\\bwandb${BETWEEN_WORDS}["']?login${BETWEEN_WORDS}(?![-\\s])${VALUE}`, "g");
/** What may stand between the name and the value of one variable: a line's end, and lines that are comments or empty. */
const BETWEEN = /^["']?,?[ \t\r]*(?:(?:#|\/\/)[^\n]*)?(?:\n[ \t\r]*(?:(?:#|\/\/)[^\n]*)?)*["']?$/;
const COMMENT = /(?:^|\n)[ \t]*(?:#|\/\/)[^\n]*$/;
/** Written without quotes: YAML's tags, anchors, aliases and block headers, and references of Terraform. */
const NO_VALUE = /^(?:!\w.*|[|>][-+\d]{0,2}|[&*][\w-]+|(?:var|local|module|data|each|self|[a-z]+_[a-z_]+)\.[\w.[\]*]+)$/;

/** A value that can be read in two ways may come twice. Linear in the text. */
export function namedValues(text: string): readonly NamedValue[] {
  if (!mayNameSecrets(text)) return [];
  const found: NamedValue[] = [];
  let before: NamedValue | undefined;
  for (const match of text.matchAll(PAIR)) {
    const pair = toNamedValue(match);
    if (mayNameSecret(pair.name) && !NO_VALUE.test(pair.value)) found.push(pair);
    if (before && isBeside(before, match.index, text)) {
      const [name, value] = before.name === "name" ? [before, pair] : [pair, before];
      if (name.name === "name" && value.name === "value" && mayNameSecret(name.value)) found.push({ ...value, name: name.value });
    }
    if (!(before && isHalf(before) && !isHalf(pair) && isInComment(text, match.index))) before = pair;
  }
  for (const pattern of [FLAG, TWO_WORDS, NESTED]) {
    for (const match of text.matchAll(pattern)) {
      const named = toNamedValue(match);
      if (mayNameSecret(named.name)) found.push(named);
    }
  }
  for (const match of text.matchAll(LOGIN)) found.push({ ...toNamedValue(match, 1), name: "WANDB_API_KEY" });
  return found;
}

const isBeside = (before: NamedValue, from: number, text: string): boolean =>
  from - before.end < 200 && BETWEEN.test(text.slice(before.end, from));

const isHalf = ({ name }: NamedValue): boolean => name === "name" || name === "value";

const isInComment = (text: string, at: number): boolean => COMMENT.test(text.slice(Math.max(0, at - 200), at));

/** `first`: the group of the value in double quotes, behind which come the one in single quotes and the one without. */
function toNamedValue(match: RegExpExecArray, first = 2): NamedValue {
  const [all, name = ""] = match;
  const [double, single, plain = ""] = match.slice(first);
  const quoted = double ?? single;
  const value = quoted ?? withoutClosers(plain);
  const start = match.index + all.lastIndexOf(quoted ?? plain);
  return { name, value, start, end: start + value.length };
}

const MOST_CLOSERS = 20;
const OPENER: Readonly<Record<string, string>> = { "}": "{", "]": "[", ")": "(" };

/** What closes something that was opened before the value is no part of it. */
function withoutClosers(text: string): string {
  let end = text.length;
  while (end > 0 && text.length - end < MOST_CLOSERS && /[,;"'}\])]/.test(text[end - 1] as string)) {
    const opener = OPENER[text[end - 1] as string];
    if (opener !== undefined && text.lastIndexOf(opener, end - 1) >= 0) break;
    end--;
  }
  return text.slice(0, end);
}
