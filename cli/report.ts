// The report in each of its forms, and where it goes.

import { resolve } from "node:path";
import type { Severity } from "../engine/api.ts";
import { appendReport, pathInside, sizeOf, writeReport } from "../host/workspace.ts";
import { type Io, UsageError } from "./io.ts";
import { linksOf } from "./links.ts";
import type { Outcome } from "./outcome.ts";
import type { Format, Outputs } from "./outputs.ts";
import type { Elapsed, Recording } from "./recording.ts";
import { compact } from "./reporters/compact.ts";
import { github } from "./reporters/github.ts";
import { gitlab } from "./reporters/gitlab.ts";
import { json } from "./reporters/json.ts";
import { junit } from "./reporters/junit.ts";
import { COMMENT_ROOM, markdown, SUMMARY_ROOM } from "./reporters/markdown.ts";
import { pretty } from "./reporters/pretty.ts";
import { plainStyle, styleFor } from "./style.ts";

export interface ReportOptions {
  readonly color?: boolean;
  readonly quiet?: boolean;
  readonly explainUnknown?: boolean;
  readonly failOn?: Severity | "never";
  readonly stdin?: string;
  readonly elapsed: Elapsed;
}

/** `isFile`: not for the terminal, so without its colours. */
export async function reportOf(format: Format, outcome: Outcome, options: ReportOptions, io: Io, isFile = false): Promise<string> {
  const { elapsed, failOn } = options;
  const isQuiet = options.quiet === true;
  switch (format) {
    case "json":
      return json(outcome);
    case "sarif":
      // The pages of the rules are read for this one alone.
      return (await import("./reporters/sarif.ts")).sarif(outcome);
    case "github":
      return github(outcome, { prefix: prefixOf(outcome, io), elapsed, isQuiet });
    case "gitlab":
      return gitlab(outcome, prefixOf(outcome, io));
    case "compact":
      return compact(outcome);
    case "junit":
      return junit(outcome, failOn);
    case "markdown":
      return markdown(outcome, { room: COMMENT_ROOM, elapsed, linkTo: linksOf(io.env), prefix: prefixOf(outcome, io) });
    case "pretty": {
      const style = isFile ? { ...plainStyle, columns: FILE_COLUMNS } : styleFor(io.stdout, io.env, options.color);
      return pretty(outcome, {
        style,
        elapsed,
        isQuiet,
        explainsUnknown: options.explainUnknown === true,
        isStdin: options.stdin !== undefined,
      });
    }
  }
}

const FILE_COLUMNS = 100;

/** Reports to files; the first that cannot be written ends the command, since somebody waits for it. */
export async function writeReports(
  { stdout, files }: Outputs,
  outcome: Outcome,
  options: ReportOptions,
  recording: Recording,
): Promise<void> {
  const { io } = recording;
  const ours = new Set(outcome.ours);
  for (const { format, file } of files) {
    // A slip of the keyboard must not cost a manifest.
    if (ours.has(pathInside(outcome.workspace.root, resolve(io.cwd, file)) ?? ""))
      throw new UsageError(`The report ${file} would replace a file that was linted: choose another name.`);
    const text = await reportOf(format, outcome, options, io, true);
    const failure = writeReport(resolve(io.cwd, file), text);
    if (failure !== undefined) throw new UsageError(`The report ${file} ${failure}.`);
    recording.wrote(resolve(io.cwd, file), text);
  }
  if ([stdout, ...files.map(({ format }) => format)].includes("github")) summarize(outcome, options, recording);
}

/** The page of the job, where GitHub names a file for it. Other commands of the step may have written to it, too. */
function summarize(outcome: Outcome, { elapsed }: ReportOptions, { io, forget }: Recording): void {
  const file = io.env.GITHUB_STEP_SUMMARY;
  if (!file) return;
  forget();
  const room = SUMMARY_ROOM - sizeOf(file);
  if (room < LEAST_ROOM) return;
  const text = markdown(outcome, { room, elapsed, linkTo: linksOf(io.env), prefix: prefixOf(outcome, io) });
  const failure = appendReport(file, text);
  if (failure !== undefined) throw new UsageError(`The summary of the job, ${file}, ${failure}.`);
}

const LEAST_ROOM = 4096;

/** Where the workspace is a folder of the checkout, paths of the repository begin with it. */
function prefixOf({ workspace }: Outcome, { env }: Io): string {
  const checkout = env.GITHUB_WORKSPACE ?? env.CI_PROJECT_DIR;
  const inside = checkout ? pathInside(resolve(checkout), workspace.root) : undefined;
  return inside ? `${inside}/` : "";
}
