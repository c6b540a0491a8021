// What the command line says about rules; it comes after every drydock.yaml.
import type { ConfigOverlay, Preset, Severity } from "../engine/api.ts";
import { hint } from "../host/workspace.ts";
import { rules } from "../rules/index.ts";
import { UsageError } from "./io.ts";

export interface OverlayOptions {
  readonly preset?: readonly string[];
  readonly preview?: boolean;
  readonly rule?: readonly string[];
}

const PRESETS: readonly Preset[] = ["recommended", "strict", "hybrid", "regulated", "preview"];

export function overlayOf({ preset, preview, rule = [] }: OverlayOptions): ConfigOverlay {
  return {
    ...(preset ? { presets: preset.map(presetOf) } : {}),
    ...(preview ? { preview } : {}),
    rules: Object.fromEntries(rule.map(severityOf)),
  };
}

function presetOf(word: string): Preset {
  const preset = PRESETS.find((one) => one === word);
  if (!preset) throw new UsageError(`--preset ${word}: there are ${PRESETS.join(", ")}.${hint(word, PRESETS)}`);
  return preset;
}

const SEVERITIES = ["error", "warning", "info", "off"] as const;

function severityOf(word: string): [id: string, severity: Severity | "off"] {
  const at = word.lastIndexOf("=");
  const id = word.slice(0, at);
  const severity = SEVERITIES.find((one) => one === word.slice(at + 1));
  if (at < 0 || !severity) throw new UsageError(`--rule ${word}: write it as gpu/limit-missing=warning (or error, info, off).`);
  const known = rules.flatMap((one) => [one.id, `${one.id.slice(0, one.id.indexOf("/"))}/*`]);
  if (!known.includes(id)) throw new UsageError(`There is no rule "${id}".${hint(id, known)} drydock rules lists them.`);
  return [id, severity];
}
