// Configuration as plain data, already read and validated by the host (schemas/drydock.schema.json), and how it decides for one path
// and resource. Nested files extend their parent; the innermost word wins.
import picomatch from "picomatch";
import type { FacetSettings, RoleOverride } from "../facet/facet.ts";
import type { Unit } from "../model/index.ts";
import type { Json } from "../model/operation.ts";
import type { Resource } from "../model/resource.ts";
import type { Preset, Rule, Severity } from "./rule.ts";

type RuleSetting = Severity | "off" | { readonly severity?: Severity | "off"; readonly options?: Readonly<Record<string, Json>> };

/** One `drydock.yaml`. Paths and globs in it are relative to its folder. */
export interface ConfigValue {
  readonly root?: boolean;
  readonly preset?: Preset | readonly Preset[];
  readonly preview?: boolean;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly failOn?: Severity | "never";
  readonly kubernetes?: { readonly version?: string };
  readonly units?: readonly {
    readonly name: string;
    readonly path: string;
    readonly namespace?: string;
    readonly complete?: boolean;
    readonly owns?: readonly string[];
  }[];
  readonly roles?: readonly RoleOverride[];
  readonly accelerators?: readonly string[];
  readonly spotLabels?: readonly { readonly key: string; readonly value: string }[];
  readonly ignore?: readonly ConfigIgnore[];
  readonly overrides?: readonly ConfigOverride[];
  readonly terraform?: { readonly roots?: readonly string[]; readonly scenarios?: readonly string[] };
}

export interface ConfigIgnore {
  readonly rule: string;
  readonly path?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly reason: string;
  /** ISO date; from the day after it no longer holds. */
  readonly until?: string;
}

interface ConfigOverride {
  readonly path?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly preset?: Preset | readonly Preset[];
  readonly preview?: boolean;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
}

export interface ConfigFile {
  /** Workspace-relative path of the file itself. */
  readonly path: string;
  readonly value: ConfigValue;
}

/** What the command line or the editor adds; it wins over every file. */
export interface ConfigOverlay {
  readonly preview?: boolean;
  readonly rules?: Readonly<Record<string, Severity | "off">>;
}

/** What governs one folder. Equal chains give the identical object, so that facets can be shared by identity. */
export interface Settings {
  readonly facets: FacetSettings;
  /** Outermost first. */
  readonly files: readonly ConfigFile[];
  readonly failOn: Severity | "never";
  /** "off", or the severity of a variant for a resource. */
  severityOf(rule: Rule, variant: string, resource: Pick<Resource, "ref">, path: string): Severity | "off";
  /** Whether some variant of a rule is on for a resource, or is held back only by being in preview. */
  isWanted(rule: Rule, resource: Pick<Resource, "ref">, path: string): boolean;
  /** Whether a variant is off only because its rule is in preview. */
  isHeldBack(rule: Rule, variant: string): boolean;
  optionsOf(rule: Rule): Readonly<Record<string, Json>>;
  readonly ignores: readonly (ConfigIgnore & { readonly file: string })[];
}

/** `files`: the chain that governs a folder, outermost first. */
export function settingsOf(files: readonly ConfigFile[], overlay: ConfigOverlay = {}): Settings {
  const values = files.map((file) => file.value);
  const last = <T>(read: (value: ConfigValue) => T | undefined): T | undefined => values.map(read).findLast((one) => one !== undefined);
  const preview = overlay.preview ?? last((value) => value.preview) ?? false;
  const presets = presetList(last((value) => value.preset));
  const written = new Map<string, RuleSetting>();
  for (const value of values)
    for (const [id, setting] of Object.entries(value.rules ?? {})) written.set(id, merged(written.get(id), setting));
  const overrides = files.flatMap((file) =>
    (file.value.overrides ?? []).map((override) => ({ override, matches: overrideMatcher(file, override) })),
  );

  const settings: Settings = {
    facets: {
      accelerators: values.flatMap((value) => value.accelerators ?? []),
      spotLabels: values.flatMap((value) => value.spotLabels ?? []),
      roles: files
        .flatMap((file) =>
          (file.value.roles ?? []).map((role) => ({
            ...role,
            match: { ...role.match, ...(role.match.path ? { path: below(file.path, role.match.path) } : {}) },
          })),
        )
        .reverse(),
    },
    files,
    failOn: last((value) => value.failOn) ?? "error",
    severityOf(rule, variant, resource, path) {
      const definition = rule.variants[variant];
      if (!definition) return "off";
      const active = overrides.filter(({ matches }) => matches(resource, path)).map(({ override }) => override);
      const chosen = presetList(active.findLast((one) => one.preset !== undefined)?.preset) ?? presets;
      const previews = active.findLast((one) => one.preview !== undefined)?.preview ?? preview;
      let setting: RuleSetting | undefined = settingFor(written, rule.id);
      for (const one of active)
        for (const key of keysFor(rule.id)) if (one.rules?.[key] !== undefined) setting = merged(setting, one.rules[key] as RuleSetting);
      const overlaid = keysFor(rule.id)
        .map((key) => overlay.rules?.[key])
        .findLast((one) => one !== undefined);
      const named = overlaid ?? (typeof setting === "object" ? setting.severity : setting);
      if (named !== undefined) return named;
      const on =
        definition.preset === "preview"
          ? previews
          : (chosen ?? ["recommended"]).includes(definition.preset) || definition.preset === "recommended";
      return on ? definition.severity : "off";
    },
    isWanted(rule, resource, path) {
      return Object.keys(rule.variants).some(
        (variant) => settings.severityOf(rule, variant, resource, path) !== "off" || settings.isHeldBack(rule, variant),
      );
    },
    isHeldBack(rule, variant) {
      return rule.variants[variant]?.preset === "preview" && !preview && settingFor(written, rule.id) === undefined;
    },
    optionsOf(rule) {
      const setting = settingFor(written, rule.id);
      return typeof setting === "object" ? (setting.options ?? {}) : {};
    },
    ignores: files.flatMap((file) =>
      (file.value.ignore ?? []).map((ignore) => ({
        ...ignore,
        ...(ignore.path ? { path: below(file.path, ignore.path) } : {}),
        file: file.path,
      })),
    ),
  };
  return overrides.length === 0 ? remembered(settings) : settings;
}

/** The same settings; without overrides nothing depends on the resource, and every rule is asked for on every resource. */
function remembered(settings: Settings): Settings {
  const severities = new Map<Rule, Map<string, Severity | "off">>();
  const wanted = new Map<Rule, boolean>();
  return {
    ...settings,
    severityOf(rule, variant, resource, path) {
      let known = severities.get(rule);
      if (!known) severities.set(rule, (known = new Map()));
      let severity = known.get(variant);
      if (severity === undefined) known.set(variant, (severity = settings.severityOf(rule, variant, resource, path)));
      return severity;
    },
    isWanted(rule, resource, path) {
      let is = wanted.get(rule);
      if (is === undefined) wanted.set(rule, (is = settings.isWanted(rule, resource, path)));
      return is;
    },
  };
}

/** The units that configuration declares, with their folders made workspace-relative. */
export const declaredUnits = (files: readonly ConfigFile[]): readonly Unit[] =>
  files.flatMap((file) =>
    (file.value.units ?? []).map((unit) => ({
      id: `${file.path}#${unit.name}`,
      name: unit.name,
      complete: unit.complete ?? false,
      owns: unit.owns ?? [],
      folder: below(file.path, unit.path).replace(/\/+$/, ""),
    })),
  );

/** A path or glob of a configuration file, relative to the workspace; "./" and a leading "/" mean the file's own folder. */
function below(configPath: string, pattern: string): string {
  const folder = configPath.includes("/") ? configPath.slice(0, configPath.lastIndexOf("/") + 1) : "";
  const relative = pattern.replace(/^\.?\/+/, "");
  return relative === "." || relative === "" ? folder.replace(/\/$/, "") : folder + relative;
}

/** A glob names a path, or a folder with everything below it; nothing names the whole workspace. */
export function globMatcher(pattern: string): (path: string) => boolean {
  if (pattern === "") return () => true;
  const matches = picomatch([pattern, `${pattern.replace(/\/+$/, "")}/**`], { dot: true, windows: false });
  return (path) => matches(path);
}

const presetList = (preset: Preset | readonly Preset[] | undefined): readonly Preset[] | undefined =>
  preset === undefined ? undefined : typeof preset === "string" ? [preset] : preset;

/** A rule is named by its id or by its topic (`gpu/*`); the id wins. */
const keysFor = (id: string): readonly string[] => [`${id.slice(0, id.indexOf("/"))}/*`, id];

function settingFor(written: ReadonlyMap<string, RuleSetting>, id: string): RuleSetting | undefined {
  let setting: RuleSetting | undefined;
  for (const key of keysFor(id)) {
    const one = written.get(key);
    if (one !== undefined) setting = merged(setting, one);
  }
  return setting;
}

function merged(before: RuleSetting | undefined, after: RuleSetting): RuleSetting {
  if (before === undefined || typeof after === "string")
    return typeof before === "object" && typeof after === "string" ? { ...before, severity: after } : after;
  const base = typeof before === "string" ? { severity: before } : before;
  return { ...base, ...after, options: { ...base.options, ...after.options } };
}

function overrideMatcher(file: ConfigFile, override: ConfigOverride): (resource: Pick<Resource, "ref">, path: string) => boolean {
  const glob = override.path === undefined ? undefined : globMatcher(below(file.path, override.path));
  return (resource, path) =>
    (glob === undefined || glob(path)) &&
    (override.kind === undefined || override.kind === resource.ref.kind) &&
    (override.namespace === undefined || override.namespace === resource.ref.namespace);
}
