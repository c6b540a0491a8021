// A run that is kept for the next time: all that it sees is noted, and all that it says.
import { keepRun, Recorder, type Said, watch } from "../host/workspace.ts";
import { EXIT, type Io, type Keeper, type Output, type WorkspaceKeeper } from "./io.ts";
import { elapsedText } from "./tell.ts";

/** How long the run took, as it is told. */
export type Elapsed = () => string;

export interface Recording {
  /** The circumstances, with a note of what is asked of them. */
  readonly io: Io;
  /** A report that was written to a file, by its absolute path. */
  wrote(file: string, text: string): void;
  /** What was done cannot be done again from what is kept. */
  forget(): void;
  elapsed(milliseconds: number): Elapsed;
  /** Where what is known of a workspace is kept; undefined where it is not. */
  readonly workspaces?: WorkspaceKeeper;
  /** What a file held that was read, by its absolute path. */
  digestOf(path: string): string | undefined;
  /** To be done when the run has ended well, and nothing changed under its eyes. */
  afterwards(keep: () => void): void;
}

let isRecording = false;

/** A second run of the same process at the same time is not kept: nobody could tell who saw what. */
export async function recorded(
  { cache, name, workspaces }: Keeper,
  io: Io,
  run: (recording: Recording) => Promise<number>,
): Promise<number> {
  if (isRecording) return run(unrecorded(io));
  isRecording = true;
  const recorder = new Recorder();
  const texts = new Map<string, string>();
  const add = (to: string, text: string) => texts.set(to, (texts.get(to) ?? "") + text);
  const later: (() => void)[] = [];
  let isKept = true;
  let took = "";
  let told = 0;
  const recording: Recording = {
    io: withNotes(io, recorder, add),
    wrote: add,
    ...(workspaces ? { workspaces } : {}),
    digestOf: (path) => recorder.digestOf(path),
    afterwards: (keep) => void later.push(keep),
    forget() {
      isKept = false;
    },
    elapsed(milliseconds) {
      took = elapsedText(milliseconds);
      return () => {
        told++;
        return took;
      };
    },
  };
  const before = watch(recorder);
  let code: number;
  try {
    code = await run(recording);
  } finally {
    watch(before);
    isRecording = false;
  }
  const seen = recorder.seen();
  // Trouble is not what anybody wants to see again.
  if (!seen || code === EXIT.trouble) return code;
  for (const keep of later) keep();
  if (!isKept) return code;
  const said = [...texts].map(([to, text]): { to: string; parts: readonly string[] } => ({
    to,
    parts: told > 0 ? text.split(took) : [text],
  }));
  // By chance a file may say "0.12 s", too; then nobody knows which is which.
  if (said.reduce((sum, { parts }) => sum + parts.length - 1, 0) !== told) return code;
  const kept = said.map(({ to, parts }): Said => ({ to, pieces: parts.map((part) => Buffer.from(part, "utf8")) }));
  keepRun(cache, name, { code, said: kept }, seen);
  return code;
}

/** A run that nobody keeps. */
export const unrecorded = (io: Io): Recording => ({
  io,
  wrote() {},
  digestOf: () => undefined,
  afterwards() {},
  forget() {},
  elapsed: (milliseconds) => () => elapsedText(milliseconds),
});

function withNotes(io: Io, recorder: Recorder, add: (to: string, text: string) => void): Io {
  const noted = (to: "out" | "err", output: Output): Output => ({
    write(text) {
      add(to, String(text));
      output.write(text);
    },
    get isTerminal() {
      return output.isTerminal;
    },
    get columns() {
      return output.columns;
    },
  });
  return {
    stdout: noted("out", io.stdout),
    stderr: noted("err", io.stderr),
    progress: io.stderr,
    cwd: io.cwd,
    env: recorder.environment(io.env),
    readStdin: () => io.readStdin(),
    get canAsk() {
      return io.canAsk;
    },
    ask: (question) => io.ask(question),
    now: () => io.now(),
    today: () => io.today(),
    hasManyFiles: () => io.hasManyFiles?.(),
  };
}
