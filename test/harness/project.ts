// A project over texts in memory: what every specification of the engine starts from.
import { createHash } from "node:crypto";
import { type ConfigValue, declaredUnits, type FileChange, Project, type Rule, type SourceStore, settingsOf } from "../../engine/api.ts";

export interface ProjectSetup {
  readonly rules: readonly Rule[];
  /** A `drydock.yaml` at the root, as data. Without it every rule speaks, also those in preview. */
  readonly config?: ConfigValue;
  readonly today?: string;
}

/** Files by path; the returned store can be changed, so that a file changes "on disk". */
export function projectOf(files: Readonly<Record<string, string>>, setup: ProjectSetup): Project & { readonly disk: Map<string, string> } {
  const disk = new Map(Object.entries(files));
  const store: SourceStore = {
    read: (path) => disk.get(path),
    list: (folder) =>
      [...disk.keys()]
        .filter((path) => path.slice(0, Math.max(0, path.lastIndexOf("/"))) === folder)
        .map((path) => path.slice(path.lastIndexOf("/") + 1)),
  };
  const chain = [
    {
      path: "drydock.yaml",
      value: { preset: ["recommended", "strict", "hybrid", "regulated"], preview: true, ...setup.config } satisfies ConfigValue,
    },
  ];
  const settings = settingsOf(chain);
  const project = new Project({
    rules: setup.rules,
    store,
    settings: () => settings,
    units: declaredUnits(chain),
    terraformRoots: [],
    today: setup.today ?? "2026-11-24",
    hash: (text) => createHash("sha256").update(text).digest("hex"),
  });
  project.update([...disk.keys()].map((path): FileChange => ({ path })));
  return Object.assign(project, { disk });
}

/** "file:line:column text-under-the-range message": how a person would point at a finding. */
export function pointed(project: Project): readonly string[] {
  return project.report().findings.map((finding) => {
    const text = project.text(finding.file) ?? "";
    return `${finding.file}:${finding.range.start.line}:${finding.range.start.column} ${text.slice(finding.span.start, finding.span.end)} ${project.describe(finding).message}`;
  });
}
