// npm run package [-- FILE]: the VS Code extension as FILE (out/drydock-VERSION.vsix), from what was built. The folder that is packed is made here, so that
// nothing gets into it which is not named; vsce checks the manifest and writes the file. It comes by name and version from the npm
// registry, outside of the packages that everybody has to install (docs/decisions/0009).
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const VSCE = "@vscode/vsce@3.9.1";
const BUDGET = 2_000_000;
const root = fileURLToPath(new URL("..", import.meta.url));
const {
  scripts: _scripts,
  devDependencies: _packages,
  bin: _bin,
  files: _files,
  exports: _exports,
  private: _private,
  type: _type,
  allowScripts: _allowed,
  ...manifest
} = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const file = resolve(process.argv[2] ?? `${root}out/drydock-${manifest.version}.vsix`);
const folder = file.replace(/\.vsix$/, "");

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/package.json`, `${JSON.stringify({ ...manifest, name: "drydock" }, undefined, 2)}\n`);
const bundles = ["client", "server", "main", "cli"].map((name) => `dist/${name}.cjs`);
for (const path of [...bundles, "dist/rule-docs.json", "dist/third-party-licences.txt", "docs/rules", "media", "CHANGELOG.md", "LICENSE"])
  cpSync(`${root}${path}`, `${folder}/${path}`, { recursive: true });
rmSync(`${folder}/media/icon.svg`);
cpSync(`${root}docs/editor.md`, `${folder}/README.md`);

const words = ["package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", file];
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
const [program, ...first] = [...npm, "exec", "--yes", "--ignore-scripts", `--package=${VSCE}`, "--", "vsce", ...words];
const { status } = spawnSync(program, first, { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
if (status !== 0) process.exit(status ?? 1);
const { size } = statSync(file);
process.stdout.write(`${relative(root, file)} ${(size / 1000).toFixed(0)} kB of ${BUDGET / 1000} kB\n`);
if (size > BUDGET) {
  process.stderr.write("The extension is over its budget.\n");
  process.exitCode = 1;
}
