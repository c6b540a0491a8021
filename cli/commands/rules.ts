// drydock rules: all rules, one line each.
import { docsUrl, type Preset, type Rule, type Severity } from "../../engine/api.ts";
import { rules } from "../../rules/index.ts";
import { width } from "../cells.ts";
import { EXIT, type Io } from "../io.ts";
import { asJson } from "../reporters/as-json.ts";
import { SIGNS, styleFor } from "../style.ts";

export function listRules(format: "pretty" | "json", io: Io): number {
  const sorted = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  io.stdout.write(format === "json" ? asJson(sorted.map(describe)) : table(sorted, io));
  return EXIT.clean;
}

const describe = ({ id, since, practice, aliases, variants }: Rule) => ({ id, since, practice, aliases, variants, docs: docsUrl(id) });

function table(sorted: readonly Rule[], io: Io): string {
  const style = styleFor(io.stdout, io.env);
  const widest = Math.max(0, ...sorted.map(({ id }) => width(id)));
  const lines = sorted.map((rule) => {
    const severity = severityOf(rule);
    const presets = [...new Set(Object.values(rule.variants).map(({ preset }) => preset))].join(", ");
    const fixes = fixesOf(rule);
    return `${style.severity[severity](SIGNS[severity])} ${rule.id.padEnd(widest)}  ${presets}${fixes === "" ? "" : style.dim(` · ${fixes}`)}`;
  });
  const off = sorted.filter((rule) => Object.values(rule.variants).every(({ preset }) => preset !== DEFAULT)).length;
  const note = off > 0 ? `, ${off} of them on only with a preset or --preview` : "";
  return `${lines.join("\n")}\n\n${sorted.length} rules${note}. drydock explain RULE shows the page of one.\n`;
}

const DEFAULT: Preset = "recommended";

const severityOf = ({ variants }: Rule): Severity => {
  const severities = Object.values(variants).map(({ severity }) => severity);
  return (["error", "warning"] as const).find((one) => severities.includes(one)) ?? "info";
};

function fixesOf({ variants }: Rule): string {
  const kinds = new Set(Object.values(variants).map(({ applicability }) => applicability));
  return [kinds.has("safe") ? "safe fix" : "", kinds.has("review") ? "fix to check" : ""].filter((one) => one !== "").join(", ");
}
