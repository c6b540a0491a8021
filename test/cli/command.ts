// The command line in the test's own process: what it is given, and what it answers.
import type { Io, Keeper, Output } from "../../cli/io.ts";
import { run } from "../../cli/run.ts";
import { tell } from "../../cli/tell.ts";
import { recallRun } from "../../host/kept-runs.ts";

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Whether an earlier run gave the answer. */
  readonly isRecalled?: boolean;
}

export interface Circumstances {
  readonly cwd: string;
  readonly stdin?: string | Buffer;
  /** A terminal of that many columns; without it the output is piped. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly today?: string;
  /** What is typed at each question; a person is there when this is given. */
  readonly answers?: readonly string[];
  /** Where runs are kept, under the name of this one. */
  readonly keeper?: Keeper;
  /** Milliseconds that pass from one look at the clock to the next. */
  readonly pace?: number;
}

export async function drydock(
  words: readonly string[],
  { cwd, stdin, columns, env = {}, today = "2026-11-24", answers, keeper, pace = 0 }: Circumstances,
): Promise<Answer> {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err"): Output => ({
    write: (text) => {
      written[name] += text;
    },
    isTerminal: columns !== undefined,
    columns,
  });
  let clock = 0;
  const typed = [...(answers ?? [])];
  const io: Io = {
    stdout: output("out"),
    stderr: output("err"),
    cwd,
    env,
    readStdin: () => Buffer.from(stdin ?? ""),
    canAsk: answers !== undefined,
    ask: async (question) => {
      written.out += question;
      const line = typed.shift();
      written.out += `${line ?? ""}\n`;
      return line;
    },
    now: () => (clock += pace),
    today: () => today,
    ...(keeper ? { keeper } : {}),
  };
  const kept = keeper && recallRun(keeper.cache, keeper.name, env);
  if (kept && tell(kept, { out: io.stdout, err: io.stderr, elapsed: () => 0 })) return { code: kept.code, ...written, isRecalled: true };
  const code = await run(words, io);
  return { code, ...written, ...(keeper ? { isRecalled: false } : {}) };
}
