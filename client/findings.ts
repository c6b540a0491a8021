// What the server says of the workspace, as the views show it: the diagnostics that VS Code keeps, and facts about their rules.
import { type Diagnostic, DiagnosticSeverity, type Disposable, EventEmitter, languages, type Uri } from "vscode";
import type { RuleFacts } from "../server/protocol.ts";
import type { Server } from "./server.ts";

export interface FoundAt {
  readonly uri: Uri;
  readonly rule: string;
  readonly diagnostic: Diagnostic;
}

/** Long enough that a burst of reports draws the views once (milliseconds). */
const PAUSE = 100;

export class Findings implements Disposable {
  readonly #server: Server;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #starts: Disposable;
  #rules = new Map<string, RuleFacts>();
  #timer: NodeJS.Timeout | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#starts = server.onStart(() => void this.#learn());
    void server.ready.then(() => this.#learn());
  }

  async #learn(): Promise<void> {
    if (!this.#server.isRunning) return;
    this.#rules = new Map((await this.#server.rules()).map((rule) => [rule.id, rule]));
    this.changed();
  }

  rule(id: string): RuleFacts | undefined {
    return this.#rules.get(id);
  }

  get rules(): readonly RuleFacts[] {
    return [...this.#rules.values()];
  }

  /** Some diagnostics changed, perhaps ours. */
  changed(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, PAUSE);
  }

  all(): readonly FoundAt[] {
    return languages.getDiagnostics().flatMap(([uri, diagnostics]) => ours(uri, diagnostics));
  }

  /** What to say where there is nothing to repair. */
  async nothing(): Promise<string> {
    if (this.#server.isStarting) return "The language server is starting.";
    if (!this.#server.isRunning) return "The language server does not run.";
    const summary = await this.#server.summary();
    if (!summary || summary.files === 0) return "No manifests were found here.";
    return `Nothing to repair: ${plural(summary.files, "file")} with ${plural(summary.resources, "resource")} read.`;
  }

  in(uri: Uri): readonly FoundAt[] {
    return ours(uri, languages.getDiagnostics(uri));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#starts.dispose();
    this.#changed.dispose();
  }
}

const ours = (uri: Uri, diagnostics: readonly Diagnostic[]): readonly FoundAt[] =>
  diagnostics.filter(({ source }) => source === "drydock").map((diagnostic) => ({ uri, rule: codeOf(diagnostic), diagnostic }));

function codeOf({ code }: Diagnostic): string {
  return String(typeof code === "object" ? code.value : (code ?? ""));
}

/** How many of each severity. */
export function countsOf(findings: readonly FoundAt[]): { readonly errors: number; readonly warnings: number; readonly notes: number } {
  const count = (severity: DiagnosticSeverity) => findings.filter(({ diagnostic }) => diagnostic.severity === severity).length;
  return {
    errors: count(DiagnosticSeverity.Error),
    warnings: count(DiagnosticSeverity.Warning),
    notes: count(DiagnosticSeverity.Information) + count(DiagnosticSeverity.Hint),
  };
}

export const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
