// A client that types as fast as it is told, over the pipes of the built server.
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { createProtocolConnection, type ProtocolConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";

const SERVER = join(process.cwd(), "dist/server.cjs");

export class EditorClient {
  readonly #root = mkdtempSync(join(tmpdir(), "drydock-bench-editor-"));
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #connection: ProtocolConnection;
  readonly #texts = new Map<string, { version: number; text: string }>();
  /** Of the last answer for a document, whose text was another one. */
  readonly #told = new Map<string, { version: number; resultId: string | undefined }>();

  #written = 0;
  #arrived = 0;

  private constructor() {
    this.#process = spawn(process.execPath, [SERVER, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    // Before the reader's own listener: what the client does with an answer is no matter of the server's.
    this.#process.stdout.on("data", () => {
      this.#arrived = performance.now();
    });
    this.#connection = createProtocolConnection(
      new StreamMessageReader(this.#process.stdout),
      new StreamMessageWriter(this.#process.stdin),
    );
    this.#connection.onRequest("client/registerCapability", () => null);
    this.#connection.onRequest("workspace/diagnostic/refresh", () => null);
    this.#connection.listen();
  }

  static async start(files: Readonly<Record<string, string>>): Promise<EditorClient> {
    const client = new EditorClient();
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(client.#root, path)), { recursive: true });
      writeFileSync(join(client.#root, path), text);
    }
    await client.#connection.sendRequest("initialize", {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: [{ uri: pathToFileURL(client.#root).href, name: "bench" }],
      capabilities: {
        textDocument: {
          diagnostic: { relatedDocumentSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } } },
        },
        workspace: { diagnostics: { refreshSupport: true }, workspaceFolders: true },
      },
      initializationOptions: { preview: true },
    });
    await client.#connection.sendNotification("initialized", {});
    return client;
  }

  text(path: string): string {
    return this.#texts.get(path)?.text ?? "";
  }

  async open(path: string): Promise<void> {
    const text = readFileSync(join(this.#root, path), "utf8");
    this.#texts.set(path, { version: 1, text });
    await this.#notify("didOpen", { textDocument: { uri: this.#uri(path), languageId: "yaml", version: 1, text } });
  }

  /** Written at once; the answer to what is asked next is of this text or a later one. */
  edit(path: string, start: number, end: number, text: string): void {
    const { version, text: before } = this.#texts.get(path) ?? { version: 0, text: "" };
    this.#texts.set(path, { version: version + 1, text: before.slice(0, start) + text + before.slice(end) });
    const range = { start: positionAt(before, start), end: positionAt(before, end) };
    this.#written = performance.now();
    void this.#notify("didChange", { textDocument: { uri: this.#uri(path), version: version + 1 }, contentChanges: [{ range, text }] });
  }

  /** False where the answer is the same result as one of an older version, which cannot be: each result names its version. */
  async pull(path: string): Promise<boolean> {
    const { version } = this.#texts.get(path) ?? { version: 0 };
    const { resultId } = await this.#connection.sendRequest<{ resultId?: string }>("textDocument/diagnostic", {
      textDocument: { uri: this.#uri(path) },
    });
    const before = this.#told.get(path);
    this.#told.set(path, { version, resultId });
    return before === undefined || before.version === version || before.resultId !== resultId;
  }

  /** Milliseconds from the last change, handed to the pipe, to the last byte of the last answer. */
  get waited(): number {
    return this.#arrived - this.#written;
  }

  /** The number of files that have something to say. */
  async workspaceDiagnostics(): Promise<number> {
    const { items } = await this.#connection.sendRequest<{ items: unknown[] }>("workspace/diagnostic", { previousResultIds: [] });
    return items.length;
  }

  close(path: string): void {
    this.#texts.delete(path);
    this.#told.delete(path);
    void this.#notify("didClose", { textDocument: { uri: this.#uri(path) } });
  }

  /** What no other process shares. */
  privateMegabytes(): number {
    const rollup = readFileSync(`/proc/${this.#process.pid}/smaps_rollup`, "utf8");
    return Number(/^Private_Dirty:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
  }

  async stop(): Promise<void> {
    await this.#connection.sendRequest("shutdown");
    await this.#connection.sendNotification("exit");
    this.#connection.dispose();
    this.#process.kill();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #uri(path: string): string {
    return pathToFileURL(join(this.#root, path)).href;
  }

  #notify(method: string, params: object): Promise<void> {
    return this.#connection.sendNotification(`textDocument/${method}`, params);
  }
}

function positionAt(text: string, offset: number): { readonly line: number; readonly character: number } {
  let line = 0;
  let from = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    from = at + 1;
  }
  return { line, character: offset - from };
}
