// The command as it is built: what is compiled once is used again, and never when it is not exactly that.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";

const CLI = resolve("dist/cli.cjs");

const FILES = {
  "files/drydock.yaml": "rules: {gpu/limit-missing: error}\n",
  "files/a.yaml":
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, resources: {requests: {nvidia.com/gpu: 1}}}]}\n",
};

function drydock(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
    cwd: join(folder, "files"),
    env: { PATH: process.env.PATH ?? "", HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), ...env },
    encoding: "utf8",
  });
  return { status, out: stdout.replace(/\d+\.\d\d s$/m, ""), err: stderr };
}

describe("a start", () => {
  test("compiles once", () =>
    inFolder(FILES, (folder) => {
      const code = join(folder, "cache/drydock/code");
      const words = ["lint", "--format", "json"];
      // Each of them has to run.
      const again = () => {
        rmSync(join(folder, "cache/drydock/runs"), { recursive: true });
        return drydock(folder, words);
      };
      const first = drydock(folder, words);
      assert.equal(first.status, 1);
      assert.match(first.out, /gpu\/limit-missing/);
      const [name = "", ...more] = readdirSync(code);
      assert.deepEqual(more, []);
      const file = join(code, name);
      const kept = readFileSync(file);
      assert.deepEqual(again(), first);
      assert.deepEqual(readdirSync(code), [name]);
      // Neither bytes that are not ours nor too few of them are run; the next start makes them again.
      for (const damaged of [
        Buffer.alloc(kept.length),
        kept.subarray(0, 1000),
        Buffer.concat([kept.subarray(0, 5000), kept.subarray(4000)]),
      ]) {
        writeFileSync(file, damaged);
        assert.deepEqual(again(), first);
        assert.ok(readFileSync(file).length > kept.length / 2);
      }
    }));

  test("keeps nothing where that is not wanted, and for words that are no lint", () =>
    inFolder(FILES, (folder) => {
      const seen = drydock(folder, ["lint", "--no-cache"]);
      assert.deepEqual(drydock(folder, ["lint"], { DRYDOCK_NO_CACHE: "1" }), seen);
      assert.equal(drydock(folder, ["--version"]).status, 0);
      assert.equal(drydock(folder, ["lnt"]).status, 2);
      assert.deepEqual(readdirSync(folder), ["files"]);
    }));

  test("is answered from an earlier run, and from none that is only half written", () =>
    inFolder(FILES, async (folder) => {
      const env = { PATH: process.env.PATH ?? "", HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
      const words = ["lint", "--format", "json"];
      const expected = drydock(folder, [...words, "--no-cache"]);
      const together = Array.from({ length: 6 }, async () => {
        const run = spawn(process.execPath, [CLI, ...words], { cwd: join(folder, "files"), env });
        let out = "";
        run.stdout.on("data", (chunk) => {
          out += chunk;
        });
        const [status] = await once(run, "close");
        return { status, out, err: "" };
      });
      for (const answer of await Promise.all(together)) assert.deepEqual(answer, expected);
      const runs = join(folder, "cache/drydock/runs");
      const [name = "", ...more] = readdirSync(runs);
      assert.deepEqual(more, []);
      assert.deepEqual(drydock(folder, words), expected);
      // That it is the kept one shows by what no run would say.
      const file = join(runs, name);
      const bytes = readFileSync(file);
      const forged = Buffer.from(bytes.toString("latin1").replace("gpu/limit-missing", "gpu/LIMIT-MISSING"), "latin1");
      writeFileSync(file, forged);
      assert.deepEqual(drydock(folder, words), expected);
      const sealed = createHash("sha256").update(`${name}\n`).update(forged.subarray(32)).digest();
      writeFileSync(file, Buffer.concat([sealed, forged.subarray(32)]));
      assert.match(drydock(folder, words).out, /gpu\/LIMIT-MISSING/);
    }));

  test("hands every word on, and the exit code back", () =>
    inFolder(FILES, (folder) => {
      const { status, err } = drydock(folder, ["lint", "missing.yaml"]);
      assert.equal(status, 2);
      assert.equal(err, "missing.yaml does not exist.\n");
    }));
});
