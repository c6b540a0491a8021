// What --fix did, for people: what was repaired, what wants a look, what is left.
import { escapeForPeople } from "../../engine/api.ts";
import { wrap } from "../cells.ts";
import type { Outcome } from "../outcome.ts";
import type { Repaired } from "../repair.ts";
import { grouped, plural } from "../style.ts";
import { inert } from "./inert.ts";

export interface RepairOptions {
  /** The fixes were chosen one by one. */
  readonly isChosen: boolean;
  /** Cells of a line. */
  readonly columns: number;
}

/** `outcome`: what is left. */
export function repairLines(outcome: Outcome, { applied, texts, lost }: Repaired, { isChosen, columns }: RepairOptions): string {
  const { report, summary } = outcome;
  const { inBaseline } = summary;
  const lines: string[] = [];
  if (applied.length > 0) {
    const counts = new Map<string, number>();
    for (const { rule } of applied) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const rules = [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([rule, count]) => (count > 1 ? `${rule} ×${count}` : rule));
    lines.push(`fixed    ${plural(applied.length, "finding")} in ${plural(texts.size, "file")}: ${rules.join(", ")}`);
  } else if (lost.length > 0) lines.push("fixed    nothing");
  else lines.push(`fixed    nothing: ${isChosen ? "no fix was chosen" : "no finding has a safe fix"}`);
  for (const { finding, reason } of lost.slice(0, MOST_LOST)) {
    const at = `${escapeForPeople(outcome.pathFor(finding.file))}:${finding.range.start.line}`;
    lines.push(`kept     ${finding.rule} at ${at}, since ${escapeForPeople(reason)}`);
  }
  if (lost.length > MOST_LOST) lines.push(`kept     ${plural(lost.length - MOST_LOST, "more finding")} whose fix could not be applied`);
  const review = report.findings.filter(({ fix }) => fix === "review").length;
  const others = report.findings.filter(({ fix }) => fix === null).length;
  if (review > 0)
    lines.push(
      `to check ${review === 1 ? "1 fix changes" : `${grouped(review)} fixes change`} behaviour: drydock lint --fix-review (or --diff-all)`,
    );
  if (others > 0)
    lines.push(`left     ${others === 1 ? "1 finding has" : `${grouped(others)} findings have`} no automatic fix: drydock lint shows them`);
  if (inBaseline > 0)
    lines.push(
      `known    ${grouped(inBaseline)} in the baseline ${inBaseline === 1 ? "was" : "were"} left alone: --no-baseline takes ${inBaseline === 1 ? "it" : "them"} in`,
    );
  return lines
    .flatMap((line) => hung(line, columns))
    .map((line) => `${inert(line)}\n`)
    .join("");
}

const MOST_LOST = 5;

/** What a line says begins behind its first word, and goes on below. */
const HANG = 9;

function hung(line: string, columns: number): readonly string[] {
  return wrap(line.slice(HANG), columns - HANG).map((part, index) => (index === 0 ? line.slice(0, HANG) : " ".repeat(HANG)) + part);
}
