// A Project keeps what is known of a workspace between changes: records, judgements, suppressions. Findings are a function of the
// texts: whatever the order of changes, the report equals that of a project that was made from the final texts.

import type { BuiltUnit } from "../dialect/dialect.ts";
import type { FileReading } from "../dialect/read-file.ts";
import { recordOf } from "../facet/record.ts";
import { sensitiveSpans } from "../facet/sensitive.ts";
import { fileOwner, folderOf, kindOfKey, ResourceIndex, type Unit } from "../model/index.ts";
import type { ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import type { Location } from "../text/line-index.ts";
import type { Source, Span } from "../text/source.ts";
import { assemble, type FileState } from "./assemble.ts";
import type { Settings } from "./config.ts";
import { engineRules } from "./engine-rules.ts";
import { docsUrl, type FileProblem, type Finding, fixTitleOf, messageOf } from "./finding.ts";
import type { Hash } from "./fingerprint.ts";
import { planFixes, type Trial } from "./fix.ts";
import { type Judgement, judgeResource, type Neighbourhood } from "./judge.ts";
import { type Judged, judgedFrom, reuse } from "./judged.ts";
import { locationIn } from "./locate.ts";
import type { FixPlan, Report } from "./report.ts";
import type { Rule } from "./rule.ts";
import { readSuppressions } from "./suppression.ts";
import { askedAs, type FileFailure, type SourceStore, Workspace } from "./workspace.ts";

export interface ProjectOptions {
  readonly rules: readonly Rule[];
  readonly store: SourceStore;
  /** What governs a path; equal chains give the identical object. */
  readonly settings: (path: string) => Settings;
  /** Units that configuration declares. */
  readonly units: readonly Unit[];
  /** Folders that configuration declares as Terraform roots. */
  readonly terraformRoots: readonly string[];
  /** ISO date, for suppressions that end. */
  readonly today: string;
  readonly hash: Hash;
}

export interface FileChange {
  readonly path: string;
  /** The text as it stands in an editor; without it the store is read. */
  readonly text?: string | undefined;
  readonly gone?: boolean;
}

interface Owner {
  readonly id: string;
  readonly kind: "file" | "build" | "module";
  /** What was asked for to make it (`askedAs`): when it changes, this owner is out of date. */
  readonly read: ReadonlySet<string>;
  /** Files that are seen only through it. */
  readonly covers: readonly string[];
  readonly records: readonly ResourceRecord[];
  readonly judged: Judged[];
  /** Why it cannot be built. */
  readonly failures: readonly BuildFailure[];
}

type BuildFailure = Location & { readonly message: string };

export class Project {
  #options: ProjectOptions;
  readonly #workspace: Workspace;
  readonly #index = new ResourceIndex();
  readonly #files = new Map<string, FileState>();
  readonly #owners = new Map<string, Owner>();
  readonly #records = new Map<string, ResourceRecord>();
  /** Files that are seen only through a build or a module. */
  #covered: ReadonlySet<string> = new Set();
  #loading = false;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#workspace = new Workspace(options.store);
    this.#workspace.terraformRoots = options.terraformRoots;
    this.#index.declare(options.units);
  }

  /** Takes in changed files and judges again what they can affect. */
  update(changes: readonly FileChange[]): void {
    const changed = new Set<string>();
    for (const change of changes) {
      changed.add(change.path);
      for (const path of this.#workspace.change(change.path, change)) changed.add(path);
    }
    this.#judgeAgain(changed, false);
  }

  /** New configuration or a new day: everything is judged again. */
  configure(options: Partial<Omit<ProjectOptions, "rules" | "store" | "hash">>): void {
    this.#options = { ...this.#options, ...options };
    this.#index.declare(this.#options.units);
    this.#workspace.terraformRoots = this.#options.terraformRoots;
    this.#judgeAgain(this.#workspace.paths, true);
  }

  #judgeAgain(changed: ReadonlySet<string>, isAll: boolean): void {
    const dirty = new Set<string>();
    const stale = new Map<string, Owner["kind"]>();
    const note = (kinds: ReadonlySet<string>) => {
      for (const kind of kinds) dirty.add(kind);
    };
    if (isAll) for (const owner of this.#owners.values()) owner.judged.length = 0;
    this.#loading = true;
    for (const [id, kind] of this.#staleUnits(changed, isAll, note)) {
      note(this.#refresh(id, kind));
      stale.set(id, kind);
    }
    for (const path of this.#staleFiles(changed)) {
      const id = fileOwner(path);
      note(this.#workspace.paths.has(path) ? this.#refresh(id, "file") : this.#drop(id));
      stale.set(id, "file");
    }
    this.#loading = false;
    for (const owner of this.#owners.values()) this.#settle(owner, stale, dirty, changed);
  }

  /** `only` chooses what is reported, never what is read. */
  report(only: (path: string) => boolean = () => true): Report {
    const judgements = [...this.#owners.values()].flatMap((owner) => owner.judged.map((one) => one.judgement));
    return assemble({
      judgements,
      problems: [...this.#files.values()].flatMap((file) => file.problems),
      buildFailures: [...this.#owners.values()].flatMap((owner) => owner.failures),
      files: this.#files,
      records: [...this.#index.all()].flat(),
      rules: this.#options.rules,
      settings: this.#options.settings,
      today: this.#options.today,
      hash: this.#options.hash,
      only,
    });
  }

  /** The edits that repair these findings, as far as they still stand in the present texts. */
  plan(findings: readonly Finding[]): FixPlan {
    return planFixes(findings, {
      rules: this.#options.rules,
      resource: (id) => this.#resource(id),
      record: (id) => this.#records.get(id),
      judge: (resource, record, rules) => this.#judge(resource, record, rules),
      text: (path) => this.text(path),
      tryOut: (paths, texts) => this.#tryOut(paths, texts),
    });
  }

  /** What a finding says, the title of its fix, and where its page is. */
  describe(finding: Finding): { readonly message: string; readonly title: string | undefined; readonly docs: string } {
    const rule = this.#options.rules.find((one) => one.id === finding.rule) ?? engineRules.find((one) => one.id === finding.rule);
    if (!rule) return { message: "", title: undefined, docs: docsUrl(finding.rule) };
    return { message: messageOf(rule, finding), title: fixTitleOf(rule, finding) || undefined, docs: docsUrl(finding.rule) };
  }

  text(path: string): string | undefined {
    const text = this.#workspace.text(path);
    return typeof text === "string" ? text : undefined;
  }

  /** The resources written in a file, for hover and outline. */
  resources(path: string): readonly Resource[] {
    return this.#workspace.fileResources(path);
  }

  /** Spans of credentials in a file: they are masked wherever its text is shown. */
  sensitive(path: string): readonly Span[] {
    const reading = this.#workspace.reading(path);
    return reading && "source" in reading ? sensitiveSpans(reading.source) : [];
  }

  /** What would be reported of these files, and of what is built from them, with some texts changed. */
  #tryOut(paths: ReadonlySet<string>, edited: ReadonlyMap<string, string>): Trial {
    const copy = new Project({ ...this.#options, store: this.#overlaid(edited) });
    const involved = new Set(paths);
    for (const owner of this.#owners.values()) {
      if (!intersects(owner.read, paths)) continue;
      for (const path of [...owner.read, ...this.#lookedAt(owner)]) involved.add(path);
    }
    copy.update([...involved].filter((path) => this.#workspace.paths.has(path)).map((path) => ({ path })));
    return { report: copy.report((path) => involved.has(path)), resource: (id) => copy.#resource(id) };
  }

  /** Files of the same units with resources of the kinds that an owner's checks looked at: without them a finding about two files is lost. */
  #lookedAt(owner: Owner): readonly string[] {
    return owner.records.flatMap((record, i) =>
      [...(owner.judged[i]?.judgement.kinds ?? [])].flatMap((kind) => this.#index.inReach(record, kindOfKey(kind)).map(({ path }) => path)),
    );
  }

  #overlaid(edited: ReadonlyMap<string, string>): SourceStore {
    return { read: (path) => edited.get(path) ?? this.#workspace.text(path), list: (folder) => this.#options.store.list(folder) };
  }

  /** Builds and modules that have to be made again, with what they are; those that are gone are dropped here. */
  #staleUnits(
    changed: ReadonlySet<string>,
    isAll: boolean,
    note: (kinds: ReadonlySet<string>) => void,
  ): ReadonlyMap<string, "build" | "module"> {
    const asked = new Set([...changed].flatMap(askedAs));
    const units = new Map<string, "build" | "module">();
    for (const id of this.#workspace.kustomizations()) units.set(id, "build");
    for (const folder of this.#workspace.modules()) units.set(moduleOwner(folder), "module");
    for (const [id, owner] of this.#owners) if (owner.kind !== "file" && !units.has(id)) note(this.#drop(id));
    for (const id of units.keys()) {
      const owner = this.#owners.get(id);
      if (owner && !isAll && !intersects(owner.read, asked)) units.delete(id);
    }
    return units;
  }

  /** Files that changed or that a build covers now or no longer. */
  #staleFiles(changed: ReadonlySet<string>): ReadonlySet<string> {
    const covered = new Set([...this.#owners.values()].flatMap((owner) => owner.covers));
    const stale = new Set(changed);
    for (const path of covered) if (!this.#covered.has(path) && this.#files.has(path)) stale.add(path);
    for (const path of this.#covered) if (!covered.has(path) && this.#files.has(path)) stale.add(path);
    this.#covered = covered;
    return stale;
  }

  #drop(id: string): ReadonlySet<string> {
    for (const record of this.#owners.get(id)?.records ?? []) this.#records.delete(record.id);
    if (id.startsWith(FILE)) this.#files.delete(id.slice(FILE.length));
    this.#owners.delete(id);
    this.#index.setBuilt(id, undefined);
    return this.#index.replace(id, []);
  }

  /** Reads an owner's resources, indexes them and judges what can be judged now. Returns the kinds that changed. */
  #refresh(id: string, kind: Owner["kind"]): ReadonlySet<string> {
    const before = this.#owners.get(id);
    const unit = kind === "file" ? undefined : this.#unit(id, kind);
    if (kind === "file") this.#readFile(id.slice(FILE.length));
    const resources = this.#resourcesOf(id, kind);
    const records = resources.map((resource) =>
      recordOf(resource, this.#options.settings(resource.document.source.path).facets, kind === "file" ? undefined : id),
    );
    for (const record of before?.records ?? []) this.#records.delete(record.id);
    for (const record of records) this.#records.set(record.id, record);
    const dirty = this.#index.replace(id, records);
    if (unit) this.#index.setBuilt(id, { id, name: id, complete: unit.incomplete.length === 0, owns: [] });
    const judged = resources.map((resource, i) => {
      const record = records[i] as ResourceRecord;
      const settings = this.#options.settings(record.path);
      return reuse(before?.judged[i], resource, settings) ?? judgedFrom(resource, settings, this.#judge(resource, record));
    });
    this.#owners.set(id, {
      id,
      kind,
      read: new Set(unit?.read ?? [id.slice(FILE.length)]),
      covers: kind === "build" ? (unit?.covers ?? []) : [],
      records,
      judged,
      failures: unit ? this.#failuresOf(unit) : [],
    });
    return dirty;
  }

  #judge(resource: Resource, record: ResourceRecord, rules = this.#options.rules): Judgement {
    return judgeResource(resource, record, rules, this.#options.settings(record.path), this.#neighbourhood);
  }

  /** Second pass: checks that were put off, and judgements that looked at something that changed. */
  #settle(owner: Owner, stale: ReadonlyMap<string, unknown>, dirty: ReadonlySet<string>, changed: ReadonlySet<string>): void {
    let resources: readonly Resource[] | undefined;
    owner.judged.forEach((one, i) => {
      const { judgement } = one;
      const isFresh = stale.has(owner.id) && one.isFresh;
      const affected = !isFresh && (intersects(judgement.kinds, dirty) || intersects(judgement.files, changed));
      one.isFresh = false;
      if (judgement.deferred.length === 0 && !affected) return;
      resources ??= this.#resourcesOf(owner.id, owner.kind);
      const resource = resources[i];
      const record = owner.records[i];
      if (!resource || !record) return;
      const settings = this.#options.settings(record.path);
      const again = affected ? this.#judge(resource, record) : merge(judgement, this.#judge(resource, record, judgement.deferred));
      owner.judged[i] = { ...judgedFrom(resource, settings, again), isFresh: false };
    });
  }

  readonly #neighbourhood: Neighbourhood = {
    resolve: (from, to) => (this.#isUncertain(from, to.folder) ? undefined : this.#index.resolve(from, to)),
    inReach: (from, kind) => (this.#isUncertain(from, false) ? undefined : this.#index.inReach(from, kind)),
    open: (id) => this.#resource(id),
    record: (id) => this.#records.get(id),
    locate: (record) => {
      const reading = this.#workspace.reading(record.path);
      return reading && "source" in reading ? locationIn(reading.source, record.anchor) : undefined;
    },
    hash: (text) => this.#options.hash(text),
  };

  /** While files are still being read, only what a resource's own file or build says is certain. */
  #isUncertain(from: ResourceRecord, folder: boolean | undefined): boolean {
    return this.#loading && (folder === true || this.#index.isInDeclaredUnit(from));
  }

  #resource(id: string): Resource | undefined {
    const record = this.#records.get(id);
    if (!record) return undefined;
    const [owner, kind] =
      record.unit === undefined
        ? [fileOwner(record.path), "file" as const]
        : [record.unit, this.#owners.get(record.unit)?.kind ?? ("build" as const)];
    return this.#resourcesOf(owner, kind).find((one) => one.id === id);
  }

  #resourcesOf(id: string, kind: Owner["kind"]): readonly Resource[] {
    if (kind !== "file") return this.#unit(id, kind).resources;
    const path = id.slice(FILE.length);
    return this.#covered.has(path) ? [] : this.#workspace.fileResources(path);
  }

  #unit(id: string, kind: "build" | "module"): BuiltUnit {
    return kind === "build" ? this.#workspace.build(id) : this.#workspace.module(folderOf(id));
  }

  #readFile(path: string): void {
    const reading = this.#workspace.reading(path);
    if (!reading) {
      this.#files.delete(path);
      return;
    }
    this.#files.set(path, "problem" in reading ? failedFile(path, reading) : fileState(reading));
  }

  #failuresOf(unit: BuiltUnit): readonly BuildFailure[] {
    return unit.problems.flatMap(({ path, message, start, end }) => {
      const reading = this.#workspace.reading(path);
      return reading && "source" in reading ? [{ ...locationIn(reading.source, { start, end }), message }] : [];
    });
  }
}

const FILE = fileOwner("");
const moduleOwner = (folder: string): string => `${folder}/*.tf`;

const intersects = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  for (const one of few) if (many.has(one)) return true;
  return false;
};

function merge(before: Judgement, after: Judgement): Judgement {
  return {
    findings: [...before.findings, ...after.findings],
    unknown: [...before.unknown, ...after.unknown],
    problems: [...before.problems, ...after.problems],
    heldBack: [...before.heldBack, ...after.heldBack],
    kinds: new Set([...before.kinds, ...after.kinds]),
    files: new Set([...before.files, ...after.files]),
    deferred: after.deferred,
  };
}

function failedFile(path: string, failure: FileFailure): FileState {
  const span = failure.offset === undefined ? {} : { span: { start: failure.offset, end: failure.offset } };
  return {
    problems: [{ kind: failure.kind, file: path, ...span, message: `The file ${failure.problem}.` }],
    suppressions: [],
    classes: [],
  };
}

/** Classes of which a document makes a file ours, so that a broken neighbour is worth a word. */
const OURS = new Set(["kubernetes", "kustomization", "kustomize-patch", "cloudformation", "terraform", "crd", "kfp-ir"]);

function fileState({ source, documents }: FileReading): FileState {
  const classes = documents.map((one) => one.class);
  const problems = classes.some((one) => OURS.has(one))
    ? documents.flatMap(({ document, class: documentClass }) =>
        documentClass === "helm-template" ? [] : document.tree.problems.map((problem) => toFileProblem(source, document.start, problem)),
      )
    : [];
  return { problems, suppressions: readSuppressions(source, documents), classes };
}

function toFileProblem(
  source: Source,
  base: number,
  problem: { readonly kind: "syntax" | "limit"; readonly message: string; readonly span: Span },
): FileProblem {
  const { file, span, range } = locationIn(source, { start: base + problem.span.start, end: base + problem.span.end });
  return { kind: problem.kind, file, span, range, message: problem.message };
}
