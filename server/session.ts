// The state of one client's session: what it can do, which documents it has open, and the workspaces in which those lie. Changes are
// noted when they arrive and settled when somebody asks, so that ten keystrokes in a row cost one run and no answer is older than
// the last change. No request of the protocol is answered here.
import { basename, dirname } from "node:path";
import type { TextDocumentContentChangeEvent } from "vscode-languageserver/node";
import type { DocumentOutline } from "../engine/api.ts";
import { CONFIG_NAME, rootAbove } from "../host/workspace.ts";
import type { ClientFacts } from "./client-facts.ts";
import { type Converter, converter } from "./convert.ts";
import { FileNames, fileOf } from "./file-names.ts";
import type { InitializationOptions } from "./protocol.ts";
import { pathBelow, Workspace } from "./workspace.ts";

/** What the session does without being asked. */
export interface Outbox {
  /** One line for the client's log. */
  log(line: string): void;
  /** Called a moment after changes, when they are settled. */
  quiet(session: Session): void;
}

export interface OpenDocument {
  readonly uri: string;
  /** Where it lay on the disk when it was opened; undefined for what is no file. */
  readonly file: string | undefined;
  readonly version: number;
  readonly text: Converter;
}

/** A file as the engine names it. */
export interface Located {
  readonly workspace: Workspace;
  readonly path: string;
}

/** What the client knows of a file. */
export interface Told {
  readonly resultId: string;
  /** Of the open document that the ranges belong to; null where the file is not open. */
  readonly version: number | null;
}

/** Long enough for the next key, short enough to go unnoticed (milliseconds). */
const PAUSE = 40;
/** Times as long as a look at everything took, nobody looks at everything again: what is typed meanwhile comes first. */
const REST = 4;
const MOST_LOGGED = 1000;

export class Session {
  readonly client: ClientFacts;
  /** By URI: what the client was last told of the documents that it has open. */
  readonly told = new Map<string, Told>();
  /** By URI: the last outline that could be read of the documents that are open. */
  readonly outlines = new Map<string, readonly DocumentOutline[]>();
  /** By URI: the lenses that the client has of open documents, with the version that they belong to. */
  readonly lenses = new Map<string, { readonly version: number; readonly all: string }>();
  /** By URI and name of a queue: what the lens above it said last, in the documents that are open. */
  readonly loads = new Map<string, Map<string, readonly string[]>>();
  /** Roots above the client's folders that it watches for us. */
  readonly watched = new Set<string>();
  /** Requests about everything that stay open, called after changes with the URIs of the documents that were closed meanwhile. */
  readonly followers = new Set<(closed: ReadonlySet<string>) => void>();
  /** As the client gave them at the beginning. */
  readonly #initial: InitializationOptions;
  #options: InitializationOptions;
  readonly #outbox: Outbox;
  readonly #documents = new Map<string, OpenDocument>();
  /** The client's own spelling of the URI of each file that it has open. */
  readonly #spellings = new Map<string, string>();
  #folders: readonly string[] = [];
  readonly #names = new FileNames();
  /** The absolute paths of those folders that are on the disk. */
  #folderPaths: readonly string[] = [];
  #workspaces: readonly Workspace[] = [];
  /** Something came or went on the disk: perhaps what says where a workspace begins. */
  #mayMove = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #closed = new Set<string>();
  #following: NodeJS.Timeout | undefined;
  /** When the followers may be called again, on the clock of `performance`. */
  #restsUntil = 0;
  readonly #logged = new Set<string>();

  constructor(client: ClientFacts, options: InitializationOptions, outbox: Outbox) {
    this.client = client;
    this.#initial = options;
    this.#options = options;
    this.#outbox = outbox;
  }

  get workspaces(): readonly Workspace[] {
    return this.#workspaces;
  }

  get documents(): Iterable<OpenDocument> {
    return this.#documents.values();
  }

  get options(): InitializationOptions {
    return this.#options;
  }

  /** New settings of the client: everything is judged by them. What they leave out is as it was at the beginning. */
  setOptions({ preview, rules, codeLens }: InitializationOptions): void {
    this.#options = {
      ...this.#initial,
      ...(preview === undefined ? {} : { preview }),
      ...(rules === undefined ? {} : { rules }),
      ...(codeLens === undefined ? {} : { codeLens }),
    };
    for (const workspace of this.#workspaces) workspace.setOptions(this.#options);
    this.stir();
  }

  document(uri: string): OpenDocument | undefined {
    return this.#documents.get(uri);
  }

  /** URIs of the folders that the client works in. Documents outside of them get a workspace of their own. */
  setFolders(uris: readonly string[]): void {
    this.#folders = uris;
    this.#folderPaths = this.#names.setFolders(uris);
    this.#place();
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  /** Whether a file lies in a folder of the client: a workspace may begin above it. */
  isWithin(uri: string): boolean {
    const file = this.#fileOf(uri);
    return file !== undefined && this.#folderPaths.some((folder) => pathBelow(folder, file) !== undefined);
  }

  open(uri: string, version: number, text: string): void {
    const file = this.#fileOf(uri);
    this.#documents.set(uri, { uri, file, version, text: this.#converter(text) });
    this.#closed.delete(uri);
    if (file === undefined) return;
    this.#spellings.set(file, uri);
    if (this.#isAlone(file)) this.#place();
    this.#write(file, text);
  }

  /** Each change is applied to the result of the one before. */
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    let text = document.text;
    for (const change of changes) text = this.#converter(applied(text, change));
    this.#documents.set(uri, { ...document, version, text });
    if (document.file === undefined) return;
    this.#spellings.set(document.file, uri);
    this.#write(document.file, text.text());
  }

  close(uri: string): void {
    const file = this.#fileOf(uri);
    this.#documents.delete(uri);
    this.#closed.add(uri);
    this.outlines.delete(uri);
    this.lenses.delete(uri);
    this.loads.delete(uri);
    if (file === undefined) return;
    // It may be open by another name as well.
    const other = [...this.#documents.values()].find((one) => one.file === file);
    if (other) this.#spellings.set(file, other.uri);
    else this.#spellings.delete(file);
    if (this.#isAlone(file)) this.#place();
    this.#write(file, other?.text.text());
  }

  /** Whether no folder of the client has a say about it: then it brings a workspace with it. */
  #isAlone(file: string): boolean {
    return this.#locateFile(file)?.workspace.scope !== "folder";
  }

  #fileOf(uri: string): string | undefined {
    return this.#documents.get(uri)?.file ?? this.#names.toDisk(uri);
  }

  /** Somebody else created, deleted or (`isChange`) changed a file on the disk. */
  touch(uri: string, isChange: boolean): void {
    this.#mayMove ||= !isChange;
    if (!isChange) this.#names.forget();
    const file = this.#fileOf(uri);
    if (file === undefined) return;
    // A workspace may go and come as a whole.
    if (!isChange) for (const workspace of this.#workspaces) if (workspace.liesIn(file)) workspace.walkAgain();
    this.#everywhere(file, (workspace, path) => workspace.touch(path, isChange));
  }

  /** Where several workspaces hold a file, the innermost answers for it. */
  answersFor({ workspace, path }: Located): boolean {
    return this.#locateFile(workspace.fileOf(path))?.workspace === workspace;
  }

  /** Brings every workspace up to the last change; what comes after may be asked of them. */
  settle(): void {
    if (this.#mayMove) this.#place();
    for (const workspace of this.#workspaces) this.guard(`reading ${workspace.root}`, undefined, () => workspace.settle());
  }

  /** Makes sure that `quiet` is called soon. */
  stir(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.guard("looking at a change", undefined, () => {
        this.settle();
        this.#outbox.quiet(this);
        this.#follow();
      });
    }, PAUSE);
  }

  #follow(): void {
    if (this.followers.size === 0) this.#closed.clear();
    else
      this.#following ??= setTimeout(
        () => {
          this.#following = undefined;
          this.guard("looking at the workspace", undefined, () => this.#tellFollowers());
        },
        Math.max(0, this.#restsUntil - performance.now()),
      );
  }

  #tellFollowers(): void {
    this.settle();
    const closed = new Set(this.#closed);
    this.#closed.clear();
    const start = performance.now();
    for (const follow of this.followers) follow(closed);
    const end = performance.now();
    this.#restsUntil = end + REST * (end - start);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#following);
    this.#workspaces = [];
    this.#documents.clear();
    this.#spellings.clear();
    this.outlines.clear();
    this.lenses.clear();
    this.loads.clear();
    this.followers.clear();
  }

  /** The workspace and path of a URI; undefined for what is no file or lies in no workspace. */
  locate(uri: string): Located | undefined {
    const file = this.#fileOf(uri);
    return file === undefined ? undefined : this.#locateFile(file);
  }

  #locateFile(file: string): Located | undefined {
    for (const workspace of this.#workspaces) {
      const path = workspace.pathOf(file);
      if (path !== undefined) return { workspace, path };
    }
    return undefined;
  }

  /** The client's own spelling where it has the document open. */
  uriOf({ workspace, path }: Located): string {
    const file = workspace.fileOf(path);
    return this.#spellings.get(file) ?? this.#names.toClient(file);
  }

  /** Positions in the present text of a file. */
  converterOf(located: Located): Converter {
    return (
      this.#documents.get(this.uriOf(located))?.text ?? converter(() => located.workspace.text(located.path) ?? "", this.client.encoding)
    );
  }

  #converter(text: string): Converter {
    return converter(() => text, this.client.encoding);
  }

  /** `text`: as it stands in the editor; undefined: what the disk holds is true again. */
  #write(file: string, text: string | undefined): void {
    this.#everywhere(file, (workspace, path) => workspace.write(path, text));
  }

  /** Workspaces may lie in one another while folders come and go: each has to hear of its files. */
  #everywhere(file: string, tell: (workspace: Workspace, path: string) => void): void {
    for (const workspace of this.#workspaces) {
      const path = workspace.pathOf(file);
      if (path !== undefined) tell(workspace, path);
    }
    this.stir();
  }

  /** One workspace for each root above a folder of the client or above an open document that lies elsewhere. */
  #place(): void {
    this.#mayMove = false;
    const before = this.#workspaces;
    const placed = new Map<string, Workspace>();
    const add = (folder: string, scope: Workspace["scope"]): void => {
      const root = rootAbove(folder);
      if (placed.has(root)) return;
      const kept = before.find((one) => one.root === root && one.scope === scope);
      placed.set(root, kept ?? new Workspace(root, scope, this.#options, (line) => this.log(line)));
    };
    for (const folder of this.#folderPaths) add(folder, "folder");
    const folders = [...placed.values()];
    for (const file of this.#spellings.keys()) {
      if (!folders.some((one) => one.pathOf(file) !== undefined)) add(dirname(file), "files");
    }
    // The innermost comes first, so that `locate` finds it.
    this.#workspaces = [...placed.values()].sort((a, b) => b.root.length - a.root.length);
    for (const [file, uri] of this.#spellings) this.#write(file, this.#documents.get(uri)?.text.text());
    this.stir();
  }

  /** Runs `work`; where that throws, the client's log gets one line and the caller `otherwise`. Equal lines are written once. */
  guard<T>(what: string, otherwise: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.log(`Internal error while ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return otherwise;
    }
  }

  log(line: string): void {
    if (this.#logged.has(line)) return;
    if (this.#logged.size >= MOST_LOGGED) this.#logged.clear();
    this.#logged.add(line);
    this.#outbox.log(line.replace(/\s*[\r\n]+\s*/g, " | "));
  }
}

/** Whether a document is a drydock.yaml. */
export const isConfiguration = (uri: string): boolean => basename(fileOf(uri) ?? "") === CONFIG_NAME;

function applied(before: Converter, change: TextDocumentContentChangeEvent): string {
  if (!("range" in change)) return change.text;
  const start = before.offset(change.range.start);
  const end = Math.max(start, before.offset(change.range.end));
  return before.text().slice(0, start) + change.text + before.text().slice(end);
}
