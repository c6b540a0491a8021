// `initialized`: asks the client to say when files change, and starts to read.
import { DidChangeWatchedFilesNotification, type RegistrationParams } from "vscode-languageserver/node";
import type { Session } from "../session.ts";

/** What can be ours by its name (host/discover.ts), and the files that say which files are looked at and how. */
const WATCHED = ["**/*.{yaml,yml,json,tf,tofu,tfvars,template}", "**/Kustomization", "**/.gitignore", "**/.drydockignore"];

/** What is to be registered with the client, undefined for one that cannot watch. */
export function initialized(session: Session): RegistrationParams | undefined {
  session.stir();
  if (!session.client.registersWatchers) return undefined;
  const watchers = WATCHED.map((globPattern) => ({ globPattern }));
  return { registrations: [{ id: "files", method: DidChangeWatchedFilesNotification.method, registerOptions: { watchers } }] };
}
