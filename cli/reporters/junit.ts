// JUnit XML, as GitLab and Jenkins read it: a suite a file, a case a finding. A case fails where the finding makes the command fail;
// one below the threshold passes and says so in its output, so that the report and the exit code agree. Only what the schema of the
// xUnit plugin allows is written: it refuses a report for one attribute more.
import { resourceLabel, type Severity } from "../../engine/api.ts";
import { type Outcome, reaching } from "../outcome.ts";
import { COMMAND, visible } from "./inert.ts";
import { type Statement, statementsOf } from "./statements.ts";

export function junit(outcome: Outcome, failOn: Severity | "never" | undefined): string {
  const reaches = reaching(outcome, failOn);
  const cases = new Map<string, Case[]>(outcome.ours.map((path) => [path, []]));
  const put = (file: string, one: Case) => cases.get(file)?.push(one) ?? cases.set(file, [one]);
  const spoken = new Map<string, number>();
  for (const statement of statementsOf(outcome))
    put(statement.file, caseOf(statement, reaches(statement.file, statement.severity), spoken));
  for (const { finding, by } of outcome.report.suppressed) {
    const name = named(`${finding.rule}: ${resourceLabel(finding.ref)}`, finding.file, spoken);
    put(finding.file, { name, kind: "skipped", body: element("skipped", { message: by.reason }, "") });
  }
  // Jenkins takes a report without any case for a broken build.
  const suites = [...cases]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, own]) => ({ file, cases: own.length > 0 ? own : [{ name: "no findings", kind: "passed" as const, body: "" }] }));
  const body = suites.map(suiteOf).join("");
  const all = suites.flatMap((suite): readonly Case[] => suite.cases);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element("testsuites", { name: "drydock", ...counts(all) }, body)}`;
}

interface Case {
  readonly name: string;
  readonly kind: "failure" | "error" | "skipped" | "passed";
  readonly body: string;
}

function suiteOf({ file, cases }: { readonly file: string; readonly cases: readonly Case[] }): string {
  const written = cases.map(({ name, body }) => element("testcase", { name, classname: file, time: 0 }, body));
  return element("testsuite", { name: file, file, ...counts(cases), skipped: skipped(cases) }, written.join(""));
}

function counts(cases: readonly Case[]) {
  const count = (kind: Case["kind"]) => cases.filter((one) => one.kind === kind).length;
  return { tests: cases.length, failures: count("failure"), errors: count("error"), time: 0 };
}

const skipped = (cases: readonly Case[]): number => cases.filter(({ kind }) => kind === "skipped").length;

function caseOf(statement: Statement, isFailing: boolean, spoken: Map<string, number>): Case {
  const { severity, name, file, range, message, finding } = statement;
  const kind = finding === undefined ? "error" : isFailing ? "failure" : "passed";
  const text = `${file}${range ? `:${range.start.line}:${range.start.column}` : ""} ${severity}: ${message}`;
  return {
    name: named(finding ? `${name}: ${resourceLabel(finding.ref)}` : name, file, spoken),
    kind,
    body: kind === "passed" ? element("system-out", {}, xml(text)) : element(kind, { message, type: name }, xml(text)),
  };
}

/** Both readers take cases of one name in one file for one; lines are no part of a name, so that a case stays itself when they move. */
function named(name: string, file: string, spoken: Map<string, number>): string {
  const key = `${file}\n${name}`;
  const count = (spoken.get(key) ?? 0) + 1;
  spoken.set(key, count);
  return count === 1 ? name : `${name} (${count})`;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, body: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${xml(String(value))}"`);
  return body === ""
    ? `<${name}${written.join("")}/>\n`
    : `<${name}${written.join("")}>${body.startsWith("<") ? "\n" : ""}${body}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/**
 * XML 1.0 has no way to write most control characters, so they are made visible; ">" is escaped for the sake of "]]>". The sign of a
 * command of a runner has a way.
 */
const xml = (text: string): string =>
  visible(text)
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(COMMAND, "#&#35;");
