// Annotations of GitHub Actions: workflow commands on stdout, one a finding, with the exact columns. GitHub keeps ten of each level
// a step, so those go to different rules first; what is beyond is listed in the log.
import type { Severity } from "../../engine/api.ts";
import type { Outcome } from "../outcome.ts";
import type { Elapsed } from "../recording.ts";
import { plainStyle, plural } from "../style.ts";
import { closingLines } from "./closing.ts";
import { inert, visible, withoutCommands } from "./inert.ts";
import { type Statement, statementsOf } from "./statements.ts";

export interface GithubOptions {
  /** What a workspace path has to begin with to be one of the repository: "" or "sub/". */
  readonly prefix: string;
  readonly elapsed: Elapsed;
  readonly isQuiet: boolean;
}

const MOST_OF_A_LEVEL = 10;

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "notice" };

export function github(outcome: Outcome, { prefix, elapsed, isQuiet }: GithubOptions): string {
  const statements = statementsOf(outcome);
  const annotated = new Set((["error", "warning", "info"] as const).flatMap((level) => chosen(statements, level)));
  const rest = statements.filter((one) => !annotated.has(one));
  const lines = statements.filter((one) => annotated.has(one)).map((one) => command(one, prefix));
  if (rest.length > 0) {
    lines.push(`::group::${plural(rest.length, "more finding")}, beyond what GitHub annotates in one step`);
    lines.push(...rest.map((one) => inert(`${place(one, prefix)} ${LEVELS[one.severity]} ${one.name}: ${one.message}`)));
    lines.push("::endgroup::");
  }
  if (!isQuiet) lines.push(...closingLines(outcome, { style: plainStyle, elapsed, explainsUnknown: false, isQuiet }).map(inert));
  return lines.map((line) => `${line}\n`).join("");
}

/** The first of each rule before the second of any. */
function chosen(statements: readonly Statement[], level: Severity): readonly Statement[] {
  const seen = new Map<string, number>();
  const turns = statements
    .filter(({ severity }) => severity === level)
    .map((statement) => {
      const turn = seen.get(statement.name) ?? 0;
      seen.set(statement.name, turn + 1);
      return { statement, turn };
    });
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, MOST_OF_A_LEVEL)
    .map(({ statement }) => statement);
}

function command({ severity, name, file, range, message }: Statement, prefix: string): string {
  const { start, end } = range ?? {};
  const properties = Object.entries({
    file: prefix + file,
    ...(start && end ? { line: start.line, endLine: end.line, col: start.column, endColumn: end.column } : {}),
    title: `drydock ${name}`,
  });
  return `::${LEVELS[severity]} ${properties.map(([key, value]) => `${key}=${property(String(value))}`).join(",")}::${data(message)}`;
}

const place = ({ file, range }: Statement, prefix: string): string =>
  visible(prefix + file) + (range ? `:${range.start.line}:${range.start.column}` : "");

/** The runner reads %25, %0D and %0A in the text of a command; nothing else is an escape to it. */
const data = (text: string): string => withoutCommands(visible(text)).replaceAll("%", "%25");

/** In a property also %3A and %2C. */
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
