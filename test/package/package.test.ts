// What npm pack makes runs by itself: nothing but Node and npm is there, and no registry.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { inFolder } from "../host/folder.ts";
import { execute, installation, tarball } from "./packed.ts";

const BAD_POD = `apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
    - name: main
      resources:
        requests:
          nvidia.com/gpu: 8
`;
const FILES = { ".git/HEAD": "", "drydock.yaml": "rules: {gpu/limit-missing: error}\n", "a.yaml": BAD_POD };

describe("the package", () => {
  test("holds the bundles, the pages and the licences, and nothing of the workshop", () => {
    const { out } = execute("tar", ["-tzf", tarball()], { cwd: "/" });
    const files = out.trim().split("\n").sort();
    const expected =
      /^package\/(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/(?:cli|main|server)\.cjs(?:\.map)?|dist\/rule-docs\.json|dist\/third-party-licences\.txt|docs\/rules\/[a-z0-9-]+\/[a-z0-9-]+\.md)$/;
    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    );
    for (const file of ["dist/cli.cjs", "dist/main.cjs", "dist/server.cjs", "dist/rule-docs.json", "LICENSE"])
      assert.ok(files.includes(`package/${file}`), file);
  });

  test("brings no other package along, and runs nothing when it is installed", () => {
    const names = readdirSync(join(installation(), "node_modules")).filter((name) => !name.startsWith("."));
    assert.deepEqual(names, ["drydock-lint"]);
    const { scripts, dependencies } = JSON.parse(readFileSync(join(installation(), "node_modules/drydock-lint/package.json"), "utf8"));
    assert.equal(dependencies, undefined);
    assert.deepEqual(
      ["preinstall", "install", "postinstall", "prepare"].filter((name) => name in scripts),
      [],
    );
  });
});

describe("npx, in an empty folder", () => {
  const npx = (cwd: string, ...words: string[]) => execute("npx", ["--yes", `--package=${tarball()}`, "drydock", ...words], { cwd });

  test("says its version, and that there is nothing to lint", () =>
    inFolder({}, (cwd) => {
      const { version } = JSON.parse(readFileSync(resolve("package.json"), "utf8"));
      assert.deepEqual(npx(cwd, "--version"), { status: 0, out: `${version}\n`, err: "" });
      assert.deepEqual(npx(cwd, "lint"), { status: 0, out: "No YAML, JSON or Terraform files here: nothing to lint.\n", err: "" });
      assert.deepEqual(readdirSync(cwd), []);
    }));

  test("lints, explains and repairs", () =>
    inFolder(FILES, (cwd) => {
      const { status, out } = npx(cwd, "lint");
      assert.equal(status, 1);
      assert.match(out, /✖ gpu\/limit-missing/);
      assert.match(npx(cwd, "explain", "gpu/limit-missing").out, /^Why$/m);
      assert.equal(npx(cwd, "lint", "--fix").status, 0);
      assert.match(readFileSync(join(cwd, "a.yaml"), "utf8"), /limits:/);
    }));

  test("writes every report", () =>
    inFolder(FILES, (cwd) => {
      const formats = ["json", "sarif", "github", "gitlab", "junit", "markdown", "pretty"];
      const { status } = npx(cwd, "lint", ...formats.flatMap((format) => ["--output", `${format}=${format}.out`]));
      assert.equal(status, 1);
      for (const format of formats) assert.match(readFileSync(join(cwd, `${format}.out`), "utf8"), /gpu\/limit-missing/);
    }));
});

test("the installed command says of the examples what the one in the checkout says", () => {
  const command = join(installation(), "node_modules/.bin/drydock");
  const timeless = (out: string) => out.replace(/\d+\.\d\d s$/m, "");
  const there = execute(command, ["lint", "examples"], { cwd: resolve(".") });
  const here = execute(process.execPath, ["dist/cli.cjs", "lint", "examples"], { cwd: resolve(".") });
  assert.equal(timeless(there.out), timeless(here.out));
  assert.equal(there.status, here.status);
  assert.match(there.out, /✖ \d+ errors/);
});

test("the installed language server greets and leaves", async () => {
  const server = spawn(join(installation(), "node_modules/.bin/drydock"), ["server", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  // Whatever it waits for, this test does not wait for ever.
  const signal = AbortSignal.timeout(30_000);
  signal.addEventListener("abort", () => server.kill());
  let answers = "";
  server.stdout.on("data", (chunk) => {
    answers += chunk;
  });
  const send = (body: object) => {
    const text = JSON.stringify({ jsonrpc: "2.0", ...body });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const answered = async (pattern: RegExp) => {
    while (!pattern.test(answers)) await once(server.stdout, "data", { signal });
  };
  send({ id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } });
  await answered(/"id":1,"result":\{.*"capabilities":/);
  send({ method: "initialized", params: {} });
  send({ id: 2, method: "shutdown" });
  await answered(/"id":2,"result":null/);
  send({ method: "exit" });
  assert.deepEqual(await once(server, "exit"), [0, null]);
});
