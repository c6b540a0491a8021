// Which suppressions exist, in files and in configuration, which were used, and what is wrong with them. What is asked of one finding
// costs the same whether a file holds one suppression or thousands.
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import { globMatcher } from "../text/glob.ts";
import type { Location } from "../text/line-index.ts";
import { isDay } from "./calendar.ts";
import type { ConfigIgnore, Settings } from "./config.ts";
import { expired, reasonMissing, unknownRule, unused } from "./engine-rules.ts";
import type { Finding } from "./finding.ts";
import type { Hash } from "./fingerprint.ts";
import type { Data } from "./message.ts";
import { nearestWord } from "./nearest.ts";
import type { Suppressed, SuppressionState } from "./report.ts";
import { type Rule, type Severity, topicOf } from "./rule.ts";
import { names, type Suppression } from "./suppression.ts";

export interface LedgerInput {
  /** The files that are asked about. */
  readonly files: ReadonlyMap<string, { readonly suppressions: readonly Suppression[] }>;
  /** Whether a path is asked about, and the paths that are known, so that nothing is said of what was only looked at in part. */
  readonly asks: (path: string) => boolean;
  readonly paths: () => Iterable<string>;
  readonly records: readonly ResourceRecord[];
  /** What only `preview` holds back: file, rule, variant and offset, by line breaks. */
  readonly heldBack: readonly string[];
  readonly rules: readonly Rule[];
  readonly settings: (path: string) => Settings;
  readonly today: string;
  readonly hash: Hash;
}

type Ignore = Settings["ignores"][number];
type Subject = Pick<Resource, "ref">;

const NOBODY: Subject = { ref: { group: "", kind: "" } };

/** A finding about the text of a file, not about a resource. */
export function aboutText(
  { rule, variant = "plain", severity }: { readonly rule: Rule; readonly variant?: string; readonly severity: Severity },
  { file, span, range }: Location,
  data: Data,
  hash: string,
): Finding {
  return {
    rule: rule.id,
    variant,
    severity,
    file,
    span,
    range,
    address: { resource: `${file}#`, path: [], part: "value" },
    apiVersion: "",
    ref: NOBODY.ref,
    data,
    related: [],
    fingerprint: hash.slice(0, 32),
    fix: null,
  };
}

/** Suppressions that hold, by where they begin; `reach[i]` is the furthest end among the first i + 1. */
interface Covers {
  readonly all: readonly Suppression[];
  readonly reach: readonly number[];
}

interface Verdict {
  readonly rule: Rule;
  readonly variant?: string;
  readonly state: SuppressionState["state"];
}

/** Characters of an unknown id that are shown. */
const LONGEST_ID = 60;

export class Ledger {
  readonly #input: LedgerInput;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #covers = new Map<string, Map<string, Covers>>();
  /** Where each rule found something, by file and rule. */
  readonly #found = new Map<string, Map<string, number[]>>();
  readonly #ignores = new WeakMap<Settings, readonly { readonly ignore: Ignore; readonly matches: (finding: Finding) => boolean }[]>();
  /** Configured ignores that hid something, by what they say: each chain of files has its own copy. */
  readonly #usedIgnores = new Set<string>();
  /** How many findings each hides: by suppression, or by the key of an ignore. */
  readonly #hidden = new Map<Suppression | string, number>();
  readonly #nearest = new Map<string, string>();
  #aliases: ReadonlySet<string> | undefined;
  /** All that an id may be. */
  #words: readonly string[] | undefined;
  #subjects: Map<string, Subject[]> | undefined;

  constructor(input: LedgerInput) {
    this.#input = input;
    this.#rules = new Map(input.rules.map((rule) => [rule.id, rule]));
    for (const one of input.heldBack) {
      const { file, rule, start } = heldBackAt(one);
      this.#note(file, rule, start);
    }
  }

  /** What hides a finding. Everything else that would have hidden it counts as used as well. */
  suppressor(finding: Finding): Suppressed["by"] | undefined {
    this.#note(finding.file, finding.rule, finding.span.start);
    const one = this.#covering(finding);
    const ignored = this.#ignoresOf(finding.file).filter(({ matches }) => matches(finding));
    for (const { ignore } of ignored) this.#usedIgnores.add(keyOf(ignore));
    if (one) {
      count(this.#hidden, one);
      return { carrier: one.carrier, reason: one.reason, at: one.at, ...(one.until ? { until: one.until } : {}) };
    }
    const ignore = ignored[0]?.ignore;
    if (!ignore) return undefined;
    count(this.#hidden, keyOf(ignore));
    return { carrier: "config", reason: ignore.reason, at: ignore.at, ...(ignore.until ? { until: ignore.until } : {}) };
  }

  /** All suppressions with what became of them, and what there is to say about them; asked last. */
  close(): { readonly findings: readonly Finding[]; readonly states: readonly SuppressionState[] } {
    for (const byRule of this.#found.values()) for (const starts of byRule.values()) starts.sort((a, b) => a - b);
    const findings: Finding[] = [];
    const states: SuppressionState[] = [];
    const take = ({ said, state }: { readonly said: readonly Finding[]; readonly state: SuppressionState }) => {
      findings.push(...said);
      states.push(state);
    };
    const seen = new Set<Settings>();
    const told = new Set<string>();
    for (const [path, { suppressions }] of this.#input.files) {
      const settings = this.#input.settings(path);
      for (const one of suppressions) if (this.#isOurs(one)) take(this.#judge(settings, path, one));
      if (seen.has(settings)) continue;
      seen.add(settings);
      for (const ignore of settings.ignores) {
        const key = keyOf(ignore);
        if (told.has(key) || !this.#input.asks(ignore.at.file)) continue;
        told.add(key);
        take(this.#judgeIgnore(settings, ignore, key));
      }
    }
    return { findings, states };
  }

  /** A form of another tool counts where it names a check that is ours too. */
  #isOurs({ carrier, ids }: Suppression): boolean {
    if (carrier !== "foreign") return true;
    this.#aliases ??= new Set(this.#input.rules.flatMap(({ aliases }) => aliases));
    return ids.some((id) => this.#aliases?.has(id));
  }

  #judge(settings: Settings, path: string, one: Suppression) {
    const { carrier, ids, reason, until, at } = one;
    const hides = this.#hidden.get(one) ?? 0;
    const state = (is: SuppressionState["state"]): SuppressionState => ({
      carrier,
      ids,
      reason,
      ...(until === undefined ? {} : { until }),
      at,
      hides,
      state: is,
    });
    if (carrier === "foreign") return { said: [], state: state(hides > 0 ? "used" : "idle") };
    const unknown = ids.filter((id) => this.#named(id).length === 0);
    const said = unknown.flatMap((id) => this.#sayUnknown(settings, at, id));
    if (ids.length === 0) said.push(...this.#say({ rule: unknownRule, variant: "none" }, settings, at, { ids: "" }, reason));
    if (unknown.length === ids.length) return { said, state: state("unknown") };
    const isUsed = hides > 0 || this.#isUsed(path, one);
    const verdict = this.#verdict(one, () => !isUsed && this.#ranAll(path, ids));
    if (verdict) said.push(...this.#say(verdict, settings, at, { ids: ids.join(", "), ...(until ? { until } : {}) }, reason));
    return { said, state: state(verdict?.state ?? (isUsed ? "used" : "idle")) };
  }

  #judgeIgnore(settings: Settings, ignore: Ignore, key: string) {
    const { rule, reason, until, at } = ignore;
    const isUsed = this.#usedIgnores.has(key);
    const verdict = this.#verdict(
      ignore,
      () => !isUsed && this.#ranFor(settings, ignore) && !this.#waits(ignore) && this.#isWhole(at.file),
    );
    const ids = describe(ignore);
    const said = verdict ? this.#say(verdict, settings, at, { ids, ...(until ? { until } : {}) }, reason) : [];
    // Configuration says itself that it names no rule.
    const state = verdict?.state ?? (isUsed ? "used" : this.#named(rule).length === 0 ? "unknown" : "idle");
    const hides = this.#hidden.get(key) ?? 0;
    return { said, state: { carrier: "config", ids: [ids], reason, ...(until ? { until } : {}), at, hides, state } as const };
  }

  #note(file: string, rule: string, start: number): void {
    if ((this.#input.files.get(file)?.suppressions.length ?? 0) === 0) return;
    const byRule = getOr(this.#found, file, () => new Map<string, number[]>());
    getOr(byRule, rule, (): number[] => []).push(start);
  }

  /** A day that does not exist never comes: what ends on it does not hold. */
  #isPast = ({ until }: { readonly until?: string }): boolean => until !== undefined && (until < this.#input.today || !isDay(until));

  #verdict(one: { readonly reason: string; readonly until?: string }, isUnused: () => boolean): Verdict | undefined {
    if (one.reason === "") return { rule: reasonMissing, state: "no reason" };
    if (one.until !== undefined && !isDay(one.until)) return { rule: expired, variant: "noDay", state: "expired" };
    if (this.#isPast(one)) return { rule: expired, state: "expired" };
    return isUnused() ? { rule: unused, state: "unused" } : undefined;
  }

  #say(
    { rule, variant = "plain" }: Pick<Verdict, "rule" | "variant">,
    settings: Settings,
    at: Location,
    data: { readonly ids: string; readonly [key: string]: string },
    reason: string,
  ): readonly Finding[] {
    const severity = settings.severityOf(rule, variant, NOBODY, at.file);
    if (severity === "off") return [];
    return [aboutText({ rule, variant, severity }, at, data, this.#input.hash(JSON.stringify([rule.id, variant, data.ids, reason])))];
  }

  #sayUnknown(settings: Settings, at: Location, id: string): readonly Finding[] {
    this.#words ??= this.#input.rules.flatMap((rule) => [rule.id, `${topicOf(rule.id)}/*`]);
    const words = this.#words;
    const nearest = getOr(this.#nearest, id, () => nearestWord(id, words) ?? "");
    const shown = id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID)}…` : id;
    return this.#say({ rule: unknownRule }, settings, at, { ids: shown, ...(nearest === "" ? {} : { nearest }) }, "");
  }

  /** The outermost suppression over a finding; of several over the same stretch the first. */
  #covering({ file, rule, span }: Finding): Suppression | undefined {
    const suppressions = this.#input.files.get(file)?.suppressions ?? [];
    if (suppressions.length === 0) return undefined;
    const byRule = getOr(this.#covers, file, () => new Map<string, Covers>());
    const { all, reach } = getOr(byRule, rule, () => this.#coversOf(suppressions, rule));
    const one = all[firstAtLeast(reach, span.start)];
    return one && one.covers.start <= span.start ? one : undefined;
  }

  /** A foreign form needs no reason: its own tool does not ask for one. */
  #coversOf(suppressions: readonly Suppression[], rule: string): Covers {
    const aliases = this.#rules.get(rule)?.aliases ?? [];
    const all = suppressions
      .filter((one) => names(one, rule, aliases) && (one.reason !== "" || one.carrier === "foreign") && !this.#isPast(one))
      .sort((a, b) => a.covers.start - b.covers.start);
    let furthest = -1;
    return { all, reach: all.map(({ covers }) => (furthest = Math.max(furthest, covers.end))) };
  }

  #isUsed(path: string, one: Suppression): boolean {
    for (const [rule, starts] of this.#found.get(path) ?? []) {
      const start = starts[firstAtLeast(starts, one.covers.start)];
      if (start !== undefined && start <= one.covers.end && names(one, rule, [])) return true;
    }
    return false;
  }

  /** Whether every known rule that is named ran on all resources of the file, so that its silence means something. */
  #ranAll(path: string, ids: readonly string[]): boolean {
    const settings = this.#input.settings(path);
    const subjects = this.#subjectsOf(path);
    const known = ids.map((id) => this.#named(id)).filter((rules) => rules.length > 0);
    return (
      known.length > 0 && known.every((rules) => rules.some((rule) => subjects.every((subject) => isOn(settings, rule, subject, path))))
    );
  }

  #ranFor(settings: Settings, { rule, kind, at: { file } }: Ignore): boolean {
    return this.#named(rule).some((one) => isOn(settings, one, { ref: { group: "", kind: kind ?? "" } }, file));
  }

  /** Whether it may be wanted as soon as preview is on. */
  #waits({ rule, path, reason }: Ignore): boolean {
    const matches = ignoreMatcher({ rule, reason, ...(path === undefined ? {} : { path }) });
    return this.#input.heldBack.some((one) => matches({ ...heldBackAt(one), ref: NOBODY.ref }));
  }

  #named(id: string): readonly Rule[] {
    const rule = this.#rules.get(id);
    if (rule || !id.endsWith("/*")) return rule ? [rule] : [];
    return this.#input.rules.filter((one) => topicOf(one.id) === id.slice(0, -2));
  }

  #subjectsOf(path: string): readonly Subject[] {
    if (!this.#subjects) {
      this.#subjects = new Map();
      for (const record of this.#input.records)
        if ((this.#input.files.get(record.path)?.suppressions.length ?? 0) > 0)
          getOr(this.#subjects, record.path, (): Subject[] => []).push(record);
      for (const [file, all] of this.#subjects)
        this.#subjects.set(file, [...new Map(all.map((one) => [`${one.ref.kind}\n${one.ref.namespace}`, one])).values()]);
    }
    return this.#subjects.get(path) ?? [NOBODY];
  }

  /** Whether all files that a configuration governs are asked about. */
  #isWhole(config: string): boolean {
    const folder = config.slice(0, config.lastIndexOf("/") + 1);
    for (const path of this.#input.paths()) if (path.startsWith(folder) && !this.#input.asks(path)) return false;
    return true;
  }

  #ignoresOf(path: string) {
    const settings = this.#input.settings(path);
    let ignores = this.#ignores.get(settings);
    if (!ignores) {
      ignores = settings.ignores.filter((ignore) => !this.#isPast(ignore)).map((ignore) => ({ ignore, matches: ignoreMatcher(ignore) }));
      this.#ignores.set(settings, ignores);
    }
    return ignores;
  }
}

const isOn = (settings: Settings, rule: Rule, subject: Subject, path: string): boolean =>
  Object.keys(rule.variants).some((variant) => settings.severityOf(rule, variant, subject, path) !== "off");

const keyOf = ({ at: { file, span }, rule, path, kind, name, reason, until }: Ignore): string =>
  JSON.stringify([file, span.start, rule, path, kind, name, reason, until]);

/** `gpu/limit-missing (path a/**, kind Pod)` */
function describe({ rule, path, kind, name }: Ignore): string {
  const narrowed = Object.entries({ path, kind, name }).flatMap(([key, value]) => (value === undefined ? [] : [`${key} ${value}`]));
  return narrowed.length === 0 ? rule : `${rule} (${narrowed.join(", ")})`;
}

function heldBackAt(one: string): { readonly file: string; readonly rule: string; readonly start: number } {
  const [file = "", rule = "", , offset] = one.split("\n");
  return { file, rule, start: Number(offset) };
}

function ignoreMatcher(ignore: ConfigIgnore): (finding: Pick<Finding, "file" | "rule" | "ref">) => boolean {
  const path = ignore.path === undefined ? undefined : globMatcher(ignore.path);
  return (finding) =>
    (ignore.rule === finding.rule || (ignore.rule.endsWith("/*") && finding.rule.startsWith(ignore.rule.slice(0, -1)))) &&
    (path === undefined || path(finding.file)) &&
    (ignore.kind === undefined || ignore.kind === finding.ref.kind) &&
    (ignore.name === undefined || ignore.name === finding.ref.name);
}

/** Index of the first of rising numbers that is at least `wanted`; the length where there is none. */
function firstAtLeast(rising: readonly number[], wanted: number): number {
  let low = 0;
  for (let high = rising.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((rising[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

const count = <K>(counts: Map<K, number>, key: K): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
