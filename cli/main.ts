// The command itself: the only place that touches the process, and that sets its exit code. Node's own answer to Ctrl-C stays: files
// are written in one go at the end, and each is replaced in one step, so that nothing is left half done.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { isatty } from "node:tty";
import { prepareShortRun } from "../host/short-run.ts";
import type { Io, Output } from "./io.ts";
import { run } from "./run.ts";

const io: Io = {
  stdout: outputTo(process.stdout),
  stderr: outputTo(process.stderr),
  cwd: process.cwd(),
  env: process.env,
  readStdin: () => readFileSync(0),
  canAsk: isatty(0) && isatty(1),
  ask,
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

/** Ctrl-C ends the command as it does elsewhere, though the terminal hands it to whoever reads lines. */
function ask(question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: process.stdin, output: process.stdout });
    lines.on("SIGINT", () => {
      lines.close();
      process.kill(process.pid, "SIGINT");
    });
    lines.on("close", () => resolve(undefined));
    lines.question(question, (line) => {
      resolve(line);
      lines.close();
    });
  });
}

if (process.argv[2] !== "server") prepareShortRun();
void run(process.argv.slice(2), io).then((code) => {
  process.exitCode = code;
});
