// From judgements to a report: equal findings of several builds become one, suppressions are applied and judged themselves, everything
// is put in order. Pure: the same input gives the same bytes.
import type { ResourceRecord } from "../model/record.ts";
import type { Location } from "../text/line-index.ts";
import { type ConfigIgnore, globMatcher, type Settings } from "./config.ts";
import { expired, reasonMissing, renderFailed, unused } from "./engine-rules.ts";
import type { FileProblem, Finding } from "./finding.ts";
import type { Hash } from "./fingerprint.ts";
import type { Judgement } from "./judge.ts";
import type { Data } from "./message.ts";
import type { FileFacts, Report, Suppressed, UnknownPlace } from "./report.ts";
import { type Rule, type Severity, topicOf } from "./rule.ts";
import { names, type Suppression } from "./suppression.ts";

/** What is kept of a file besides its resources. */
export interface FileState {
  readonly problems: readonly FileProblem[];
  readonly suppressions: readonly Suppression[];
  readonly classes: FileFacts["classes"];
}

/** What was said of the files that are asked about, unsorted, and what else is known of them. */
export interface AssembleInput {
  readonly findings: readonly Finding[];
  readonly unknown: Judgement["unknown"];
  readonly heldBack: Judgement["heldBack"];
  readonly problems: readonly FileProblem[];
  /** Why a build cannot be made: said by schema/render-failed. */
  readonly buildFailures: readonly (Location & { readonly message: string })[];
  readonly files: ReadonlyMap<string, FileState>;
  readonly records: readonly ResourceRecord[];
  readonly rules: readonly Rule[];
  readonly settings: (path: string) => Settings;
  readonly today: string;
  readonly hash: Hash;
}

export function assemble(input: AssembleInput): Report {
  const ledger = new Ledger(input);
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of once([...input.findings, ...buildFindings(input)])) {
    const by = ledger.suppressor(finding);
    if (by) suppressed.push({ finding, by });
    else kept.push(finding);
  }
  return {
    findings: [...kept, ...ledger.findings()].sort(byPosition),
    suppressed: suppressed.sort((a, b) => byPosition(a.finding, b.finding)),
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
      : [aboutText(renderFailed, severity, at, { reason: message }, input.hash(JSON.stringify([renderFailed.id, message])))];
  });
}

/** A finding about the text of a file, not about a resource. */
function aboutText(rule: Rule, severity: Severity, { file, span, range }: Location, data: Data, hash: string): Finding {
  return {
    rule: rule.id,
    variant: "plain",
    severity,
    file,
    span,
    range,
    address: { resource: `${file}#`, path: [], part: "value" },
    apiVersion: "",
    ref: { group: "", kind: "" },
    data,
    related: [],
    fingerprint: hash.slice(0, 32),
    fix: null,
  };
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

/** Which of the two stands must not depend on the order in which they were found. */
function joined(a: Finding, b: Finding): Finding {
  const { builds: ofA = [], ...restOfA } = a;
  const { builds: ofB = [], ...restOfB } = b;
  const order = compare(a.address.resource, b.address.resource) || compare(JSON.stringify(restOfA), JSON.stringify(restOfB));
  const builds = [...new Set([...ofA, ...ofB])].sort();
  return { ...(order <= 0 ? restOfA : restOfB), ...(builds.length > 0 ? { builds } : {}) };
}

/** Which suppressions exist, which were used, and what is wrong with them. */
class Ledger {
  readonly #input: AssembleInput;
  readonly #used = new Set<Suppression>();
  readonly #aliases: ReadonlyMap<string, readonly string[]>;
  readonly #ignores = new WeakMap<
    Settings,
    readonly { readonly ignore: ConfigIgnore & { readonly file: string }; readonly matches: (finding: Finding) => boolean }[]
  >();

  constructor(input: AssembleInput) {
    this.#input = input;
    this.#aliases = new Map(input.rules.map((rule) => [rule.id, rule.aliases]));
  }

  suppressor(finding: Finding): Suppressed["by"] | undefined {
    for (const one of this.#input.files.get(finding.file)?.suppressions ?? []) {
      if (finding.span.start < one.covers.start || finding.span.start > one.covers.end) continue;
      if (!names(one, finding.rule, this.#aliases.get(finding.rule) ?? [])) continue;
      this.#used.add(one);
      if (this.#holds(one)) return { carrier: one.carrier, reason: one.reason, at: one.at, ...(one.until ? { until: one.until } : {}) };
    }
    const ignored = this.#ignoresOf(finding.file).find((one) => one.matches(finding));
    if (!ignored) return undefined;
    const at = {
      file: ignored.ignore.file,
      span: { start: 0, end: 0 },
      range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
    };
    return { carrier: "config", reason: ignored.ignore.reason, at, ...(ignored.ignore.until ? { until: ignored.ignore.until } : {}) };
  }

  /** A foreign form needs no reason: its own tool does not ask for one. */
  #holds(one: Suppression): boolean {
    return (one.reason !== "" || one.carrier === "foreign") && !(one.until !== undefined && one.until < this.#input.today);
  }

  #ignoresOf(path: string) {
    const settings = this.#input.settings(path);
    let ignores = this.#ignores.get(settings);
    if (!ignores) {
      ignores = settings.ignores
        .filter((ignore) => !(ignore.until !== undefined && ignore.until < this.#input.today))
        .map((ignore) => ({ ignore, matches: ignoreMatcher(ignore) }));
      this.#ignores.set(settings, ignores);
    }
    return ignores;
  }

  /** What there is to say about the suppressions themselves. */
  findings(): readonly Finding[] {
    const ran = new Set(this.#input.rules.map((rule) => rule.id));
    const topics = new Set([...ran].map(topicOf));
    const said: Finding[] = [];
    for (const [path, { suppressions }] of this.#input.files) {
      if (suppressions.length === 0) continue;
      const settings = this.#input.settings(path);
      for (const one of suppressions) {
        if (one.carrier === "foreign") continue;
        const known = one.ids.some((id) => ran.has(id) || (id.endsWith("/*") && topics.has(id.slice(0, -2))));
        const rule =
          one.reason === ""
            ? reasonMissing
            : one.until !== undefined && one.until < this.#input.today
              ? expired
              : this.#used.has(one) || !known
                ? undefined
                : unused;
        const severity = rule ? settings.severityOf(rule, "plain", { ref: { group: "", kind: "" } }, path) : "off";
        if (rule && severity !== "off") said.push(this.#finding(rule, severity, one));
      }
    }
    return said;
  }

  #finding(rule: Rule, severity: Severity, one: Suppression): Finding {
    const ids = one.ids.join(", ");
    const data = { ids, ...(one.until ? { until: one.until } : {}) };
    return aboutText(rule, severity, one.at, data, this.#input.hash(JSON.stringify([rule.id, one.at.file, ids, one.reason])));
  }
}

function ignoreMatcher(ignore: ConfigIgnore): (finding: Finding) => boolean {
  const path = ignore.path === undefined ? undefined : globMatcher(ignore.path);
  return (finding) =>
    (ignore.rule === finding.rule || (ignore.rule.endsWith("/*") && finding.rule.startsWith(ignore.rule.slice(0, -1)))) &&
    (path === undefined || path(finding.file)) &&
    (ignore.kind === undefined || ignore.kind === finding.ref.kind) &&
    (ignore.name === undefined || ignore.name === finding.ref.name);
}

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
