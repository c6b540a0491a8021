// drydock explain: the page of a rule, or the rules of a topic.
import type { Rule, Severity } from "../../engine/api.ts";
import { hint } from "../../host/workspace.ts";
import { type DocCase, type DocFile, docs } from "../../rules/docs.ts";
import { rules } from "../../rules/index.ts";
import { width, wrap } from "../cells.ts";
import { EXIT, type Io, UsageError } from "../io.ts";
import { proseLines } from "../prose.ts";
import { SIGNS, type Style, styleFor } from "../style.ts";

/** `word`: a rule id or a topic. */
export function explain(word: string, color: boolean | undefined, io: Io): number {
  const style = styleFor(io.stdout, io.env, color);
  const rule = rules.find(({ id, aliases }) => id === word || aliases.includes(word));
  const topic = rules.filter(({ id }) => id.startsWith(`${word.replace(/\/\*?$/, "")}/`));
  if (!rule && topic.length === 0) {
    const known = rules.flatMap(({ id, aliases }) => [id, id.slice(0, id.indexOf("/")), ...aliases]);
    throw new UsageError(`There is no rule and no topic "${word}".${hint(word, known)} drydock rules lists them.`);
  }
  const lines = rule ? page(rule, style) : topic.flatMap((one) => entry(one, style));
  io.stdout.write(`${lines.join("\n").trimEnd()}\n`);
  return EXIT.clean;
}

function entry(rule: Rule, style: Style): readonly string[] {
  const what = proseLines(docs[rule.id]?.what.split("\n\n")[0] ?? "", { ...style, columns: style.columns - 2 });
  return [heading(rule, style), ...what.map((line) => `  ${line}`), ""];
}

function page(rule: Rule, style: Style): readonly string[] {
  const doc = docs[rule.id];
  if (!doc) return [heading(rule, style)];
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : [style.bold(title), ...lines, ""]);
  const prose = (text: string) => (text === "" ? [] : proseLines(text, style));
  const fixes = Object.values(rule.variants).map(({ applicability }) => applicability);
  const fixed = fixes.includes("safe") ? "Fixed by drydock lint --fix" : "Fixed (the fix changes behaviour: look at it first)";
  return [
    heading(rule, style),
    "",
    ...prose(doc.what),
    "",
    ...section("Why", [...prose(doc.why), ...(rule.practice.length > 0 ? [style.dim(`Practice: ${rule.practice.join(", ")}`)] : [])]),
    ...section("Wrong", caseLines(doc.wrong, style)),
    ...section(fixed, caseLines(doc.fixed, style)),
    ...section("Right", caseLines(doc.right, style)),
    ...section("When to ignore", prose(apart(doc.ignore))),
    ...section("See also", prose(doc.seeAlso)),
    ...section("The same check elsewhere", rule.aliases.length === 0 ? [] : wrap(rule.aliases.join(", "), style.columns)),
  ];
}

/** A comment is copied: it gets a line to itself. */
const apart = (text: string): string => text.replace(/\s*`(# drydock-ignore: [^`]+)`\s*/g, "\n\n```\n$1\n```\n\n");

/** The id with the most severe of its voices, what it can repair, and whether it is on. */
function heading({ id, variants }: Rule, style: Style): string {
  const all = Object.values(variants);
  const severity: Severity = (["error", "warning"] as const).find((one) => all.some((variant) => variant.severity === one)) ?? "info";
  const presets = [...new Set(all.map(({ preset }) => preset))].join(", ");
  const right = `${severity} · ${presets}`;
  const gap = Math.max(2, style.columns - width(id) - 2 - width(right));
  return `${style.severity[severity](SIGNS[severity])} ${style.bold(id)}${" ".repeat(gap)}${style.dim(right)}`;
}

function caseLines(cases: readonly DocCase[], style: Style): readonly string[] {
  return cases.flatMap(({ title, files }, index) => [
    ...(index > 0 ? [""] : []),
    ...(title === "" ? [] : [`  ${title}`]),
    ...files.flatMap((file) => [...(files.length > 1 ? [style.dim(`    # ${file.name}`)] : []), ...fileLines(file, style)]),
  ]);
}

/** The text with what is said at it, as a report shows it. */
function fileLines({ text, marks }: DocFile, style: Style): readonly string[] {
  return text
    .replace(/\n$/, "")
    .split(/\r\n|\n/)
    .flatMap((line, number) => [
      `    ${line}`.trimEnd(),
      ...marks
        .filter((mark) => mark.line === number)
        .flatMap(({ start, end, message }) => {
          const before = " ".repeat(4 + width(line.slice(0, start)));
          const room = Math.max(20, style.columns - 4);
          return [
            before + style.red("━".repeat(Math.max(1, width(line.slice(start, end))))),
            ...wrap(message, room).map((part) => `    ${style.red(part)}`),
          ];
        }),
    ]);
}
