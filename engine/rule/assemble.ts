// From judgements to a report: equal findings of several builds become one, suppressions are applied and judged themselves, everything
// is put in order. Pure: the same input gives the same bytes.
import type { Location } from "../text/line-index.ts";
import { misspelt, renderFailed } from "./engine-rules.ts";
import type { FileProblem, Finding } from "./finding.ts";
import type { Judgement } from "./judge.ts";
import { aboutText, Ledger, type LedgerInput } from "./ledger.ts";
import type { Slip } from "./misspelt.ts";
import type { FileFacts, Report, Suppressed, UnknownPlace } from "./report.ts";
import type { Suppression } from "./suppression.ts";

/** What is kept of a file besides its resources. */
export interface FileState {
  readonly problems: readonly FileProblem[];
  readonly suppressions: readonly Suppression[];
  readonly slips: readonly Slip[];
  readonly classes: FileFacts["classes"];
}

/** What was said of the files that are asked about, unsorted, and what else is known of them. */
export interface AssembleInput extends LedgerInput {
  readonly findings: readonly Finding[];
  readonly unknown: Judgement["unknown"];
  readonly problems: readonly FileProblem[];
  /** Why a build cannot be made: said by schema/render-failed. */
  readonly buildFailures: readonly (Location & { readonly message: string })[];
  readonly files: ReadonlyMap<string, FileState>;
}

export function assemble(input: AssembleInput): Report {
  const ledger = new Ledger(input);
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of once([...input.findings, ...buildFindings(input), ...slipFindings(input)])) {
    const by = ledger.suppressor(finding);
    if (by) suppressed.push({ finding, by });
    else kept.push(finding);
  }
  const { findings, states } = ledger.close();
  return {
    findings: [...kept, ...findings].sort(byPosition),
    suppressed: suppressed.sort((a, b) => byPosition(a.finding, b.finding)),
    suppressions: states.toSorted((a, b) => compare(a.at.file, b.at.file) || a.at.span.start - b.at.span.start),
    problems: input.problems.toSorted(byFile),
    unknown: unknownPlaces(input.unknown),
    heldBack: new Set(input.heldBack).size,
    files: [...input.files].map(([path, { classes }]) => ({ path, classes })).sort((a, b) => compare(a.path, b.path)),
    resources: input.records.toSorted((a, b) => compare(a.path, b.path) || a.anchor.start - b.anchor.start || compare(a.id, b.id)),
  };
}

function buildFindings(input: AssembleInput): readonly Finding[] {
  return input.buildFailures.flatMap(({ message, ...at }): readonly Finding[] => {
    const severity = input.settings(at.file).severityOf(renderFailed, "plain", { ref: { group: "", kind: "" } }, at.file);
    return severity === "off"
      ? []
      : [aboutText({ rule: renderFailed, severity }, at, { reason: message }, input.hash(JSON.stringify([renderFailed.id, message])))];
  });
}

function slipFindings({ files, settings, hash }: AssembleInput): readonly Finding[] {
  return [...files].flatMap(([file, { slips }]) =>
    slips.flatMap(({ variant, written, meant, at, edit }): readonly Finding[] => {
      const severity = settings(file).severityOf(misspelt, variant, { ref: { group: "", kind: "" } }, file);
      if (severity === "off") return [];
      const data = { written, ...(meant === undefined ? {} : { meant }) };
      const said = aboutText({ rule: misspelt, variant, severity }, at, data, hash(JSON.stringify([misspelt.id, variant, written])));
      return [edit ? { ...said, fix: "review" } : said];
    }),
  );
}

/**
 * A finding is (rule, variant, source node, part): what several builds or modules say of one node is said once. Where something is
 * missing no node stands for it, so that the last key of its path does: two things that one map lacks are two findings.
 */
function once(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map<string, Finding>();
  for (const finding of findings) {
    const { part, path } = finding.address;
    const last = path.at(-1);
    const key = JSON.stringify([
      finding.rule,
      finding.variant,
      finding.file,
      finding.span.start,
      finding.span.end,
      typeof part === "object" ? "word" : part,
      typeof last === "string" ? last : "",
    ]);
    const other = unique.get(key);
    unique.set(key, other ? joined(other, finding) : finding);
  }
  return [...unique.values()];
}

/** Which of the two stands must not depend on the order in which they were found, nor on where their files are. */
function joined(a: Finding, b: Finding): Finding {
  const { builds: ofA = [], ...restOfA } = a;
  const { builds: ofB = [], ...restOfB } = b;
  const order =
    compare(identityOf(a), identityOf(b)) ||
    compare(a.address.resource, b.address.resource) ||
    compare(JSON.stringify(restOfA), JSON.stringify(restOfB));
  const builds = [...new Set([...ofA, ...ofB])].sort();
  return { ...(order <= 0 ? restOfA : restOfB), ...(builds.length > 0 ? { builds } : {}) };
}

const identityOf = ({ ref, address, fingerprint }: Finding): string =>
  JSON.stringify([ref.kind, ref.group, ref.namespace, ref.name ?? ref.generateName, address.path, fingerprint]);

function unknownPlaces(unknown: Judgement["unknown"]): readonly UnknownPlace[] {
  const places = new Map<string, UnknownPlace>();
  for (const { rule, ...one } of unknown) {
    const key = `${one.file}:${one.span.start}:${one.path}`;
    const before = places.get(key);
    places.set(key, { ...one, rules: [...new Set([...(before?.rules ?? []), rule])].sort() });
  }
  return [...places.values()].sort((a, b) => compare(a.file, b.file) || a.span.start - b.span.start || compare(a.path, b.path));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byPosition = (a: Finding, b: Finding): number =>
  compare(a.file, b.file) ||
  a.span.start - b.span.start ||
  a.span.end - b.span.end ||
  compare(a.rule, b.rule) ||
  compare(a.variant, b.variant) ||
  compare(a.fingerprint, b.fingerprint);

const byFile = (a: FileProblem, b: FileProblem): number =>
  compare(a.file, b.file) || (a.span?.start ?? 0) - (b.span?.start ?? 0) || compare(a.message, b.message);
