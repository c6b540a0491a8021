// One case of a rule's page as a project: its texts, its drydock.yaml, every preset on, previews too.
import {
  applyEdits,
  type Finding,
  type FixPlan,
  messageOf,
  Project,
  type Report,
  type Rule,
  type Settings,
  type SourceStore,
  settingsOf,
} from "../../engine/api.ts";
import { hash, readConfiguration } from "../../host/workspace.ts";
import type { Case, CaseFile } from "../../tools/pages/page.ts";

/** Suppressions of the pages end before or after this day. */
const TODAY = "2026-11-24";
const EVERYTHING = { path: "drydock.yaml", value: { preset: ["recommended", "strict", "hybrid", "regulated"], preview: true } } as const;

export interface CaseRun {
  readonly project: Project;
  readonly report: Report;
  /** What the rule itself says, in order. */
  readonly findings: readonly Finding[];
  /** Mistakes in the case's drydock.yaml. */
  readonly configProblems: readonly string[];
}

export type Texts = ReadonlyMap<string, string>;

export const textsOf = ({ files }: Case): Texts => new Map(files.map(({ name, text }) => [name, text]));

/** `others`: further rules that run beside it; a rule about suppressions needs some. */
export function runCase(rule: Rule, texts: Texts, others: readonly Rule[] = []): CaseRun {
  const rules = [rule, ...others.filter((one) => one !== rule)];
  const store: SourceStore = {
    read: (path) => texts.get(path),
    list: (folder) =>
      [...texts.keys()]
        .filter((path) => folderOf(path) === folder)
        .map((path) => path.slice(path.lastIndexOf("/") + 1))
        .sort(),
  };
  const configs = [...texts.keys()].filter((path) => /(?:^|\/)drydock\.yaml$/.test(path));
  const configuration = readConfiguration(store, configs, { ruleIds: rules.map(({ id }) => id) });
  const settings = new Map<Settings, Settings>();
  const project = new Project({
    rules,
    store,
    units: configuration.units,
    terraformRoots: configuration.terraformRoots,
    today: TODAY,
    hash,
    settings(path) {
      const own = configuration.settings(path);
      let all = settings.get(own);
      if (!all) settings.set(own, (all = settingsOf([EVERYTHING, ...own.files])));
      return all;
    },
  });
  project.update([...texts.keys()].map((path) => ({ path })));
  const report = project.report();
  return {
    project,
    report,
    findings: report.findings.filter((one) => one.rule === rule.id),
    configProblems: configuration.problems.map(({ file, message }) => `${file}: ${message}`),
  };
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** "queues.yaml:12:7-18 `text` message", counted from 1, the end exclusive: how marks and findings are compared. */
export function saidIn(rule: Rule, findings: readonly Finding[], texts: Texts): readonly string[] {
  return findings
    .map((finding) => {
      const { start, end } = finding.range;
      const text = texts.get(finding.file)?.slice(finding.span.start, finding.span.end) ?? "";
      const to = start.line === end.line ? `${end.column}` : `${end.line}:${end.column}`;
      return `${finding.file}:${start.line}:${start.column}-${to} \`${text}\` ${messageOf(rule, finding)}`;
    })
    .sort();
}

export const markedIn = ({ files }: Case): readonly string[] => files.flatMap(marksOf).sort();

function marksOf({ name, text, marks }: CaseFile): readonly string[] {
  const lines = text.split(/\r?\n/);
  return marks.map(({ line, start, end, message }) => {
    const under = lines[line]?.slice(start, end) ?? "";
    return `${name}:${line + 1}:${start + 1}-${end + 1} \`${under}\` ${message}`;
  });
}

/** The texts that a plan changes, as they are afterwards. */
export function repaired(plan: FixPlan, texts: Texts): Texts {
  return new Map([...plan.edits].map(([path, edits]) => [path, applyEdits(texts.get(path) ?? "", edits)]));
}

export const problemsOf = ({ report }: CaseRun): readonly string[] =>
  report.problems.map(({ kind, file, message }) => `${kind} ${file}: ${message}`);
