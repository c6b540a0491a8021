// Another editor altogether: Neovim, with the language client that it brings along and the configuration that docs/editors.md proposes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { describe } from "node:test";
import { neovim } from "../../tools/editor/install.ts";
import { inFolder } from "../host/folder.ts";
import { JOB, placeOf, REPAIRED, WORKSPACE } from "./fixtures.ts";
import { installedCommand, needs, say, scratch } from "./setup.ts";

const TIMEOUT = 90_000;
const had = await neovim(say);

describe("in Neovim", () => {
  needs("a finding is shown, its quick fix is applied, the file is saved", had, (nvim) =>
    inFolder({ ...WORKSPACE, "job.yaml": JOB }, async (folder) => {
      const { code, said } = await run(nvim, folder);
      assert.equal(code, 0, said);
      const { line, character } = placeOf(JOB, "nvidia.com/gpu");
      assert.ok(said.includes(`drydock ${line}:${character} Container pytorch requests nvidia.com/gpu without a limit`), said);
      assert.equal(readFileSync(join(folder, "job.yaml"), "utf8"), REPAIRED);
    }),
  );
});

async function run(nvim: string, cwd: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const [, config] = /```lua\n(.*?)```/s.exec(readFileSync("docs/editors.md", "utf8")) ?? [];
  assert.ok(config, "docs/editors.md has a configuration");
  const init = join(scratch, "init.lua");
  writeFileSync(init, config);
  const env = { ...process.env, PATH: `${installedCommand()}${delimiter}${process.env.PATH}` };
  const words = ["--headless", "-u", init, "-i", "NONE", "-n", "-S", resolve("test/editor/neovim.lua"), "job.yaml"];
  const child = spawn(nvim, words, { cwd, timeout: TIMEOUT, env });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  return new Promise((done) => child.once("close", (code) => done({ code, said })));
}
