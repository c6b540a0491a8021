// Reading ahead gives the same texts as reading, each once, and never one that is older than the pass through the files.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileStore } from "../../host/read.ts";
import { ReadAhead } from "../../host/read-ahead.ts";
import { inFolder } from "./folder.ts";

const COUNT = 1600;
const nameOf = (i: number): string => `f${String(i).padStart(5, "0")}.yaml`;
const names = Array.from({ length: COUNT }, (_, i) => nameOf(i));

/** About 16 MB: the ring goes round twice. Some files are not plain, one is large. */
function content(i: number, word: string): Buffer {
  if (i === 700) return Buffer.from("a\0b");
  if (i === 701) return Buffer.from([0x61, 0xff, 0x62]);
  if (i === 702) return Buffer.from(`\ufeffkey: ${word}\n`);
  if (i === 703) return Buffer.alloc(0);
  if (i === 704) return Buffer.from(`key: ${"x".repeat(400_000)}\n`);
  return Buffer.from(`${word} ${i} ä €\n`.repeat(i % 7 === 0 ? 2000 : 500));
}

const files = (word: string) => Object.fromEntries(names.map((name, i) => [name, content(i, word)]));
const pause = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

/** Goes through the files as slowly as judging them would, so that the thread gets ahead. */
function readAll<T>(read: (name: string) => T): readonly T[] {
  return names.map((name, i) => {
    if (i % 50 === 0) pause(20);
    return read(name);
  });
}

describe("reading ahead", () => {
  test("gives what reading gives", () =>
    inFolder(files("first"), (root) => {
      const ahead = new ReadAhead(root, names);
      const texts = readAll((name) => ahead.take(name));
      const given = texts.filter((text) => text !== undefined).length;
      assert.ok(given > COUNT / 4, `${given} of ${COUNT} were read ahead`);
      for (const [i, text] of texts.entries()) if (text !== undefined) assert.equal(text, content(i, "first").toString(), nameOf(i));
      assert.deepEqual(
        texts.slice(700, 703).filter((text) => text !== undefined),
        [],
        "a file that is not plain is left to the caller",
      );
    }));

  test("a store tells the same with it and without", () =>
    inFolder(files("first"), (root) => {
      const alone = fileStore(root, new Set(), () => false);
      const store = fileStore(root, new Set(names), () => false);
      for (const [i, text] of readAll((name) => store.read(name)).entries()) assert.deepEqual(text, alone.read(nameOf(i)), nameOf(i));
    }));

  test("gives nothing twice, nor after a pause: the files may have changed", () =>
    inFolder(files("first"), (root) => {
      const store = fileStore(root, new Set(names), () => false);
      readAll((name) => (name < nameOf(COUNT - 20) ? store.read(name) : undefined));
      for (const [name, bytes] of Object.entries(files("second"))) writeFileSync(join(root, name), bytes);
      pause(600);
      for (let i = COUNT - 20; i < COUNT; i++) assert.equal(store.read(nameOf(i)), content(i, "second").toString());
      for (const [i, text] of readAll((name) => store.read(name)).entries())
        if (i < 700 || i > 704) assert.equal(text, content(i, "second").toString(), nameOf(i));
    }));

  test("a few files are not worth a thread", () =>
    inFolder({}, (root) => {
      const ahead = new ReadAhead(root, names.slice(0, 900));
      for (const name of names.slice(0, 900)) assert.equal(ahead.take(name), undefined);
    }));
});
