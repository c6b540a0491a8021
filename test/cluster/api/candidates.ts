// The findings of the *Wrong* cases of a rule, and what can be asked about each.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, formatPath, type Rule } from "../../../engine/api.ts";
import { type Case, parsePage } from "../../../tools/pages/page.ts";
import { repaired, runCase, textsOf } from "../../harness/rule-case.ts";
import { type FileObject, objectsIn, plainPath, podAround, type Step, type TemplatePod } from "./manifests.ts";

/** A finding of a *Wrong* case, and what the server can be asked about it. */
export interface Candidate {
  readonly finding: Finding;
  readonly case: string;
  /** All objects of the case, as they are and, where the rule has a fix, as they are afterwards. */
  readonly before: Objects;
  readonly after: Objects | undefined;
  readonly object: FileObject | undefined;
  /** The same object after the repair, which moves none to another place. */
  readonly twin: FileObject | undefined;
  /** What stands at the finding. */
  readonly word: string;
}

type Objects = ReadonlyMap<string, readonly FileObject[]>;

function candidatesIn(rule: Rule, name: string, one: Case, rules: readonly Rule[]): readonly Candidate[] {
  const texts = textsOf(one);
  const { findings, project } = runCase(rule, texts, rule.id.startsWith("suppression/") ? rules : []);
  const repairs = repaired(project.plan(findings.filter(({ fix }) => fix !== null)), texts);
  const [before, after] = [objectsOf(texts), objectsOf(new Map([...texts, ...repairs]))];
  return findings.map((finding): Candidate => {
    const { file, span, ref } = finding;
    const own = before.get(file) ?? [];
    const index = own.findIndex(({ start, end, head }) => start <= span.start && span.start < end && head.kind === ref.kind);
    return {
      finding,
      case: name,
      before,
      after: finding.fix === null ? undefined : after,
      object: own[index],
      twin: finding.fix === null ? undefined : after.get(file)?.[index],
      word: texts.get(file)?.slice(span.start, span.end) ?? "",
    };
  });
}

const objectsOf = (texts: ReadonlyMap<string, string>): Objects => new Map([...texts].map(([file, text]) => [file, objectsIn(file, text)]));

/** Of the rule's page and of its further cases. `rules`: those beside which a rule about suppressions runs. */
export function candidatesOf(root: string, rule: Rule, rules: readonly Rule[]): readonly Candidate[] {
  const pages = [`rules/${rule.id}.md`, `test/cases/${rule.id}.md`].filter((path) => existsSync(join(root, path)));
  return pages.flatMap((path) =>
    parsePage(readFileSync(join(root, path), "utf8")).cases.Wrong.flatMap((one) =>
      candidatesIn(rule, one.title === "" ? path : `${path}: ${one.title}`, one, rules),
    ),
  );
}

export const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Where a candidate's finding is, as records name it. */
export const placeOf = ({ file, range, address }: Finding): string => `${file}:${range.start.line} ${formatPath(address.path)}`;

export const podOf = (object: FileObject, path: readonly Step[]): TemplatePod | undefined =>
  object.head.kind === "Pod" ? undefined : podAround(object, path);

/** What a record of this candidate may have as its hash: nobody has to ask a server for that. */
export function inputsOf({ finding, object }: Candidate): { readonly at: string; readonly hashes: readonly string[] } {
  const pod = object && podOf(object, plainPath(object.document, finding.address.path));
  return { at: placeOf(finding), hashes: [object, pod].flatMap((one) => (one ? [hash(one.text)] : [])) };
}
