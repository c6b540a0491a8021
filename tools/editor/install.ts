// What the editor tests run in, from npm and Debian alone: code-server (the VS Code of a browser) with the Node that it wants, kept outside
// the checkout once per pair of versions, and Chromium, Neovim and Emacs of the system. Where one cannot be had, the reason is the answer.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, isKept, makeKept } from "../kept-folder.ts";

/** The two go together: this code-server starts on no older Node. */
const CODE_SERVER = "4.139.1";
const NODE = "24.21.0";
const NODE_PACKAGE = `node-linux-${process.arch}`;

export type Had<T> = T | { readonly missing: string };

export interface CodeServer {
  readonly node: string;
  readonly entry: string;
}

export type Say = (line: string) => void;

/** The folder of an earlier run, or a download of some seconds (780 MB on disk). */
export async function codeServer(say: Say): Promise<Had<CodeServer>> {
  if (process.platform !== "linux") return { missing: `code-server is tried on Linux only, this is ${process.platform}` };
  const folder = join(cacheFolder("editor"), `code-server-${CODE_SERVER}-node-${NODE}-${process.arch}`);
  if (isKept(folder)) return programs(folder);
  say(`installing code-server ${CODE_SERVER} into ${folder}, once`);
  const reason = await makeKept(folder, download);
  return reason === undefined ? programs(folder) : { missing: reason };
}

/**
 * No install script runs: all that needs a compiler is the writing of log files. The second step is what code-server's own script would do;
 * `npm ci` refuses its lock file.
 */
async function download(folder: string): Promise<string | undefined> {
  const dependencies = { [NODE_PACKAGE]: NODE, "code-server": CODE_SERVER };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const bin = join(folder, "node_modules", NODE_PACKAGE, "bin");
  const steps: readonly (readonly [cwd: string, ...words: string[]])[] = [
    [folder, "install"],
    [join(folder, "node_modules/code-server/lib/vscode"), "install", "--omit=dev"],
  ];
  for (const [cwd, ...words] of steps) {
    const path = `${bin}${delimiter}${process.env.PATH}`;
    const args = [...words, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const { status, out } = await run("npm", args, { cwd, env: { ...process.env, PATH: path } });
    if (status !== 0) return `npm could not install code-server: ${lastLine(out)}`;
  }
  return undefined;
}

function programs(folder: string): CodeServer {
  return {
    node: join(folder, "node_modules", NODE_PACKAGE, "bin/node"),
    entry: join(folder, "node_modules/code-server/out/node/entry.js"),
  };
}

export function chromium(say: Say): Promise<Had<string>> {
  return fromSystem(["chromium", "chromium-browser", "google-chrome"], ["chromium"], process.env.DRYDOCK_CHROMIUM, say);
}

export function neovim(say: Say): Promise<Had<string>> {
  return fromSystem(["nvim"], ["neovim"], process.env.DRYDOCK_NVIM, say);
}

export function emacs(say: Say): Promise<Had<string>> {
  return fromSystem(["emacs"], ["emacs-nox", "elpa-eglot", "elpa-yaml-mode"], process.env.DRYDOCK_EMACS, say);
}

/** One of these programs, or apt's packages of it where we may install one. */
async function fromSystem(
  names: readonly string[],
  packages: readonly string[],
  given: string | undefined,
  say: Say,
): Promise<Had<string>> {
  if (given !== undefined) return existsSync(given) ? given : { missing: `there is no ${given}` };
  const there = onPath(names);
  if (there !== undefined) return there;
  const byHand = `apt-get install ${packages.join(" ")}`;
  if (process.getuid?.() !== 0 || onPath(["apt-get"]) === undefined) return { missing: `there is no ${names[0]} here: ${byHand}` };
  say(`installing ${packages.join(", ")} by apt-get`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const wait = "-oDPkg::Lock::Timeout=300";
  await run("apt-get", [wait, "update", "-qq"], { env });
  const { status, out } = await run("apt-get", [wait, "install", "-y", "-qq", "--no-install-recommends", ...packages], { env });
  const fresh = onPath(names);
  return status === 0 && fresh !== undefined ? fresh : { missing: `${byHand} failed: ${lastLine(out)}` };
}

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

interface Options {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
}

function run(program: string, args: readonly string[], options: Options): Promise<{ readonly status: number; readonly out: string }> {
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    const keep = (chunk: Buffer) => {
      out = `${out}${chunk.toString()}`.slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => done({ status: 1, out: error.message }));
    child.once("close", (code) => done({ status: code ?? 1, out }));
  });
}

/** npm ends on where its log is, which helps nobody. */
function lastLine(out: string): string {
  const lines = out.split("\n").filter((line) => line.trim() !== "" && !line.includes("A complete log"));
  return lines.at(-1) ?? "";
}
