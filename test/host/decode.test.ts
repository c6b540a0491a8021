// Bytes become text by the rules of kubectl, and go back to the bytes that they were.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decode, encode } from "../../host/decode.ts";

const text = 'name: "größer 🚀 \u{2028}"\r\nb: 1\r';

function utf16(content: string, order: "le" | "be"): Buffer {
  const bytes = Buffer.from(`\ufeff${content}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}

describe("decoding a file", () => {
  const readable: readonly [name: string, bytes: Buffer][] = [
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, little endian", utf16(text, "le")],
    ["UTF-16, big endian", utf16(text, "be")],
  ];
  for (const [name, bytes] of readable) {
    test(`${name} is read, and written back byte by byte`, () => {
      const decoded = decode(Buffer.from(bytes));
      assert.ok("text" in decoded);
      assert.equal(decoded.text, text);
      assert.deepEqual(encode(decoded.text, decoded.encoding), bytes);
    });
  }

  test("an empty file is an empty text", () => {
    const decoded = decode(Buffer.alloc(0));
    assert.ok("text" in decoded && decoded.text === "");
  });

  test("one mark is removed, a second one is text", () => {
    const decoded = decode(Buffer.from("\ufeff\ufeffa: 1"));
    assert.ok("text" in decoded && decoded.text === "\ufeffa: 1");
  });

  const unreadable: readonly [name: string, bytes: Buffer, problem: RegExp, offset: number][] = [
    ["a byte of Latin-1", Buffer.from("a: 1\nname: caf\xe9\n", "latin1"), /not UTF-8 text \(line 2, byte 14: 0xe9\)/, 14],
    ["a character that is cut at the end", Buffer.from("a: ö").subarray(0, 4), /not UTF-8 text \(line 1, byte 3: 0xc3\)/, 3],
    ["an overlong slash", Buffer.from([0x61, 0xc0, 0xaf]), /byte 1: 0xc0/, 1],
    ["a surrogate in UTF-8", Buffer.from([0x61, 0x62, 0xed, 0xa0, 0x80]), /byte 2: 0xed/, 2],
    ["a zero byte", Buffer.from("a: 1\0"), /is a binary file \(byte 4 is 0\)/, 0],
    ["UTF-16 without a mark", Buffer.from("a: 1", "utf16le"), /is a binary file \(byte 1 is 0\)/, 0],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), /is a binary file/, 0],
    ["half a character of UTF-16", Buffer.from([0xff, 0xfe, 0x61, 0, 0x62]), /ends in the middle of a character/, 2],
  ];
  for (const [name, bytes, problem, offset] of unreadable) {
    test(`${name} is a problem with its position`, () => {
      const decoded = decode(bytes);
      assert.ok("problem" in decoded);
      assert.match(decoded.problem, problem);
      assert.equal(decoded.offset, offset);
    });
  }

  test("the first wrong byte is found wherever it is", () => {
    const valid = Buffer.from("aé€🚀".repeat(40));
    for (let at = 0; at < valid.length; at++) {
      const broken = Buffer.concat([valid.subarray(0, at), Buffer.from([0xff]), valid.subarray(at)]);
      const decoded = decode(broken);
      assert.ok("problem" in decoded);
      const byte = Number(/byte (\d+):/.exec(decoded.problem)?.[1]);
      // Inside a character the character itself is what is wrong, from its first byte on.
      assert.ok(byte <= at && at - byte < 4, `byte ${byte} is named for a wrong byte at ${at}`);
      assert.doesNotThrow(() => new TextDecoder("utf-8", { fatal: true }).decode(broken.subarray(0, byte)));
      assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(broken.subarray(0, byte + 4)));
    }
  });
});
