// The command itself: the only place that touches the process, and that sets its exit code. Node's own answer to Ctrl-C stays: work is
// synchronous, and files are replaced in one step, so that nothing is left half done.
import { readFileSync } from "node:fs";
import type { Io, Output } from "./io.ts";
import { run } from "./run.ts";

const io: Io = {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  readStdin: () => readFileSync(0),
  now: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
};

function outputTo(stream: NodeJS.WriteStream): Output {
  // Whoever reads may stop reading (head, a pager): that is no error of ours.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return { write: (text) => void stream.write(text), isTerminal: stream.isTTY === true, columns: stream.columns };
}

void run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
