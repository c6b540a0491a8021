// What --fix did, for people: what was repaired, what wants a look, what is left.
import type { Outcome } from "../outcome.ts";
import type { Repaired } from "../repair.ts";
import { grouped, plural } from "../style.ts";

/** `outcome`: what is left. */
export function repairLines({ report }: Outcome, { applied, texts }: Repaired): string {
  const lines: string[] = [];
  if (applied.length > 0) {
    const counts = new Map<string, number>();
    for (const { rule } of applied) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const rules = [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([rule, count]) => (count > 1 ? `${rule} ×${count}` : rule));
    lines.push(`fixed    ${plural(applied.length, "finding")} in ${plural(texts.size, "file")}: ${rules.join(", ")}`);
  } else lines.push("fixed    nothing: no finding has a safe fix");
  const review = report.findings.filter(({ fix }) => fix === "review").length;
  const others = report.findings.length - review;
  if (review > 0) {
    const what = review === 1 ? "1 fix changes behaviour and was" : `${grouped(review)} fixes change behaviour and were`;
    lines.push(`to check ${what} not applied: drydock lint --diff-all shows ${review === 1 ? "it" : "them"}`);
  }
  if (others > 0)
    lines.push(`left     ${others === 1 ? "1 finding has" : `${grouped(others)} findings have`} no automatic fix: drydock lint shows them`);
  return lines.map((line) => `${line}\n`).join("");
}
