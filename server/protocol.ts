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
}

/** `workspace/executeCommand`: asks the client to show the page of a rule. Its one argument is the rule's id. */
export type ShowDocsCommand = "drydock.showDocs";
