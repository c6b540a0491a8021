// The report for people: by file, then by resource with its portrait, in the order of lines; what is not known is said once, and the
// summary comes last.
import {
  escapeForPeople,
  type FileProblem,
  type Finding,
  type Location,
  portraitOf,
  type ResourceRecord,
  resourceLabel,
} from "../../engine/api.ts";
import { width, wrap } from "../cells.ts";
import { changedLines, showsSecret } from "../changes.ts";
import { excerpt, visibleLine } from "../excerpt.ts";
import type { Outcome } from "../outcome.ts";
import { plural, SIGNS, type Style } from "../style.ts";
import { closingLines, type PrettyOptions } from "./closing.ts";
import { inert } from "./inert.ts";

export function pretty(outcome: Outcome, options: PrettyOptions): string {
  const page = new Page(outcome, options);
  const files = new Set([...outcome.problems.map(({ file }) => file), ...outcome.report.findings.map(({ file }) => file)]);
  for (const file of [...files].sort()) page.file(file);
  if (options.explainsUnknown) page.unknown();
  const closing = options.isQuiet ? [] : closingLines(outcome, options);
  const body = page.lines;
  return [...body, ...closing].map((line) => `${inert(line)}\n`).join("");
}

/** Findings of one file and resource are spread through a report only where another file wrote them. */
class Page {
  readonly lines: string[] = [];
  readonly #outcome: Outcome;
  readonly #style: Style;
  readonly #mostLines: number;
  readonly #records: ReadonlyMap<string, ResourceRecord>;
  readonly #findings: ReadonlyMap<string, readonly Finding[]>;

  constructor(outcome: Outcome, { style, showsWholeFix }: PrettyOptions) {
    this.#outcome = outcome;
    this.#style = style;
    this.#mostLines = showsWholeFix ? Number.POSITIVE_INFINITY : MOST_LINES;
    this.#records = new Map(outcome.report.resources.map((record) => [record.id, record]));
    this.#findings = groupBy(outcome.report.findings, ({ file }) => file);
  }

  file(file: string): void {
    this.lines.push(this.#style.bold(escapeForPeople(this.#outcome.pathFor(file))));
    const problems = this.#outcome.problems.filter((problem) => problem.file === file);
    for (const problem of problems) this.#problem(problem);
    if (problems.length > 0) this.lines.push("");
    for (const findings of groupBy(this.#findings.get(file) ?? [], ({ address }) => address.resource).values()) {
      this.#resource(findings);
      for (const finding of findings) {
        this.#finding(finding);
        this.lines.push("");
      }
    }
  }

  unknown(): void {
    const { unknown } = this.#outcome.report;
    if (unknown.length === 0) {
      this.lines.push("Every value that a rule asked for is known.", "");
      return;
    }
    this.lines.push(this.#style.bold("Only known later"));
    this.#wrapped("Somebody fills these in before they are applied, so that no rule says anything about them.", 0, this.#style.dim);
    let before = "";
    for (const { file, range, path, hole, rules } of unknown) {
      if (file !== before) this.lines.push(escapeForPeople(this.#outcome.pathFor(file)));
      before = file;
      const at = `${range.start.line}:${range.start.column}`;
      const asked = wrap(`? ${at} ${escapeForPeople(hole)} (asked by ${rules.join(", ")})`, this.#style.columns - 4);
      this.lines.push(...asked.map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)));
      // A path says most at its end.
      const room = this.#style.columns - 4;
      const shown = escapeForPeople(path);
      this.lines.push(this.#style.dim(`    ${width(shown) > room ? `…${shown.slice(1 - room)}` : shown}`));
    }
    this.lines.push("");
  }

  #resource([first]: readonly Finding[]): void {
    // What is said of a file, a suppression for one, is about no resource.
    if (!first || first.ref.kind === "") return;
    const record = this.#records.get(first.address.resource);
    const label = escapeForPeople(resourceLabel(record?.ref ?? first.ref));
    const portrait = record && portraitOf(record);
    this.#wrapped(portrait ? `${label} · ${escapeForPeople(portrait)}` : label, 2);
    this.lines.push("");
  }

  #finding(finding: Finding): void {
    const { message } = this.#outcome.project.describe(finding);
    const paint = this.#style.severity[finding.severity];
    const mark = finding.fix === "safe" ? "fixable" : finding.fix === "review" ? "fix to check" : "";
    this.#heading(`${paint(SIGNS[finding.severity])} ${finding.rule}`, width(finding.rule) + 2, mark);
    this.#wrapped(message, 4);
    this.#excerpt(finding, finding.fix === null ? undefined : finding, paint);
    for (const related of finding.related) this.#wrapped(`→ ${escapeForPeople(related.note)}: ${this.#at(related)}`, 4, this.#style.dim);
  }

  #problem(problem: FileProblem): void {
    const paint = this.#style.severity.error;
    this.#heading(`${paint(SIGNS.error)} ${problem.kind}`, width(problem.kind) + 2, "");
    this.#wrapped(problem.message, 4);
    if (problem.span && problem.range) this.#excerpt({ file: problem.file, span: problem.span, range: problem.range }, undefined, paint);
  }

  #heading(painted: string, cells: number, mark: string): void {
    const gap = this.#style.columns - 2 - cells - width(mark);
    this.lines.push(mark === "" ? `  ${painted}` : `  ${painted}${" ".repeat(Math.max(1, gap))}${this.#style.dim(mark)}`);
  }

  #wrapped(text: string, indent: number, paint = (line: string) => line): void {
    for (const line of wrap(text, this.#style.columns - indent)) this.lines.push(" ".repeat(indent) + paint(line));
  }

  #at({ file, range }: Location): string {
    return `${escapeForPeople(this.#outcome.pathFor(file))}:${range.start.line}`;
  }

  /** The lines around, the underline, and below it what the fix adds and removes. */
  #excerpt({ file, span }: Location, fixed: Finding | undefined, paint: (text: string) => string): void {
    const shown = this.#outcome.shown(file);
    if (!shown) return;
    const digits = String(shown.lines.positionAt(span.end).line + 1).length;
    const gutter = 4 + digits + 3;
    const cells = this.#style.columns - gutter;
    const { lines, from } = excerpt(shown, span, cells);
    const blank = " ".repeat(digits);
    for (const { number, text, underline } of lines) {
      this.lines.push(`    ${this.#style.dim(`${String(number).padStart(digits)} │`)} ${text}`.trimEnd());
      if (underline)
        this.lines.push(`    ${this.#style.dim(`${blank} │`)} ${" ".repeat(underline.before)}${paint("━".repeat(underline.length))}`);
    }
    if (fixed) this.#fix(fixed, lines.at(-1)?.number ?? 0, from, cells, blank);
  }

  #fix(finding: Finding, lastLine: number, from: number, cells: number, blank: string): void {
    for (const [file, own] of this.#outcome.planOf(finding)?.edits ?? []) {
      const shown = this.#outcome.shown(file);
      if (!shown) continue;
      if (showsSecret(shown, own)) {
        this.lines.push(`    ${blank} ${this.#style.dim("(the fix is not shown: a credential stands in its lines)")}`);
        continue;
      }
      for (const change of changedLines(shown, own)) {
        const isNear = file === finding.file && Math.abs(change.line - lastLine) <= NEAR;
        if (!isNear)
          this.lines.push(`    ${blank} ${this.#style.dim(`in ${escapeForPeople(this.#outcome.pathFor(file))}, line ${change.line}`)}`);
        const lines = [
          ...change.removed.map((line) => this.#style.red(`- ${visibleLine(line, isNear ? from : 0, cells)}`)),
          ...change.added.map((line) => this.#style.green(`+ ${visibleLine(line, isNear ? from : 0, cells)}`)),
        ];
        for (const line of lines.slice(0, this.#mostLines)) this.lines.push(`    ${blank} ${line}`);
        if (lines.length > this.#mostLines)
          this.lines.push(`    ${blank} ${this.#style.dim(`… ${plural(lines.length - this.#mostLines, "more line")}`)}`);
      }
    }
  }
}

/** A change this many lines from the excerpt needs no word about where it is. */
const NEAR = 3;
const MOST_LINES = 8;

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
