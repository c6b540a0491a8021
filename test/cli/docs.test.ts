// What the documents say of the command line: every option is explained, and every command that they show works.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { drydock } from "./command.ts";

const DOCUMENTS = ["README.md", "docs/lint.md", "docs/ci/README.md", "docs/adoption.md"];

/** The commands in fenced blocks without a language, up to what explains or redirects them. */
const commandsIn = (file: string): readonly string[] =>
  [...readFileSync(file, "utf8").matchAll(/^```\n(.*?)^```$/gms)].flatMap(([, block = ""]) =>
    block.split("\n").flatMap((line) => /^drydock (.*?)(?: {2,}.*| [>|].*)?$/.exec(line)?.[1] ?? []),
  );

describe("the documents", () => {
  test("explain every option of lint, and no other", async () => {
    const { out } = await drydock(["lint", "--help"], { cwd: "." });
    const options = [...out.matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, name]) => name ?? "");
    const text = readFileSync("docs/lint.md", "utf8");
    const explained = new Set([...text.matchAll(/--([a-z][a-z-]*)/g)].map(([, name]) => name ?? ""));
    assert.ok(options.length > 15);
    assert.deepEqual(
      options.filter((name) => !explained.has(name) && name !== "help" && name !== "version"),
      [],
    );
    assert.deepEqual(
      [...explained].filter((name) => !options.includes(name)),
      [],
    );
  });

  for (const file of DOCUMENTS) {
    test(`of ${file} show commands that work`, async () => {
      const commands = commandsIn(file).filter((command) => !command.startsWith("server"));
      assert.ok(commands.length > 0);
      await inFolder({}, async (cwd) => {
        cpSync("examples", cwd, { recursive: true });
        rmSync(join(cwd, "drydock.yaml"));
        const git = (...words: string[]) =>
          assert.equal(spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.example", ...words], { cwd }).status, 0);
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-qm", "x");
        git("update-ref", "refs/remotes/origin/main", "HEAD");
        await drydock(["baseline", "update"], { cwd });
        for (const command of commands) {
          const words = command
            .replace("[paths]", ".")
            .replace(/\bFILE\b/, "train/fraud.yaml")
            .split(" ");
          const { code, err } = await drydock(words, { cwd, stdin: readFileSync("examples/train/fraud.yaml"), answers: ["q"] });
          assert.ok(code < 2, `${command}: ${err}`);
          git("checkout", "-q", ".");
        }
      });
    });
  }
});
