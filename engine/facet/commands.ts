// What a container runs: its commands and their words and flags. The image's own entry point is not visible.

import { flat } from "../model/flat.ts";
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { ABSENT, known, textOf, unknown, type Value } from "../model/value.ts";
import { deref } from "../syntax/node.ts";
import type { Container } from "./containers.ts";
import { splitShell } from "./shell.ts";

export interface Word {
  readonly place: Place;
  /** undefined: not known. */
  readonly text: string | undefined;
  /** May stand for no word or many. */
  readonly isList: boolean;
}

export interface Command {
  readonly words: readonly Word[];
  /** Some word may bring further flags, so that an absent flag is unknown. */
  readonly isOpen: boolean;
}

export interface Commands {
  readonly commands: readonly Command[];
  /** False where `command` or `args` is not known, or where the image's own entry point runs. */
  readonly isKnown: boolean;
}

const SHELL = /(?:^|\/)(?:ba|da|a|k|z)?sh$/;

/** The words of `command` and `args`, or of the script of an Argo template. What a shell is given is split as a shell would. */
export function commandsOf({ place }: Container): Commands {
  return recall<Commands>(place, commandsOf) ?? remember(place, commandsOf, readCommands(place));
}

function readCommands(place: Place): Commands {
  const elements = [place.at("command"), place.at("args")];
  const source = place.at("source");
  if (source.isWritten) return { commands: scriptCommands(source), isKnown: true };
  const isKnown = elements.some((list) => list.items.length > 0) && !elements.some((list) => list.isOpen);
  const commands: { words: Word[] }[] = [];
  let current: { words: Word[] } | undefined;
  let shell = false;
  for (const element of flat(elements, (list) => list.items)) {
    const raw = rawText(element);
    if (raw !== undefined && shell && /\s/.test(raw)) {
      for (const command of scriptCommands(element)) commands.push({ words: [...command.words] });
      current = undefined;
      continue;
    }
    const text = textOf(Reading.value(element));
    shell ||= text !== undefined && SHELL.test(text);
    if (!current) commands.push((current = { words: [] }));
    current.words.push({
      place: element,
      text,
      isList: text === undefined && raw !== undefined && /^\$(?:\{[^}]*\}|\([^)]*\)|[\w@*]+)$/.test(raw),
    });
  }
  return { commands: commands.map(closed), isKnown };
}

/** The commands of a text that a shell will run. */
export function scriptCommands(element: Place): readonly Command[] {
  const raw = rawText(element);
  if (raw === undefined) return [];
  let n = 0;
  return splitShell(raw).map((words) =>
    closed({
      words: words.map((word) => ({
        place: element.word(
          n++,
          word.start,
          word.end,
          word.text === undefined ? unknown(word.hole as NonNullable<typeof word.hole>) : known(word.text),
        ),
        text: word.text,
        isList: word.isList,
      })),
    }),
  );
}

const closed = ({ words }: { words: readonly Word[] }): Command => ({ words, isOpen: words.some((word) => word.isList) });

function rawText(place: Place): string | undefined {
  const node = place.node && deref(place.node);
  return node?.kind === "scalar" ? node.text : undefined;
}

/**
 * The value of the first of these flags: `--a v`, `--a=v`; `-` and `_` inside a long name are the same. Its place is the value's. Every
 * name begins with a dash.
 */
export function flag(command: Command, names: readonly string[]): Reading {
  const { words } = command;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as Word;
    const raw = word.text ?? writtenWord(word.place)?.replace(/^["']/, "");
    if (raw === undefined || !raw.startsWith("-")) continue;
    const equals = raw.indexOf("=");
    const name = equals < 0 ? raw : raw.slice(0, equals);
    if (!names.includes(name) && !(name.includes("_") && names.includes(plainFlag(name)))) continue;
    if (equals >= 0) return valuePart(word, name, word.text === undefined ? Reading.value(word.place) : known(raw.slice(equals + 1)));
    const next = words[i + 1];
    if (!next) return new Reading(ABSENT, word.place);
    return new Reading(next.text === undefined ? Reading.value(next.place) : known(next.text), next.place);
  }
  return new Reading(command.isOpen ? openFlag(command) : ABSENT);
}

/** The text as written, also of a word with an expansion in it: `--nnodes=$N` is the flag nnodes with a value that is not known. */
export function writtenWord(place: Place): string | undefined {
  const raw = rawText(place);
  const { part } = place;
  return raw === undefined ? undefined : typeof part === "object" ? raw.slice(part.start, part.end) : raw;
}

/** The value behind the name and `=` of one word. Where quotes stand in between it has no place, for nothing could be written there. */
function valuePart({ place }: Word, name: string, value: Value): Reading {
  const { part } = place;
  const written = writtenWord(place) ?? "";
  const quote = typeof part === "object" ? (/^["']/.exec(written)?.[0] ?? "") : "";
  if (!written.startsWith(`${quote}${name}=`) || (quote !== "" && !written.endsWith(quote))) return new Reading(value);
  const from = quote.length + name.length + 1;
  const to = written.length - quote.length;
  return new Reading(
    value,
    typeof part === "object" ? place.word(part.word, part.start + from, part.start + to, value) : place.word(0, from, to, value),
  );
}

function openFlag(command: Command): Value {
  const list = command.words.find((word) => word.isList) as Word;
  const value = Reading.value(list.place);
  return value.is === "unknown" ? value : unknown({ kind: "env", text: writtenWord(list.place) ?? "$@" });
}

const plainFlag = (name: string): string => (name.startsWith("--") ? `--${name.slice(2).replaceAll("_", "-")}` : name);

/** Whether the command runs this program: one of its known words is it, or, for two words, they follow each other. */
export function runs(command: Command, program: string): boolean {
  const { words } = command;
  const isThere = program.includes(" ")
    ? ` ${words.map((word) => word.text ?? "\u0000").join(" ")} `.includes(` ${program} `)
    : words.some(({ text }) => text?.endsWith(program) === true && isWholeName(text, program));
  return isThere && !isAboutPrograms(command);
}

const isWholeName = (text: string, program: string): boolean =>
  text.length === program.length || text[text.length - program.length - 1] === "/";

/** `pip install deepspeed`, `echo torchrun`: these name a program and do not run it. */
function isAboutPrograms({ words }: Command): boolean {
  const first = words.find((word) => word.text === undefined || !/^\w+=/.test(word.text))?.text;
  return first === "echo" || first === "printf" || words.some((word) => word.text === "install");
}

/** The launcher of PyTorch that a command runs, as a person calls it. */
export function torchLauncher(command: Command): string | undefined {
  if (runs(command, "torchrun")) return "torchrun";
  if (runs(command, "hyperpodrun")) return "hyperpodrun";
  return command.words.some((word) => word.text !== undefined && /^torch\.distributed\.(?:run|launch)$/.test(word.text))
    ? "torch.distributed"
    : undefined;
}
