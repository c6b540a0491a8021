// `workspace/didChangeConfiguration`: the client's own settings act at once.
import type { DidChangeConfigurationParams } from "vscode-languageserver/node";
import { optionsIn } from "../client-facts.ts";
import type { Session } from "../session.ts";

export function didChangeConfiguration(session: Session, { settings }: DidChangeConfigurationParams): void {
  session.setOptions(optionsIn(settings));
}
