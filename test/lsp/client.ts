// A small language client for tests: it starts the built server over standard input and output on a folder of its own, and keeps what
// the server says without being asked.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentDiagnosticRequest,
  ExitNotification,
  FileChangeType,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  RegistrationRequest,
  type ShowDocumentParams,
  ShowDocumentRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type TextEdit,
  type WorkspaceEdit,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import type { InitializationOptions } from "../../server/protocol.ts";

export const SERVER = resolve("dist/server.cjs");

/** What an editor of today can do. */
export const PULLS: ClientCapabilities = {
  textDocument: {
    diagnostic: { relatedDocumentSupport: false },
    publishDiagnostics: { relatedInformation: true, versionSupport: true, codeDescriptionSupport: true, dataSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
  },
  workspace: {
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    workspaceFolders: true,
  },
  window: { showDocument: { support: true } },
};

/** What one of yesterday can do: it waits to be told. */
export const LISTENS: ClientCapabilities = {
  ...PULLS,
  textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true, dataSupport: true } },
};

export interface StartOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  readonly encodings?: readonly string[];
  /** What the client works in, the root unless it says otherwise; none where it works on single files. */
  readonly folders?: readonly string[];
  /** Besides rules in preview, which the scenes may need. */
  readonly wishes?: InitializationOptions;
}

/** A registration of watchers, by name or below a folder. */
interface Watching {
  readonly registerOptions: { readonly watchers: readonly { readonly globPattern: { readonly baseUri?: string } }[] };
}

export class Client {
  readonly root = mkdtempSync(join(tmpdir(), "drydock-lsp-"));
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: string[] = [];
  readonly shown: ShowDocumentParams[] = [];
  readonly watched: Watching[] = [];
  refreshes = 0;
  /** Resolves with the exit code. */
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #texts = new Map<string, { version: number; text: string }>();
  readonly #waiting = new Set<() => void>();

  constructor() {
    if (!existsSync(SERVER)) throw new Error(`${SERVER} is not there: run npm run build first`);
    this.#process = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.exited = new Promise((done) => this.#process.once("exit", (code) => done(code)));
    this.connection = createProtocolConnection(new StreamMessageReader(this.#process.stdout), new StreamMessageWriter(this.#process.stdin));
    this.connection.onNotification(PublishDiagnosticsNotification.type, (params) => this.#heard(() => this.published.push(params)));
    this.connection.onNotification(LogMessageNotification.type, ({ message }) => this.#heard(() => this.logged.push(message)));
    this.connection.onRequest(DiagnosticRefreshRequest.type, () => this.#heard(() => this.refreshes++));
    this.connection.onRequest(RegistrationRequest.type, ({ registrations }) =>
      this.#heard(() => this.watched.push(...(registrations as Watching[]))),
    );
    this.connection.onRequest(ShowDocumentRequest.type, (params) => {
      this.#heard(() => this.shown.push(params));
      return { success: true };
    });
    this.connection.listen();
  }

  static async start({ files, capabilities = PULLS, encodings, folders, wishes }: StartOptions): Promise<Client> {
    const client = new Client();
    for (const [path, text] of Object.entries(files)) client.write(path, text);
    await client.initialize(
      encodings ? { ...capabilities, general: { positionEncodings: [...encodings] } } : capabilities,
      folders,
      wishes,
    );
    return client;
  }

  async initialize(
    capabilities: ClientCapabilities,
    folders: readonly string[] = ["."],
    wishes: InitializationOptions = {},
  ): Promise<InitializeResult> {
    const result = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.length > 0 ? folders.map((path) => this.folder(path)) : null,
      capabilities,
      initializationOptions: { preview: true, ...wishes },
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  /** Ends the session as an editor does, and returns the exit code. */
  async stop(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    const code = await this.exited;
    this.dispose();
    return code;
  }

  dispose(): void {
    this.connection.dispose();
    this.#process.kill();
    rmSync(this.root, { recursive: true, force: true });
  }

  uri(path: string): string {
    return pathToFileURL(join(this.root, path)).href;
  }

  folder(path: string): WorkspaceFolder {
    return { uri: this.uri(path), name: path };
  }

  /** Changes the disk; the server hears nothing of it. */
  write(path: string, text: string): void {
    this.writeBytes(path, Buffer.from(text));
  }

  writeBytes(path: string, bytes: Buffer): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), bytes);
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  onDisk(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  remove(path: string): void {
    rmSync(join(this.root, path));
  }

  async changedOnDisk(...changes: readonly (readonly [path: string, type: keyof typeof FileChangeType])[]): Promise<void> {
    await this.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: changes.map(([path, type]) => ({ uri: this.uri(path), type: FileChangeType[type] as FileChangeType })),
    });
  }

  async open(path: string, text: string): Promise<void> {
    this.#texts.set(path, { version: 1, text });
    const textDocument = { uri: this.uri(path), languageId: "yaml", version: 1, text };
    await this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  text(path: string): string {
    return this.#texts.get(path)?.text ?? "";
  }

  /** Replaces one stretch of the open text, in UTF-16. */
  async edit(path: string, start: number, end: number, text: string): Promise<void> {
    const before = this.text(path);
    await this.change(
      path,
      [{ range: { start: place(before, start), end: place(before, end) }, text }],
      before.slice(0, start) + text + before.slice(end),
    );
  }

  /** Replaces the first occurrence of `old`. */
  async replace(path: string, old: string, text: string): Promise<void> {
    const start = this.text(path).indexOf(old);
    if (start < 0) throw new Error(`${path} does not contain ${JSON.stringify(old)}`);
    await this.edit(path, start, start + old.length, text);
  }

  async change(path: string, contentChanges: TextDocumentContentChangeEvent[], after: string): Promise<void> {
    const version = (this.#texts.get(path)?.version ?? 0) + 1;
    this.#texts.set(path, { version, text: after });
    await this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri: this.uri(path), version },
      contentChanges,
    });
  }

  async close(path: string): Promise<void> {
    this.#texts.delete(path);
    await this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: this.uri(path) } });
  }

  /** The diagnostics of a document, asked for in full. */
  async pull(path: string): Promise<Diagnostic[]> {
    const report = await this.pullReport(path);
    if (report.kind !== "full") throw new Error("a full report was asked for");
    return report.items;
  }

  pullReport(path: string, previousResultId?: string) {
    const asked = { textDocument: { uri: this.uri(path) }, ...(previousResultId === undefined ? {} : { previousResultId }) };
    return this.connection.sendRequest(DocumentDiagnosticRequest.type, asked);
  }

  async actions(path: string, diagnostics: Diagnostic[], only?: string[], at?: Range): Promise<CodeAction[]> {
    const range: Range = at ?? diagnostics[0]?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    const context = { diagnostics, ...(only ? { only } : {}) };
    const actions = await this.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri: this.uri(path) }, range, context });
    return (actions ?? []) as CodeAction[];
  }

  hover(path: string, position: Range["start"]): Promise<Hover | null> {
    return this.connection.sendRequest(HoverRequest.type, { textDocument: { uri: this.uri(path) }, position });
  }

  /** The open text of a file after an edit that the server gave. */
  applied(path: string, edit: WorkspaceEdit | undefined): string {
    const uri = this.uri(path);
    const edits = (edit?.documentChanges ?? []).flatMap((one) =>
      "textDocument" in one && one.textDocument.uri === uri ? (one.edits as TextEdit[]) : [],
    );
    return applyEdits(this.text(path), edits);
  }

  /** Waits until `holds`, which is asked again whenever the server says something. */
  async until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((done, fail) => {
      const look = () => {
        if (!holds()) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        done();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        fail(new Error(`waited in vain: ${what}`));
      }, 20_000);
      this.#waiting.add(look);
    });
  }

  #heard(note: () => void): void {
    note();
    for (const look of [...this.#waiting]) look();
  }
}

export function place(text: string, offset: number): Range["start"] {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function offsetAt(text: string, { line, character }: Range["start"]): number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
  return (starts[line] ?? text.length) + character;
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  const placed = edits.map((edit) => ({
    start: offsetAt(text, edit.range.start),
    end: offsetAt(text, edit.range.end),
    text: edit.newText,
  }));
  for (const { start, end, text: inserted } of placed.sort((a, b) => a.start - b.start || a.end - b.end).reverse())
    result = result.slice(0, start) + inserted + result.slice(end);
  return result;
}

/** The text in a range, in UTF-16. */
export const textIn = (text: string, range: Range | undefined): string =>
  range ? text.slice(offsetAt(text, range.start), offsetAt(text, range.end)) : "";

/** "rule@text": what a diagnostic says and exactly where. */
export function said(text: string, diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, range }) => `${code}@${text.slice(offsetAt(text, range.start), offsetAt(text, range.end))}`);
}
