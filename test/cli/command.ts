// The command line in the test's own process: what it is given, and what it answers.
import type { Io, Output } from "../../cli/io.ts";
import { run } from "../../cli/run.ts";

export interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
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
}

export async function drydock(
  words: readonly string[],
  { cwd, stdin, columns, env = {}, today = "2026-11-24", answers }: Circumstances,
): Promise<Answer> {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err"): Output => ({
    write: (text) => {
      written[name] += text;
    },
    isTerminal: columns !== undefined,
    columns,
  });
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
    now: () => 0,
    today: () => today,
  };
  const code = await run(words, io);
  return { code, ...written };
}
