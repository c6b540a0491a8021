// The workspace of the suite, as a person would use it through the editor.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  type CodeAction,
  commands,
  type Diagnostic,
  extensions,
  languages,
  Position,
  Range,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { eventually } from "../../../tools/editor/wait.ts";
import { WORKSPACE } from "../fixtures.ts";

const root = () => workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
const made = new Set<string>();

export const uriOf = (name: string): Uri => Uri.file(join(root(), name));

/** A file on disk, gone after the case; one of the workspace's own becomes what it was. */
export function put(name: string, text: string): Uri {
  made.add(name);
  mkdirSync(dirname(join(root(), name)), { recursive: true });
  writeFileSync(join(root(), name), text);
  return uriOf(name);
}

export async function open(name: string, text: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument(put(name, text));
  await window.showTextDocument(document);
  return document;
}

export async function clean(): Promise<void> {
  await commands.executeCommand("workbench.action.files.revert");
  await commands.executeCommand("workbench.action.closeAllEditors");
  const own: Readonly<Record<string, string>> = WORKSPACE;
  for (const name of made) {
    const text = own[name];
    if (text === undefined) rmSync(join(root(), name), { force: true });
    else writeFileSync(join(root(), name), text);
  }
  made.clear();
}

export const findingsOf = (uri: Uri): readonly Diagnostic[] => languages.getDiagnostics(uri).filter(({ source }) => source === "drydock");

/** The ids of the rules that speak about the file. */
export const rulesOf = (uri: Uri): readonly string[] =>
  findingsOf(uri).map(({ code }) => String(typeof code === "object" ? code.value : code));

export const untilRules = (uri: Uri, ...ids: readonly string[]): Promise<void> =>
  eventually(`${workspace.asRelativePath(uri)} has the findings [${ids.join(", ")}]`, () => rulesOf(uri).join() === ids.join()).catch(
    (error: Error) => {
      throw new Error(`${error.message}; it has [${rulesOf(uri).join(", ")}]`);
    },
  );

/** Asks a provider until the answer is good: the editor's own markers arrive a little after the diagnostics. */
export async function asked<T>(what: string, ask: () => Thenable<T | undefined>, isGood: (answer: T) => boolean): Promise<T> {
  let answer: T | undefined;
  await eventually(what, async () => {
    answer = await ask();
    return answer !== undefined && isGood(answer);
  });
  return answer as T;
}

/** The light bulb's actions on a line. */
export function actions(uri: Uri, line: number, kind?: string): Promise<readonly CodeAction[]> {
  const range = new Range(new Position(line, 0), new Position(line, 500));
  return asked(
    "the light bulb has actions",
    () => commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", uri, range, kind),
    (found) => found.length > 0,
  );
}

export function ours() {
  const found = extensions.all.find(({ id }) => id.startsWith("drydock."));
  if (!found) throw new Error("The extension is not there");
  return found;
}
