// `initialized`: asks the client to say when files change, and starts to read.
import { join } from "node:path";
import {
  DidChangeWatchedFilesNotification,
  type FileSystemWatcher,
  type Registration,
  type RegistrationParams,
} from "vscode-languageserver/node";
import { URI } from "vscode-uri";
import { CONFIG_NAME } from "../../host/workspace.ts";
import type { Session } from "../session.ts";

/** What can be ours by its name (host/discover.ts), and the files that say which files are looked at and how. */
const WATCHED = ["**/*.{yaml,yml,json,tf,tofu,tfvars,template}", "**/Kustomization", "**/.gitignore", "**/.drydockignore"];

const registration = (id: string, watchers: FileSystemWatcher[]): Registration => ({
  id,
  method: DidChangeWatchedFilesNotification.method,
  registerOptions: { watchers },
});

/** What is to be registered with the client, undefined for one that cannot watch. */
export function initialized(session: Session): RegistrationParams | undefined {
  session.stir();
  if (!session.client.registersWatchers) return undefined;
  const own = registration(
    "files",
    WATCHED.map((globPattern) => ({ globPattern })),
  );
  return { registrations: [own, ...above(session)] };
}

/** A client watches its own folders. A workspace may begin above one, and what lies beside it counts as well. Each root once. */
export function above(session: Session): Registration[] {
  const { client, workspaces, watched } = session;
  if (!client.registersWatchers || !client.watchesElsewhere) return [];
  const roots = workspaces.filter(
    ({ root, scope }) => scope === "folder" && !session.isWithin(URI.file(join(root, CONFIG_NAME)).toString()),
  );
  return roots.flatMap(({ root }) => {
    if (watched.has(root)) return [];
    watched.add(root);
    const baseUri = URI.file(root).toString();
    return [
      registration(
        `files in ${root}`,
        WATCHED.map((pattern) => ({ globPattern: { baseUri, pattern } })),
      ),
    ];
  });
}
