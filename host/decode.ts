// Bytes to text and back. UTF-8 is the rule, UTF-16 is decoded where a byte order mark says so (as kubectl does); anything else is a
// problem with the byte at which it shows. A file is written back in the encoding in which it was read.
import { isUtf8 } from "node:buffer";

export interface Decoded {
  readonly text: string;
  readonly encoding: Encoding;
}

export interface Encoding {
  readonly name: "utf-8" | "utf-16le" | "utf-16be";
  /** Whether a byte order mark stood before the text; it is no part of the text. */
  readonly hasMark: boolean;
}

export interface Undecodable {
  /** Continues a sentence that begins with the file: "is not UTF-8 text (line 3, byte 41: 0xe9)". Bytes are counted from 0. */
  readonly problem: string;
  /** UTF-16 code units of the text before it, where that is text. */
  readonly offset: number;
}

/** As many bytes as git looks at before it calls a file binary. */
const SNIFFED = 8000;

export function decode(bytes: Buffer): Decoded | Undecodable {
  const encoding = encodingOf(bytes);
  if (encoding.name !== "utf-8") return decodeUtf16(bytes, encoding);
  const zero = bytes.subarray(0, SNIFFED).indexOf(0);
  if (zero >= 0) return { problem: `is a binary file (byte ${zero} is 0)`, offset: 0 };
  if (!isUtf8(bytes)) return notUtf8(bytes, firstInvalidByte(bytes));
  return { text: bytes.toString("utf8", encoding.hasMark ? 3 : 0), encoding };
}

/**
 * The text of the bytes from `start` to `end`, where they are UTF-8 without a byte order mark and no binary file; undefined: ask
 * `decode`. Most files are, and one look at the text instead of three at the bytes tells.
 */
export function decodePlain(bytes: Buffer, start: number, end: number): string | undefined {
  const text = bytes.toString("utf8", start, end);
  return text.includes("\ufffd") || text.charCodeAt(0) === MARK || text.includes("\0") ? undefined : text;
}

const MARK = 0xfeff;

export function encode(text: string, { name, hasMark }: Encoding): Buffer {
  const marked = hasMark ? `\ufeff${text}` : text;
  if (name === "utf-8") return Buffer.from(marked, "utf8");
  const bytes = Buffer.from(marked, "utf16le");
  return name === "utf-16be" ? bytes.swap16() : bytes;
}

function encodingOf(bytes: Buffer): Encoding {
  const [a, b, c, d] = bytes;
  const isUtf32 = a === 0xff && b === 0xfe && c === 0 && d === 0 && bytes.length >= 4;
  if (a === 0xff && b === 0xfe && !isUtf32) return { name: "utf-16le", hasMark: true };
  if (a === 0xfe && b === 0xff) return { name: "utf-16be", hasMark: true };
  return { name: "utf-8", hasMark: a === 0xef && b === 0xbb && c === 0xbf };
}

function decodeUtf16(bytes: Buffer, encoding: Encoding): Decoded | Undecodable {
  if (bytes.length % 2 === 1) return { problem: "is UTF-16 text that ends in the middle of a character", offset: bytes.length >> 1 };
  const little = encoding.name === "utf-16be" ? Buffer.from(bytes).swap16() : bytes;
  return { text: little.toString("utf16le", 2), encoding };
}

function notUtf8(bytes: Buffer, at: number): Undecodable {
  const before = bytes.toString("utf8", 0, at);
  const line = before.split(/\r\n|\r|\n/).length;
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, "0");
  return { problem: `is not UTF-8 text (line ${line}, byte ${at}: 0x${byte})`, offset: before.length };
}

/** The first byte that belongs to no well-formed UTF-8 sequence. Halving finds it in about two passes over the bytes. */
function firstInvalidByte(bytes: Buffer): number {
  let from = 0;
  let to = bytes.length;
  while (to - from > 4) {
    const middle = startOfCharacter(bytes, (from + to) >> 1, from);
    if (middle === from) break;
    if (isUtf8(bytes.subarray(from, middle))) from = middle;
    else to = middle;
  }
  for (let at = from; at < to; at++) {
    const length = [1, 2, 3, 4].find((one) => at + one <= bytes.length && isUtf8(bytes.subarray(at, at + one)));
    if (length === undefined) return at;
    at += length - 1;
  }
  return to;
}

/** The nearest offset at or before `at`, but not before `least`, that is no continuation byte. */
function startOfCharacter(bytes: Buffer, at: number, least: number): number {
  let start = at;
  while (start > least && start > at - 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start--;
  return start;
}
