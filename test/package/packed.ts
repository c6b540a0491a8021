// The package as npm makes it, once for all tests of this suite, and an npm that reaches no registry.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

export interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

const home = realpathSync(mkdtempSync(join(tmpdir(), "drydock-package-")));
process.on("exit", () => rmSync(home, { recursive: true, force: true }));

/** Without what an npm that runs these tests has put in the environment. Port 9 answers nobody. */
const CLEAN: Readonly<Record<string, string>> = {
  PATH: [dirname(process.execPath), process.env.PATH ?? ""].join(":"),
  HOME: home,
  NO_COLOR: "1",
  npm_config_cache: join(home, "cache"),
  npm_config_registry: "http://127.0.0.1:9/",
  npm_config_fetch_retries: "0",
  npm_config_audit: "false",
  npm_config_fund: "false",
  npm_config_update_notifier: "false",
};

export function execute(program: string, words: readonly string[], { cwd, env = {} }: Place): Run {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd,
    env: { ...CLEAN, ...env },
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  return { status, out: stdout, err: stderr };
}

let packed: string | undefined;

/** The tarball of the sources as they are; npm pack builds them. */
export function tarball(): string {
  if (packed === undefined) {
    const folder = join(home, "packed");
    mkdirSync(folder);
    const { status, err } = execute("npm", ["pack", resolve("."), "--pack-destination", folder], { cwd: home });
    const [file] = readdirSync(folder);
    if (status !== 0 || file === undefined) throw new Error(`npm pack failed:\n${err}`);
    packed = join(folder, file);
  }
  return packed;
}

let installed: string | undefined;

/** A folder in which the tarball is installed; its commands are in node_modules/.bin. */
export function installation(): string {
  if (installed === undefined) {
    installed = join(home, "installed");
    mkdirSync(installed);
    const { status, err } = execute("npm", ["install", "--prefix", installed, tarball()], { cwd: installed });
    if (status !== 0) throw new Error(`npm install failed:\n${err}`);
  }
  return installed;
}
