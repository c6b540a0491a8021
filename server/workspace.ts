// One root folder: the engine's project, kept in step with the disk and with the texts that are open in the editor. Knows nothing of
// the protocol. Changes wait until `settle`; everything that is read here is the state as of then.
import { basename, isAbsolute, join, relative, sep } from "node:path";
import {
  type FileProblem,
  type Finding,
  type FixPlan,
  type Ground,
  type IgnoreScope,
  type OfferedFix,
  Project,
  type ResourceRecord,
  type SourceStore,
  type Span,
  type TextEdit,
} from "../engine/api.ts";
import {
  CONFIG_NAME,
  type Configuration,
  foldersAbove,
  hash,
  IGNORE_FILES,
  isCandidate,
  isFolder,
  openWorkspace,
  readConfiguration,
  type WorkspaceFiles,
} from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import type { InitializationOptions } from "./protocol.ts";

/** What is to be said about one file. */
export interface FileView {
  readonly findings: Finding[];
  readonly problems: FileProblem[];
  readonly resources: ResourceRecord[];
}

const isConfiguration = (path: string): boolean => basename(path) === CONFIG_NAME;

const NOTHING: FileView = { findings: [], problems: [], resources: [] };

/** From one absolute path to another below it; undefined where it is not. */
export function pathBelow(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  return path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path;
}

export class Workspace {
  /** Absolute path. */
  readonly root: string;
  /** "folder": all that lies in it counts. "files": what bears on the open documents; nobody asked for the rest. */
  readonly scope: "folder" | "files";
  #options: InitializationOptions;
  readonly #log: (line: string) => void;
  /** Texts of open documents by path. */
  readonly #open = new Map<string, string>();
  /** What the last walk over the disk found. */
  #disk: WorkspaceFiles | undefined;
  #files: ReadonlySet<string> = new Set();
  /** The folders that these lie in, made when somebody asks. */
  #folders: ReadonlySet<string> | undefined;
  /** Paths to be read again. */
  readonly #changed = new Set<string>();
  #needsWalk = true;
  #needsConfiguration = true;
  #today = "";
  /** The configuration and the day by which the project judges. */
  #judgedBy = "";
  #project: Project | undefined;
  #configuration: Configuration | undefined;
  /** Since the last change: the files that were asked for, or (`isWhole`) all that have something to say. */
  readonly #views = new Map<string, FileView>();
  #isWhole = false;

  constructor(root: string, scope: Workspace["scope"], options: InitializationOptions, log: (line: string) => void) {
    this.root = root;
    this.scope = scope;
    this.#options = options;
    this.#log = log;
  }

  setOptions(options: InitializationOptions): void {
    this.#options = options;
    this.#needsConfiguration = true;
  }

  /** Workspace-relative with "/" separators; undefined for a file that lies elsewhere. */
  pathOf(file: string): string | undefined {
    return pathBelow(this.root, file)?.replaceAll(sep, "/");
  }

  /** Whether a folder is the root or above it. */
  liesIn(folder: string): boolean {
    return this.root === folder || pathBelow(folder, this.root) !== undefined;
  }

  fileOf(path: string): string {
    return join(this.root, path);
  }

  /** `text`: as it stands in an editor; undefined: what the disk holds is true again. */
  write(path: string, text: string | undefined): void {
    const before = this.#open.get(path);
    if (text === before) return;
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
    this.#note(path);
    const comesOrGoes = before === undefined || text === undefined;
    this.#needsWalk ||= comesOrGoes && (this.scope === "files" || (text === undefined && !this.#files.has(path)));
  }

  /** The disk holds something else than before. `isChange`: the file was there and still is. */
  touch(path: string, isChange: boolean): void {
    this.#note(path);
    const isKnown = this.#files.has(path);
    if (this.#hadFolder(path)) this.walkAgain(`${path}/`);
    if (this.#needsWalk || (isChange && isKnown)) return;
    const name = basename(path);
    const isLeftOut = (one: string) => this.scope === "folder" && (this.#disk?.isIgnored(one) ?? false);
    // An installation of packages is ten thousand files that nobody looks at.
    if (isCandidate(name) || IGNORE_FILES.includes(name)) this.#needsWalk = isKnown || !isLeftOut(path);
    else this.#needsWalk = !isChange && !isLeftOut(`${path}/${CONFIG_NAME}`) && isFolder(this.fileOf(path));
  }

  /** Editors tell of a folder that goes, and not of what was in it: perhaps an ignore file alone. */
  #hadFolder(path: string): boolean {
    this.#folders ??= new Set([...this.#files].flatMap(foldersAbove));
    return this.#folders.has(path) || [...this.#open.keys()].some((one) => one.startsWith(`${path}/`));
  }

  /** `start`: of the paths of which none is certain any more: what lies there now may be another file of that name. */
  walkAgain(start = ""): void {
    for (const path of this.#files) if (path.startsWith(start)) this.#note(path);
    this.#needsWalk = true;
  }

  settle(): void {
    const today = new Date().toISOString().slice(0, 10);
    this.#needsConfiguration ||= today !== this.#today;
    this.#today = today;
    if (this.#needsWalk) this.#walk();
    if (this.#needsConfiguration) this.#configure();
    if (this.#changed.size === 0) return;
    const changes = [...this.#changed].sort().map((path) => this.#change(path));
    this.#changed.clear();
    this.#forget();
    this.#update(changes);
  }

  view(path: string): FileView {
    const known = this.#views.get(path);
    if (known || !this.#project) return known ?? NOTHING;
    if (!this.#isWhole) this.#report(this.#project, path);
    const view = this.#views.get(path) ?? NOTHING;
    this.#views.set(path, view);
    return view;
  }

  /** Paths of the files that have a finding or a problem. */
  speaking(): readonly string[] {
    if (!this.#isWhole && this.#project) {
      this.#views.clear();
      this.#report(this.#project);
      this.#isWhole = true;
    }
    return [...this.#views].filter(([, view]) => view.findings.length > 0 || view.problems.length > 0).map(([path]) => path);
  }

  summary(counts: (path: string) => boolean): { readonly files: number; readonly resources: number; readonly workloads: number } {
    const resources = (this.#project?.report().resources ?? []).filter(({ path }) => counts(path));
    const files = new Set(resources.map(({ path }) => path));
    return { files: files.size, resources: resources.length, workloads: resources.filter(({ workload }) => workload).length };
  }

  text(path: string): string | undefined {
    return this.#project?.text(path);
  }

  /** What outline and navigation read; undefined before the first look at the files. */
  get ground(): Ground | undefined {
    return this.#project?.ground;
  }

  describe(finding: Finding): { readonly message: string; readonly title: string | undefined } {
    return this.#project?.describe(finding) ?? { message: "", title: undefined };
  }

  planAlone(finding: Finding): OfferedFix | undefined {
    return this.#project?.planAlone(finding);
  }

  plan(findings: readonly Finding[]): FixPlan {
    return this.#project?.plan(findings) ?? { edits: new Map(), applied: [], lost: [] };
  }

  portrait(record: ResourceRecord): readonly string[] {
    return this.#project?.portrait(record) ?? [];
  }

  ignore(finding: Finding, scope: IgnoreScope, reason: string): readonly TextEdit[] | undefined {
    return this.#project?.ignore(finding, scope, reason);
  }

  sensitive(path: string): readonly Span[] {
    return this.#project?.sensitive(path) ?? [];
  }

  #note(path: string): void {
    if (isCandidate(basename(path))) this.#changed.add(path);
    if (isConfiguration(path)) this.#needsConfiguration = true;
  }

  #forget(): void {
    this.#views.clear();
    this.#isWhole = false;
  }

  #walk(): void {
    this.#needsWalk = false;
    const files = this.scope === "folder" ? [] : [...this.#open.keys()].filter((path) => isCandidate(basename(path)));
    // A document may be written for a folder that is not there yet, and a folder may go.
    const hasNothing = (this.scope === "files" && files.length === 0) || !isFolder(this.root);
    this.#disk = hasNothing ? undefined : openWorkspace({ root: this.root, files, ...this.#judging() });
    const found = new Set(this.#disk?.paths);
    for (const path of found) if (!this.#files.has(path)) this.#note(path);
    for (const path of this.#files) if (!found.has(path)) this.#note(path);
    // What names them as ignored may have changed.
    for (const path of this.#open.keys()) if (!found.has(path)) this.#note(path);
    this.#files = found;
    this.#folders = undefined;
  }

  #judging() {
    const { preview, rules: severities } = this.#options;
    const overlay = { ...(preview === undefined ? {} : { preview }), ...(severities === undefined ? {} : { rules: severities }) };
    return { ruleIds: rules.map((rule) => rule.id), overlay };
  }

  /** Texts that are open count here too: a configuration acts as soon as it is typed. */
  #configure(): void {
    this.#needsConfiguration = false;
    this.#forget();
    const found = this.#disk?.configuration.files.map((file) => file.path) ?? [];
    // One that could not be read when the disk was walked may be readable now.
    const others = [...this.#files, ...this.#open.keys()].filter((path) => isConfiguration(path) && !this.#isLeftOut(path));
    const paths = [...new Set([...found, ...others])].sort();
    this.#configuration = readConfiguration(
      { ...this.#store, read: (path) => this.#open.get(path) ?? this.#store.read(path) },
      paths,
      this.#judging(),
    );
    const { files, settings, units, terraformRoots } = this.#configuration;
    const options = { settings, units, terraformRoots, today: this.#today };
    // While a configuration is typed, most keystrokes change nothing in what it says.
    const judging = JSON.stringify([files, this.#today, this.#options]);
    if (!this.#project) this.#project = new Project({ ...options, rules, store: this.#store, hash });
    else if (judging !== this.#judgedBy) this.#project.configure(options);
    this.#judgedBy = judging;
  }

  /** The disk as the last walk found it. */
  readonly #store: SourceStore = {
    read: (path) => this.#disk?.store.read(path),
    list: (folder) => this.#disk?.store.list(folder) ?? [],
  };

  /** As on the command line: what an ignore file names is left alone, and nobody named it by looking at it. */
  #isLeftOut(path: string): boolean {
    return this.scope === "folder" && !this.#files.has(path) && (this.#disk?.isIgnored(path) ?? false);
  }

  #change(path: string): Parameters<Project["update"]>[0][number] {
    const text = this.#open.get(path);
    if (text !== undefined && !this.#isLeftOut(path)) return { path, text };
    return this.#files.has(path) ? { path } : { path, gone: true };
  }

  /** A file that the engine stumbles over is named in the log and left out; halving finds it without reading the others often. */
  #update(changes: Parameters<Project["update"]>[0]): void {
    try {
      this.#project?.update(changes);
    } catch (error) {
      const middle = changes.length >> 1;
      if (middle === 0)
        this.#log(`Internal error while reading ${changes[0]?.path}: ${error instanceof Error ? error.stack : String(error)}`);
      else for (const half of [changes.slice(0, middle), changes.slice(middle)]) this.#update(half);
    }
  }

  /** `only`: the one file that is asked for; without it every file that has something to say gets its view. */
  #report(project: Project, only?: string): void {
    const viewOf = (path: string): FileView => {
      const view = this.#views.get(path) ?? { findings: [], problems: [], resources: [] };
      this.#views.set(path, view);
      return view;
    };
    const { findings, problems, resources } = only === undefined ? project.report() : project.report(new Set([only]));
    for (const finding of findings) viewOf(finding.file).findings.push(finding);
    for (const record of resources) viewOf(record.path).resources.push(record);
    const ofDisk = (this.#disk?.problems ?? []).filter(({ kind }) => kind === "read");
    for (const problem of [...ofDisk, ...(this.#configuration?.problems ?? []), ...problems]) {
      if (only !== undefined && only !== problem.file) continue;
      // A failure of our own is no statement about the file.
      if (problem.kind === "internal") this.#log(`Internal error in ${problem.file}: ${problem.message}`);
      else viewOf(problem.file).problems.push(problem);
    }
  }
}
