// node tools/oracle-kustomize.mjs [WORD]: builds the Go oracle (test/oracles/kustomize/main.go) outside the checkout and compares our
// Kustomize builds with Kustomize's own: the small ones of test/dialect/kustomize, seeded random ones, and every kustomization of the shared
// corpus (WORD keeps those whose path contains it). The last line is the count.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "test/oracles/kustomize");

process.exitCode = run(process.execPath, [
  join(root, "tools/run.mjs"),
  "test/oracles/kustomize/main.ts",
  oracle(),
  ...process.argv.slice(2),
]);

/** Built once for each state of its sources; Go's own cache does the rest. */
function oracle() {
  const hash = createHash("sha256");
  for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(readFileSync(join(folder, file)));
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drydock/oracles");
  const binary = join(cache, `kustomize-${hash.digest("hex").slice(0, 16)}${process.platform === "win32" ? ".exe" : ""}`);
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  if (run("go", ["build", "-trimpath", "-o", binary, "."], { cwd: folder }) !== 0) {
    process.stderr.write("The oracle needs Go 1.26 and, once, its modules from the module proxy.\n0 passed, 1 failed\n");
    process.exit(1);
  }
  return binary;
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", ...options }).status ?? 1;
}
