// npm run evidence [-- --sample RULE]: what is known about how right each rule is, measured on the corpus and the labels; fails where a
// preset or an error is not earned. --sample prints the findings of a rule that still want a label, as lines for test/labels, or that
// there are none.
import type { Finding } from "../engine/api.ts";
import { rules } from "../rules/index.ts";
import { checkEvidence, type RuleSummary } from "./evidence/check.ts";
import { type CorpusRun, corpusFolder, runOnCorpus } from "./evidence/corpus.ts";
import { readEvidence } from "./evidence/level.ts";

const root = process.cwd();
/** Lines before and after a finding that a judge sees at once. */
const AROUND = 6;
const sampled = process.argv[2] === "--sample" ? process.argv[3] : undefined;
const folder = corpusFolder(root);
if (folder === undefined) {
  process.stderr.write("The corpus is not here: DRYDOCK_SHARED names the folder that holds it, else ../shared.\n");
  process.exitCode = 2;
} else report(folder);

function report(folder: string): void {
  const run = runOnCorpus(folder, rules);
  const { summaries, complaints } = checkEvidence(rules, run.findings, readEvidence(root));
  const one = summaries.find(({ rule }) => rule.id === sampled);
  if (sampled !== undefined) {
    if (!one) process.stderr.write(`There is no rule "${sampled}".\n`);
    else if (one.unlabelled.length === 0) process.stderr.write(`${nothingToLabel(run, one)}\n`);
    else process.stdout.write(one.unlabelled.map((finding) => sheetLine(run, finding)).join("\n"));
    process.exitCode = one ? 0 : 2;
    return;
  }
  process.stdout.write(`${table(summaries)}\n`);
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  process.exitCode = complaints.length > 0 ? 1 : 0;
}

function table(summaries: readonly RuleSummary[]): string {
  const rows = summaries.map(({ rule, presets, findings, unlabelled, evidence }) => {
    const { labelled, right, byOthers, lowerBound, level } = evidence;
    const share = labelled === 0 ? ["–", "–"] : [percent(right / labelled), percent(lowerBound)];
    return [rule.id, presets.join(","), `${findings}`, `${labelled}`, `${byOthers}`, ...share, `${unlabelled.length}`, level];
  });
  const head = ["rule", "presets", "findings", "labelled", "by others", "right", "at least", "to label", "level"];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  return [head, ...rows]
    .map((row) => row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join("  "))
    .join("\n");
}

function percent(share: number): string {
  return `${Math.floor(100 * share)} %`;
}

function nothingToLabel({ findings, files }: CorpusRun, { rule, evidence }: RuleSummary): string {
  const own = findings.filter((one) => one.rule === rule.id);
  const where = new Set(own.map(({ file }) => file)).size;
  const said = `${rule.id}: ${own.length} findings on ${where} of the ${files} files that hold something of ours`;
  if (own.length > 0) return `${said}; ${evidence.labelled} labels, nothing is left to label.`;
  return `${said}; nothing to label. Evidence without findings is E2 or E3 (CONTRIBUTING.md).`;
}

/** A comment with the finding and its surroundings, and the label without verdict and reason. */
function sheetLine({ project }: CorpusRun, finding: Finding): string {
  const lines = (project.text(finding.file) ?? "").split(/\r\n|\r|\n/);
  const at = finding.range.start.line;
  const from = Math.max(1, at - AROUND);
  const excerpt = lines
    .slice(from - 1, at + AROUND)
    .map((line, i) => `# ${from + i === at ? ">" : " "}${String(from + i).padStart(5)} │ ${line.slice(0, 160)}`);
  const label = [finding.rule, finding.variant, finding.file, finding.span.start, "", "", "author"].join("\t");
  return `# ${finding.file}:${at} ${project.describe(finding).message}\n${excerpt.join("\n")}\n${label}\n`;
}
