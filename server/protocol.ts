// What the server and its clients say to each other beyond the protocol itself: types only, so that a client can import this file
// without taking in anything of ours.

/** `Diagnostic.data` of a finding: enough to find it again in the present text. Never holds the text of a credential. */
export interface DiagnosticData {
  readonly rule: string;
  readonly variant: string;
  readonly address: {
    readonly resource: string;
    readonly path: readonly (string | number | { readonly by: string; readonly is: string })[];
    readonly part: "key" | "value" | { readonly word: number; readonly start: number; readonly end: number };
  };
  readonly data: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
}

/** `CodeAction.data` of an action whose edit is made when it is chosen. */
export interface ActionData {
  /** The URI of the document in which everything safe is to be fixed. */
  readonly fixAllIn: string;
}

/** `InitializeParams.initializationOptions`; unknown members are ignored. */
export interface InitializationOptions {
  /** Whether rules in preview speak too. */
  readonly preview?: boolean;
  /** Severities that win over every `drydock.yaml`. */
  readonly rules?: Readonly<Record<string, "error" | "warning" | "info" | "off">>;
  /** False: no lenses. */
  readonly codeLens?: boolean;
  /** Commands that the client itself can run; only those are offered. */
  readonly commands?: readonly string[];
  /** The client shows the diagnostics in its hovers: ours say what those do not. */
  readonly diagnosticsInHover?: boolean;
}

/**
 * `workspace/didChangeConfiguration`: `settings` are `InitializationOptions`, by themselves or as the member `drydock`. What they leave
 * out, and the last two in any case, is as it was at the beginning.
 */

/** `drydock/rules`: all rules, without parameters. */
export interface RuleFacts {
  readonly id: string;
  /** What it finds: one sentence of Markdown. */
  readonly what: string;
  /** Sections of the paper: "S3.3.1". */
  readonly practice: readonly string[];
  /** URI of its page, where that lies beside the server. */
  readonly page?: string;
}

/** `drydock/summary`: what was read, without parameters. */
export interface WorkspaceSummary {
  /** Files that hold something of ours. */
  readonly files: number;
  readonly resources: number;
  readonly workloads: number;
}

/** `drydock/fix`: the edit of all safe fixes, or of those of some rules or files; null where there is none. */
export interface FixParams {
  readonly rules?: readonly string[];
  readonly uris?: readonly string[];
}

/** The client's own command "drydock.ignore": it asks for a reason, and for a scope where there are several, then `drydock/suppress`. */
export interface IgnoreArgument {
  readonly uri: string;
  readonly data: DiagnosticData;
  /** Those that are possible here, the narrowest first; never empty. */
  readonly scopes: readonly SuppressParams["scope"][];
}

/** `drydock/suppress`: the edit that writes a suppression with a reason; null where it would not hold, or the finding is gone. */
export interface SuppressParams {
  readonly uri: string;
  readonly data: DiagnosticData;
  readonly scope: "line" | "resource" | "file";
  readonly reason: string;
}

/** `workspace/executeCommand`: asks the client to show the page of a rule. Its one argument is the rule's id. */
export type ShowDocsCommand = "drydock.showDocs";

/** A lens: the client shows the problems of a file. Its one argument is the URI. */
export type ShowProblemsCommand = "drydock.showProblems";
