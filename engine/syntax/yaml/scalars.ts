// What a YAML scalar means. kubectl reads through sigs.k8s.io/yaml, which resolves as go-yaml 2 (YAML 1.1 booleans, octal by a leading
// 0); Kustomize, Helm values and CloudFormation resolve as go-yaml 3 does. Quoted and block scalars are text under all of them.
import type { Scalar, ScalarNode } from "../node.ts";

/**
 * The value as kubectl reads it. Integers beyond ±2^53 are bigint. `.inf` and `.nan` are numbers here, though JSON has no word for
 * them and kubectl refuses them. Where a tag and its text do not agree (`!!int foo`), kubectl refuses the document and this gives
 * the text: `mismatch` tells.
 */
export const resolveGoYaml2 = (node: ScalarNode): Scalar => resolve(node, goYaml2);

/** The value as go-yaml 3 reads it into a field without a type: `true` and `false` are the only booleans, `0o17` is 15, `017` too. */
export const resolveYaml3 = (node: ScalarNode): Scalar => resolve(node, goYaml3);

/** The value of a scalar whose language has typed literals, else its text. */
export const resolveJson = (node: ScalarNode): Scalar => (node.value === undefined ? node.text : node.value);

/** Whether the text cannot be what the tag says, so that kubectl refuses the document. */
export function mismatch(node: ScalarNode): boolean {
  if (node.tag === undefined) return false;
  const wanted = TYPES.get(shortTag(node.tag));
  if (wanted === "binary") return !BASE64.test(withoutBreaks(node.text));
  return wanted !== undefined && wanted !== "text" && !fits(goYaml2(node.text), wanted);
}

/**
 * The text of a map key in kubectl's JSON: `yes` is "true", `0777` is "511", `1.0` is "1". Undefined where it cannot be a key (null,
 * integers beyond 2^63).
 */
export function goYaml2Key(node: ScalarNode): string | undefined {
  const value = resolveGoYaml2(node);
  if (typeof value === "string" || typeof value === "boolean") return String(value);
  if (value === null || (typeof value === "bigint" && value > 9223372036854775807n)) return undefined;
  return typeof value === "number" && !isInteger(node.text) ? shortFloat(value) : String(value);
}

type Type = "text" | "int" | "float" | "bool" | "null" | "binary" | "timestamp";

const TYPES: ReadonlyMap<string, Type> = new Map([
  ["!!str", "text"],
  ["!!int", "int"],
  ["!!float", "float"],
  ["!!bool", "bool"],
  ["!!null", "null"],
  ["!!binary", "binary"],
  ["!!timestamp", "timestamp"],
]);

type Reader = (text: string) => Scalar;

function resolve(node: ScalarNode, read: Reader): Scalar {
  if (node.value !== undefined) return node.value;
  const { text, tag } = node;
  if (tag === undefined) return node.style === "plain" ? read(text) : text;
  const type = TYPES.get(shortTag(tag));
  if (type === "binary") return decodeBase64(withoutBreaks(text)) ?? text;
  if (type === undefined || type === "text" || type === "timestamp") return text;
  const value = read(text);
  return fits(value, type) ? value : text;
}

function fits(value: Scalar, type: Type): boolean {
  if (type === "null") return value === null;
  if (type === "bool") return typeof value === "boolean";
  if (type === "int") return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (type === "timestamp") return typeof value === "string" && TIMESTAMP.test(value);
  return typeof value === "number" || typeof value === "bigint";
}

/** `!!int` for `!!int`, `!<tag:yaml.org,2002:int>` and the like; other tags as written. */
function shortTag(tag: string): string {
  const name = tag.startsWith("!<") ? tag.slice(2, -1) : tag;
  return name.startsWith("tag:yaml.org,2002:") ? `!!${name.slice(18)}` : name;
}

const NULLS: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);

const YES_OR_NO: ReadonlyMap<string, boolean> = new Map(
  [
    ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word) => [word, true] as const),
    ["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word) => [word, false] as const),
  ].flat(),
);

const TRUE_OR_FALSE: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/** The longest word in the tables above. */
const LONGEST_WORD = 5;

function goYaml2(text: string): Scalar {
  const first = text.charCodeAt(0);
  if (isNumberStart(first)) return number(text, first) ?? text;
  if (text.length > LONGEST_WORD) return text;
  if (NULLS.has(text)) return null;
  return TRUE_OR_FALSE.get(text) ?? YES_OR_NO.get(text) ?? text;
}

function goYaml3(text: string): Scalar {
  const first = text.charCodeAt(0);
  if (isNumberStart(first)) return number(text, first) ?? text;
  if (text.length > LONGEST_WORD) return text;
  if (NULLS.has(text)) return null;
  return TRUE_OR_FALSE.get(text) ?? text;
}

const isNumberStart = (code: number): boolean => (code >= 48 && code <= 57) || code === 45 || code === 43 || code === 46;

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** As Go's ParseFloat reads a number that starts with a point: single underscores may stand between digits. */
const POINT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/;
const INFINITY = /^[-+]?\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;

function number(text: string, first: number): number | bigint | undefined {
  if (INFINITY.test(text)) return first === 45 ? -Infinity : Infinity;
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (first === 46) return POINT_FLOAT.test(text) ? finite(text.replaceAll("_", "")) : undefined;
  const plain = text.includes("_") ? text.replaceAll("_", "") : text;
  return integer(plain) ?? (FLOAT.test(plain) ? finite(plain) : undefined);
}

function finite(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const DECIMAL = /^[-+]?(?:0|[1-9][0-9]*)$/;
const BASED = /^([-+]?)0(?:[xX]([0-9a-fA-F]+)|[bB]([01]+)|[oO]?([0-7]+))$/;

/** Integers of 64 bits, negative ones with a sign bit; what does not fit is left to the floats, as Go does. */
function integer(plain: string): number | bigint | undefined {
  if (DECIMAL.test(plain)) {
    // 15 digits are always exact.
    if (plain.length <= 15) return Number(plain) + 0;
    return fitting(BigInt(plain.startsWith("+") ? plain.slice(1) : plain), plain);
  }
  const match = BASED.exec(plain);
  if (!match) return undefined;
  const [, sign, hex, binary, octal] = match;
  const magnitude = BigInt(hex ? `0x${hex}` : binary ? `0b${binary}` : `0o${octal}`);
  return fitting(sign === "-" ? -magnitude : magnitude, plain);
}

function fitting(value: bigint, plain: string): number | bigint | undefined {
  // Go reads a number with a sign as signed.
  const highest = plain.startsWith("+") ? 9223372036854775807n : 18446744073709551615n;
  if (value > highest || value < -9223372036854775808n) return undefined;
  return value > 9007199254740991n || value < -9007199254740991n ? value : Number(value);
}

const isInteger = (text: string): boolean => integer(text.replaceAll("_", "")) !== undefined;

/** A float key as go-yaml prints it: the shortest text that gives the same 32-bit number, exponents from 6 digits on. */
function shortFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return value > 0 ? ".inf" : "-.inf";
  if (single === 0) return Object.is(value, -0) || value < 0 ? "-0" : "0";
  let digits = 1;
  while (digits < 9 && Math.fround(Number(single.toPrecision(digits))) !== single) digits++;
  const [mantissa = "", exponent = "0"] = single.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return String(Number(single.toPrecision(digits)));
}

/** A day, or a day and a time, as go-yaml knows them. */
const TIMESTAMP = /^\d{4}-\d\d?-\d\d?(?:[Tt]\d\d?:\d\d?:\d\d?(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| \d\d?:\d\d?:\d\d?(?:[.,]\d+)?)?$/;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const withoutBreaks = (text: string): string => text.replace(/[\r\n]/g, "");

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decodeBase64(text: string): string | undefined {
  if (!BASE64.test(text)) return undefined;
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const char of text) {
    if (char === "=") break;
    held = ((held << 6) | ALPHABET.indexOf(char)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return decodeUtf8(bytes);
}

/** UTF-8 to text; each byte that is none becomes U+FFFD, as in Go's JSON. */
function decodeUtf8(bytes: readonly number[]): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length =
      first < 0x80 ? 1 : first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
    let code = length === 1 ? first : first & (0x7f >> length);
    let rest = 1;
    for (; rest < length && ((bytes[at + rest] ?? 0) & 0xc0) === 0x80; rest++) code = (code << 6) | ((bytes[at + rest] as number) & 0x3f);
    const lowest = [0, 0, 0x80, 0x800, 0x10000][length] as number;
    const isValid = length > 0 && rest === length && code >= lowest && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    pieces.push(isValid ? String.fromCodePoint(code) : "\ufffd");
    at += isValid ? length : 1;
  }
  return pieces.join("");
}
