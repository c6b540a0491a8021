// Bundles the front ends into dist/, each one CommonJS file that needs no node_modules, and holds them to a budget of bytes:
// a package that slips in through a careless import is seen here, not by the user who waits for the command to start.
// Packages in a bundle are redistributed, so their licences are checked and written next to it.
import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { collectLicences } from "./tools/licences.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));

const bundles = [
  { entry: "cli/main.ts", out: "dist/main.cjs", budget: 1_200_000 },
  { entry: "server/main.ts", out: "dist/server.cjs", budget: 1_300_000, asksForUrl: true },
  // What VS Code brings along is not ours to bundle.
  { entry: "client/extension.ts", out: "dist/client.cjs", budget: 500_000, external: ["vscode"] },
];

/** Started by npm's link: small, since it is read and compiled at every start. It knows the hash of the command that it starts. */
const launcher = { entry: "cli/launch.ts", out: "dist/cli.cjs", budget: 12_000, isCommand: true };

/**
 * CommonJS has no import.meta. Its url costs a part of a millisecond at every start, so it is there only for who asks for it; without it the
 * build fails. The directive stands here because esbuild writes its own below the banner, where it is an ordinary string and the bundle
 * would run in sloppy mode.
 */
const strict = '"use strict";';
const withUrl = `${strict}const __importMetaUrl=require("node:url").pathToFileURL(__filename).href;`;

/** The pages of the rules grow with the rules, so they lie beside the bundles and are read by whoever shows one. */
const PAGES = "rule-docs.json";
const pages = {
  name: "pages",
  setup({ onResolve }) {
    onResolve({ filter: /\/generated\/docs\.json$/ }, () => ({ path: `./${PAGES}`, external: true }));
  },
};

/** Packages load or ask at every start for what this command never uses: programs as commands, and whether there are colours. */
const unused = {
  "commander/lib/command.js": ["require('node:child_process')", "{}"],
  "picocolors/picocolors.js": ["(p.stdout || {}).isTTY", "false"],
};
const trim = {
  name: "trim",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules[\\/](?:commander[\\/]lib[\\/]command|picocolors[\\/]picocolors)\.js$/ }, ({ path }) => {
      const [name, [before, after]] = Object.entries(unused).find(([file]) => path.replaceAll("\\", "/").endsWith(file));
      const text = readFileSync(path, "utf8");
      if (!text.includes(before)) throw new Error(`${name} does not say ${before} any more: see esbuild.mjs`);
      return { contents: text.replace(before, after), loader: "js" };
    });
  },
};

mkdirSync(`${root}dist`, { recursive: true });
copyFileSync(`${root}rules/generated/docs.json`, `${root}dist/${PAGES}`);
const inputs = (await Promise.all(bundles.map(bundle))).flat();
inputs.push(...(await bundle({ ...launcher, define: whatItStarts() })));
const { text, refused } = collectLicences(root, inputs);
writeFileSync(`${root}dist/third-party-licences.txt`, text);
for (const reason of refused) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

/** The hash of all that the answer of the command hangs on, besides what it reads. */
function whatItStarts() {
  const hash = createHash("sha256");
  for (const file of ["dist/main.cjs", `dist/${PAGES}`, "package.json"]) hash.update(readFileSync(`${root}${file}`));
  const isAscii = readFileSync(`${root}dist/main.cjs`).every((byte) => byte < 128);
  if (!isAscii) process.stdout.write("dist/main.cjs is not ASCII (a character in a regular expression?): it is read more slowly\n");
  return { BUILD: JSON.stringify(hash.digest("hex").slice(0, 32)), ENCODING: JSON.stringify(isAscii ? "latin1" : "utf8") };
}

/** Returns the paths of the files that went into the bundle. */
async function bundle({ entry, out, budget, isCommand, asksForUrl, external = [], define = {} }) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile: out,
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    define: { "import.meta.dirname": "__dirname", ...(asksForUrl ? { "import.meta.url": "__importMetaUrl" } : {}), ...define },
    logOverride: { "empty-import-meta": "error" },
    banner: { js: `${isCommand ? "#!/usr/bin/env node\n" : ""}${asksForUrl ? withUrl : strict}` },
    plugins: [pages, trim],
    external,
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    metafile: true,
  });
  if (isCommand) chmodSync(`${root}${out}`, 0o755);
  const { bytes, inputs: used } = metafile.outputs[out];
  process.stdout.write(`${out.padEnd(20)} ${kB(bytes)} of ${kB(budget)}\n`);
  if (bytes > budget) {
    const largest = Object.entries(used).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
    process.stderr.write(`${out} is over its budget. The largest files in it:\n`);
    for (const [file, { bytesInOutput }] of largest.slice(0, 12)) process.stderr.write(`  ${kB(bytesInOutput)} ${file}\n`);
    process.exitCode = 1;
  }
  return Object.keys(used);
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(0).padStart(5)} kB`;
}
