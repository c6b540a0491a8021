// The report as Markdown, for a comment on a pull request or the summary of a job: the numbers, then the findings by file, each rule
// once a resource, with what its fix changes. What comes from files is escaped or stands in code: it can neither become HTML nor mention
// people or issues.
import { type Finding, portraitOf, type ResourceRecord, resourceLabel } from "../../engine/api.ts";
import { changedLines, showsSecret } from "../changes.ts";
import { visibleLine } from "../excerpt.ts";
import type { LinkTo } from "../links.ts";
import type { Outcome } from "../outcome.ts";
import type { Elapsed } from "../recording.ts";
import { grouped, plainStyle, plural, SIGNS } from "../style.ts";
import { closingLines } from "./closing.ts";
import { clustersOf, groupBy } from "./clusters.ts";
import { visible, withoutCommands } from "./inert.ts";
import { type Statement, statementsOf } from "./statements.ts";

export interface MarkdownOptions {
  /** Bytes: what does not fit is counted in the last line. */
  readonly room: number;
  readonly elapsed: Elapsed;
  readonly linkTo: LinkTo | undefined;
  /** What a workspace path has to begin with to be one of the repository: "" or "sub/". */
  readonly prefix: string;
}

/** GitHub takes comments of 65,536 characters, and summaries of a job up to 1 MiB a step. */
export const COMMENT_ROOM = 65_000;
export const SUMMARY_ROOM = 1024 * 1024;

export function markdown(outcome: Outcome, options: MarkdownOptions): string {
  const { error, warning, info } = outcome.summary.findings;
  const counts = [
    error > 0 ? plural(error, "error") : "",
    warning > 0 ? plural(warning, "warning") : "",
    info > 0 ? plural(info, "note") : "",
    outcome.problems.length > 0 ? plural(outcome.problems.length, "problem") : "",
  ].filter((one) => one !== "");
  const [read = "", ...notes] = closingLines(outcome, {
    style: plainStyle,
    elapsed: options.elapsed,
    explainsUnknown: false,
    isQuiet: false,
  });
  const { fixable } = outcome.summary;
  // The line after the first has the counts of the title.
  const facts = [
    read,
    ...(fixable > 0 ? [`${grouped(fixable)} fixable: drydock lint --fix`] : []),
    ...notes.slice(counts.length > 0 ? 1 : 0),
  ];
  const head = [`### Drydock: ${counts.join(", ") || "no findings"}`, ...facts.map(prose)].join("\n\n");
  return `${head}\n${fitting(blocksOf(outcome, options), options.room - bytesOf(head) - REST)}`;
}

/** Room for the line that counts what did not fit. */
const REST = 200;

interface Block {
  readonly text: string;
  readonly count: number;
}

function fitting(blocks: readonly Block[], room: number): string {
  let text = "";
  let left = room;
  let missing = 0;
  for (const block of blocks) {
    const size = bytesOf(block.text);
    if (missing > 0 || size > left) missing += block.count;
    else {
      text += block.text;
      left -= size;
    }
  }
  const rest = `… and ${plural(missing, "more finding")}, for which there is no room here: drydock lint shows them.`;
  // Fences and headings both want an empty line between them; no line of a file is empty here.
  return `${text}${missing > 0 ? `\n${rest}\n` : ""}`.replace(/\n{3,}/g, "\n\n");
}

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** One a problem, and one a set of findings that say the same of one resource. */
function blocksOf(outcome: Outcome, options: MarkdownOptions): readonly Block[] {
  const records = new Map(outcome.report.resources.map((record) => [record.id, record]));
  return groupBy(statementsOf(outcome), ({ file }) => file).flatMap(({ key: file, items }) => {
    const blocks: Block[] = [];
    let heading = `\n#### ${code(outcome.pathFor(file))}\n\n`;
    // A fix that changes the same lines as one above need not be shown again.
    const fixes = new Set<string>();
    const push = ([first, ...more]: readonly Statement[]) => {
      if (!first) return;
      const fix = first.finding ? fixOf(first.finding, outcome) : "";
      blocks.push({ text: heading + entry(first, more, options) + (fixes.has(fix) ? "" : fix), count: 1 + more.length });
      fixes.add(fix);
      heading = "";
    };
    for (const problem of items.filter(({ finding }) => finding === undefined)) push([problem]);
    const own = new Map(items.map((statement) => [statement.finding, statement]));
    const findings = items.flatMap(({ finding }) => finding ?? []);
    for (const { key, items: found } of groupBy(findings, ({ address }) => address.resource)) {
      heading += resourceLine(records.get(key), found[0].ref);
      for (const { entries } of clustersOf(found, outcome)) {
        for (const { findings: same } of entries) push(same.flatMap((finding) => own.get(finding) ?? []));
      }
    }
    return blocks;
  });
}

/** Nothing for what is said of a file. */
function resourceLine(record: ResourceRecord | undefined, ref: Finding["ref"]): string {
  if (ref.kind === "") return "\n";
  const portrait = record && portraitOf(record);
  return `\n${code(resourceLabel(record?.ref ?? ref))}${portrait ? ` · ${prose(portrait)}` : ""}\n`;
}

function entry(first: Statement, more: readonly Statement[], options: MarkdownOptions): string {
  const fix = first.finding?.fix;
  const mark = fix === "safe" ? " *(fixable)*" : fix === "review" ? " *(fix to check)*" : "";
  const lines = more.slice(0, MOST_LINES).map((one) => at(one, options));
  const again =
    more.length > 0
      ? `, and ${plural(more.length, "more", "more")} like it: ${lines.join(", ")}${more.length > MOST_LINES ? " …" : ""}`
      : "";
  const where = first.range ? ` ${at(first, options)}` : "";
  return `- ${SIGNS[first.severity]} **${first.name}**${where}: ${prose(first.message)}${mark}${again}\n`;
}

const MOST_LINES = 12;

function at({ file, range }: Statement, { linkTo, prefix }: MarkdownOptions): string {
  const line = range?.start.line ?? 1;
  return linkTo ? `[line ${line}](${linkTo(prefix + file, line)})` : `line ${line}`;
}

/** Where the fix lies in several files, or is long, the diff says it better. */
const MOST_CHANGED = 8;
const WIDEST = 160;

function fixOf(finding: Finding, outcome: Outcome): string {
  if (finding.fix === null) return "";
  const [edited, ...others] = outcome.planOf(finding)?.edits ?? [];
  const shown = edited && outcome.shown(edited[0]);
  if (!edited || !shown || others.length > 0 || edited[0] !== finding.file || showsSecret(shown, edited[1])) return "";
  const lines = changedLines(shown, edited[1]).flatMap(({ removed, added }) => [
    ...removed.map((line) => `- ${visibleLine(line, 0, WIDEST)}`),
    ...added.map((line) => `+ ${visibleLine(line, 0, WIDEST)}`),
  ]);
  return lines.length > MOST_CHANGED ? "" : fenced("diff", lines);
}

/** Inside of a list item; the fence is longer than any in the text. */
function fenced(language: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = "`".repeat(longest + 1);
  return ["", `${fence}${language}`, ...lines.map(withoutCommands), fence, ""].map((line) => (line === "" ? "\n" : `  ${line}\n`)).join("");
}

/** A code span: backticks inside are fewer than around, and a space keeps them apart. */
function code(text: string): string {
  const shown = withoutCommands(visible(text));
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  const gap = /^`|`$|^ .* $/.test(shown) || shown === "" ? " " : "";
  return `${ticks}${gap}${shown}${gap}${ticks}`;
}

/**
 * Text as it is: signs that Markdown reads are escaped, and one of no width follows what GitHub and GitLab would make a mention, an
 * issue, a formula or a link of. It never stands at the start of a line.
 */
const prose = (text: string): string =>
  visible(text).replace(READ, (sign) => ENTITIES[sign] ?? (ESCAPED.includes(sign) ? `\\${sign}` : `${sign}${NOTHING}`));

const READ = /[\\`*_[\]|&<>@#~$]|[!%](?=\w)|:(?=\/\/)|\bwww(?=\.)|\bGH(?=-)/gi;
const ESCAPED = "\\`*_[]|";
const NOTHING = "&#8203;";
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "~": `\\~${NOTHING}`, $: `\\$${NOTHING}` };
