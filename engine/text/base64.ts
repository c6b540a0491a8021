// Base64 of a text's UTF-8 bytes: what a Secret holds.
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function base64(text: string): string {
  const bytes = utf8(text);
  let result = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digit = (shift: number) => ALPHABET[(group >> shift) & 63] as string;
    result += digit(18) + digit(12) + (b === undefined ? "=" : digit(6)) + (c === undefined ? "=" : digit(0));
  }
  return result;
}

const compact = (encoded: string): string => encoded.replace(/\s+/g, "");

/** White space in it counts for nothing. */
export const isBase64 = (encoded: string): boolean => {
  const digits = compact(encoded);
  return digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
};

/** The text again; undefined where it is no base64, or not that of a text. */
export function textOfBase64(encoded: string): string | undefined {
  if (!isBase64(encoded)) return undefined;
  const digits = compact(encoded);
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 4) {
    const values = [...digits.slice(at, at + 4)].map((digit) => (digit === "=" ? undefined : ALPHABET.indexOf(digit)));
    const [a = 0, b = 0, c, d] = values;
    bytes.push((a << 2) | (b >> 4));
    if (c !== undefined) bytes.push(((b & 15) << 4) | (c >> 2));
    if (c !== undefined && d !== undefined) bytes.push(((c & 3) << 6) | d);
  }
  return textOfUtf8(bytes);
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return bytes;
}

/** The first character that needs so many further bytes. */
const SMALLEST = [0, 0x80, 0x800, 0x10000];

/** Undefined for bytes that are no UTF-8, and for control characters: a key store, or something that was never encoded. */
function textOfUtf8(bytes: readonly number[]): string | undefined {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at++] as number;
    const more = first < 0x80 ? 0 : first >> 5 === 6 ? 1 : first >> 4 === 14 ? 2 : first >> 3 === 30 ? 3 : -1;
    if (more < 0) return undefined;
    let code = more === 0 ? first : first & (0x3f >> more);
    for (let i = 0; i < more; i++) {
      const next = bytes[at++];
      if (next === undefined || next >> 6 !== 2) return undefined;
      code = (code << 6) | (next & 63);
    }
    if (code > 0x10ffff || code < (SMALLEST[more] as number) || (code >= 0xd800 && code < 0xe000)) return undefined;
    if ((code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0x7f) return undefined;
    text += String.fromCodePoint(code);
  }
  return text;
}
