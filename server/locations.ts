// Stretches of files as locations of the protocol.
import type { Location } from "vscode-languageserver/node";
import type { Spot } from "../engine/api.ts";
import type { Session } from "./session.ts";
import type { Workspace } from "./workspace.ts";

/** Each once: an object that several builds share is one place in the text. */
export function locations(session: Session, workspace: Workspace, spots: readonly Spot[]): Location[] {
  const found = new Map<string, Location>();
  for (const { path, ...span } of spots) {
    const at = { workspace, path };
    found.set(`${path}:${span.start}`, { uri: session.uriOf(at), range: session.converterOf(at).span(span) });
  }
  return [...found.values()];
}
