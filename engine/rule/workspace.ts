// The files of the workspace and what they hold, read on demand. Texts and trees are kept only while there is room: what lasts is in
// the records. An owner is what brings resources: a file, a kustomization's build, a Terraform module.
import { isKustomizationPath } from "../dialect/classify.ts";
import { cloudFormationResources } from "../dialect/cloudformation/resources.ts";
import type { BuiltUnit, ClassifiedDocument, FileAccess } from "../dialect/dialect.ts";
import { kubernetesResource, kubernetesResources, withCarried } from "../dialect/kubernetes/resources.ts";
import { buildKustomization, kustomizationGraph } from "../dialect/kustomize/build.ts";
import { type FileReading, languageOf, readFile, sourceOf, treesOf } from "../dialect/read-file.ts";
import { buildTerraform, isTerraformPath } from "../dialect/terraform/build.ts";
import { folderOf } from "../model/index.ts";
import { recall, remember } from "../model/memo.ts";
import type { Resource } from "../model/resource.ts";
import type { Source } from "../text/source.ts";
import { Recent } from "./recent.ts";

/** The host implements it; synchronous. */
export interface SourceStore {
  /** Decoded text with the byte order mark removed; undefined: no such file. */
  read(path: string): string | FileFailure | undefined;
  /** Names of the files directly in a folder ("" is the root), sorted. */
  list(folder: string): readonly string[];
}

/** Why a file cannot be read: "is not UTF-8 text (byte 12)". `offset` is in UTF-16 code units where one can be given. */
export interface FileFailure {
  readonly kind: "read" | "limit";
  readonly problem: string;
  readonly offset?: number;
}

/** Characters of text whose trees are kept; ten times as many bytes of memory. */
const ROOM = 20_000;
/** The same while fixes are planned: each file that is repaired is looked at from several sides. */
const WIDE_ROOM = 200_000;

/** A build holds the trees of several files: its size is the length of their texts. */
interface KeptBuild {
  readonly unit: BuiltUnit;
  readonly size: number;
}

const lengthOf = (reading: FileReading): number => reading.source.text.length;

export class Workspace {
  readonly #store: SourceStore;
  readonly #overlays = new Map<string, string>();
  #readings = new Recent<FileReading>(ROOM);
  /** Those of the files that stand in an editor: the next key is typed in one of them, and wants its trees. */
  readonly #open = new Map<string, FileReading>();
  #builds = new Recent<KeptBuild>(ROOM);
  readonly #charts = new Map<string, boolean>();
  #paths = new Set<string>();
  /** Names of the workspace's files by folder. */
  #folders = new Map<string, Set<string>>();
  /** Whether a fork has the same paths and folders, or was given them: they are copied before they change. */
  #sharesPaths = false;
  #kustomizations: readonly string[] | undefined;
  #modules: readonly string[] | undefined;
  #terraformRoots: readonly string[] = [];

  constructor(store: SourceStore, terraformRoots: readonly string[] = []) {
    this.#store = store;
    this.#terraformRoots = terraformRoots;
  }

  /** The same files; what changes in one of the two does not in the other. Trees are shared. */
  fork(): Workspace {
    const copy = new Workspace(this.#store, this.#terraformRoots);
    for (const [path, text] of this.#overlays) copy.#overlays.set(path, text);
    copy.#readings = this.#readings.copy();
    for (const [path, reading] of this.#open) copy.#open.set(path, reading);
    copy.#builds = this.#builds.copy();
    copy.#paths = this.#paths;
    copy.#folders = this.#folders;
    this.#sharesPaths = true;
    copy.#sharesPaths = true;
    copy.#kustomizations = this.#kustomizations;
    copy.#modules = this.#modules;
    return copy;
  }

  /** Keeps more trees while `work` goes over the same files again and again. */
  keeping<T>(work: () => T): T {
    this.#readings.room = WIDE_ROOM;
    try {
      return work();
    } finally {
      this.#readings.room = ROOM;
    }
  }

  get paths(): ReadonlySet<string> {
    return this.#paths;
  }

  set terraformRoots(folders: readonly string[]) {
    this.#terraformRoots = folders;
    this.#builds = new Recent(ROOM);
  }

  /** A file is new, changed (`text`: as it stands in an editor) or gone. Returns the files that have to be read again with it. */
  change(path: string, change: { readonly text?: string | undefined; readonly gone?: boolean }): readonly string[] {
    this.#list(path, change.gone === true);
    if (change.text === undefined || change.gone) this.#overlays.delete(path);
    else this.#overlays.set(path, change.text);
    const before = this.#known(path);
    this.#forgetReading(path);
    if (before && change.text !== undefined && !change.gone)
      this.#keep(path, readFile(path, change.text, this.#inChart(path), treesOf(before)));
    if (!this.#builds.isEmpty) this.#forgetBuilds(askedAs(path));
    if (isKustomizationPath(path)) this.#kustomizations = undefined;
    return nameOf(path) === CHART ? this.#templatesOf(folderOf(path)) : [];
  }

  #forgetBuilds(asked: readonly string[]): void {
    for (const [id, { unit }] of [...this.#builds.entries()]) if (unit.read.some((one) => asked.includes(one))) this.#builds.delete(id);
  }

  text(path: string): string | FileFailure | undefined {
    const known = this.#overlays.get(path) ?? this.#known(path)?.source.text;
    return known ?? (this.#paths.has(path) ? this.#store.read(path) : undefined);
  }

  /** The text of a file, parsed or not; undefined where it cannot be read. */
  source(path: string): Source | undefined {
    const known = this.#known(path)?.source;
    if (known) return known;
    const text = this.text(path);
    return typeof text === "string" ? sourceOf(path, text) : undefined;
  }

  /** The documents of a file; a failure or undefined where it cannot be read. */
  reading(path: string): FileReading | FileFailure | undefined {
    const kept = this.#open.get(path) ?? this.#readings.get(path, lengthOf);
    if (kept) return kept;
    const text = this.text(path);
    if (typeof text !== "string") return text;
    const reading = readFile(path, text, this.#inChart(path));
    this.#keep(path, reading);
    return reading;
  }

  /** The resources that are written in one file, without those that only a build or module gives. */
  fileResources(path: string): readonly Resource[] {
    const reading = this.reading(path);
    if (!reading || "problem" in reading) return [];
    return recall<readonly Resource[]>(reading, resourcesOf) ?? remember(reading, resourcesOf, resourcesOf(reading.documents));
  }

  build(kustomization: string): BuiltUnit {
    return this.#built(kustomization, () => {
      const unit = buildKustomization(kustomization, this.#access, kubernetesResource);
      return { ...unit, resources: withCarried(unit.resources) };
    });
  }

  module(folder: string): BuiltUnit {
    return this.#built(`${folder}/*.tf`, () => buildTerraform(folder, this.#access, { roots: this.#terraformRoots }));
  }

  /** The kustomizations that nothing else includes, each of which is a unit. */
  kustomizations(): readonly string[] {
    return (this.#kustomizations ??= kustomizationGraph([...this.#paths].filter(isKustomizationPath).sort(), this.#access).roots);
  }

  /** Folders that hold Terraform files. */
  modules(): readonly string[] {
    return (this.#modules ??= [...new Set([...this.#paths].filter(isTerraformPath).map(folderOf))].sort());
  }

  readonly #access: FileAccess = {
    documents: (path) => {
      const reading = this.#paths.has(path) ? this.reading(path) : undefined;
      return reading && "documents" in reading ? reading.documents : undefined;
    },
    list: (folder) => this.#namesIn(folder),
  };

  /** What the store has and what only stands in an editor. */
  #namesIn(folder: string): readonly string[] {
    const stored = this.#store.list(folder);
    const known = new Set(stored);
    const missing = [...(this.#folders.get(folder) ?? [])].filter((name) => !known.has(name));
    return missing.length === 0 ? stored : [...stored, ...missing].sort();
  }

  #list(path: string, isGone: boolean): void {
    if (this.#paths.has(path) !== isGone) return;
    if (this.#sharesPaths) {
      this.#paths = new Set(this.#paths);
      this.#folders = new Map([...this.#folders].map(([folder, names]) => [folder, new Set(names)]));
      this.#sharesPaths = false;
    }
    if (isTerraformPath(path)) this.#modules = undefined;
    const folder = folderOf(path);
    const names = this.#folders.get(folder);
    if (isGone) {
      this.#paths.delete(path);
      names?.delete(nameOf(path));
      if (names?.size === 0) this.#folders.delete(folder);
    } else {
      this.#paths.add(path);
      if (names) names.add(nameOf(path));
      else this.#folders.set(folder, new Set([nameOf(path)]));
    }
  }

  /** The files of a chart that came or went: what is below `templates/` is a template with it and a manifest without. */
  #templatesOf(chart: string): readonly string[] {
    this.#charts.delete(chart);
    const below = chart === "" ? "templates/" : `${chart}/templates/`;
    const templates = [...this.#paths].filter((path) => path.startsWith(below));
    for (const path of templates) this.#forgetReading(path);
    return templates;
  }

  #built(id: string, make: () => BuiltUnit): BuiltUnit {
    const kept = this.#builds.get(id, (one) => one.size);
    if (kept) return kept.unit;
    const unit = make();
    const size = unit.read.reduce((sum, path) => sum + (this.#known(path)?.source.text.length ?? 0), 0);
    this.#builds.set(id, { unit, size }, size);
    return unit;
  }

  #keep(path: string, reading: FileReading): void {
    if (this.#overlays.has(path)) this.#open.set(path, reading);
    else this.#readings.set(path, reading, lengthOf(reading));
  }

  /** Without counting as asked for. */
  #known(path: string): FileReading | undefined {
    return this.#open.get(path) ?? this.#readings.peek(path);
  }

  #forgetReading(path: string): void {
    this.#open.delete(path);
    this.#readings.delete(path);
  }

  /** Below `templates/` of a folder that holds a Chart.yaml. */
  #inChart(path: string): boolean {
    const at = path.lastIndexOf("/templates/");
    const chart = at >= 0 ? path.slice(0, at) : path.startsWith("templates/") ? "" : undefined;
    if (chart === undefined || languageOf(path) === "hcl") return false;
    let known = this.#charts.get(chart);
    if (known === undefined) this.#charts.set(chart, (known = this.#namesIn(chart).includes(CHART)));
    return known;
  }
}

/** How a unit may have asked for a file (see `BuiltUnit.read`): by its path, or with its folder's Terraform files. */
export const askedAs = (path: string): readonly string[] =>
  /\.(?:tf|tofu|tfvars|hcl)(?:\.json)?$/.test(path) ? [path, `${folderOf(path)}/*.tf`] : [path];

const CHART = "Chart.yaml";

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Kubernetes and CloudFormation resources of a file's documents; ordinals count through the file. */
function resourcesOf(documents: readonly ClassifiedDocument[]): readonly Resource[] {
  const kubernetes = kubernetesResources(documents);
  const templates = documents.filter((one) => one.class === "cloudformation");
  return templates.length === 0 ? kubernetes : [...kubernetes, ...templates.flatMap((one) => cloudFormationResources(one))];
}

/** Resources of an owner by id: a List or a module may hold thousands, and each is asked for by its fix. */
export function byId(resources: readonly Resource[]): ReadonlyMap<string, Resource> {
  return (
    recall<ReadonlyMap<string, Resource>>(resources, byId) ?? remember(resources, byId, new Map(resources.map((one) => [one.id, one])))
  );
}
