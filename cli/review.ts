// --fix-review: the fixes that a person wants, asked for one by one, or named on the command line.
import { type Finding, fixTitleOf } from "../engine/api.ts";
import { idsOf } from "./finding-ids.ts";
import { type Io, UsageError } from "./io.ts";
import type { Outcome } from "./outcome.ts";
import { inert, visible } from "./reporters/inert.ts";
import { pretty } from "./reporters/pretty.ts";
import { styleFor } from "./style.ts";

/** Whether a finding is one of the chosen ones, also where it is another object of another report on the same texts. */
export type Chosen = (finding: Finding) => boolean;

const chosenBy = (findings: readonly Finding[]): Chosen => {
  const keys = new Set(findings.map(placeOf));
  return (finding) => keys.has(placeOf(finding));
};

const placeOf = ({ rule, variant, address }: Finding): string => JSON.stringify([rule, variant, address]);

/** `words`: ids of findings as JSON prints them, or of rules. A finding that is not there, or has no fix, is an error. */
export function namedFixes({ report, rules }: Outcome, words: readonly string[]): Chosen {
  const ids = idsOf(report.findings);
  return chosenBy(
    words.flatMap((word) => {
      const named = report.findings.filter((finding) => finding.rule === word || ids.get(finding) === word);
      // A rule that has nothing to say is no mistake: the script runs again when all is repaired.
      if (named.length === 0 && rules.some(({ id }) => id === word)) return [];
      if (named.length === 0)
        throw new UsageError(`--fix-review: there is no finding "${word}" here. drydock lint --format json prints the "id" of each.`);
      const fixable = named.filter(({ fix }) => fix !== null);
      if (fixable.length === 0) throw new UsageError(`--fix-review: ${word} has no automatic fix.`);
      return fixable;
    }),
  );
}

const HELP = `y  apply this fix
n  leave it
a  apply this and all that are left
q  ask no more; what was chosen so far is applied
Nothing is written before the last answer; Ctrl-C writes nothing at all.
`;

/** Asks in the terminal, in the order of the report. */
export async function askedFixes(outcome: Outcome, color: boolean | undefined, io: Io): Promise<Chosen> {
  const offered = outcome.report.findings.filter((finding) => (outcome.planOf(finding)?.edits.size ?? 0) > 0);
  const style = styleFor(io.stdout, io.env, color);
  const chosen: Finding[] = [];
  for (const [index, finding] of offered.entries()) {
    const alone: Outcome = { ...outcome, problems: [], report: { ...outcome.report, findings: [finding], unknown: [] } };
    io.stdout.write(pretty(alone, { style, elapsed: () => "", isQuiet: true, explainsUnknown: false, showsWholeFix: true }));
    const answer = await answerTo(questionOf(outcome, finding, index + 1, offered.length), io);
    if (answer === "y") chosen.push(finding);
    if (answer === "a") chosen.push(...offered.slice(index));
    if (answer === "a" || answer === "q") break;
    io.stdout.write("\n");
  }
  return chosenBy(chosen);
}

function questionOf({ rules, planOf }: Outcome, finding: Finding, number: number, count: number): string {
  const rule = rules.find(({ id }) => id === finding.rule);
  const title = rule ? fixTitleOf(rule, finding) : "";
  const what = title === "" ? "Apply the fix" : visible(title);
  const asked = planOf(finding)?.applicability === "review" ? withNote(what, "changes behaviour") : what;
  return inert(`(${number}/${count}) ${asked}? [y,n,a,q,?] `);
}

/** In brackets at the end; a title may have some already. */
const withNote = (title: string, note: string): string => (title.endsWith(")") ? `${title.slice(0, -1)}; ${note})` : `${title} (${note})`);

type Answer = "y" | "n" | "a" | "q";

async function answerTo(question: string, io: Io): Promise<Answer> {
  for (;;) {
    const line = await io.ask(question);
    const word = line?.trim().toLowerCase();
    // The end of input is nobody who could answer.
    if (word === undefined) return "q";
    const answer = (["y", "n", "a", "q"] as const).find((one) => one === word);
    if (answer) return answer;
    io.stdout.write(HELP);
  }
}
