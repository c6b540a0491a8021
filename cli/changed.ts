// --changed-since: what a change has to answer for. Everything that is found in a changed file, and in the others what was not found
// there before the change: a queue that was renamed shows in the jobs that name it. To know that, the workspace is judged as it was,
// then taken to what it is.
import { join } from "node:path";
import type { FileChange, Finding, Project, Report, SourceStore } from "../engine/api.ts";
import { changesSince, type GitChanges, isCandidate, pathInside, type WorkspaceFiles } from "../host/workspace.ts";
import { UsageError } from "./io.ts";
import type { Start } from "./resumed.ts";

export interface Change {
  /** The revision as it was named. */
  readonly since: string;
  isChanged(path: string): boolean;
  /** The findings that the change has to answer for. */
  blamed(report: Report): readonly Finding[];
}

/** `folder`: absolute, in the repository; `named`: files that were named though git does not look at them. */
export function readChange(folder: string, since: string, workspace: WorkspaceFiles, named: readonly string[]): WorkspaceChange {
  const { root, isIgnored } = workspace;
  const found = changesSince(folder, since);
  if ("problem" in found) throw new UsageError(`--changed-since ${since}: ${found.problem}`);
  const change: WorkspaceChange = {
    since,
    textOf(id) {
      const text = found.textOf(id);
      if (typeof text === "object") throw new UsageError(`--changed-since ${since}: ${text.problem}`);
      return text;
    },
    before: new Map(),
    gone: new Set(),
    fresh: new Set(named.filter(isIgnored)),
    changed: new Set(named.filter(isIgnored)),
    formerNames: new Map(),
  };
  for (const one of found.changes) note(change, (path) => (path === undefined ? undefined : pathInside(root, join(found.top, path))), one);
  // What git cannot give is told here: later it would be a failure in the middle of a judgement.
  for (const id of [...change.before.values()].slice(0, 1)) change.textOf(id);
  pairMoved(change, workspace);
  return change;
}

/** By paths of the workspace. */
interface WorkspaceChange {
  readonly since: string;
  textOf(id: string): string | undefined;
  /** What a path held, by the id of its text. */
  readonly before: Map<string, string>;
  /** Paths that are no more, and those that were not. */
  readonly gone: Set<string>;
  readonly fresh: Set<string>;
  /** Present paths whose text is another one. */
  readonly changed: Set<string>;
  /** The former path of each present one that was renamed. */
  readonly formerNames: Map<string, string>;
}

function note(
  change: WorkspaceChange,
  inside: (path: string | undefined) => string | undefined,
  { path, before, isSame }: GitChanges["changes"][number],
): void {
  const present = inside(path);
  const former = inside(before?.path);
  if (former !== undefined && before) change.before.set(former, before.id);
  if (former !== undefined && former !== present) change.gone.add(former);
  if (present === undefined) return;
  if (former !== present) change.fresh.add(present);
  if (former !== undefined && former !== present) change.formerNames.set(present, former);
  if (!isSame || former === undefined) change.changed.add(present);
}

/** git tells a new name only of a file that was added under it; a new file with the text of one that is gone is that one all the same. */
function pairMoved(change: WorkspaceChange, { paths, store }: WorkspaceFiles): void {
  const { before, gone, fresh, changed, formerNames } = change;
  const named = new Set(formerNames.values());
  const byText = new Map<string, string[]>();
  for (const path of [...gone].sort()) {
    const id = before.get(path);
    const text = fresh.has(path) || named.has(path) || id === undefined ? undefined : change.textOf(id);
    if (text) byText.set(text, [...(byText.get(text) ?? []), path]);
  }
  if (byText.size === 0) return;
  for (const path of paths) {
    if (!fresh.has(path) || formerNames.has(path)) continue;
    const text = store.read(path);
    const former = typeof text === "string" ? byText.get(text)?.shift() : undefined;
    if (former === undefined) continue;
    formerNames.set(path, former);
    changed.delete(path);
  }
}

/** A project that was brought from the former state to the present one, and the change with what it brought. */
export function projectOverChange(
  workspace: WorkspaceFiles,
  change: WorkspaceChange,
  begin: (start: Start) => Project,
): { readonly project: Project; readonly change: Change } {
  const { before, gone, fresh, changed } = change;
  // A path of which one file went and another came is not gone.
  for (const path of fresh) gone.delete(path);
  let isBefore = true;
  const lost = [...gone].filter((path) => isCandidate(path.slice(path.lastIndexOf("/") + 1)) && !workspace.isIgnored(path));
  const project = begin({
    paths: [...workspace.paths.filter((path) => !fresh.has(path) || before.has(path)), ...lost].sort(),
    store: storeBefore(workspace, change, () => isBefore),
    isOther: (path) => before.has(path) || fresh.has(path),
  });
  const known = counted(project.report().findings, ({ file }) => file);
  isBefore = false;
  project.update(changesOf(workspace, new Set([...changed, ...fresh, ...gone])));
  return {
    project,
    change: { since: change.since, isChanged: (path) => changed.has(path), blamed: (report) => blamed(report, change, known) },
  };
}

/** A file that no walk finds may still be read by a build or a module: it is gone from the list and is read again where it is asked for. */
function changesOf({ paths }: WorkspaceFiles, touched: ReadonlySet<string>): readonly FileChange[] {
  const listed = new Set(paths);
  return [...touched].sort().map((path) => (listed.has(path) ? { path } : { path, gone: true }));
}

function storeBefore({ store }: WorkspaceFiles, { before, gone, fresh, textOf }: WorkspaceChange, isBefore: () => boolean): SourceStore {
  const nameIn = (folder: string) => (path: string) =>
    path.slice(0, Math.max(0, path.lastIndexOf("/"))) === folder ? [path.slice(path.lastIndexOf("/") + 1)] : [];
  return {
    read(path) {
      if (!isBefore()) return store.read(path);
      const id = before.get(path);
      if (id !== undefined) return textOf(id);
      return fresh.has(path) ? undefined : store.read(path);
    },
    list(folder) {
      const names = store.list(folder);
      if (!isBefore()) return names;
      const came = new Set([...fresh].filter((path) => !before.has(path)).flatMap(nameIn(folder)));
      return [...new Set([...names.filter((name) => !came.has(name)), ...[...gone].flatMap(nameIn(folder))])].sort();
    },
  };
}

const keyOf = (file: string, { fingerprint }: Finding): string => `${fingerprint}\n${file}`;

function counted(findings: readonly Finding[], fileOf: (finding: Finding) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) {
    const key = keyOf(fileOf(finding), finding);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** A file that was only renamed is judged as an unchanged one, by what was found under its former name. */
function blamed({ findings }: Report, { changed, formerNames }: WorkspaceChange, known: ReadonlyMap<string, number>): readonly Finding[] {
  const left = new Map(known);
  return findings.filter((finding) => {
    if (changed.has(finding.file)) return true;
    const key = keyOf(formerNames.get(finding.file) ?? finding.file, finding);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
