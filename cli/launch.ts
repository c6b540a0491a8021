// What Node is given to start: it looks whether the answer is known already, and only otherwise loads the command, which is twenty times
// as large. Nothing but this file and what it imports is in its bundle.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCache } from "../host/cache.ts";
import { loadBundle } from "../host/compiled.ts";
import type { main } from "./main.ts";

/** Put in by esbuild.mjs: the hash of everything that makes the answer, and how the bundle of the command is to be read. */
declare const BUILD: string;
declare const ENCODING: BufferEncoding;

interface Command {
  readonly main: typeof main;
}

const words = process.argv.slice(2);
const file = join(dirname(fileURLToPath(import.meta.url)), "main.cjs");
const code = words[0] === "lint" && !words.includes("--no-cache") ? openCache("code", { entries: 6, bytes: 32e6 }, process.env) : undefined;
if (code === undefined) (createRequire(file)(file) as Command).main(words);
else {
  const { exports, keep } = loadBundle<Command>({ file, build: BUILD, encoding: ENCODING }, code);
  let isKept = true;
  process.on("exit", () => {
    if (isKept) keep();
  });
  exports.main(words, () => {
    // Other flags of V8: what it compiles from now on is of no use to the next start.
    isKept = false;
  });
}
