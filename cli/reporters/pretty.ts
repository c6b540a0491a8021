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
import { grouped, type Paint, plural, SIGNS, type Style } from "../style.ts";
import { closingLines, type PrettyOptions } from "./closing.ts";
import { type Cluster, clustersOf, groupBy } from "./clusters.ts";
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

/** What a reader of the file was told already. */
interface Said {
  readonly words: Set<string>;
  readonly fixes: Set<string>;
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
    this.#findings = new Map(groupBy(outcome.report.findings, ({ file }) => file).map(({ key, items }) => [key, items]));
  }

  file(file: string): void {
    this.lines.push(this.#style.bold(escapeForPeople(this.#outcome.pathFor(file))));
    const problems = this.#outcome.problems.filter((problem) => problem.file === file);
    for (const problem of problems) this.#problem(problem);
    if (problems.length > 0) this.lines.push("");
    const said: Said = { words: new Set(), fixes: new Set() };
    for (const findings of groupBy(this.#findings.get(file) ?? [], ({ address }) => address.resource)) {
      this.#resource(findings.items);
      for (const cluster of clustersOf(findings.items, this.#outcome)) {
        this.#cluster(cluster, said);
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
    this.#wrapped(portrait ? `${label} · ${escapeForPeople(portrait)}` : label, 2, undefined, 2);
    this.lines.push("");
  }

  /**
   * The first is shown in full. Of those that say the same the underlined line is enough, in other resources of the file, too; of those
   * that say it of something else also the message. A fix is shown where it is another one.
   */
  #cluster({ count, entries }: Cluster, { words: said, fixes }: Said): void {
    const first = entries[0]?.findings[0];
    if (!first) return;
    const paint = this.#style.severity[first.severity];
    const mark = first.fix === "safe" ? "fixable" : first.fix === "review" ? "fix to check" : "";
    const times = count > 1 ? ` ×${grouped(count)}` : "";
    this.#heading(`${paint(SIGNS[first.severity])} ${first.rule}${times}`, width(first.rule) + width(times) + 2, mark);
    const digits = Math.max(...entries.flatMap(({ findings }) => findings.map((one) => this.#digits(one))));
    for (const { words, findings } of entries) {
      const [one, ...more] = findings;
      const isSaid = said.has(words);
      said.add(words);
      if (isSaid) this.#wrapped("As above.", 4, this.#style.dim);
      else this.#wrapped(this.#outcome.project.describe(one).message, 4);
      const { last, from } = this.#excerpt(one, paint, { isShort: isSaid || one !== first, digits });
      const fix = this.#fix(one, last, from, digits);
      if (fix.changes === "" || !fixes.has(fix.changes)) this.lines.push(...fix.lines);
      fixes.add(fix.changes);
      for (const related of isSaid ? [] : one.related)
        this.#wrapped(`→ ${escapeForPeople(related.note)}: ${this.#at(related, one.file)}`, 4, this.#style.dim);
      if (more.length > 0 && !isSaid) this.#wrapped(`${plural(more.length, "more", "more")} like it:`, 4, this.#style.dim);
      for (const finding of more) this.#excerpt(finding, paint, { isShort: true, digits });
    }
  }

  #problem(problem: FileProblem): void {
    const paint = this.#style.severity.error;
    this.#heading(`${paint(SIGNS.error)} ${problem.kind}`, width(problem.kind) + 2, "");
    this.#wrapped(problem.message, 4);
    if (problem.span && problem.range) this.#excerpt({ file: problem.file, span: problem.span, range: problem.range }, paint);
  }

  #heading(painted: string, cells: number, mark: string): void {
    const gap = this.#style.columns - 2 - cells - width(mark);
    this.lines.push(mark === "" ? `  ${painted}` : `  ${painted}${" ".repeat(Math.max(1, gap))}${this.#style.dim(mark)}`);
  }

  /** `hang`: what the lines after the first are further in. */
  #wrapped(text: string, indent: number, paint: Paint = (line) => line, hang = 0): void {
    for (const [index, line] of wrap(text, this.#style.columns - indent - hang).entries())
      this.lines.push(" ".repeat(index === 0 ? indent : indent + hang) + paint(line));
  }

  #at({ file, range }: Location, from: string): string {
    return file === from ? `line ${range.start.line}` : `${escapeForPeople(this.#outcome.pathFor(file))}:${range.start.line}`;
  }

  #digits({ range }: Location): number {
    return String(range.end.line + 1).length;
  }

  /** The lines around, and the underline; only the underlined line where it is short. Says where it ends, and where lines are cut. */
  #excerpt(
    at: Location,
    paint: Paint,
    { isShort = false, digits = this.#digits(at) } = {},
  ): { readonly last: number; readonly from: number } {
    const shown = this.#outcome.shown(at.file);
    if (!shown) return { last: 0, from: 0 };
    const { lines, from } = excerpt(shown, at.span, this.#style.columns - gutter(digits));
    const blank = " ".repeat(digits);
    for (const { number, text, underline } of isShort ? lines.filter((line) => line.underline) : lines) {
      this.lines.push(`    ${this.#style.dim(`${String(number).padStart(digits)} │`)} ${text}`.trimEnd());
      if (underline)
        this.lines.push(`    ${this.#style.dim(`${blank} │`)} ${" ".repeat(underline.before)}${paint("━".repeat(underline.length))}`);
    }
    return { last: lines.at(-1)?.number ?? 0, from };
  }

  /** What the fix adds and removes, and the same without where that is. `lastLine` and `from`: of the excerpt. */
  #fix(finding: Finding, lastLine: number, from: number, digits: number): { readonly lines: readonly string[]; readonly changes: string } {
    const lines: string[] = [];
    let changes = "";
    const push = (line: string) => lines.push(" ".repeat(4 + digits + 1) + line);
    const cells = this.#style.columns - gutter(digits);
    for (const [file, own] of (finding.fix !== null && this.#outcome.planOf(finding)?.edits) || []) {
      const shown = this.#outcome.shown(file);
      if (!shown) continue;
      if (showsSecret(shown, own)) {
        push(this.#style.dim("(the fix is not shown: a credential stands in its lines)"));
        continue;
      }
      for (const { line, removed, added } of changedLines(shown, own)) {
        const isNear = file === finding.file && Math.abs(line - lastLine) <= NEAR;
        if (!isNear)
          push(this.#style.dim(file === finding.file ? `at line ${line}` : `in ${escapeForPeople(this.#outcome.pathFor(file))}:${line}`));
        // Cut at the column of the excerpt, as long as something of every line lies behind it.
        const cut = isNear && [...removed, ...added].every((text) => width(text) > from) ? from : 0;
        const changed = [
          ...removed.map((text) => this.#style.red(`- ${visibleLine(text, cut, cells)}`)),
          ...added.map((text) => this.#style.green(`+ ${visibleLine(text, cut, cells)}`)),
        ];
        changes += `${removed.map((text) => `-${text}\n`).join("")}${added.map((text) => `+${text}\n`).join("")}`;
        for (const one of changed.slice(0, this.#mostLines)) push(one.trimEnd());
        if (changed.length > this.#mostLines) push(this.#style.dim(`… ${plural(changed.length - this.#mostLines, "more line")}`));
      }
    }
    return { lines, changes };
  }
}

/** Cells before the text of a line. */
const gutter = (digits: number): number => 4 + digits + 3;

/** A change this many lines from the excerpt needs no word about where it is. */
const NEAR = 3;
const MOST_LINES = 8;
