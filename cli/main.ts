// The command itself: the only place that touches the process, and that sets its exit code. Node's own answer to Ctrl-C stays: files
// are written in one go at the end, and each is replaced in one step, so that nothing is left half done.
import { readFileSync } from "node:fs";
import { prepareShortRun } from "../host/short-run.ts";
import type { Io, Keeper } from "./io.ts";
import { run } from "./run.ts";
import { standardOutput } from "./standard-output.ts";

interface Launch {
  readonly words: readonly string[];
  /** One day for a whole run, also around midnight. */
  readonly today: string;
  readonly keeper?: Keeper;
  /** Called when V8 is given other flags. */
  readonly retuned?: () => void;
}

export function main({ words, today, keeper, retuned }: Launch): void {
  const io: Io = {
    stdout: standardOutput(1),
    stderr: standardOutput(2),
    cwd: process.cwd(),
    env: process.env,
    readStdin: () => readFileSync(0),
    get canAsk() {
      return [0, 1].every((descriptor) => process.getBuiltinModule("node:tty").isatty(descriptor));
    },
    ask,
    now: milliseconds,
    today: () => today,
    ...(keeper ? { keeper } : {}),
    hasManyFiles() {
      prepareShortRun();
      retuned?.();
    },
  };
  void run(words, io).then((code) => {
    process.exitCode = code;
  });
}

/** As performance.now(), for which Node would load a module. */
function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Ctrl-C ends the command as it does elsewhere, though the terminal hands it to whoever reads lines. */
function ask(question: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const lines = process.getBuiltinModule("node:readline").createInterface({ input: process.stdin, output: process.stdout });
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
