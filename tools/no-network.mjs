// node tools/no-network.mjs: runs the built command and the language server under strace, and fails when either opens a socket.
// Needs strace; where it is missing and may be installed (root on Debian or Ubuntu) it is, elsewhere the check is skipped with the reason.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "dist/cli.cjs");
const example = join(root, "examples/train/fraud.yaml");

const TRACER = "strace";
const INSTALLER = "apt-get";

/** Calls that make a socket or use one that was made: the pipes to an editor are there before and need none of them. */
const OPENING = /\b(?:socket|connect|bind|listen|accept4?|sendmmsg)\(/;

const folder = mkdtempSync(join(tmpdir(), "drydock-strace-"));
try {
  process.exitCode = await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main() {
  if (!existsSync(cli)) return ended(0, ["dist/cli.cjs is missing: npm run build"], 0);
  const missing = findStrace();
  if (missing !== undefined) {
    process.stdout.write(`skipped: ${missing}\n`);
    return ended(0, [], 1);
  }
  const failures = [];
  let passed = 0;
  const check = (name, failure) => {
    if (failure === undefined) passed++;
    else failures.push(`${name}: ${failure}`);
  };
  check("a planted socket is seen", plantedSocket());
  check("drydock lint examples", lint());
  if (existsSync(join(root, "dist/server.cjs"))) check("drydock server --stdio", await server());
  return ended(passed, failures, 0);
}

function ended(passed, failures, skipped) {
  for (const failure of failures) process.stdout.write(`FAIL ${failure}\n`);
  process.stdout.write(`${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  return failures.length > 0 ? 1 : 0;
}

/** Why strace cannot be used; undefined where it can. */
function findStrace() {
  const tries = () => spawnSync(TRACER, ["-o", join(folder, "try"), "true"], { encoding: "utf8" });
  let { status, error, stderr } = tries();
  if (error?.code === "ENOENT" && process.getuid?.() === 0 && spawnSync(INSTALLER, ["--version"]).status === 0) {
    const install = ["install", "-y", "--no-install-recommends", "strace"];
    if (spawnSync(INSTALLER, install).status !== 0) spawnSync("sh", ["-c", `${INSTALLER} update && ${INSTALLER} ${install.join(" ")}`]);
    ({ status, error, stderr } = tries());
  }
  if (error !== undefined) return `strace is not installed (${error.code})`;
  return status === 0 ? undefined : `strace does not work here: ${stderr.trim().split("\n")[0]}`;
}

function straced(log, args) {
  return ["-f", "-qq", "-e", "trace=network", "-o", log, process.execPath, ...args];
}

/** What was opened, or why nothing can be said. */
function openedIn(log, status, wanted) {
  if (!wanted.includes(status)) return `ended with exit code ${status}`;
  const calls = readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => OPENING.test(line));
  return calls.length === 0 ? undefined : `${calls.length} calls, the first: ${calls[0]}`;
}

/** A check that sees nothing would pass as well: this one has to fail. */
function plantedSocket() {
  const log = join(folder, "planted");
  const code = 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})';
  const { status } = spawnSync(TRACER, straced(log, ["-e", code]));
  return openedIn(log, status, [0]) === undefined ? "strace did not show it" : undefined;
}

function lint() {
  const log = join(folder, "lint");
  const { status } = spawnSync(TRACER, straced(log, [cli, "lint", "examples", "--fail-on", "never"]), { cwd: root });
  return openedIn(log, status, [0]);
}

/** A short life of the server: a file is opened, its diagnostics are asked for, and it is shut down. */
async function server() {
  const log = join(folder, "server");
  const child = spawn(TRACER, straced(log, [cli, "server", "--stdio"]), { cwd: root, stdio: ["pipe", "pipe", "ignore"] });
  const uri = pathToFileURL(example).href;
  const send = (message) => {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  let answers = "";
  child.stdout.on("data", (chunk) => {
    answers += chunk;
  });
  const answered = (id) => until(() => answers.includes(`"id":${id},`) || answers.includes(`"id":${id}}`));
  const folders = [{ uri: pathToFileURL(join(root, "examples")).href, name: "examples" }];
  const capabilities = { textDocument: { diagnostic: {} } };
  send({ id: 1, method: "initialize", params: { processId: null, rootUri: folders[0].uri, workspaceFolders: folders, capabilities } });
  await answered(1);
  send({ method: "initialized", params: {} });
  const text = readFileSync(example, "utf8");
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  send({ id: 2, method: "textDocument/diagnostic", params: { textDocument: { uri } } });
  await answered(2);
  send({ id: 3, method: "shutdown" });
  await answered(3);
  send({ method: "exit" });
  const status = await new Promise((resolve) => child.on("exit", resolve));
  if (!answers.includes("gpu/limit-missing")) return "gave no diagnostics, so that nothing is proven";
  return openedIn(log, status, [0]);
}

/** Throws after a minute. */
async function until(condition) {
  const end = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error("the server did not answer within a minute");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
