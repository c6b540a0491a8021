// Files are replaced in one step, and stay what they were apart from their text.
import assert from "node:assert/strict";
import fs, { chmodSync, fstatSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { describe, test } from "node:test";
import { replaceText } from "../../host/write.ts";
import { inFolder } from "./folder.ts";

describe("replacing the text of a file", () => {
  test("keeps encoding, byte order mark, line ends and mode, and leaves nothing behind", () => {
    const mark = Buffer.from([0xff, 0xfe]);
    inFolder({ "a.yaml": Buffer.concat([mark, Buffer.from("a: 1\r\n", "utf16le")]), "b.yaml": "\ufeffb: 1\r\n" }, (root) => {
      chmodSync(join(root, "b.yaml"), 0o751);
      assert.equal(replaceText(root, "a.yaml", "a: 1\r\n", "a: 2\r\n"), undefined);
      assert.equal(replaceText(root, "b.yaml", "b: 1\r\n", "b: ü\r\n"), undefined);
      assert.deepEqual(readFileSync(join(root, "a.yaml")), Buffer.concat([mark, Buffer.from("a: 2\r\n", "utf16le")]));
      assert.equal(readFileSync(join(root, "b.yaml"), "utf8"), "\ufeffb: ü\r\n");
      assert.equal(statSync(join(root, "b.yaml")).mode & 0o777, 0o751);
      assert.deepEqual(readdirSync(root), ["a.yaml", "b.yaml"]);
    });
  });

  test("writes behind a link, which stays a link", () => {
    inFolder({ "real/a.yaml": "a: 1\n" }, (root) => {
      symlinkSync("real/a.yaml", join(root, "a.yaml"));
      assert.equal(replaceText(root, "a.yaml", "a: 1\n", "a: 2\n"), undefined);
      assert.ok(lstatSync(join(root, "a.yaml")).isSymbolicLink());
      assert.equal(readFileSync(join(root, "real/a.yaml"), "utf8"), "a: 2\n");
    });
  });

  test("works for the longest name that a file can have", () => {
    const name = `${"a".repeat(250)}.yaml`;
    inFolder({ [name]: "a: 1\n" }, (root) => {
      assert.equal(replaceText(root, name, "a: 1\n", "a: 2\n"), undefined);
      assert.equal(readFileSync(join(root, name), "utf8"), "a: 2\n");
    });
  });

  test("refuses what lies outside, what has changed and what is gone", () => {
    inFolder({ "ws/a.yaml": "a: 1\n", "b.yaml": "b: 1\n" }, (root) => {
      const workspace = join(root, "ws");
      symlinkSync("../b.yaml", join(workspace, "b.yaml"));
      assert.match(replaceText(workspace, "b.yaml", "b: 1\n", "b: 2\n") ?? "", /outside the workspace/);
      assert.match(replaceText(workspace, "../b.yaml", "b: 1\n", "b: 2\n") ?? "", /outside the workspace/);
      writeFileSync(join(workspace, "a.yaml"), "a: changed\n");
      assert.match(replaceText(workspace, "a.yaml", "a: 1\n", "a: 2\n") ?? "", /has changed since it was read/);
      assert.match(replaceText(workspace, "gone.yaml", "", "a: 2\n") ?? "", /ENOENT/);
      assert.equal(readFileSync(join(root, "b.yaml"), "utf8"), "b: 1\n");
      assert.equal(readFileSync(join(workspace, "a.yaml"), "utf8"), "a: changed\n");
    });
  });
});

describe("the copy that is written beside a file", () => {
  /** Runs `body` while a function of node:fs is another one, as a full disk would make it. */
  function withFs<K extends "writeFileSync" | "renameSync">(name: K, other: (original: (typeof fs)[K]) => unknown, body: () => void): void {
    const original = fs[name];
    Object.assign(fs, { [name]: other(original) });
    syncBuiltinESMExports();
    try {
      body();
    } finally {
      Object.assign(fs, { [name]: original });
      syncBuiltinESMExports();
    }
  }
  const full = () => Object.assign(new Error("no space left"), { code: "ENOSPC" });

  for (const mode of [0o644, 0o600, 0o666, 0o440])
    test(`is nobody else's while it is written, for a file of mode ${mode.toString(8)}`, () => {
      inFolder({ "a.yaml": "a: 1\n" }, (root) => {
        chmodSync(join(root, "a.yaml"), mode);
        const seen: number[] = [];
        const watching = (original: typeof writeFileSync) => (file: number, bytes: Buffer) => {
          assert.equal(readdirSync(root).filter((name) => name.startsWith(".drydock-")).length, 1);
          seen.push(fstatSync(file).mode & 0o777);
          original(file, bytes);
        };
        withFs("writeFileSync", watching, () => assert.equal(replaceText(root, "a.yaml", "a: 1\n", "a: 2\n"), undefined));
        assert.deepEqual(seen, [mode & 0o600]);
        assert.equal(statSync(join(root, "a.yaml")).mode & 0o777, mode);
        assert.deepEqual(readdirSync(root), ["a.yaml"]);
      });
    });

  const failures = {
    "half of it is written": (body: () => void) =>
      withFs(
        "writeFileSync",
        (original) => (file: number, bytes: Buffer) => {
          original(file, bytes.subarray(0, 2));
          throw full();
        },
        body,
      ),
    "it cannot take the place of the file": (body: () => void) =>
      withFs(
        "renameSync",
        () => () => {
          throw full();
        },
        body,
      ),
  };
  for (const [what, failing] of Object.entries(failures))
    test(`is taken away where ${what}, and the file stays as it was`, () => {
      inFolder({ "a.yaml": "a: 1\n" }, (root) => {
        failing(() => assert.equal(replaceText(root, "a.yaml", "a: 1\n", "a: 2\n"), "cannot be written (ENOSPC)"));
        assert.deepEqual(readdirSync(root), ["a.yaml"]);
        assert.equal(readFileSync(join(root, "a.yaml"), "utf8"), "a: 1\n");
      });
    });
});
