// node tools/oracle-yaml.mjs [--update] [--mutations N]: builds the Go oracle (test/oracles/yaml/main.go) outside the checkout and compares our YAML
// reader with it. The last line is the count.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, unlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "test/oracles/yaml");
const corpus = join(process.env.DRYDOCK_SHARED ?? join(root, "../shared"), "corpus/dev");

process.exitCode = run(process.execPath, [
  await bundle(),
  oracle(),
  corpus,
  ...process.argv.slice(2),
  "--list",
  join(folder, "known-differences.json"),
]);

/** Built once for each state of its sources; Go's own cache does the rest. */
function oracle() {
  const hash = createHash("sha256");
  for (const file of ["main.go", "go.mod", "go.sum"]) hash.update(readFileSync(join(folder, file)));
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "drydock/oracles");
  const binary = join(cache, `yaml-${hash.digest("hex").slice(0, 16)}${process.platform === "win32" ? ".exe" : ""}`);
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  if (run("go", ["build", "-trimpath", "-o", binary, "."], { cwd: folder }) !== 0) {
    process.stderr.write("The oracle needs Go and, once, its two modules from the module proxy.\n");
    process.exit(2);
  }
  return binary;
}

async function bundle() {
  const outfile = join(root, "out", `oracle-yaml-${process.pid}.mjs`);
  await build({
    entryPoints: [join(folder, "main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outfile,
  });
  process.on("exit", () => existsSync(outfile) && unlinkSync(outfile));
  return outfile;
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: "inherit", ...options }).status ?? 1;
}
