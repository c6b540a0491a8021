// --diff: what a repair would write, for git.
import { join } from "node:path";
import { escapeForPeople } from "../engine/api.ts";
import { readText, type WorkspaceFiles } from "../host/workspace.ts";
import { fileDiff } from "./diff.ts";
import { visibleLine } from "./excerpt.ts";
import type { Io } from "./io.ts";
import type { Repaired } from "./repair.ts";
import { inert } from "./reporters/inert.ts";
import type { Scope } from "./scope.ts";
import { type Paint, plural, type Style, styleFor } from "./style.ts";

export interface DiffOptions {
  /** The one text is not that of the file. */
  readonly fromStdin: boolean;
  readonly color: boolean | undefined;
}

export function showDiff({ texts, applied }: Repaired, { root }: WorkspaceFiles, scope: Scope, options: DiffOptions, io: Io): void {
  const { fromStdin, color } = options;
  const style = styleFor(io.stdout, io.env, color);
  const isOutside = [...texts.keys()].some((path) => scope.pathFor(path).startsWith("../"));
  for (const [path, { before, after, sensitive }] of texts) {
    const read = fromStdin && scope.files.includes(path) ? undefined : readText(join(root, path));
    const encoding = read && "encoding" in read ? read.encoding : undefined;
    const name = escapeForPeople(scope.pathFor(path));
    if (encoding && encoding.name !== "utf-8") {
      io.stderr.write(`${inert(name)} is UTF-16, which git takes for binary: its fixes are not shown. --fix applies them.\n`);
      continue;
    }
    // The mark is a part of the first line to git.
    const mark = encoding?.hasMark ? "\ufeff" : "";
    const spans = sensitive.map(({ start, end }) => ({ start: start + mark.length, end: end + mark.length }));
    const { text, isPartial } = fileDiff(isOutside ? path : scope.pathFor(path), mark + before, mark + after, spans);
    io.stdout.write(io.stdout.isTerminal ? shown(text, style) : text);
    if (isPartial) io.stderr.write(`${inert(name)}: some fixes are not shown, because a credential stands in their lines.\n`);
  }
  const what =
    applied.length === 0 ? "Nothing to repair here" : `${plural(applied.length, "finding")} repaired in ${plural(texts.size, "file")}`;
  io.stderr.write(`${what}; nothing was written.\n`);
  // git refuses paths that lead out of where it stands.
  if (isOutside) io.stderr.write(`${inert(`Paths begin at ${escapeForPeople(scope.pathFor(""))}: run git apply there.`)}\n`);
}

/** A terminal is looked at: git gets the exact text by way of a pipe or a file. */
const shown = (diff: string, style: Style): string =>
  diff
    .split("\n")
    .map((line) => paintFor(line, style)(visibleLine(line, 0, Number.POSITIVE_INFINITY)))
    .join("\n");

function paintFor(line: string, { bold, dim, red, green }: Style): Paint {
  if (/^(?:---|\+\+\+) "?[ab]\//.test(line)) return bold;
  const paints: Readonly<Record<string, Paint>> = { "-": red, "+": green, "@": dim };
  return paints[line[0] ?? ""] ?? ((text) => text);
}
