// The commands and their options. Results go to stdout, everything else to stderr; the exit code is returned, never set.
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import type { BaselineOptions } from "./commands/baseline.ts";
import type { InitOptions } from "./commands/init.ts";
import { type LintOptions, lint } from "./commands/lint.ts";
import type { SuppressionsOptions } from "./commands/suppressions.ts";
import { visibleLine } from "./excerpt.ts";
import { EXIT, type Io, UsageError } from "./io.ts";
import { FORMATS } from "./outputs.ts";
import { inert } from "./reporters/inert.ts";
import { versionOf } from "./version.ts";

/** `words`: the command line without node and script. */
export async function run(words: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.clean;
  const program = commands(words[0], io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(words.map(withOwnValue), { from: "user" });
    return code;
  } catch (error) {
    return explainFailure(error, words, io);
  }
}

/** The ids follow "=", so that a path behind --fix-review is a path. */
const withOwnValue = (word: string): string => (word === "--fix-review" ? `${word}=` : word);

/** `asked`: the word that may be a command. A start pays for each that is described, and only help and corrections look at the others. */
function commands(asked: string | undefined, io: Io, done: (code: number) => void): Command {
  const program = new Command("drydock")
    .description("Inspects and repairs Kubernetes, Kubeflow, Terraform and CloudFormation files of AI workloads.")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help")
    .option("--debug", "show where an internal error happened")
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => say(io, text) })
    .option("-V, --version", "show the version")
    .on("option:version", () => {
      io.stdout.write(`${versionOf()}\n`);
      throw new CommanderError(EXIT.clean, "commander.version", "the version was shown");
    })
    .addHelpText("after", EXAMPLES);
  const described = asked !== undefined && Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
  for (const name of described) {
    const command = (description: string) =>
      program.command(name).description(description).helpOption("-h, --help", "show help").configureHelp({ showGlobalOptions: true });
    COMMANDS[name]?.(command, io, done);
  }
  return program;
}

type Describe = (command: (description: string) => Command, io: Io, done: (code: number) => void) => void;

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, Describe>> = {
  lint(command, io, done) {
    addLintOptions(
      command("report on files and folders, and repair them").argument("[paths...]", "files and folders; the present folder if none"),
    ).action(async (paths: string[], options: LintOptions) => done(await lint(paths, options, io)));
  },
  explain(command, io, done) {
    command("show the page of a rule, or the rules of a topic")
      .addArgument(new Argument("<rule>", "gpu/limit-missing, or gpu"))
      .option("--no-color", "no colours")
      .action(async (word: string, { color }: { color?: boolean }) =>
        done((await import("./commands/explain.ts")).explain(word, color, io)),
      );
  },
  rules(command, io, done) {
    command("list all rules")
      .addOption(new Option("--format <format>", "how to print them").choices(["pretty", "json"]).default("pretty"))
      .action(async ({ format }: { format: "pretty" | "json" }) => done((await import("./commands/rules.ts")).listRules(format, io)));
  },
  config(command, io, done) {
    command("show what governs a file, and which line says so")
      .argument("<file>", "a file or folder")
      .action(async (file: string) => done((await import("./commands/config.ts")).showConfig(file, io)));
  },
  init(command, io, done) {
    command("look at the repository and propose a drydock.yaml")
      .argument("[folder]", "the folder that it is to govern; the root of the workspace if none")
      .option("--force", "replace a drydock.yaml that is there")
      .option("--yes", "write it without asking")
      .option("--baseline", "accept what is found today, so that only new findings count")
      .action(async (folder: string | undefined, options: InitOptions) =>
        done(await (await import("./commands/init.ts")).init(folder, options, io)),
      );
  },
  baseline(command, io, done) {
    addRuleOptions(
      command("keep the findings that are known, so that lint --baseline shows only new ones")
        .command("update")
        .description("write the findings of the workspace into the file; those that are gone leave it")
        .helpOption("-h, --help", "show help")
        .argument("[file]", "the one that drydock.yaml names if none, else drydock-baseline.json at the root of the workspace"),
    )
      .option("--prune", "only take out what is gone; new findings stay new")
      .action(async (file: string | undefined, options: BaselineOptions) =>
        done((await import("./commands/baseline.ts")).updateBaseline(file, options, io)),
      );
  },
  suppressions(command, io, done) {
    addRuleOptions(
      command("list all suppressions: what they hide, why, until when, and which of them can go").argument(
        "[paths...]",
        "files and folders; the present folder if none",
      ),
    )
      .addOption(new Option("--format <format>", "how to print them").choices(["pretty", "json"]).default("pretty"))
      .action(async (paths: string[], options: SuppressionsOptions) =>
        done((await import("./commands/suppressions.ts")).listSuppressions(paths, options, io)),
      );
  },
  server(command) {
    command("speak the language server protocol with an editor")
      .requiredOption("--stdio", "over standard input and output")
      .action(async () => (await import("./commands/server.ts")).serve());
  },
};

const again = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

function wholeNumber(word: string): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw new InvalidArgumentError("It has to be a whole number.");
}

/** What the command line says about rules, for every command that runs them. */
function addRuleOptions(command: Command): Command {
  return command
    .option("--preset <name>", "use another preset (recommended, strict, hybrid, regulated, preview); may be given again", again)
    .option("--preview", "use rules that still gather evidence, too")
    .option("--rule <id=severity>", "another severity for a rule or topic (gpu/*=off); may be given again", again);
}

function addLintOptions(command: Command): Command {
  return addRuleOptions(command)
    .addOption(new Option("--format <format>", "how to print the report; pretty if not given").choices([...FORMATS]))
    .option("--output <format[=file]>", "another report, in a file; may be given again", again)
    .option("--fix", "apply the safe fixes")
    .addOption(
      new Option("--fix-review [=ids]", "ask for each fix, also those that change behaviour; or apply those of these findings").argParser(
        (ids: string) => ids.split(",").filter((id) => id !== ""),
      ),
    )
    .option("--diff", "print what --fix would change as a diff, and change nothing")
    .option("--diff-all", "as --diff, with the fixes that change behaviour")
    .addOption(
      new Option("--fail-on <severity>", "the least severity that makes the command fail").choices(["error", "warning", "info", "never"]),
    )
    .option("--max-warnings <number>", "fail on more warnings than this, too", wholeNumber)
    .option("--baseline <file>", "leave out the findings that this file knows, instead of the one that drydock.yaml names")
    .option("--no-baseline", "leave out none")
    .option("--changed-since <revision>", "report only what changed since this branch, tag or commit")
    .option("--explain-unknown", "list the values that are only known later")
    .option("--stdin <path>", "lint standard input as if it were this file")
    .option("--quiet", "only findings and problems, no summary")
    .option("--no-color", "no colours")
    .option("--no-cache", "neither answer from an earlier run of the same words on the same files, nor keep this one");
}

const EXAMPLES = `
Examples:
  drydock lint                           the present folder
  drydock lint train/ --fix              repair what can be repaired safely
  drydock lint --diff | git apply        the same, by way of git
  drydock lint --format github --output sarif=out.sarif --output junit=report.xml
  drydock lint --changed-since main      what a branch has to answer for
  drydock lint --baseline drydock-baseline.json
  drydock explain gpu/limit-missing

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, wrong configuration, unreadable files or an internal error.`;

function explainFailure(error: unknown, words: readonly string[], io: Io): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.trouble;
  if (error instanceof UsageError) {
    say(io, `${error.message}\n`);
    return EXIT.trouble;
  }
  const isDebug = words.includes("--debug");
  const what = error instanceof Error ? error : new Error(String(error));
  say(io, `Drydock failed: ${isDebug ? what.stack : what.message}\n`);
  if (!isDebug) io.stderr.write("Run the command again with --debug for details, and please report it with them.\n");
  return EXIT.trouble;
}

/** Words of the command line and names of files may hold anything; on the way to a person they are made visible. */
const say = (io: Io, text: string): void =>
  io.stderr.write(
    text
      .split("\n")
      .map((line) => inert(visibleLine(line, 0, Number.POSITIVE_INFINITY)))
      .join("\n"),
  );
