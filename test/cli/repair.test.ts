// drydock lint --fix and --diff, and the commands beside lint.
import assert from "node:assert/strict";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";
import { BAD_POD, inRepo, SWITCHED_ON } from "./repository.ts";

describe("repairing", () => {
  const FIXED = BAD_POD.replace("# all of them\n", "# all of them\n        limits:\n          nvidia.com/gpu: 8\n");

  test("--fix writes the safe fixes, says what it did, and finds nothing the second time", () =>
    inRepo({ "a.yaml": BAD_POD, "b.yaml": BAD_POD.replaceAll("\n", "\r\n"), "c.yaml": `\ufeff${BAD_POD}` }, async (cwd) => {
      const first = await drydock(["lint", "--fix"], { cwd });
      assert.equal(first.code, 0);
      assert.match(first.out, /^fixed {4}3 findings in 3 files: gpu\/limit-missing ×3\n/);
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), FIXED);
      assert.equal(readFileSync(join(cwd, "b.yaml"), "utf8"), FIXED.replaceAll("\n", "\r\n"));
      assert.equal(readFileSync(join(cwd, "c.yaml"), "utf8"), `\ufeff${FIXED}`);
      const second = await drydock(["lint", "--fix"], { cwd });
      assert.equal(second.out, "fixed    nothing: no finding has a safe fix\n");
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), FIXED);
    }));

  test("--fix repairs what was named and nothing else", () =>
    inRepo({ "a.yaml": BAD_POD, "b.yaml": BAD_POD }, async (cwd) => {
      await drydock(["lint", "--fix", "a.yaml"], { cwd });
      assert.equal(readFileSync(join(cwd, "a.yaml"), "utf8"), FIXED);
      assert.equal(readFileSync(join(cwd, "b.yaml"), "utf8"), BAD_POD);
    }));

  test("--diff changes nothing, and git applies what it prints", () =>
    inRepo({ "sub/a.yaml": BAD_POD }, async (cwd) => {
      const { code, out, err } = await drydock(["lint", "--diff"], { cwd });
      assert.equal(code, 1, "the files are as they were");
      assert.equal(readFileSync(join(cwd, "sub/a.yaml"), "utf8"), BAD_POD);
      assert.match(out, /^--- a\/sub\/a\.yaml\n\+\+\+ b\/sub\/a\.yaml\n@@ /);
      assert.match(err, /1 finding repaired in 1 file; nothing was written/);
      const { spawnSync } = await import("node:child_process");
      assert.equal(spawnSync("git", ["apply", "-"], { cwd, input: out }).status, 0);
      assert.equal(readFileSync(join(cwd, "sub/a.yaml"), "utf8"), FIXED);
    }));

  test("--diff has colours for people and none for git", () =>
    inRepo({ "a.yaml": BAD_POD }, async (cwd) => {
      const diff = async (env: Record<string, string>, columns?: number) =>
        (await drydock(["lint", "--diff"], { cwd, env, ...(columns ? { columns } : {}) })).out;
      const plain = await diff({});
      const seen = await diff({}, 80);
      assert.match(seen, /^\u001b\[1m--- a\/a\.yaml\u001b\[22m\n/);
      assert.match(seen, /\n\u001b\[32m\+ {8}limits:\u001b\[39m\n/);
      assert.equal(seen.replace(/\u001b\[\d+m/g, ""), plain);
      assert.equal(await diff({ NO_COLOR: "1" }, 80), plain);
    }));

  test("what leads out of the workspace is refused, by whatever link, and nothing is written", () =>
    inFolder({ "ws/.git/HEAD": "", "ws/drydock.yaml": SWITCHED_ON, "outside/a.yaml": BAD_POD }, async (folder) => {
      symlinkSync("../outside/a.yaml", join(folder, "ws/a.yaml"));
      symlinkSync("../outside", join(folder, "ws/out"));
      for (const word of ["a.yaml", "out", "out/a.yaml"]) {
        for (const words of [
          ["lint", "--fix", word],
          ["lint", word],
          ["config", word],
        ]) {
          const { code, out, err } = await drydock(words, { cwd: join(folder, "ws") });
          assert.equal(code, 2);
          assert.equal(out, "");
          assert.match(err, /^\S+ leads out of its workspace, to \.\.\/outside/);
        }
      }
      assert.equal((await drydock(["lint", "--fix"], { cwd: join(folder, "ws") })).code, 0);
      assert.equal(readFileSync(join(folder, "outside/a.yaml"), "utf8"), BAD_POD);
    }));

  test("a file with two names in the workspace is repaired once", () =>
    inRepo({ "real.yaml": BAD_POD }, async (cwd) => {
      symlinkSync("real.yaml", join(cwd, "link.yaml"));
      const { code, out } = await drydock(["lint", "--fix"], { cwd });
      assert.equal(code, 0);
      assert.doesNotMatch(out, /not written/);
      assert.match(readFileSync(join(cwd, "real.yaml"), "utf8"), /limits:/);
    }));
});

describe("other commands", () => {
  test("explain shows the page of a rule, or the rules of a topic", () =>
    inFolder({}, async (cwd) => {
      const page = await drydock(["explain", "gpu/limit-missing"], { cwd });
      assert.equal(page.code, 0);
      for (const part of ["Why", "Wrong", "Fixed by drydock lint --fix", "Right", "When to ignore", "━━━"])
        assert.ok(page.out.includes(part), part);
      assert.match(page.out, /that another team keeps\.\n\n {4}# drydock-ignore: gpu\/limit-missing — .*\n$/);
      const topic = await drydock(["explain", "gpu"], { cwd });
      assert.match(topic.out, /✖ gpu\/limit-missing/);
      assert.doesNotMatch(topic.out, /spot\//);
    }));

  test("rules lists all, for people and for machines", () =>
    inFolder({}, async (cwd) => {
      const { out } = await drydock(["rules"], { cwd });
      const parsed = JSON.parse((await drydock(["rules", "--format", "json"], { cwd })).out);
      assert.ok(parsed.length > 5);
      for (const { id } of parsed) assert.ok(out.includes(id));
    }));

  test("config shows which line of which file says what", () =>
    inFolder(
      { "drydock.yaml": "preset: strict\nrules:\n  gpu/*: off\n", "team/drydock.yaml": "# theirs\nfailOn: info\n", "team/a.yaml": "" },
      async (cwd) => {
        const { code, out } = await drydock(["config", "team/a.yaml"], { cwd });
        assert.equal(code, 0);
        assert.match(out, /team\/drydock\.yaml:2 +failOn: info/);
        assert.match(out, /drydock\.yaml:3 +rule gpu\/\*: off/);
        assert.match(out, /The command fails on: info/);
        assert.ok(out.indexOf("team/drydock.yaml") < out.indexOf("preset: strict"));
      },
    ));

  test("help and version end well", () =>
    inFolder({}, async (cwd) => {
      for (const words of [["--help"], ["lint", "--help"], ["--version"]]) {
        const { code, out, err } = await drydock(words, { cwd });
        assert.equal(code, 0);
        assert.notEqual(out, "");
        assert.equal(err, "");
      }
      assert.match((await drydock(["--version"], { cwd })).out, /^\d+\.\d+\.\d+\n$/);
    }));
});
