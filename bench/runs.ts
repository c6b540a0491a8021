// What is run and how it is measured: each time a process of its own, whole, its output in a file.
import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Generated } from "./generate.ts";
import { PRESETS } from "./lint-folder.ts";
import { installedPeers } from "./peers.ts";

export interface Run {
  readonly name: string;
  readonly files: number;
  readonly folder: string;
  readonly command: readonly string[];
  /** Exit codes of a run that did all its work. */
  readonly codes: readonly number[];
  /** On stderr: it did not. */
  readonly failed?: RegExp;
  /** The run whose output this one's has to equal. */
  readonly same?: string;
  /** Not measured. */
  readonly before?: () => void;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly kilobytes: number;
}

export const CACHED = "lint, cached";

export interface Room {
  readonly root: string;
  /** Where programs are built and outputs are written; nothing that is measured lies in it. */
  readonly out: string;
}

/** As the command is bundled: one CommonJS file. */
export async function bundleStages({ root }: Room): Promise<string> {
  const outfile = join(root, "out/bench/stage.cjs");
  await build({
    entryPoints: [join(root, "bench/stage.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    mainFields: ["module", "main"],
    minify: true,
    logLevel: "error",
  });
  return outfile;
}

/** Every run of these files. The peers are not asked about more of them than one command line holds. */
export function runsOf(room: Room, stages: string, folder: string, { paths }: Generated, withPeers: boolean): readonly Run[] {
  const cli = join(room.root, "dist/cli.cjs");
  const lint = [process.execPath, cli, "lint", "--format", "json", "--preview", ...PRESETS.flatMap((preset) => ["--preset", preset])];
  const own = { files: paths.length, folder, codes: [0] };
  const stage = (name: string) => ({ ...own, name, command: [process.execPath, stages, name, folder] });
  const cold: Run = { ...own, name: "lint", command: [...lint, "--no-cache"], codes: [0, 1] };
  if (!withPeers) return [stage("read"), cold];
  const env = { XDG_CACHE_HOME: join(room.out, "cache") };
  const cached: Run = { ...cold, name: CACHED, command: lint, env, same: cold.name };
  const changed: Run = {
    ...cached,
    name: "lint, one file changed",
    before: () => appendFileSync(join(folder, paths[0] ?? ""), "# changed\n"),
  };
  const peers = installedPeers().map(({ name, program, args, codes, failed }) => ({
    ...{ ...own, name, command: [program, ...args(paths)], codes },
    ...(failed ? { failed } : {}),
  }));
  return [stage("read"), stage("parse"), cold, cached, changed, ...peers];
}

export function measure(room: Room, run: Run): Cost {
  const output = outputOf(room, run.name);
  run.before?.();
  const args = [join(room.root, "bench/rusage.py"), output, ...run.command];
  const said = execFileSync("python3", args, { cwd: run.folder, encoding: "utf8", env: { ...process.env, ...run.env } });
  const { code, ...cost } = JSON.parse(said);
  const errors = readFileSync(`${output}.err`, "utf8");
  if (!run.codes.includes(code) || run.failed?.test(errors)) throw new Error(`${run.name} failed (${code}): ${errors.slice(0, 2000)}`);
  if (run.same !== undefined && !readFileSync(output).equals(readFileSync(outputOf(room, run.same))))
    throw new Error(`${run.name} does not say what ${run.same} says.`);
  return cost;
}

const outputOf = (room: Room, name: string): string => join(room.out, name.replace(/\W+/g, "-"));
