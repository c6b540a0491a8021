// What Node is given to start: it looks whether the answer is known already, and only otherwise loads the command, which is a hundred times
// as large. Nothing but this file and what it imports is in its bundle, so it does not go through the door of the host.
import { createRequire } from "node:module";
import { join } from "node:path";
import { openCache } from "../host/cache.ts";
import { loadBundle } from "../host/compiled.ts";
import { openRuns, recallRun, runName } from "../host/kept-runs.ts";
import { type Keeper, MANY_FILES } from "./io.ts";
import type { main } from "./main.ts";
import { standardOutput } from "./standard-output.ts";
import { tell } from "./tell.ts";

/** Put in by esbuild.mjs: the hash of everything that makes the answer, and how the bundle of the command is to be read. */
declare const BUILD: string;
declare const ENCODING: BufferEncoding;

interface Command {
  readonly main: typeof main;
}

const words = process.argv.slice(2);
const file = join(import.meta.dirname, "main.cjs");
const today = new Date().toISOString().slice(0, 10);
if (words[0] === "lint" && !words.includes("--no-cache") && !process.env.DRYDOCK_NO_CACHE) lint();
else (createRequire(file)(file) as Command).main({ words, today });

function lint(): void {
  const keeper = keeperOf();
  const started = process.hrtime.bigint();
  const kept = keeper && recallRun(keeper.cache, keeper.name, process.env);
  const elapsed = () => Number(process.hrtime.bigint() - started) / 1e6;
  if (!kept || !tell(kept, { out: standardOutput(1), err: standardOutput(2), elapsed })) run(keeper);
  else process.exitCode = kept.code;
}

function keeperOf(): Keeper | undefined {
  const cache = openRuns(process.env);
  if (!cache) return undefined;
  const { isTerminal, columns } = standardOutput(1);
  const workspaces = openCache("workspaces", { entries: 20, bytes: 512e6 }, process.env);
  return {
    cache,
    ...(workspaces ? { workspaces: { cache: workspaces, build: `${BUILD} ${process.version}`, fewest: MANY_FILES } } : {}),
    name: runName([BUILD, process.version, today, process.cwd(), isTerminal, columns ?? 0, words]),
  };
}

function run(keeper: Keeper | undefined): void {
  const code = openCache("code", { entries: 6, bytes: 32e6 }, process.env);
  if (!code) return (createRequire(file)(file) as Command).main({ words, today });
  const { exports, keep } = loadBundle<Command>({ file, build: BUILD, encoding: ENCODING }, code);
  let isKept = true;
  process.on("exit", () => {
    if (isKept) keep();
  });
  // With other flags of V8 what it compiles is of no use to the next start.
  const retuned = () => {
    isKept = false;
  };
  exports.main({ words, today, retuned, ...(keeper ? { keeper } : {}) });
}
