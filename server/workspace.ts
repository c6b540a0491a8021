// One root folder: the engine's project, kept in step with the disk and with the texts that are open in the editor. Knows nothing of
// the protocol. Changes wait until `settle`; everything that is read here is the state as of then.
import { basename, isAbsolute, join, relative, sep } from "node:path";
import { type FileProblem, type Finding, type FixPlan, Project, type ResourceRecord, type SourceStore, type Span } from "../engine/api.ts";
import {
  CONFIG_NAME,
  type Configuration,
  hash,
  isCandidate,
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

const NOTHING: FileView = { findings: [], problems: [], resources: [] };

export class Workspace {
  /** Absolute path. */
  readonly root: string;
  readonly #options: InitializationOptions;
  readonly #log: (line: string) => void;
  /** Texts of open documents by path. */
  readonly #open = new Map<string, string>();
  /** What the last walk over the disk found. */
  #disk: WorkspaceFiles | undefined;
  #files: ReadonlySet<string> = new Set();
  /** Paths to be read again. */
  readonly #changed = new Set<string>();
  #needsWalk = true;
  #needsConfiguration = true;
  #today = "";
  /** The configuration and the day by which the project judges. */
  #judgedBy = "";
  #project: Project | undefined;
  #configuration: Configuration | undefined;
  #views: ReadonlyMap<string, FileView> | undefined;

  constructor(root: string, options: InitializationOptions, log: (line: string) => void) {
    this.root = root;
    this.#options = options;
    this.#log = log;
  }

  /** Workspace-relative with "/" separators; undefined for a file that lies elsewhere. */
  pathOf(file: string): string | undefined {
    const path = relative(this.root, file);
    return path === "" || path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path.replaceAll(sep, "/");
  }

  fileOf(path: string): string {
    return join(this.root, path);
  }

  /** `text`: as it stands in an editor; undefined: what the disk holds is true again. */
  write(path: string, text: string | undefined): void {
    if (text === this.#open.get(path)) return;
    if (text === undefined) this.#open.delete(path);
    else this.#open.set(path, text);
    this.#note(path);
    if (text === undefined && !this.#files.has(path)) this.#needsWalk = true;
  }

  /** The disk holds something else than before. `isChange`: the file was there and still is. */
  touch(path: string, isChange: boolean): void {
    this.#note(path);
    this.#needsWalk ||= !isChange || !this.#files.has(path);
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
    this.#views = undefined;
    this.#update(changes);
  }

  view(path: string): FileView {
    return this.#allViews().get(path) ?? NOTHING;
  }

  /** Paths of the files that have a finding or a problem. */
  speaking(): readonly string[] {
    return [...this.#allViews()].filter(([, view]) => view.findings.length > 0 || view.problems.length > 0).map(([path]) => path);
  }

  text(path: string): string | undefined {
    return this.#project?.text(path);
  }

  describe(finding: Finding): { readonly message: string; readonly title: string | undefined } {
    return this.#project?.describe(finding) ?? { message: "", title: undefined };
  }

  plan(findings: readonly Finding[]): FixPlan {
    return this.#project?.plan(findings) ?? { edits: new Map(), applied: [], lost: [] };
  }

  sensitive(path: string): readonly Span[] {
    return this.#project?.sensitive(path) ?? [];
  }

  #note(path: string): void {
    const name = basename(path);
    if (isCandidate(name)) this.#changed.add(path);
    if (name === CONFIG_NAME) this.#needsConfiguration = true;
  }

  #walk(): void {
    this.#needsWalk = false;
    this.#disk = openWorkspace({ root: this.root, ...this.#judging() });
    const found = new Set(this.#disk.paths);
    for (const path of found) if (!this.#files.has(path)) this.#note(path);
    for (const path of this.#files) if (!found.has(path)) this.#note(path);
    this.#files = found;
  }

  #judging() {
    const { preview, rules: severities } = this.#options;
    const overlay = { ...(preview === undefined ? {} : { preview }), ...(severities === undefined ? {} : { rules: severities }) };
    return { ruleIds: rules.map((rule) => rule.id), overlay };
  }

  /** Texts that are open count here too: a configuration acts as soon as it is typed. */
  #configure(): void {
    this.#needsConfiguration = false;
    this.#views = undefined;
    const paths = [...new Set([...this.#files, ...this.#open.keys()])].filter((path) => basename(path) === CONFIG_NAME).sort();
    this.#configuration = readConfiguration(
      { ...this.#store, read: (path) => this.#open.get(path) ?? this.#store.read(path) },
      paths,
      this.#judging(),
    );
    const { files, settings, units, terraformRoots } = this.#configuration;
    const options = { settings, units, terraformRoots, today: this.#today };
    // While a configuration is typed, most keystrokes change nothing in what it says.
    const judging = JSON.stringify([files, this.#today]);
    if (!this.#project) this.#project = new Project({ ...options, rules, store: this.#store, hash });
    else if (judging !== this.#judgedBy) this.#project.configure(options);
    this.#judgedBy = judging;
  }

  /** The disk as the last walk found it. */
  readonly #store: SourceStore = {
    read: (path) => this.#disk?.store.read(path),
    list: (folder) => this.#disk?.store.list(folder) ?? [],
  };

  #change(path: string): Parameters<Project["update"]>[0][number] {
    const text = this.#open.get(path);
    if (text !== undefined) return { path, text };
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

  #allViews(): ReadonlyMap<string, FileView> {
    this.#views ??= this.#project ? this.#viewsOf(this.#project) : new Map();
    return this.#views;
  }

  #viewsOf(project: Project): ReadonlyMap<string, FileView> {
    const views = new Map<string, FileView>();
    const viewOf = (path: string): FileView => {
      const view = views.get(path) ?? { findings: [], problems: [], resources: [] };
      views.set(path, view);
      return view;
    };
    const { findings, problems, resources } = project.report();
    const ofDisk = (this.#disk?.problems ?? []).filter((problem) => problem.kind === "read");
    for (const finding of findings) viewOf(finding.file).findings.push(finding);
    for (const record of resources) viewOf(record.path).resources.push(record);
    for (const problem of [...ofDisk, ...(this.#configuration?.problems ?? []), ...problems]) {
      // A failure of our own is no statement about the file.
      if (problem.kind === "internal") this.#log(`Internal error in ${problem.file}: ${problem.message}`);
      else viewOf(problem.file).problems.push(problem);
    }
    return views;
  }
}
