// What the command line sees of the world, handed in so that tests run it without a process of its own.
import type { Cache } from "../host/workspace.ts";

export interface Io {
  readonly stdout: Output;
  /** For people: progress, what was done, what went wrong. Results never go here. */
  readonly stderr: Output;
  /** What is shown for a moment only; stderr if not given. */
  readonly progress?: Output;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readStdin(): Buffer;
  /** Whether a person is there to answer. */
  readonly canAsk: boolean;
  /** Puts a question and gives the line that is typed; undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** ISO date of today. */
  today(): string;
  /** Told where so many files are to be judged that the run can be tuned for it. */
  hasManyFiles?(): void;
  /** Where a run is kept for the next time; it is not where this is missing. */
  readonly keeper?: Keeper;
}

/** What is kept of a run goes into `cache` under `name`. */
export interface Keeper {
  readonly cache: Cache;
  readonly name: string;
  readonly workspaces?: WorkspaceKeeper;
}

/** Where what is known of a workspace is kept, from as many files on as make it worth it. */
export interface WorkspaceKeeper {
  readonly cache: Cache;
  /** The build of Drydock: another one knows other things. */
  readonly build: string;
  readonly fewest: number;
}

export interface Output {
  write(text: string | Buffer): void;
  readonly isTerminal: boolean;
  /** Cells in a line; undefined where the output is no terminal. */
  readonly columns: number | undefined;
}

/** What the user got wrong. Printed without a stack; exit code 2. */
export class UsageError extends Error {}

/** From here on it pays to tune the compiler for a run, and to keep what is known of a workspace: either costs some milliseconds. */
export const MANY_FILES = 400;

export const EXIT = { clean: 0, findings: 1, trouble: 2 } as const;
