// drydock init: looks at a repository, proposes a drydock.yaml, and says what to do next.
import { existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { escapeForPeople, type Report } from "../../engine/api.ts";
import { CONFIG_NAME, openWorkspace, type WorkspaceFiles, writeNew } from "../../host/workspace.ts";
import { rules } from "../../rules/index.ts";
import { BASELINE_NAME } from "../baseline.ts";
import { EXIT, type Io, UsageError } from "../io.ts";
import { projectOf, RULE_IDS } from "../project.ts";
import { proposal } from "../proposal.ts";
import { inert } from "../reporters/inert.ts";
import { type Scope, scopeOf } from "../scope.ts";
import { grouped, plural } from "../style.ts";
import { type Survey, survey } from "../survey.ts";
import { updateBaseline } from "./baseline.ts";

export interface InitOptions {
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly baseline?: boolean;
}

/** `word`: the folder that the configuration is to govern; the root of the workspace if none. */
export async function init(word: string | undefined, { force, yes, baseline }: InitOptions, io: Io): Promise<number> {
  const { root } = scopeOf(io.cwd, ["."]);
  const scope = scopeOf(io.cwd, [word ?? (relative(io.cwd, root) || ".")]);
  const folder = scope.folders[0];
  if (folder === undefined) throw new UsageError(`${word} is a file: name the folder that a ${CONFIG_NAME} is to govern.`);
  const file = join(scope.root, folder, CONFIG_NAME);
  const name = escapeForPeople(relative(io.cwd, file).replaceAll(sep, "/"));
  if (existsSync(file) && !force)
    throw new UsageError(
      `${name} is there already. drydock config ${escapeForPeople(word ?? ".")} shows what it says; --force replaces it.`,
    );

  const { workspace, report } = looked(scope, io);
  const seen = survey(report, workspace);
  if (report.resources.length === 0 && seen.counts.templates === 0) {
    io.stdout.write(
      `Nothing here that Drydock checks: ${plural(report.files.length, "file")} of YAML, JSON and Terraform, none of them ours. Nothing was written.\n`,
    );
    return EXIT.clean;
  }
  const text = proposal({
    survey: seen,
    rules,
    findings: report.findings,
    heldBack: report.heldBack,
    today: io.today(),
    baseline: baseline ? BASELINE_NAME : undefined,
  });
  io.stdout.write(text.split("\n").map(inert).join("\n"));
  if (io.canAsk && !yes && !/^(?:y(?:es)?)?$/i.test(((await io.ask(`\nWrite ${inert(name)}? [Y/n] `)) ?? "n").trim())) {
    io.stdout.write("Nothing was written.\n");
    return EXIT.clean;
  }
  const failure = writeNew(file, text);
  if (failure !== undefined) throw new UsageError(`${name} ${failure}.`);
  io.stdout.write(`\nwrote    ${inert(name)}\n`);
  return conclude(scope, seen, baseline === true, io);
}

function looked(scope: Scope, io: Io): { readonly workspace: WorkspaceFiles; readonly report: Report } {
  const workspace = openWorkspace({ ...scope, ruleIds: RULE_IDS });
  const project = projectOf(workspace, io);
  project.update(workspace.paths.map((path) => ({ path })));
  return { workspace, report: project.report(scope.selects) };
}

/** What is found with the new configuration, and how to go on. */
function conclude(scope: Scope, { pipelines }: Survey, keepsBaseline: boolean, io: Io): number {
  const { workspace, report } = looked(scope, io);
  const [wrong] = workspace.problems.filter(({ file }) => scope.bearsOn(file));
  if (wrong) io.stdout.write(`${inert(`problem  ${escapeForPeople(scope.pathFor(wrong.file))}: ${wrong.message}`)}\n`);
  const count = report.findings.length;
  io.stdout.write(`today    ${countsOf(report)}\n`);
  if (keepsBaseline) {
    io.stdout.write("baseline ");
    const code = updateBaseline(undefined, {}, io);
    if (code !== EXIT.clean) return code;
  }
  // What is kept at once is named in the configuration.
  const withBaseline = !keepsBaseline && count > 0 ? ` --baseline ${scope.pathFor(BASELINE_NAME)}` : "";
  const next: string[] = [];
  if (count > 0 && !keepsBaseline) {
    next.push("drydock lint              shows them");
    next.push("drydock baseline update   keeps them for later, so that only what is new counts:");
    next.push(`drydock lint${withBaseline}`);
  } else next.push(`drydock lint${withBaseline}   before every commit`);
  for (const [index, line] of next.entries()) io.stdout.write(`${index === 0 ? "next" : "    "}     ${line}\n`);
  for (const { name, file, format } of pipelines) {
    const words = format === "pretty" ? "" : ` --format ${format}`;
    io.stdout.write(`in CI    ${name} (${file}): drydock lint${words}${withBaseline}\n`);
  }
  return EXIT.clean;
}

function countsOf({ findings }: Report): string {
  if (findings.length === 0) return "no findings";
  const of = (severity: string) => findings.filter((one) => one.severity === severity).length;
  const parts = [
    [of("error"), "error"],
    [of("warning"), "warning"],
    [of("info"), "note"],
  ] as const;
  const fixable = findings.filter(({ fix }) => fix === "safe").length;
  const counts = parts.filter(([count]) => count > 0).map(([count, word]) => plural(count, word));
  return `${counts.join(" · ")}${fixable > 0 ? ` · ${grouped(fixable)} fixable: drydock lint --fix` : ""}`;
}
