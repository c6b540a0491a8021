// Makes a fresh clone usable before any script runs: checks Node, installs what package-lock.json says, and bundles with --build.
// Imports Node's own modules only, since npm runs it while node_modules may be missing. Speaks on stderr alone: stdout is for results.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const floor = [20, 19];

checkNode();
if (!isInstalled()) install();
if (process.argv.includes("--build")) run([`${root}esbuild.mjs`], "bundling");

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return;
  stop(
    `Drydock needs Node ${floor.join(".")} or newer; this is ${process.version}. Install a newer one from https://nodejs.org and try again.`,
  );
}

/**
 * Compares package-lock.json with the list that npm leaves in node_modules. npm writes that list last, so an interrupted
 * installation has none, and one that the user made by hand counts. Optional packages are those of other platforms.
 */
function isInstalled() {
  const wanted = packagesOf(`${root}package-lock.json`);
  const present = packagesOf(`${root}node_modules/.package-lock.json`);
  if (wanted === undefined) return stop("package-lock.json is missing or is not JSON. Get it back with: git checkout package-lock.json");
  if (present === undefined) return false;
  const isThere = ([path, { version, optional }]) =>
    path === "" || (present[path] === undefined ? optional === true : present[path].version === version);
  return Object.entries(wanted).every(isThere) && Object.keys(present).every((path) => wanted[path] !== undefined);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function install() {
  process.stderr.write("Installing the packages of package-lock.json …\n");
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  if (npm !== undefined) return run([npm, ...args], "npm ci");
  const { status } = spawnSync("npm", args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) stop("npm ci failed; the reason is above. Nothing else was done.");
}

function run(args, what) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) stop(`${what} failed; the reason is above. Nothing else was done.`);
}

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
