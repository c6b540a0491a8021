// A Project keeps what is known of a workspace between changes: records, judgements, suppressions. Findings are a function of the
// texts: whatever the order of changes, the report equals that of a project that was made from the final texts.

import type { BuiltUnit } from "../dialect/dialect.ts";
import { recordOf } from "../facet/record.ts";
import { sensitiveSpans } from "../facet/sensitive.ts";
import { detached } from "../model/detached.ts";
import { fileOwner, folderOf, type Unit } from "../model/index.ts";
import { movedRecord, type ResourceRecord } from "../model/record.ts";
import type { Resource } from "../model/resource.ts";
import type { Span, TextEdit } from "../text/source.ts";
import { assemble, type FileState } from "./assemble.ts";
import type { Settings } from "./config.ts";
import { engineRules, misspelt } from "./engine-rules.ts";
import { stateOf } from "./file-state.ts";
import { docsUrl, type Finding, fixTitleOf, messageOf } from "./finding.ts";
import type { Hash } from "./fingerprint.ts";
import { type FixSetting, planAlone, planEach, planFixes, type Trial } from "./fix.ts";
import type { Ground } from "./ground.ts";
import { type IgnoreScope, ignoreEdits } from "./ignoring.ts";
import { type Judgement, judgeResource, type Neighbourhood } from "./judge.ts";
import { earlier, intersects, type Judged, judgedFrom, mayAge, merge, reuse } from "./judged.ts";
import { type Kept, Knowledge } from "./knowledge.ts";
import { locationIn } from "./locate.ts";
import { type BuildFailure, FILE, type Owner, ownerOf, saidBy } from "./owner.ts";
import type { Asked } from "./owners.ts";
import { portrait } from "./portrait.ts";
import type { FixPlan, OfferedFix, PlanOptions, Report } from "./report.ts";
import type { Rule } from "./rule.ts";
import { askedAs, byId, type SourceStore, Workspace } from "./workspace.ts";

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

export class Project {
  #options: ProjectOptions;
  readonly #workspace: Workspace;
  readonly #known: Knowledge;
  /** Whether a file that was shown holds a credential. */
  readonly #secret = new Map<string, boolean>();
  #loading = false;
  /** Judgements of the present update: nothing in them can be out of date. */
  readonly #fresh = new Set<Judged>();
  /** Owners of the present update of which a check was put off. */
  readonly #waiting = new Set<string>();

  constructor(options: ProjectOptions, workspace = new Workspace(options.store, options.terraformRoots), known = new Knowledge()) {
    this.#options = options;
    this.#workspace = workspace;
    this.#known = known;
    this.#known.index.declare(options.units);
    this.ground = this.#groundOf();
  }

  /** All that is known, for another process. No credential is in it. */
  keep(): Kept {
    return this.#known.keep((path) => this.#secret.get(path) ?? this.sensitive(path).length > 0);
  }

  /**
   * Takes in what another process knew under the same configuration, with the same rules, before anything else is done. What changed
   * since then is to be told by `update`.
   */
  resume(kept: Kept): void {
    for (const [path] of kept.files) this.#workspace.change(path, {});
    this.#known.restore(kept, this.#options.settings);
  }

  /** Takes in changed files and judges again what they can affect. */
  update(changes: readonly FileChange[]): void {
    const changed = new Set<string>();
    for (const change of changes) {
      changed.add(change.path);
      this.#secret.delete(change.path);
      for (const path of this.#workspace.change(change.path, change)) changed.add(path);
    }
    this.#judgeAgain(changed, false);
  }

  /** New configuration or a new day: everything is judged again. */
  configure(options: Partial<Omit<ProjectOptions, "rules" | "store" | "hash">>): void {
    this.#options = { ...this.#options, ...options };
    this.#known.index.declare(this.#options.units);
    this.#workspace.terraformRoots = this.#options.terraformRoots;
    this.#judgeAgain(this.#workspace.paths, true);
  }

  #judgeAgain(changed: ReadonlySet<string>, isAll: boolean): void {
    const dirty = new Set<string>();
    if (isAll) for (const owner of [...this.#known.owners.values()]) this.#known.owners.set(ownerOf({ ...owner, judged: [] }));
    this.#loading = true;
    for (const [id, kind] of this.#staleUnits(changed, isAll, dirty)) this.#refresh(id, kind, dirty);
    for (const path of new Set([...changed, ...this.#known.coverAgain()])) {
      const id = fileOwner(path);
      if (this.#workspace.paths.has(path)) this.#refresh(id, "file", dirty);
      else this.#known.drop(id, dirty);
    }
    this.#loading = false;
    for (const id of new Set([...this.#waiting, ...this.#known.owners.lookingAt(dirty, changed)])) this.#settle(id, dirty, changed);
    this.#waiting.clear();
    this.#known.plans.forget(isAll || dirty.size > 0, changed);
    this.#fresh.clear();
  }

  /** `asked` chooses what is reported, never what is read. */
  report(asked: Asked = () => true): Report {
    const only = typeof asked === "function" ? asked : (path: string) => asked.has(path);
    const said = saidBy(this.#known.owners.about(asked), only);
    const files = new Map<string, FileState>();
    for (const path of typeof asked === "function" ? this.#known.files.keys() : asked) {
      const file = only(path) ? this.#known.files.get(path) : undefined;
      if (!file) continue;
      files.set(path, file);
      said.problems.push(...file.problems);
    }
    const { rules, settings, today, hash } = this.#options;
    return assemble({ ...said, files, asks: only, paths: () => this.#known.files.keys(), rules, settings, today, hash });
  }

  /** The edits that repair these findings, as far as they still stand in the present texts. */
  plan(findings: readonly Finding[], options?: PlanOptions): FixPlan {
    return this.#workspace.keeping(() => planFixes(findings, this.#fixSetting(), options));
  }

  /** The plan of a finding alone, and whether a person has to look at it. */
  planAlone(finding: Finding): OfferedFix {
    return this.#workspace.keeping(() => planAlone(finding, this.#fixSetting()));
  }

  /** The plan of each finding alone; none for one that would have to be tried alone after many others of its file. */
  planEach(findings: readonly Finding[]): ReadonlyMap<Finding, OfferedFix> {
    const { plans } = this.#known;
    const stands = (finding: Finding) => this.#known.holds(finding);
    const known = plans.of(findings, stands);
    const seen = new Set<string>();
    const setting = { ...this.#fixSetting(seen), stands };
    const open = findings.filter((one) => !known.has(one));
    const made = this.#workspace.keeping(() => planEach(open, setting));
    plans.add(made, seen);
    return new Map([...known, ...made]);
  }

  /** Edits of the finding's file that suppress it; undefined where it cannot be done in this way. */
  ignore(finding: Finding, scope: IgnoreScope, reason: string): readonly TextEdit[] | undefined {
    const reading = this.#workspace.reading(finding.file);
    const { suppressions = [] } = this.#known.files.get(finding.file) ?? {};
    if (!reading || !("source" in reading)) return undefined;
    return this.#workspace.keeping(() => ignoreEdits(finding, scope, reason, { ...this.#fixSetting(), reading, suppressions }));
  }

  /** `seen` gets the files that trials look into. */
  #fixSetting(seen?: Set<string>): FixSetting {
    return {
      rules: this.#options.rules,
      present: this.#trial(),
      record: (id) => this.#known.records.get(id),
      judge: (resource, record, rules) => this.#judge(resource, record, rules),
      text: (path) => this.text(path),
      rewrite: ({ rule, variant, file, span }) =>
        rule === misspelt.id
          ? this.#known.files.get(file)?.slips.find((one) => one.variant === variant && one.at.span.start === span.start)?.edit
          : undefined,
      tryOut: (texts) => {
        const copy = this.#fork();
        copy.update([...texts].map(([path, text]) => ({ path, text })));
        for (const path of seen ? texts.keys() : []) for (const one of copy.#known.owners.filesSeenBy(fileOwner(path))) seen?.add(one);
        return copy.#trial();
      },
    };
  }

  #trial(): Trial {
    return { report: (only) => this.report(only), resource: (id) => this.#resource(id) };
  }

  /** What a finding says, the title of its fix, and where its page is. */
  describe(finding: Finding): { readonly message: string; readonly title: string | undefined; readonly docs: string } {
    const rule = this.#options.rules.find((one) => one.id === finding.rule) ?? engineRules.find((one) => one.id === finding.rule);
    if (!rule) return { message: "", title: undefined, docs: docsUrl(finding.rule) };
    return { message: messageOf(rule, finding), title: fixTitleOf(rule, finding) || undefined, docs: docsUrl(finding.rule) };
  }

  /** What is certain about what a resource runs, in a few words each. */
  portrait({ id }: ResourceRecord): readonly string[] {
    const [resource, record] = [this.#resource(id), this.#known.records.get(id)];
    return resource && record ? this.#judge(resource, record, [portrait]).findings.map((one) => messageOf(portrait, one)) : [];
  }

  text(path: string): string | undefined {
    const text = this.#workspace.text(path);
    return typeof text === "string" ? text : undefined;
  }

  /** The resources written in a file, for hover and outline. */
  resources(path: string): readonly Resource[] {
    return this.#workspace.fileResources(path);
  }

  /** What outline and navigation read. */
  readonly ground: Ground;

  readonly #groundOf = (): Ground => ({
    owners: () => this.#known.owners.values(),
    ownersAbout: (path) => this.#known.owners.about(new Set([path])),
    resourcesOf: (owner) => this.#resourcesOf(owner.id, owner.kind),
    written: (path) => this.#workspace.fileResources(path),
    reading: (path) => this.#workspace.reading(path),
    text: (path) => this.text(path),
    has: (path) => this.#workspace.paths.has(path),
    open: (record) => this.#resource(record.id),
    index: this.#known.index,
    settings: (path) => this.#options.settings(path).facets,
  });

  /** The text of a file with the spans of credentials in it: they are masked wherever it is shown. */
  masked(path: string): { readonly text: string; readonly sensitive: readonly Span[] } | undefined {
    const source = this.#workspace.source(path);
    if (!source) return undefined;
    const sensitive = sensitiveSpans(source);
    this.#secret.set(path, sensitive.length > 0);
    return { text: source.text, sensitive };
  }

  /** Those spans alone. */
  sensitive(path: string): readonly Span[] {
    return this.masked(path)?.sensitive ?? [];
  }

  /** The project as it would be with some texts changed. Nothing that is done to it is seen here. */
  #fork(): Project {
    return new Project(this.#options, this.#workspace.fork(), this.#known.fork());
  }

  /** Builds and modules that have to be made again, with what they are; those that are gone are dropped here. */
  #staleUnits(changed: ReadonlySet<string>, isAll: boolean, dirty: Set<string>): ReadonlyMap<string, "build" | "module"> {
    const units = new Map<string, "build" | "module">();
    for (const id of this.#workspace.kustomizations()) units.set(id, "build");
    for (const folder of this.#workspace.modules()) units.set(moduleOwner(folder), "module");
    for (const { id } of this.#known.owners.units()) if (!units.has(id)) this.#known.drop(id, dirty);
    if (units.size === 0) return units;
    const asked = new Set<string>();
    for (const path of changed) for (const one of askedAs(path)) asked.add(one);
    for (const id of units.keys()) {
      const owner = this.#known.owners.get(id);
      if (owner && !isAll && !intersects(owner.read, asked)) units.delete(id);
    }
    return units;
  }

  /** Reads an owner's resources, indexes them and judges what can be judged now. Adds the kinds that changed to `dirty`. */
  #refresh(id: string, kind: Owner["kind"], dirty: Set<string>): void {
    const before = this.#known.owners.get(id);
    const unit = kind === "file" ? undefined : this.#unit(id, kind);
    if (kind === "file") this.#readFile(id.slice(FILE.length));
    const resources = this.#resourcesOf(id, kind);
    const places = before && earlier(before.judged, resources);
    const settings: Settings[] = [];
    const reused: (Judged | undefined)[] = [];
    const records: ResourceRecord[] = [];
    for (let i = 0; i < resources.length; i++) {
      const resource = resources[i] as Resource;
      const { path } = resource.document.source;
      const own = i > 0 && resources[i - 1]?.document.source.path === path ? (settings[i - 1] as Settings) : this.#options.settings(path);
      const at = places?.[i] ?? -1;
      const one = before && reuse(before.judged[at], resource, own);
      const known = one && before.records[at];
      settings.push(own);
      reused.push(one);
      records.push(
        known
          ? movedRecord(known, resource.id, one.start - (before.judged[at]?.start ?? 0))
          : recordOf(resource, own.facets, kind === "file" ? undefined : id),
      );
    }
    this.#known.setRecords(id, records, dirty);
    if (unit) this.#known.index.setBuilt(id, { id, name: id, complete: unit.incomplete.length === 0, owns: [] });
    const judged = resources.map((resource, i) => {
      const record = records[i] as ResourceRecord;
      const known = reused[i];
      if (known) return known;
      const own = settings[i] as Settings;
      const isOwn = resource.document.source.path === record.path;
      const made = judgedFrom(resource, own, this.#judge(resource, record, this.#options.rules, isOwn ? own : undefined));
      if (mayAge(made)) this.#fresh.add(made);
      return made;
    });
    const owner = ownerOf({
      id,
      kind,
      read: unit ? new Set(detached(unit.read)) : NO_PATHS,
      covers: kind === "build" && unit ? detached(unit.covers) : NONE,
      records,
      judged,
      failures: unit ? detached(this.#failuresOf(unit, false)) : NONE,
      limits: unit ? detached(this.#failuresOf(unit, true).map((one) => ({ kind: "limit" as const, ...one }))) : NONE,
    });
    this.#known.owners.set(owner);
    if (judged.some(({ judgement }) => judgement.deferred.length > 0)) this.#waiting.add(id);
  }

  #judge(resource: Resource, record: ResourceRecord, rules = this.#options.rules, known?: Settings): Judgement {
    return judgeResource(resource, record, rules, known ?? this.#options.settings(record.path), this.#neighbourhood);
  }

  /** Second pass: checks that were put off, and judgements that looked at something that changed. */
  #settle(id: string, dirty: ReadonlySet<string>, changed: ReadonlySet<string>): void {
    const owner = this.#known.owners.get(id);
    const isAffected = (one: Judged) =>
      mayAge(one) && !this.#fresh.has(one) && (intersects(one.judgement.kinds, dirty) || intersects(one.judgement.files, changed));
    if (!owner?.judged.some((one) => one.judgement.deferred.length > 0 || isAffected(one))) return;
    const resources = this.#resourcesOf(owner.id, owner.kind);
    const judged = owner.judged.map((one, i) => {
      const { judgement } = one;
      const resource = resources[i];
      const record = owner.records[i];
      if (!resource || !record) return one;
      if (isAffected(one)) return judgedFrom(resource, one.settings, this.#judge(resource, record));
      if (judgement.deferred.length === 0) return one;
      return judgedFrom(resource, one.settings, merge(judgement, this.#judge(resource, record, judgement.deferred)));
    });
    this.#known.owners.set(ownerOf({ ...owner, judged }));
  }

  readonly #neighbourhood: Neighbourhood = {
    resolve: (from, to) => (this.#isUncertain(from, to.folder) ? undefined : this.#known.index.resolve(from, to)),
    inReach: (from, kind, having) => (this.#isUncertain(from, false) ? undefined : this.#known.index.inReach(from, kind, having)),
    hasAll: (from, of) => (this.#isUncertain(from, false) ? undefined : this.#known.index.hasAll(from, of)),
    inFolder: (from, kind) => (this.#isUncertain(from, true) ? undefined : this.#known.index.inFolder(from, kind)),
    open: (id) => this.#resource(id),
    record: (id) => this.#known.records.get(id),
    locate: (record) => {
      const reading = this.#workspace.reading(record.path);
      return reading && "source" in reading ? locationIn(reading.source, record.anchor) : undefined;
    },
    hash: (text) => this.#options.hash(text),
  };

  /** While files are still being read, only what a resource's own file or build says is certain. */
  #isUncertain(from: ResourceRecord, folder: boolean | undefined): boolean {
    return this.#loading && (folder === true || this.#known.index.isInDeclaredUnit(from));
  }

  #resource(id: string): Resource | undefined {
    const record = this.#known.records.get(id);
    if (!record) return undefined;
    const [owner, kind] =
      record.unit === undefined
        ? [fileOwner(record.path), "file" as const]
        : [record.unit, this.#known.owners.get(record.unit)?.kind ?? ("build" as const)];
    return byId(this.#resourcesOf(owner, kind)).get(id);
  }

  #resourcesOf(id: string, kind: Owner["kind"]): readonly Resource[] {
    if (kind !== "file") return this.#unit(id, kind).resources;
    const path = id.slice(FILE.length);
    return this.#known.covered.has(path) ? [] : this.#workspace.fileResources(path);
  }

  #unit(id: string, kind: "build" | "module"): BuiltUnit {
    return kind === "build" ? this.#workspace.build(id) : this.#workspace.module(folderOf(id));
  }

  #readFile(path: string): void {
    const reading = this.#workspace.reading(path);
    if (reading) this.#known.files.set(path, stateOf(path, reading));
    else this.#known.files.delete(path);
  }

  #failuresOf(unit: BuiltUnit, areLimits: boolean): readonly BuildFailure[] {
    return unit.problems.flatMap(({ path, message, start, end, isLimit = false }) => {
      const reading = isLimit === areLimits ? this.#workspace.reading(path) : undefined;
      return reading && "source" in reading ? [{ ...locationIn(reading.source, { start, end }), message }] : [];
    });
  }
}

const NO_PATHS: ReadonlySet<string> = new Set();
const NONE: readonly never[] = [];
const moduleOwner = (folder: string): string => `${folder}/*.tf`;
