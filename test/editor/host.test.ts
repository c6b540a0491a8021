// The extension-host suite: what the extension does, asked through VS Code's own API in the process where extensions run. VSCODE_EXECUTABLE
// names a VS Code to run it in, "download" the newest one from the internet; without it, code-server stands in.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { runTests } from "@vscode/test-electron";
import { onExit } from "../../tools/editor/wait.ts";
import { WORKSPACE } from "./fixtures.ts";
import type { CaseResult } from "./host/suite.ts";
import { bundle, type Editor, editor, needs, scratch, write } from "./setup.ts";

const got = await editor();
const run = "code" in got ? await runSuite(got) : undefined;

describe("in the extension host", () => {
  needs("the suite ends as it should", got, async () => {
    assert.ok(run && run.results.length > 0, `no result was written: ${run?.failure}`);
    const isFine = run.results.every(({ failure }) => failure === undefined);
    assert.equal(run.failure === undefined, isFine, run.failure);
  });
  for (const { name, failure } of run?.results ?? [])
    test(name, () => {
      if (failure !== undefined) throw Object.assign(new Error(failure), { stack: failure });
    });
});

async function runSuite({ extension }: Editor) {
  const report = join(scratch, "report.json");
  // The window shows a part of a repository: what governs it may lie above.
  const workspace = join(scratch, "repository/team/workspace");
  mkdirSync(workspace, { recursive: true });
  write(scratch, { "repository/drydock.yaml": "" });
  write(workspace, WORKSPACE);
  const suite = await bundle("test/editor/host/suite.ts", join(scratch, "suite.js"));
  const failure = await runTests({
    ...(await executable()),
    extensionDevelopmentPath: extension,
    extensionTestsPath: suite,
    launchArgs: [workspace],
    extensionTestsEnv: { DRYDOCK_EDITOR_REPORT: report },
  }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const results: readonly CaseResult[] = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  return { results, failure };
}

async function executable(): Promise<{ readonly vscodeExecutablePath?: string }> {
  const given = process.env.VSCODE_EXECUTABLE;
  if (given === "download") return {};
  if (given !== undefined) return { vscodeExecutablePath: given };
  // Beside the checkout's packages, of which it needs one.
  const standIn = resolve(`out/editor/code-${process.pid}.mjs`);
  onExit(() => rmSync(standIn, { force: true }));
  return { vscodeExecutablePath: await bundle("tools/editor/code.ts", standIn) };
}
