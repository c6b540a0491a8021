// node tools/test.mjs [corpus | package | editor] [WORD]: bundles the test files into one process and runs them; the last line is the count.
// Every test/**/*.test.ts runs but those of the heavier suites: "corpus" runs those in test/corpus/, which read thousands of real files,
// "package" those in test/package/, which install what npm pack makes, "editor" those in test/editor/, which drive VS Code, Neovim and Emacs.
// WORD keeps the files whose path contains it; rules/gpu/limit-missing runs the cases of that rule, rules/gpu those of its topic.
// One process makes the suite fast: a test that changes cwd, env or globals puts them back.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const words = process.argv.slice(2);
const HEAVY = ["corpus", "package", "editor"];
const suite = HEAVY.find((name) => name === words[0]);
if (suite !== undefined) words.shift();
const pages = words.filter((word) => /^rules\/[a-z]/.test(word) && !word.endsWith(".ts"));
if (pages.length > 0) {
  process.env.DRYDOCK_RULES = pages.map((word) => word.slice("rules/".length).replace(/\.md$/, "")).join(" ");
  words.splice(0, words.length, "test/rules/pages.test.ts");
}
const wanted = testFiles().filter((file) => words.every((word) => file.includes(word)));
if (wanted.length === 0)
  fail(`No test file below test/${suite === undefined ? "" : `${suite}/`} has a path with ${words.join(" and ") || "any name"}.`);
const file = await bundle(wanted).catch(() => fail("The tests do not bundle; esbuild says why above."));
process.exitCode = run(file);

function testFiles() {
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".test.ts") && HEAVY.find((name) => file.startsWith(`${name}/`)) === suite)
    .map((file) => `./test/${file}`)
    .sort();
}

/** One file per process id: two runs at the same time must not overwrite each other's bundle. */
async function bundle(files) {
  const outfile = join(root, "out/test", `${suite ?? "all"}-${process.pid}.mjs`);
  await build({
    stdin: { contents: files.map((file) => `import ${JSON.stringify(file)};`).join("\n"), resolveDir: root, sourcefile: "tests.ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "error",
    outfile,
  });
  return outfile;
}

/** The timeout is for Node 24, which waits for ever for a promise that nothing will settle; Node 20 notices by itself. */
function run(file) {
  const reporter = ["--test-reporter", new URL("count.mjs", import.meta.url).href, "--test-reporter-destination", "stdout"];
  const { status } = spawnSync(
    process.execPath,
    ["--enable-source-maps", `--test-timeout=${suite === undefined ? 60_000 : 1_200_000}`, ...reporter, file],
    { cwd: root, stdio: "inherit" },
  );
  rmSync(file, { force: true });
  return status ?? 1;
}

function fail(message) {
  process.stderr.write(`${message}\n0 passed, 1 failed\n`);
  process.exit(1);
}
