// Configuration as plain data, already read and validated by the host (schemas/drydock.schema.json), and how it decides for one path
// and resource.
import type { FacetSettings, RoleOverride } from "../facet/facet.ts";
import type { Unit } from "../model/index.ts";
import type { Json } from "../model/operation.ts";
import type { Resource } from "../model/resource.ts";
import { globMatcher } from "../text/glob.ts";
import type { Location } from "../text/line-index.ts";
import type { Preset, Rule, Severity } from "./rule.ts";

type RuleSetting = Severity | "off" | { readonly severity?: Severity | "off"; readonly options?: Readonly<Record<string, Json>> };

/** One `drydock.yaml`. Paths and globs in it are relative to its folder. */
export interface ConfigValue {
  readonly root?: boolean;
  readonly preset?: Preset | readonly Preset[];
  readonly preview?: boolean;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly failOn?: Severity | "never";
  /** For front ends: the file of known findings, relative to this one. */
  readonly baseline?: string;
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
  /** Where each entry of `ignore` is written, in their order. */
  readonly ignoresAt?: readonly Location[];
}

/** What the command line or the editor adds; it wins over every file. */
export interface ConfigOverlay {
  /** Instead of those that the files choose. */
  readonly presets?: readonly Preset[];
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
  severityOf(rule: Rule, variant: string, resource: Subject, path: string): Severity | "off";
  /** Whether some variant of a rule is on for a resource, or is held back only by being in preview. */
  isWanted(rule: Rule, resource: Subject, path: string): boolean;
  /** Whether a variant is off only because its rule is in preview. */
  isHeldBack(rule: Rule, variant: string, resource: Subject, path: string): boolean;
  optionsOf(rule: Rule, resource: Subject, path: string): Readonly<Record<string, Json>>;
  readonly ignores: readonly (ConfigIgnore & { readonly at: Location })[];
}

/** Words about rules that hold for whatever `matches`; without it for everything that a file governs. */
interface Layer extends Pick<ConfigOverride, "preset" | "preview" | "rules"> {
  readonly matches?: (resource: Subject, path: string) => boolean;
}

type Subject = Pick<Resource, "ref">;

/** What holds for one resource, when all layers are laid over each other. */
interface Effective {
  severityOf(rule: Rule, variant: string): Severity | "off";
  isHeldBack(rule: Rule, variant: string): boolean;
  isWanted(rule: Rule): boolean;
  optionsOf(rule: Rule): Readonly<Record<string, Json>>;
}

/**
 * `files`: the chain that governs a folder, outermost first. They are laid over each other file by file: first what a file says of
 * everything, then its overrides that match, in their order; then the next file, which is nearer. The last word counts, and the
 * overlay, which is what the command line says, comes after all of them.
 */
export function settingsOf(files: readonly ConfigFile[], overlay: ConfigOverlay = {}): Settings {
  const values = files.map((file) => file.value);
  const layers = files.flatMap((file): readonly Layer[] => [
    file.value,
    ...(file.value.overrides ?? []).map((override) => ({ ...override, matches: overrideMatcher(file, override) })),
  ]);
  const effectiveFor = effectiveBy(layers, overlay);
  return {
    facets: {
      accelerators: values.flatMap((value) => value.accelerators ?? []),
      spotLabels: values.flatMap((value) => value.spotLabels ?? []),
      // The first match counts: the nearest file comes first, and in it the order in which they stand.
      roles: files.toReversed().flatMap((file) =>
        (file.value.roles ?? []).map((role) => ({
          ...role,
          match: { ...role.match, ...(role.match.path ? { path: below(file.path, role.match.path) } : {}) },
        })),
      ),
    },
    files,
    failOn: values.map((value) => value.failOn).findLast((one) => one !== undefined) ?? "error",
    severityOf: (rule, variant, resource, path) => effectiveFor(resource, path).severityOf(rule, variant),
    isWanted: (rule, resource, path) => effectiveFor(resource, path).isWanted(rule),
    isHeldBack: (rule, variant, resource, path) => effectiveFor(resource, path).isHeldBack(rule, variant),
    optionsOf: (rule, resource, path) => effectiveFor(resource, path).optionsOf(rule),
    ignores: files.flatMap((file) =>
      (file.value.ignore ?? []).map((ignore, index) => ({
        ...ignore,
        ...(ignore.path ? { path: below(file.path, ignore.path) } : {}),
        at: file.ignoresAt?.[index] ?? { file: file.path, ...FIRST_LINE },
      })),
    ),
  };
}

const FIRST_LINE = { span: { start: 0, end: 0 }, range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } };

/** Few combinations of overrides ever hold, and every rule is asked for on every resource. */
function effectiveBy(layers: readonly Layer[], overlay: ConfigOverlay): (resource: Subject, path: string) => Effective {
  const all = effective(layers, overlay);
  if (layers.every(({ matches }) => matches === undefined)) return () => all;
  const known = new Map<string, Effective>();
  let last: { readonly resource: Subject; readonly path: string; readonly is: Effective } | undefined;
  return (resource, path) => {
    if (last?.resource === resource && last.path === path) return last.is;
    const active: number[] = [];
    for (const [index, { matches }] of layers.entries()) if (matches === undefined || matches(resource, path)) active.push(index);
    const key = active.join();
    let is = known.get(key);
    if (!is) {
      is = effective(
        active.map((index) => layers[index] as Layer),
        overlay,
      );
      known.set(key, is);
    }
    last = { resource, path, is };
    return is;
  };
}

/** `layers`: those that hold, the strongest last. */
function effective(layers: readonly Layer[], overlay: ConfigOverlay): Effective {
  const last = <T>(read: (layer: Layer) => T | undefined): T | undefined => layers.map(read).findLast((one) => one !== undefined);
  const presets = overlay.presets ?? presetList(last(({ preset }) => preset)) ?? [];
  const hasPreviews = (overlay.preview ?? last(({ preview }) => preview) ?? false) || presets.includes("preview");
  const settings = new Map<Rule, { readonly severity?: Severity | "off"; readonly options?: Readonly<Record<string, Json>> }>();
  const settingOf = (rule: Rule) => {
    let setting = settings.get(rule);
    if (setting) return setting;
    setting = {};
    for (const { rules } of [...layers, overlay])
      for (const key of keysFor(rule.id)) if (rules && Object.hasOwn(rules, key)) setting = merged(setting, rules[key] as RuleSetting);
    settings.set(rule, setting);
    return setting;
  };
  const isOn = (preset: Preset) => (preset === "preview" ? hasPreviews : preset === "recommended" || presets.includes(preset));
  const severities = new Map<Rule, Map<string, Severity | "off">>();
  const wanted = new Map<Rule, boolean>();

  const own: Effective = {
    severityOf(rule, variant) {
      let ofRule = severities.get(rule);
      if (!ofRule) severities.set(rule, (ofRule = new Map()));
      let severity = ofRule.get(variant);
      if (severity !== undefined) return severity;
      const definition = rule.variants[variant];
      severity = definition === undefined ? "off" : (settingOf(rule).severity ?? (isOn(definition.preset) ? definition.severity : "off"));
      ofRule.set(variant, severity);
      return severity;
    },
    isHeldBack: (rule, variant) => rule.variants[variant]?.preset === "preview" && !hasPreviews && settingOf(rule).severity === undefined,
    isWanted(rule) {
      let is = wanted.get(rule);
      if (is === undefined) {
        is = Object.keys(rule.variants).some((variant) => own.severityOf(rule, variant) !== "off" || own.isHeldBack(rule, variant));
        wanted.set(rule, is);
      }
      return is;
    },
    optionsOf: (rule) => settingOf(rule).options ?? {},
  };
  return own;
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

const presetList = (preset: Preset | readonly Preset[] | undefined): readonly Preset[] | undefined =>
  preset === undefined ? undefined : typeof preset === "string" ? [preset] : preset;

/** A rule is named by its id or by its topic (`gpu/*`); in one place the id wins. */
const keysFor = (id: string): readonly string[] => [`${id.slice(0, id.indexOf("/"))}/*`, id];

/** A severity keeps the options that were given before it, and options keep the severity. */
function merged(before: Exclude<RuleSetting, string>, after: RuleSetting): Exclude<RuleSetting, string> {
  if (typeof after === "string") return { ...before, severity: after };
  return { ...before, ...after, ...(after.options ? { options: { ...before.options, ...after.options } } : {}) };
}

function overrideMatcher(file: ConfigFile, override: ConfigOverride): (resource: Subject, path: string) => boolean {
  const glob = override.path === undefined ? undefined : globMatcher(below(file.path, override.path));
  return (resource, path) =>
    (glob === undefined || glob(path)) &&
    (override.kind === undefined || override.kind === resource.ref.kind) &&
    (override.namespace === undefined || override.namespace === resource.ref.namespace);
}
