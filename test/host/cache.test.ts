// What is kept between runs is trusted only where it is certainly ours and whole, and is never a reason to fail.
import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openCache } from "../../host/cache.ts";
import { inFolder } from "./folder.ts";

const LIMITS = { entries: 3, bytes: 10_000 };

const inCache = (body: (cache: NonNullable<ReturnType<typeof openCache>>, folder: string) => void) =>
  inFolder({}, (base) => {
    const cache = openCache("things", LIMITS, { XDG_CACHE_HOME: base });
    assert.ok(cache);
    body(cache, join(base, "drydock/things"));
  });

describe("what is kept between runs", () => {
  test("comes back as it was, for its user alone", () =>
    inCache((cache, folder) => {
      assert.equal(cache.read("a"), undefined);
      cache.write("a", [Buffer.from([0, 255]), "é"]);
      assert.deepEqual(cache.read("a"), Buffer.from([0, 255, 0xc3, 0xa9]));
      assert.equal(statSync(join(folder, "a")).mode & 0o777, 0o600);
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.deepEqual(readdirSync(folder), ["a"]);
    }));

  test("is nothing when a single byte is another, is missing, or is one too many", () =>
    inCache((cache, folder) => {
      const file = join(folder, "a");
      cache.write("a", ["some content"]);
      const bytes = readFileSync(file);
      for (let at = 0; at < bytes.length; at++) {
        const other = Buffer.from(bytes);
        other[at] = (other[at] ?? 0) ^ 1;
        writeFileSync(file, other);
        assert.equal(cache.read("a"), undefined, `byte ${at}`);
      }
      for (const other of [Buffer.alloc(0), bytes.subarray(0, 20), bytes.subarray(0, -1), Buffer.concat([bytes, Buffer.of(0)])]) {
        writeFileSync(file, other);
        assert.equal(cache.read("a"), undefined);
      }
      writeFileSync(file, bytes);
      assert.equal(String(cache.read("a")), "some content");
    }));

  test("is nothing under another name, behind a link, or where others can write", () =>
    inCache((cache, folder) => {
      cache.write("a", ["content"]);
      linkSync(join(folder, "a"), join(folder, "b"));
      symlinkSync(join(folder, "a"), join(folder, "c"));
      assert.equal(cache.read("b"), undefined);
      renameSync(join(folder, "a"), join(folder, "d"));
      symlinkSync(join(folder, "d"), join(folder, "a"));
      assert.equal(cache.read("a"), undefined);
      renameSync(join(folder, "d"), join(folder, "a"));
      assert.ok(cache.read("a"));
      chmodSync(join(folder, "a"), 0o620);
      assert.equal(cache.read("a"), undefined);
      chmodSync(join(folder, "a"), 0o600);
      for (const place of [folder, join(folder, "..")]) {
        chmodSync(place, 0o777);
        assert.equal(cache.read("a"), undefined);
        cache.write("e", ["content"]);
        assert.ok(!existsSync(join(folder, "e")));
        chmodSync(place, 0o700);
      }
      assert.ok(cache.read("a"));
    }));

  test("is never in the way where nothing can be kept", () =>
    inFolder({ file: "" }, (base) => {
      for (const place of [join(base, "file"), join(base, "file/below"), "/proc/nothing"]) {
        const cache = openCache("things", LIMITS, { XDG_CACHE_HOME: place });
        cache?.write("a", ["content"]);
        assert.equal(cache?.read("a"), undefined);
      }
      mkdirSync(join(base, "drydock"));
      symlinkSync(base, join(base, "drydock/things"));
      const cache = openCache("things", LIMITS, { XDG_CACHE_HOME: base });
      cache?.write("a", ["content"]);
      assert.deepEqual(readdirSync(base).sort(), ["drydock", "file"]);
    }));

  test("has its place by the rules of the system, and none where it is switched off", () => {
    assert.equal(openCache("things", LIMITS, {}), undefined);
    assert.equal(openCache("things", LIMITS, { HOME: "relative", XDG_CACHE_HOME: "relative" }), undefined);
    assert.equal(openCache("things", LIMITS, { XDG_CACHE_HOME: "/tmp", DRYDOCK_NO_CACHE: "1" }), undefined);
    inFolder({}, (home) => {
      openCache("things", LIMITS, { HOME: home })?.write("a", ["content"]);
      if (process.platform === "linux") assert.ok(existsSync(join(home, ".cache/drydock/things/a")));
    });
  });

  test("does not grow for ever", () =>
    inCache((cache, folder) => {
      for (const name of ["a", "b", "c", "d"]) cache.write(name, ["x"]);
      assert.equal(readdirSync(folder).length, 3);
      assert.ok(cache.read("d"));
      cache.write("e", ["x".repeat(9_990)]);
      assert.deepEqual(readdirSync(folder), ["e"]);
    }));
});
