// npm run check: everything that must hold besides the tests, one line each; a check that fails shows all that it said.
// The last line is a count like a test suite's, so that .ci/run can add it up.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const rooms = ["schemas", "facts", "engine", "rules", "host", "server", "client", "cli", "deploy", "tools", "test", "bench"];
const checks = [
  ["types", "typescript/bin/tsc", "-b"],
  ["format and lint", "@biomejs/biome/bin/biome", "ci", "--colors=off", "--error-on-warnings", "."],
  [
    "borders",
    "dependency-cruiser/bin/dependency-cruise.mjs",
    "--config",
    ".dependency-cruiser.cjs",
    "-T",
    "err",
    ...rooms.filter(hasFiles),
  ],
  ["dead code", "knip/bin/knip.js", "--no-progress", "--no-config-hints"],
];

let failed = 0;
for (const [name, program, ...args] of checks) check(name, [`node_modules/${program}`, ...args]);
check("generated files are fresh", ["tools/generate.mjs", "--check"]);
process.stdout.write(`${checks.length + 1 - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function check(name, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  process.stdout.write(`${status === 0 ? "ok  " : "FAIL"} ${name}\n`);
  if (status === 0) return;
  failed++;
  process.stdout.write(`${stdout}${stderr}\n`);
}

/** dependency-cruiser stops when a folder that it is given does not exist. */
function hasFiles(room) {
  return existsSync(`${root}${room}`) && readdirSync(`${root}${room}`).length > 0;
}
