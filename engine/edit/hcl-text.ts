// Values as HCL text: quoting, alignment, nesting, in the layout of `terraform fmt`. Knows nothing of what is already written.
import type { Json } from "../model/operation.ts";

/** What is to be written: an expression as text, or something with parts. Text of several lines is indented for column 0. */
export type HclFresh =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "map"; readonly entries: Map<string, HclFresh> }
  | { readonly kind: "list"; readonly items: readonly HclFresh[] };

export interface HclLayout {
  readonly newline: string;
  /** One level of indentation. */
  readonly step: string;
}

export function hclFresh(value: Json): HclFresh {
  if (value === null || typeof value !== "object") return { kind: "text", text: hclLiteral(value) };
  if (Array.isArray(value)) return { kind: "list", items: value.map(hclFresh) };
  return {
    kind: "map",
    entries: new Map(Object.entries(value as { readonly [key: string]: Json }).map(([key, inner]) => [key, hclFresh(inner)])),
  };
}

const hclLiteral = (value: string | number | boolean | null): string => (typeof value === "string" ? quoted(value) : String(value));

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export const quoted = (text: string): string =>
  `"${text.replace(/[\\"\n\r\t]/g, (char) => ESCAPES[char] as string).replace(/([$%])\{/g, "$1$1{")}"`;

export const isName = (text: string): boolean => /^[A-Za-z_][\w-]*$/.test(text);

export const keyText = (key: string): string => (isName(key) ? key : quoted(key));

/** A value behind `=`, whose line is indented by `indent`. */
export function valueText(fresh: HclFresh, indent: string, layout: HclLayout): string {
  const { newline, step } = layout;
  const inner = indent + step;
  if (fresh.kind === "text") return fresh.text.replaceAll("\n", newline + indent);
  if (fresh.kind === "list") {
    if (fresh.items.length === 0) return "[]";
    const items = fresh.items.map((item) => valueText(item, inner, layout));
    if (fresh.items.every((item) => item.kind === "text" && !item.text.includes("\n"))) {
      const line = `[${items.join(", ")}]`;
      if (line.length <= 100) return line;
    }
    return `[${newline}${items.map((item) => `${inner}${item},${newline}`).join("")}${indent}]`;
  }
  if (fresh.entries.size === 0) return "{}";
  return `{${newline}${argumentLines([...fresh.entries], inner, layout).join(newline)}${newline}${indent}}`;
}

/** The same on one line, where everything around it stands on one. */
export function inlineText(fresh: HclFresh): string {
  if (fresh.kind === "text") return fresh.text;
  if (fresh.kind === "list") return `[${fresh.items.map(inlineText).join(", ")}]`;
  const entries = [...fresh.entries].map(([key, value]) => `${keyText(key)} = ${inlineText(value)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** `key = value` for each entry, the `=` of those on one line below each other. */
export function argumentLines(entries: readonly (readonly [string, HclFresh])[], indent: string, layout: HclLayout, width = 0): string[] {
  const written = entries.map(([key, value]) => ({ key: keyText(key), value: valueText(value, indent, layout) }));
  const isShort = (value: string) => !value.includes("\n");
  const widest = Math.max(width, ...written.filter(({ value }) => isShort(value)).map(({ key }) => key.length));
  return written.map(({ key, value }) => `${indent}${isShort(value) ? key.padEnd(widest) : key} = ${value}`);
}

/** Arguments that are maps by the provider's definition, where another map in a block is a nested block. */
const MAP_ARGUMENTS: ReadonlySet<string> = new Set(
  (
    "tags tags_all labels resource_labels node_labels annotations variables environment_variables metadata parameters limits requests " +
    "match_labels node_selector default_labels user_labels data string_data options"
  ).split(" "),
);

/** Whether a map (or list of maps) below `name` is written as a nested block. */
export function isNestedBlock(name: string, fresh: HclFresh): boolean {
  if (!isName(name) || MAP_ARGUMENTS.has(name)) return false;
  const maps = fresh.kind === "list" ? fresh.items : [fresh];
  return maps.length > 0 && maps.every((map) => map.kind === "map" && [...map.entries.keys()].every(isName));
}

/** The lines of a body: arguments first, then nested blocks behind an empty line each. */
function bodyLines(entries: ReadonlyMap<string, HclFresh>, indent: string, layout: HclLayout): string[] {
  const blocks = [...entries].filter(([name, value]) => isNestedBlock(name, value));
  const lines = argumentLines(
    [...entries].filter(([name, value]) => !isNestedBlock(name, value)),
    indent,
    layout,
  );
  for (const [name, value] of blocks) {
    if (lines.length > 0) lines.push("");
    lines.push(...blockLines(name, value, indent, layout));
  }
  return lines;
}

export function blockLines(name: string, value: HclFresh, indent: string, layout: HclLayout): string[] {
  const maps = value.kind === "list" ? value.items : [value];
  return maps.flatMap((map, index) => {
    const separator = index > 0 ? [""] : [];
    if (map.kind !== "map" || map.entries.size === 0) return [...separator, `${indent}${name} {}`];
    return [...separator, `${indent}${name} {`, ...bodyLines(map.entries, indent + layout.step, layout), `${indent}}`];
  });
}
