// node tools/run.mjs FILE.ts [arguments]: runs a TypeScript file on any Node that we support (Node 20 reads none by itself).
// The bundle is written below out/, so that packages resolve from this checkout; the file sees its own arguments as usual.
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("Which file? Usage: node tools/run.mjs FILE.ts [arguments]\n");
  process.exit(2);
}
const outfile = join(root, "out/run", `${basename(file, ".ts")}.mjs`);
await build({
  entryPoints: [file],
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "inline",
  logLevel: "error",
  outfile,
});
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0] ?? "node", resolve(file), ...args];
await import(pathToFileURL(outfile).href);
