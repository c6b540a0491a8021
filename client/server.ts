// The language server's process, and what we tell it.
import { commands, type Disposable, type ExtensionContext, type LogOutputChannel, Uri, window, workspace } from "vscode";
import {
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type ServerOptions,
  State,
  TransportKind,
  type WorkspaceEdit,
} from "vscode-languageclient/node";
import type { FixParams, InitializationOptions, RuleFacts, WorkspaceSummary } from "../server/protocol.ts";
import { isOutOfDate } from "./planned.ts";

/** Commands of ours that the server may put into what it sends. */
const COMMANDS = ["drydock.showProblems", "drydock.ignore"];

/** refused: the editor did not take the edit, or somebody went on typing. */
export type Outcome = "done" | "nothing" | "refused";

const TRIES = 5;

/** Documents that can be ours; the server looks at each and says nothing of the others. */
export const SELECTOR = [
  ...["yaml", "helm", "kubernetes", "terraform", "opentofu", "terraform-vars", "cloudformation"].map((language) => ({
    scheme: "file",
    language,
  })),
  ...["*.yaml", "*.yml", "*.json", "*.template", "*.tf", "*.tofu", "*.tfvars", "Kustomization"].map((name) => ({
    scheme: "file",
    pattern: `**/${name}`,
  })),
];

export class Server implements Disposable {
  readonly #client: LanguageClient;
  /** Resolves when the server answers, or has said why it cannot. */
  readonly ready: Promise<void>;

  constructor(client: LanguageClient) {
    this.#client = client;
    this.ready = this.#start();
  }

  async #start(): Promise<void> {
    try {
      await this.#client.start();
    } catch (error) {
      void window.showErrorMessage(`Drydock could not start its language server: ${String(error)}`);
    }
  }

  onStart(told: () => void): Disposable {
    return this.#client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) told();
    });
  }

  get isRunning(): boolean {
    return this.#client.state === State.Running;
  }

  get isStarting(): boolean {
    return this.#client.state === State.Starting;
  }

  rules(): Promise<RuleFacts[]> {
    return this.#client.sendRequest("drydock/rules");
  }

  summary(): Promise<WorkspaceSummary | null> {
    return this.#client.sendRequest("drydock/summary");
  }

  /** Applies the safe fixes. */
  fix(params: FixParams): Promise<Outcome> {
    return this.#apply("drydock/fix", params);
  }

  /** Applies the edit of a suppression. */
  suppress(params: object): Promise<Outcome> {
    return this.#apply("drydock/suppress", params);
  }

  /** Somebody may type while the server plans: what it planned is for another text then, and is asked for again. */
  async #apply(method: string, params: object): Promise<Outcome> {
    const { protocol2CodeConverter: converter } = this.#client;
    for (let tries = 0; tries < TRIES; tries++) {
      const edit = await this.#client.sendRequest<WorkspaceEdit | null>(method, params);
      const converted = edit && (await converter.asWorkspaceEdit(edit));
      if (!converted || converted.size === 0) return "nothing";
      const open = new Map(workspace.textDocuments.map((document) => [this.uriOf(document.uri), document]));
      if (!isOutOfDate(edit, open)) return (await workspace.applyEdit(converted)) ? "done" : "refused";
    }
    return "refused";
  }

  uriOf(uri: Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  /** The settings have changed. A server that is just starting has been given the former ones; it is told as soon as it listens. */
  async configure(): Promise<void> {
    if (this.isRunning || this.isStarting)
      await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: settings() });
  }

  restart(): Promise<void> {
    return this.#client.isRunning() ? this.#client.restart() : this.#client.start();
  }

  async stop(): Promise<void> {
    if (this.#client.isRunning()) await this.#client.stop();
  }

  dispose(): void {
    void this.stop();
  }
}

export function startServer(context: ExtensionContext, output: LogOutputChannel): Server {
  const module = context.asAbsolutePath("dist/server.cjs");
  const run = { module, transport: TransportKind.stdio, args: [] };
  const serverOptions: ServerOptions = { run, debug: run };
  // The server asks to hear of its files; VS Code tells of a folder that moves or goes, and then of nothing that is in it.
  const folders = workspace.createFileSystemWatcher("**/*", false, true, false);
  context.subscriptions.push(folders);
  const clientOptions: LanguageClientOptions = {
    documentSelector: SELECTOR,
    synchronize: { fileEvents: folders },
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ ...settings(), commands: COMMANDS, diagnosticsInHover: true }),
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: {
      window: {
        // The page of a rule reads better as a page.
        showDocument: async (params, token, next) => {
          if (!params.uri.endsWith(".md")) return next(params, token);
          await commands.executeCommand("markdown.showPreview", Uri.parse(params.uri));
          return { success: true };
        },
      },
    },
  };
  return new Server(new LanguageClient("drydock", "Drydock", serverOptions, clientOptions));
}

function settings(): InitializationOptions {
  const own = workspace.getConfiguration("drydock");
  return {
    preview: own.get<boolean>("preview", false),
    rules: own.get<NonNullable<InitializationOptions["rules"]>>("rules", {}),
    codeLens: own.get<boolean>("codeLens", true),
  };
}
