// Running rules on one resource. What a check reads of others is recorded as it reads; a check that needs more of the workspace than
// is known so far is put off, and what it had reported is dropped. A rule that throws is a problem of its own and stops no other.
import type { Facet, FacetSettings } from "../facet/facet.ts";
import { sensitiveSpans } from "../facet/sensitive.ts";
import { AddressView, formatPath } from "../model/address.ts";
import { type Having, type KindRef, kindKey, type Reference, type Resolution } from "../model/index.ts";
import { originOf } from "../model/origin.ts";
import { observing, Place, Reading } from "../model/place.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import { holeOf, isScalar, scalarOf, textOf, type Value } from "../model/value.ts";
import type { Location } from "../text/line-index.ts";
import type { Settings } from "./config.ts";
import { groupsFor, isEmpty } from "./dispatch.ts";
import type { FileProblem, Finding } from "./finding.ts";
import { fingerprint, type Hash } from "./fingerprint.ts";
import { toFound, toResolved } from "./found.ts";
import { locate, outermostSpan } from "./locate.ts";
import type { Data, Datum } from "./message.ts";
import type { UnknownPlace } from "./report.ts";
import type { Context, Found, ReferenceQuery, RelatedNote, ReportData, Resolved, Rule } from "./rule.ts";

/** What the judgement needs of the workspace. `undefined` from the first four: not known yet, put the check off. */
export interface Neighbourhood {
  resolve(from: ResourceRecord, to: Reference): Resolution | undefined;
  inReach(from: ResourceRecord, kind: KindRef, having?: Having): readonly ResourceRecord[] | undefined;
  hasAll(from: ResourceRecord, of: Omit<Reference, "name">): boolean | undefined;
  inFolder(from: ResourceRecord, kind: KindRef): readonly ResourceRecord[] | undefined;
  open(id: string): Resource | undefined;
  record(id: string): ResourceRecord | undefined;
  locate(record: ResourceRecord): Location | undefined;
  readonly hash: Hash;
}

export interface Judgement {
  readonly findings: readonly Finding[];
  readonly unknown: readonly (UnknownPlace & { readonly rule: string })[];
  readonly problems: readonly FileProblem[];
  /** Findings that only `preview` holds back: file, rule, variant and offset, by line breaks. */
  readonly heldBack: readonly string[];
  /** Kinds (`kindKey`) whose records the checks looked at. */
  readonly kinds: ReadonlySet<string>;
  /** Other files that the checks opened or named. */
  readonly files: ReadonlySet<string>;
  /** Rules that have to be run again when all records are known. */
  readonly deferred: readonly Rule[];
}

const DEFER = new Error("needs records that are not known yet");

export function judgeResource(
  resource: Resource,
  record: ResourceRecord,
  rules: readonly Rule[],
  settings: Settings,
  near: Neighbourhood,
): Judgement {
  let run: Run | undefined;
  for (const { within, asks } of groupsFor(rules, resource)) {
    if (within && isEmpty(within, resource, settings.facets)) continue;
    for (const { facet, rules: asking } of asks) {
      let subjects: readonly unknown[];
      try {
        subjects = facet.among(resource, settings.facets);
      } catch (error) {
        run ??= new Run(resource, record, settings, near);
        for (const rule of asking) run.failed(rule, error);
        continue;
      }
      if (subjects.length === 0) continue;
      for (const rule of asking) {
        if (!settings.isWanted(rule, resource, record.path)) continue;
        run ??= new Run(resource, record, settings, near);
        run.rule(rule, subjects);
      }
    }
  }
  return run ? run.judgement() : NOTHING;
}

/** What is said of a resource that no rule is about, or none has a word for. */
export const NOTHING: Judgement = {
  findings: [],
  unknown: [],
  problems: [],
  heldBack: [],
  kinds: new Set(),
  files: new Set(),
  deferred: [],
};

class Run {
  readonly findings: Finding[] = [];
  /** Made when the first comes: most runs need none of the three. */
  unknown: Map<string, UnknownPlace & { readonly rule: string }> | undefined;
  kinds: Set<string> | undefined;
  files: Set<string> | undefined;
  readonly problems: FileProblem[] = [];
  readonly heldBack: string[] = [];
  readonly deferred: Rule[] = [];
  readonly resource: Resource;
  readonly record: ResourceRecord;
  readonly settings: Settings;
  readonly near: Neighbourhood;
  /** The rule that is being run, and what it was told nothing about. */
  #rule: Rule | undefined;
  readonly #asked: Reading[] = [];
  #context: RuleContext | undefined;

  constructor(resource: Resource, record: ResourceRecord, settings: Settings, near: Neighbourhood) {
    this.resource = resource;
    this.record = record;
    this.settings = settings;
    this.near = near;
  }

  judgement(): Judgement {
    const { findings, unknown, problems, heldBack, kinds, files, deferred } = this;
    const said = findings.length + problems.length + heldBack.length + deferred.length;
    if (said === 0 && !unknown && !kinds && !files) return NOTHING;
    return {
      findings,
      unknown: unknown ? [...unknown.values()] : NOTHING.unknown,
      problems,
      heldBack,
      kinds: kinds ?? NOTHING.kinds,
      files: files ?? NOTHING.files,
      deferred,
    };
  }

  rule(rule: Rule, subjects: readonly unknown[]): void {
    const before = this.findings.length;
    const heldBefore = this.heldBack.length;
    this.#rule = rule;
    this.#asked.length = 0;
    this.#context ??= new RuleContext(this);
    try {
      observing(this.#hear, this.#check, subjects);
    } catch (error) {
      this.findings.length = before;
      this.heldBack.length = heldBefore;
      if (error === DEFER) {
        this.deferred.push(rule);
        return;
      }
      this.failed(rule, error);
    }
    for (const reading of this.#asked) this.#missed(rule, reading);
  }

  /** A rule, or the facet that it is on, threw: a problem of Drydock, told beside the findings of the others. */
  failed(rule: Rule, error: unknown): void {
    const { file, span, range } = locate(this.resource.anchor);
    const message = `rule ${rule.id} failed: ${error instanceof Error ? error.message : String(error)}`;
    this.problems.push({ kind: "internal", file, span, range, message });
  }

  /** Told of a question that only a hole left without an answer. */
  readonly #hear = (reading: Reading): void => {
    this.#asked.push(reading);
  };

  readonly #check = (subjects: readonly unknown[]): void => {
    for (const subject of subjects) this.current.check(subject, this.#context as RuleContext);
  };

  #severity(rule: Rule, variant: string) {
    return this.settings.severityOf(rule, variant, this.resource, this.record.path);
  }

  #missed(rule: Rule, reading: Reading): void {
    const place = reading instanceof Place ? reading : reading.about;
    const hole = holeOf(Reading.value(reading));
    if (!place || !hole) return;
    const { file, span, range } = locate(originOf(place));
    const key = `${file}:${span.start}:${formatPath(place.path)}:${rule.id}`;
    this.unknown ??= new Map();
    this.unknown.set(key, { file, span, range, path: formatPath(place.path), hole: hole.text, rules: [rule.id], rule: rule.id });
  }

  /** The rule that is being run. */
  get current(): Rule {
    return this.#rule as Rule;
  }

  resolve(query: ReferenceQuery): Resolved {
    this.#lookedAt(kindKey(query));
    const name = textOf(Reading.value(query.name));
    const namespace = query.namespace && Reading.value(query.namespace);
    if (name === undefined || (namespace && namespace.is !== "absent" && textOf(namespace) === undefined)) {
      this.#missed(this.current, name === undefined ? query.name : (query.namespace as Reading));
      return { is: "unknown" };
    }
    const known = namespace && textOf(namespace);
    const answer = this.near.resolve(this.record, {
      group: query.group,
      kind: query.kind,
      name,
      ...(known === undefined ? {} : { namespace: known }),
      ...(query.folder ? { folder: true } : {}),
      ...(query.clusterScoped ? { clusterScoped: true } : {}),
    });
    if (!answer) throw DEFER;
    return toResolved(answer);
  }

  hasAll({ group, kind, namespace, clusterScoped = false }: Omit<ReferenceQuery, "name" | "folder">): boolean {
    this.#lookedAt(kindKey({ group, kind }));
    const value = namespace && Reading.value(namespace);
    const known = value && textOf(value);
    if (value && value.is !== "absent" && known === undefined) {
      this.#missed(this.current, namespace as Reading);
      return false;
    }
    const answer = this.near.hasAll(this.record, { group, kind, clusterScoped, ...(known === undefined ? {} : { namespace: known }) });
    if (answer === undefined) throw DEFER;
    return answer;
  }

  inReach(kind: KindRef, having?: Having): readonly Found[] {
    return this.#others(kind, this.near.inReach(this.record, kind, having));
  }

  inFolder(kind: KindRef): readonly Found[] {
    return this.#others(kind, this.near.inFolder(this.record, kind));
  }

  #others(kind: KindRef, records: readonly ResourceRecord[] | undefined): readonly Found[] {
    this.#lookedAt(kindKey(kind));
    if (!records) throw DEFER;
    return records.filter((one) => one.id !== this.record.id).map(toFound);
  }

  open(found: Found): Resource | undefined {
    const opened = this.near.open(found.id);
    if (opened) this.#opened(this.near.record(found.id)?.path ?? opened.document.source.path);
    return opened;
  }

  #lookedAt(kind: string): void {
    this.kinds ??= new Set();
    this.kinds.add(kind);
  }

  #opened(path: string): void {
    this.files ??= new Set();
    this.files.add(path);
  }

  report(variant: string, place: Place, data: ReportData, related: readonly RelatedNote[]): void {
    const rule = this.current;
    const severity = this.#severity(rule, variant);
    const definition = rule.variants[variant];
    if (!definition) throw new Error(`there is no variant ${variant}`);
    const { file, span, range, editable } = locate(originOf(place));
    if (severity === "off") {
      if (this.settings.isHeldBack(rule, variant, this.resource, this.record.path))
        this.heldBack.push(`${file}\n${rule.id}\n${variant}\n${span.start}`);
      return;
    }
    const plain: Data = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, toDatum(key, value)]));
    const owner = place.owner;
    const written = owner.written ?? owner.ref;
    this.findings.push({
      rule: rule.id,
      variant,
      severity,
      file,
      span,
      range,
      address: place.address,
      apiVersion: owner.apiVersion,
      ref: written,
      data: plain,
      related: related.flatMap((one) => this.#related(one)),
      fingerprint: fingerprint(this.near.hash, rule.id, variant, written, place, isSensitive),
      fix: definition.applicability && editable ? this.#applicability(rule, variant, place, plain) : null,
      ...(owner.unit === undefined ? {} : { builds: [owner.unit] }),
      ...(owner.id === this.resource.id ? {} : { judged: this.resource.id }),
    });
    if (file !== this.record.path) this.#opened(file);
  }

  /** How the fix may be applied; null where one of its operations cannot be written. */
  #applicability(rule: Rule, variant: string, place: Place, data: Data): Finding["fix"] {
    const operations = rule.fix?.[variant]?.edit({ place: new AddressView(place.address), data }) ?? [];
    if (operations.length === 0) return null;
    let applicability = rule.variants[variant]?.applicability ?? null;
    for (const operation of operations) {
      const target = operation.at.resource === this.resource.id ? this.resource : this.near.open(operation.at.resource);
      if (!target || target.dialect.writer.refuses(target, operation) !== undefined) return null;
      if (target.document.source.path !== this.record.path || target.document.source.derived) applicability = "review";
    }
    return applicability;
  }

  #related({ place, note }: RelatedNote): Finding["related"] {
    if (place instanceof Place) {
      const { file, span, range } = locate(originOf(place));
      return [{ file, span, range, note }];
    }
    const record = this.near.record(place.id);
    const location = record && this.near.locate(record);
    if (!record || !location) return [];
    this.#opened(record.path);
    return [{ ...location, note }];
  }
}

/**
 * What a rule sees of its run. A class, because an object that is written with an accessor gets a hidden class of its own, and V8
 * keeps those (and through them the tree) until the next full collection.
 */
class RuleContext implements Context {
  readonly resource: Resource;
  readonly root: Place;
  readonly settings: FacetSettings;
  readonly #run: Run;

  constructor(run: Run) {
    this.resource = run.resource;
    this.root = Place.root(run.resource);
    this.settings = run.settings.facets;
    this.#run = run;
  }

  get options(): Context["options"] {
    const { settings, current, resource, record } = this.#run;
    return settings.optionsOf(current, resource, record.path);
  }

  report(variant: string, place: Place, data: ReportData = {}, related: readonly RelatedNote[] = []): void {
    this.#run.report(variant, place, data, related);
  }

  resolve(query: ReferenceQuery): Resolved {
    return this.#run.resolve(query);
  }

  inReach(kind: KindRef, having?: Having): readonly Found[] {
    return this.#run.inReach(kind, having);
  }

  hasAll(query: Omit<ReferenceQuery, "name" | "folder">): boolean {
    return this.#run.hasAll(query);
  }

  inFolder(kind: KindRef): readonly Found[] {
    return this.#run.inFolder(kind);
  }

  open(found: Found): Resource | undefined {
    return this.#run.open(found);
  }

  views<T>(facet: Facet<T>, resource: Resource = this.resource): readonly T[] {
    return facet.of(resource, this.settings);
  }
}

/** Data is certain: what is not known cannot be reported. A choice of known values is said as such ("1 or 2"). */
function toDatum(key: string, value: Datum | Reading): Datum {
  if (!(value instanceof Reading)) return value;
  const known = Reading.value(value);
  const scalar = scalarOf(known) ?? alternatives(known);
  if (scalar === undefined) throw new Error(`${key} is not known (${known.is}), so it cannot be part of a finding`);
  const plain = typeof scalar === "bigint" ? String(scalar) : scalar;
  const place = value instanceof Place ? value : value.about;
  if (place?.hasNode && isSensitive(place, String(plain))) return { value: "", masked: true };
  const provenance = known.is === "known" && isScalar(known.value) ? known.provenance : undefined;
  return provenance
    ? { value: plain, from: `${provenance.from === "computed" ? "from" : `${provenance.from} of`} ${provenance.name}` }
    : plain;
}

function alternatives(value: Value): string | undefined {
  if (value.is !== "choice") return undefined;
  const texts = value.values.map(textOf);
  return texts.includes(undefined) || texts.length === 0 ? undefined : [...new Set(texts)].join(" or ");
}

/** No credential is shorter, so that nobody need look around for one. */
const SHORTEST = 4;

/** Whether what is written at a place, on whatever lines, overlaps a credential. */
function isSensitive(place: Place, text: string): boolean {
  if (text.length < SHORTEST) return false;
  const origin = originOf(place);
  const { start, end } = outermostSpan(origin);
  return sensitiveSpans(locate(origin).source).some((one) => one.start < end && start < one.end);
}
