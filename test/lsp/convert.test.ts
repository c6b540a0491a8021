import assert from "node:assert/strict";
import test from "node:test";
import { converter, type Encoding, negotiate } from "../../server/convert.ts";

const TEXT = "name: a\r\nähm: 🚀x\rlast: é\n";

test("a position counts code units of the encoding that was negotiated", () => {
  const columns = (encoding: Encoding) => converter(() => TEXT, encoding).position({ line: 2, column: 8 });
  assert.deepEqual(columns("utf-16"), { line: 1, character: 7 });
  assert.deepEqual(columns("utf-8"), { line: 1, character: 10 });
  assert.deepEqual(columns("utf-32"), { line: 1, character: 6 });
});

test("offset and span are inverse to each other at every character, in every encoding", () => {
  for (const encoding of ["utf-8", "utf-16", "utf-32"] as const) {
    const positions = converter(() => TEXT, encoding);
    for (let at = 0; at <= TEXT.length; at++) {
      const isInsideCharacter = TEXT.charCodeAt(at) >= 0xdc00 && TEXT.charCodeAt(at) <= 0xdfff;
      const isInsideBreak = TEXT[at] === "\n" && TEXT[at - 1] === "\r";
      if (isInsideCharacter || isInsideBreak) continue;
      assert.equal(positions.offset(positions.span({ start: at, end: at }).start), at, `${encoding}, offset ${at}`);
    }
  }
});

test("a position outside of its line or of the text is moved to the nearest end", () => {
  for (const encoding of ["utf-8", "utf-16", "utf-32"] as const) {
    const positions = converter(() => TEXT, encoding);
    assert.equal(positions.offset({ line: 0, character: 99 }), 7);
    assert.equal(positions.offset({ line: 99, character: 0 }), TEXT.length);
    assert.equal(positions.offset({ line: -1, character: 3 }), 0);
  }
});

test("a position inside a character means the character", () => {
  assert.equal(converter(() => "🚀x", "utf-8").offset({ line: 0, character: 2 }), 0);
});

test("UTF-16 needs no text", () => {
  const positions = converter(() => assert.fail("the text was read"), "utf-16");
  assert.deepEqual(positions.range({ start: { line: 3, column: 1 }, end: { line: 3, column: 4 } }), {
    start: { line: 2, character: 0 },
    end: { line: 2, character: 3 },
  });
});

test("the client's first encoding that we speak wins; UTF-16 is the rule", () => {
  assert.equal(negotiate(undefined), "utf-16");
  assert.equal(negotiate([]), "utf-16");
  assert.equal(negotiate(["ebcdic"]), "utf-16");
  assert.equal(negotiate(["utf-8", "utf-16"]), "utf-8");
  assert.equal(negotiate(["utf-16", "utf-8"]), "utf-16");
  assert.equal(negotiate(["utf-32"]), "utf-32");
});
