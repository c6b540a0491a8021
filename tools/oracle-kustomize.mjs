// npm run oracle:kustomize: builds the Go program of test/oracles/kustomize (cached outside the checkout) and compares our builds with
// Kustomize's own, on every kustomization of the shared corpus and on the small builds of test/dialect/kustomize.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "test/oracles/kustomize");
const hash = createHash("sha256");
for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(readFileSync(join(source, file)));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drydock");
const program = join(cache, `oracle-kustomize-${hash.digest("hex").slice(0, 12)}`);
if (!existsSync(program)) {
  mkdirSync(cache, { recursive: true });
  const { status, error } = spawnSync("go", ["build", "-o", program, "."], { cwd: source, stdio: "inherit" });
  if (error || status !== 0) {
    process.stderr.write(`The oracle could not be built${error ? `: ${error.message}` : ""}. It needs Go 1.26 and, once, its modules.\n0 passed, 1 failed\n`);
    process.exit(1);
  }
}
const args = [join(root, "tools/run.mjs"), "test/oracles/kustomize/compare.ts", program, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
