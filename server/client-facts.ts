// What the client can do, read once from `initialize`, as plain answers to the questions that the handlers ask.
import type { DiagnosticTag, InitializeParams } from "vscode-languageserver/node";
import { type Encoding, negotiate } from "./convert.ts";
import type { InitializationOptions } from "./protocol.ts";

export interface ClientFacts {
  readonly encoding: Encoding;
  /** The client asks for diagnostics. Where it does not they are published, never both. */
  readonly pulls: boolean;
  readonly refreshes: boolean;
  readonly refreshesLenses: boolean;
  readonly relatedDocuments: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  /** Kinds of diagnostics that the client shows in a way of their own. */
  readonly tags: readonly DiagnosticTag[];
  readonly publishesVersion: boolean;
  readonly codeActions: boolean;
  /** Symbols may hold symbols. */
  readonly nestedSymbols: boolean;
  /** An action may be sent without its edit, which is asked for when it is chosen. */
  readonly resolvesEdits: boolean;
  /** Edits may name the version of the document that they were made for. */
  readonly versionedEdits: boolean;
  readonly registersWatchers: boolean;
  /** It can watch folders that it does not work in. */
  readonly watchesElsewhere: boolean;
  readonly folderChanges: boolean;
  readonly showsDocuments: boolean;
}

export function clientFacts({ capabilities }: InitializeParams): ClientFacts {
  const { general, textDocument, window, workspace } = capabilities;
  const pull = textDocument?.diagnostic;
  const resolved = textDocument?.codeAction?.resolveSupport?.properties;
  const shown = pull ?? textDocument?.publishDiagnostics;
  return {
    encoding: negotiate(general?.positionEncodings),
    pulls: pull !== undefined,
    refreshes: workspace?.diagnostics?.refreshSupport ?? false,
    refreshesLenses: workspace?.codeLens?.refreshSupport ?? false,
    relatedDocuments: pull?.relatedDocumentSupport ?? false,
    relatedInformation: shown?.relatedInformation ?? textDocument?.publishDiagnostics?.relatedInformation ?? false,
    codeDescription: shown?.codeDescriptionSupport ?? textDocument?.publishDiagnostics?.codeDescriptionSupport ?? false,
    tags: shown?.tagSupport?.valueSet ?? textDocument?.publishDiagnostics?.tagSupport?.valueSet ?? [],
    publishesVersion: textDocument?.publishDiagnostics?.versionSupport ?? false,
    nestedSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport ?? false,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    resolvesEdits: (textDocument?.codeAction?.dataSupport ?? false) && (resolved?.includes("edit") ?? false),
    versionedEdits: workspace?.workspaceEdit?.documentChanges ?? false,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    watchesElsewhere: workspace?.didChangeWatchedFiles?.relativePatternSupport ?? false,
    folderChanges: workspace?.workspaceFolders ?? false,
    showsDocuments: window?.showDocument?.support ?? false,
  };
}

/** What the client wants of us. */
export const initializationOptions = ({ initializationOptions: given }: InitializeParams): InitializationOptions => optionsIn(given);

/** Members that are not as agreed are as good as absent. Some clients send the settings of all servers, each below its name. */
export function optionsIn(given: unknown): InitializationOptions {
  const all = isMap(given) ? given : {};
  const options = isMap(all.drydock) ? all.drydock : all;
  const { preview, rules, codeLens, commands, diagnosticsInHover } = options;
  const severities = Object.entries(isMap(rules) ? rules : {}).filter((entry): entry is [string, Wish] => SEVERITIES.has(entry[1]));
  const names = Array.isArray(commands) ? commands.filter((one): one is string => typeof one === "string") : [];
  return {
    ...(typeof preview === "boolean" ? { preview } : {}),
    ...(isMap(rules) ? { rules: Object.fromEntries(severities) } : {}),
    ...(typeof codeLens === "boolean" ? { codeLens } : {}),
    ...(names.length > 0 ? { commands: names } : {}),
    ...(typeof diagnosticsInHover === "boolean" ? { diagnosticsInHover } : {}),
  };
}

type Wish = NonNullable<InitializationOptions["rules"]>[string];

const SEVERITIES: ReadonlySet<unknown> = new Set(["error", "warning", "info", "off"]);

const isMap = (given: unknown): given is { readonly [member: string]: unknown } =>
  typeof given === "object" && given !== null && !Array.isArray(given);
