// drydock config FILE: the configuration that governs a file, and the line that says each thing.
import { escapeForPeople } from "../../engine/api.ts";
import { openWorkspace, type ReadConfig } from "../../host/workspace.ts";
import { rules } from "../../rules/index.ts";
import type { Io } from "../io.ts";
import { inert } from "../reporters/inert.ts";
import { scopeOf } from "../scope.ts";
import { tellTrouble } from "../trouble.ts";

export function showConfig(word: string, io: Io): number {
  const scope = scopeOf(io.cwd, [word]);
  const workspace = openWorkspace({ ...scope, ruleIds: rules.map(({ id }) => id) });
  const path = scope.files[0] ?? (scope.folders[0] === "" ? "." : `${scope.folders[0]}/.`);
  const chain = workspace.configuration.chain(path);
  const settings = workspace.configuration.settings(path);
  const lines = [
    `${escapeForPeople(word)} is governed by ${chain.length === 0 ? "no drydock.yaml: everything is as it comes" : "these files, the last word first"}.`,
    "",
  ];
  for (const read of [...chain].reverse()) lines.push(...fileLines(read, scope.pathFor), "");
  lines.push(`Workspace: ${escapeForPeople(scope.pathFor(""))}`);
  lines.push(`The command fails on: ${settings.failOn}`);
  if (workspace.isIgnored(path)) lines.push("An ignore file names it: it is linted only where it is named itself.");
  io.stdout.write(lines.map((line) => `${inert(line)}\n`).join(""));
  const problems = workspace.configuration.problems.filter(({ file }) => chain.some((read) => read.file.path === file));
  return tellTrouble(problems, scope, io);
}

/** One line a setting, rules and list items each on their own. */
function fileLines({ file, lineOf }: ReadConfig, pathFor: (path: string) => string): readonly string[] {
  const name = escapeForPeople(pathFor(file.path));
  const line = (path: readonly (string | number)[], text: string) =>
    `  ${`${name}:${lineOf(path) ?? 1}`.padEnd(name.length + 6)}${escapeForPeople(text)}`;
  const lines: string[] = [name];
  for (const [key, value] of Object.entries(file.value as Record<string, unknown>)) {
    if (key === "rules")
      for (const [id, setting] of Object.entries(value as object)) lines.push(line(["rules", id], `rule ${id}: ${shown(setting)}`));
    else if (Array.isArray(value)) lines.push(...value.map((item, index) => line([key, index], `${key}: ${shown(item)}`)));
    else lines.push(line([key], `${key}: ${shown(value)}`));
  }
  if (lines.length === 1) lines.push("  (empty)");
  return lines;
}

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
