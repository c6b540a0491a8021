// Functions on texts and numbers.
import type { Node } from "../../syntax/node.ts";
import { type TerraformFunction, unknownResult } from "./call.ts";
import { asList, encodedAs, failureAt, listAt, numberValue, scalarAt, textValue } from "./nodes.ts";
import { joinParts } from "./text.ts";

/** A function of texts that are all known. */
function onTexts(work: (...texts: string[]) => string | boolean | undefined): TerraformFunction {
  return (args, call) => {
    const texts = args.map((argument) => (encodedAs(argument) ? undefined : textValue(argument)));
    const result = texts.every((text) => text !== undefined) ? work(...texts) : undefined;
    return result === undefined ? unknownResult(call, args[0]) : scalarAt(call.spot, result);
  };
}

const trimmed = (text: string, characters: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && characters.includes(text[start] as string)) start++;
  while (end > start && characters.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
};

/** A replacement of literal text; one that is written between slashes is a regular expression and stays unknown. */
const replaced = (text: string, search: string, replacement: string): string | undefined =>
  /^\/.*\/$/s.test(search) || search === "" ? undefined : text.replaceAll(search, () => replacement);

const substr = (text: string, offset: string, length: string): string | undefined => {
  const start = Number(offset);
  const count = Number(length);
  if (!Number.isInteger(start) || !Number.isInteger(count) || start < 0) return undefined;
  return count < 0 ? text.slice(start) : text.slice(start, start + count);
};

const join: TerraformFunction = ([separator, ...lists], call) => {
  const between = separator && textValue(separator);
  const items = lists.flatMap((list) => asList(list)?.items ?? [list]);
  if (between === undefined || lists.some((list) => !asList(list) || asList(list)?.open)) return unknownResult(call, lists[0]);
  return joinParts(
    items.flatMap((item, index) => (index === 0 ? [item] : [between, item])),
    call.spot,
    call.text,
  );
};

const split: TerraformFunction = ([separator, text], call) => {
  const between = separator && textValue(separator);
  const whole = text && textValue(text);
  if (between === undefined || whole === undefined || between === "") return unknownResult(call, text);
  return listAt(
    call.spot,
    whole.split(between).map((piece) => scalarAt(call.spot, piece)),
  );
};

/** `%s`, `%d` and `%v` only; other verbs shape the text in ways that no rule looks at. */
const format: TerraformFunction = ([pattern, ...args], call) => {
  const text = pattern && textValue(pattern);
  if (text === undefined) return unknownResult(call);
  const parts: (string | Node)[] = [];
  let next = 0;
  for (const piece of text.split(/(%[^a-zA-Z%]*[a-zA-Z%])/)) {
    if (!piece.startsWith("%")) parts.push(piece);
    else if (piece === "%%") parts.push("%");
    else if (/^%[sdv]$/.test(piece)) {
      const argument = args[next++];
      if (!argument) return failureAt(call.spot, call.text);
      parts.push(argument);
    } else return unknownResult(call);
  }
  return joinParts(parts, call.spot, call.text);
};

function onNumbers(work: (...numbers: number[]) => number): TerraformFunction {
  return (args, call) => {
    const numbers = args.map(numberValue);
    const result = numbers.length > 0 && numbers.every((one) => one !== undefined) ? work(...numbers) : Number.NaN;
    return Number.isFinite(result) ? scalarAt(call.spot, result) : unknownResult(call);
  };
}

export const TEXT_FUNCTIONS: readonly (readonly [string, TerraformFunction])[] = [
  ["format", format],
  ["join", join],
  ["split", split],
  ["lower", onTexts((text) => text.toLowerCase())],
  ["upper", onTexts((text) => text.toUpperCase())],
  ["trimspace", onTexts((text) => text.trim())],
  ["trim", onTexts((text, characters = "") => trimmed(text, characters))],
  ["trimprefix", onTexts((text, prefix = "") => (text.startsWith(prefix) ? text.slice(prefix.length) : text))],
  ["trimsuffix", onTexts((text, suffix = "") => (suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text))],
  ["replace", onTexts((text, search = "", replacement = "") => replaced(text, search, replacement))],
  ["substr", onTexts((text, offset = "", length = "") => substr(text, offset, length))],
  ["startswith", onTexts((text, prefix = "") => text.startsWith(prefix))],
  ["endswith", onTexts((text, suffix = "") => text.endsWith(suffix))],
  ["min", onNumbers(Math.min)],
  ["max", onNumbers(Math.max)],
  ["ceil", onNumbers((number) => Math.ceil(number))],
  ["floor", onNumbers((number) => Math.floor(number))],
];
