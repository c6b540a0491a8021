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
} from "vscode-languageclient/node";
import type { FixParams, InitializationOptions, RuleFacts, WorkspaceSummary } from "../server/protocol.ts";

/** Commands of ours that the server may put into what it sends. */
const COMMANDS = ["drydock.showProblems", "drydock.ignore"];

/** Documents that can be ours; the server looks at each and says nothing of the others. */
const SELECTOR = [
  ...["yaml", "helm", "kubernetes", "terraform", "opentofu", "terraform-vars", "cloudformation"].map((language) => ({
    scheme: "file",
    language,
  })),
  ...["yaml", "yml", "json", "template", "tf", "tofu", "tfvars"].map((ending) => ({ scheme: "file", pattern: `**/*.${ending}` })),
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

  rules(): Promise<RuleFacts[]> {
    return this.#client.sendRequest("drydock/rules");
  }

  summary(): Promise<WorkspaceSummary | null> {
    return this.#client.sendRequest("drydock/summary");
  }

  /** Applies the safe fixes and says whether there were any. */
  async fix(params: FixParams): Promise<boolean> {
    const edit = await this.#client.sendRequest<Parameters<LanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0]>(
      "drydock/fix",
      params,
    );
    return this.#apply(edit);
  }

  /** The edit of a suppression; `false`: there is none. */
  async suppress(params: object): Promise<boolean> {
    return this.#apply(await this.#client.sendRequest("drydock/suppress", params));
  }

  async #apply(edit: Parameters<LanguageClient["protocol2CodeConverter"]["asWorkspaceEdit"]>[0]): Promise<boolean> {
    const converted = await this.#client.protocol2CodeConverter.asWorkspaceEdit(edit);
    return converted !== undefined && converted.size > 0 && workspace.applyEdit(converted);
  }

  uriOf(uri: Uri): string {
    return this.#client.code2ProtocolConverter.asUri(uri);
  }

  /** The settings have changed. */
  async configure(): Promise<void> {
    if (this.isRunning) await this.#client.sendNotification(DidChangeConfigurationNotification.type, { settings: settings() });
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
