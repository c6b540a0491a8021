// The last lines of the report for people: what was read, what was found, what to do next.
import { stripVTControlCharacters } from "node:util";
import { escapeForPeople, type FileFacts } from "../../engine/api.ts";
import { width, wrap } from "../cells.ts";
import { acceleratorsOf, type Outcome } from "../outcome.ts";
import type { Elapsed } from "../recording.ts";
import { grouped, plural, SIGNS, type Style } from "../style.ts";
import { staleLines } from "./stale.ts";

export interface PrettyOptions {
  readonly style: Style;
  readonly elapsed: Elapsed;
  /** Only findings and problems, no summary. */
  readonly isQuiet: boolean;
  readonly explainsUnknown: boolean;
  /** What was linted is no file that could be written. */
  readonly isStdin?: boolean;
  /** All lines that a fix changes, however many. */
  readonly showsWholeFix?: boolean;
}

export function closingLines(outcome: Outcome, { style, elapsed, explainsUnknown, isStdin }: PrettyOptions): readonly string[] {
  const { report, summary, narrowed } = outcome;
  if (report.resources.length === 0 && report.findings.length === 0 && outcome.problems.length === 0)
    return narrowed.since === undefined
      ? nothingOfOurs(outcome).flatMap((line) => wrap(line, style.columns))
      : [`Nothing that is linted changed since ${escapeForPeople(narrowed.since)}.`];
  const { error, warning, info } = summary.findings;
  const counts = [
    error > 0 ? style.severity.error(`${SIGNS.error} ${plural(error, "error")}`) : "",
    warning > 0 ? style.severity.warning(`${SIGNS.warning} ${plural(warning, "warning")}`) : "",
    info > 0 ? style.severity.info(`${SIGNS.info} ${plural(info, "note")}`) : "",
    summary.problems > 0 ? style.severity.error(`${SIGNS.error} ${plural(summary.problems, "problem")}`) : "",
  ].filter((one) => one !== "");
  const read = [
    narrowed.since === undefined
      ? plural(summary.files, "file")
      : `${plural(summary.files, "file")} changed since ${escapeForPeople(narrowed.since)}`,
    plural(summary.resources, "resource"),
    ...(summary.workloads > 0 ? [workloads(outcome)] : []),
    ...(counts.length === 0 ? ["no findings"] : []),
    ...(summary.suppressed > 0 ? [`${grouped(summary.suppressed)} suppressed`] : []),
    ...(summary.inBaseline > 0 ? [`${grouped(summary.inBaseline)} in the baseline`] : []),
    elapsed(),
  ];
  const lines = [...joined(read, style.columns)];
  const fixable = summary.fixable > 0 ? `${grouped(summary.fixable)} fixable: ${isStdin ? "--diff shows how" : "drydock lint --fix"}` : "";
  const room = style.columns - width(stripVTControlCharacters(counts.join("  ")));
  if (counts.length > 0)
    lines.push(
      ...(fixable === "" || room < width(fixable) + 5
        ? [counts.join("  "), fixable].filter((line) => line !== "")
        : [`${counts.join("  ")}     ${fixable}`]),
    );
  const notes: string[] = [];
  if (narrowed.caused > 0)
    notes.push(
      `${plural(narrowed.caused, "finding")} in files that did not change: the change brought ${narrowed.caused === 1 ? "it" : "them"}`,
    );
  notes.push(...staleLines(narrowed.stale));
  if (report.heldBack > 0)
    notes.push(`${plural(report.heldBack, "more finding")} of rules that still gather evidence: drydock lint --preview`);
  if (isNewHere(outcome)) notes.push("New here? drydock init --baseline accepts what is there, so that only new findings count.");
  if (summary.unknown > 0 && !explainsUnknown) {
    const values = summary.unknown === 1 ? "1 value is" : `${grouped(summary.unknown)} values are`;
    notes.push(`? ${values} only known later (drydock lint --explain-unknown)`);
  }
  notes.push(...templateNote(report.files));
  return [...lines, ...notes.flatMap((note) => wrapped(note, style.columns).map(style.dim))];
}

function wrapped(note: string, columns: number): readonly string[] {
  const indent = /^ */.exec(note)?.[0] ?? "";
  return wrap(note.slice(indent.length), columns - indent.length).map((line) => indent + line);
}

/** Nobody has said yet what is wanted, and there is more than one look takes in. */
const isNewHere = ({ workspace, report, narrowed, summary }: Outcome): boolean =>
  workspace.configuration.files.length === 0 && narrowed.since === undefined && summary.inBaseline === 0 && report.findings.length >= MANY;

const MANY = 10;

/** One line where there is room; broken between facts only. */
function joined(facts: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const line = lines.at(-1);
    if (line !== undefined && width(line) + 3 + width(fact) <= columns) lines[lines.length - 1] = `${line} · ${fact}`;
    else lines.push(fact);
  }
  return lines;
}

/** "14 workloads asking for 96 GPUs"; where a number is not known, what is known is the least. */
function workloads({ report, summary }: Outcome): string {
  const asked = acceleratorsOf(report.resources);
  if (summary.accelerators === 0) return plural(summary.workloads, "workload");
  const areGpus = asked.every(({ resource }) => /\/(?:gpu|mig-[\w.]+)$/.test(resource));
  const name = areGpus ? plural(summary.accelerators, "GPU") : plural(summary.accelerators, "accelerator");
  return `${plural(summary.workloads, "workload")} asking for ${asked.every(({ exact }) => exact) ? "" : "at least "}${name}`;
}

/** Silence about templates is no praise. */
function templateNote(files: readonly FileFacts[]): readonly string[] {
  const templates = files.filter(({ classes }) => classes.includes("helm-template")).length;
  if (templates === 0) return [];
  const are = templates === 1 ? "1 template is" : `${grouped(templates)} templates are`;
  return [`? ${are} judged only when rendered (helm template . | drydock lint --stdin all.yaml)`];
}

/** Says what was looked at and what it was, so that nobody takes silence for praise. */
function nothingOfOurs({ report, workspace }: Outcome): readonly string[] {
  const { files } = report;
  if (files.length === 0) return ["No YAML, JSON or Terraform files here: nothing to lint."];
  const counts = new Map<string, number>();
  for (const file of files) counts.set(kindOf(file), (counts.get(kindOf(file)) ?? 0) + 1);
  const named = [...counts].filter(([kind]) => kind !== OTHER).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const others = counts.get(OTHER) ?? 0;
  const list = named.map(([kind, count]) => plural(count, kind, PLURALS[kind]));
  if (list.length > 0 && others > 0) list.push(`${grouped(others)} other`);
  const what = list.length > 0 ? `: ${list.join(", ")}` : "";
  const isPart = workspace.paths.length > files.length;
  const whole = isPart ? ` (of ${grouped(workspace.paths.length)} in the workspace)` : "";
  const read = `${plural(files.length, "file")} read, none of them Kubernetes, Kubeflow, Terraform or CloudFormation${what}${whole}.`;
  return [read, ...templateNote(files)];
}

const OTHER = "other";

/** Where an "s" at the end is not right. */
const PLURALS: Readonly<Record<string, string>> = {
  "Helm template without values": "Helm templates without values",
  "file of Helm values": "files of Helm values",
  "configuration of Drydock": "configurations of Drydock",
};

function kindOf({ path, classes }: FileFacts): string {
  if (/(?:^|\/)\.github\/workflows\//.test(path)) return "GitHub workflow";
  if (classes.includes("helm-template")) return "Helm template without values";
  if (classes.includes("helm-values")) return "file of Helm values";
  if (classes.includes("chart")) return "Helm chart";
  if (classes.includes("config")) return "configuration of Drydock";
  return path.endsWith(".json") ? "other JSON file" : OTHER;
}
