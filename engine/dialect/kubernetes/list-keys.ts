// By which field the items of a list are told apart, so that an address survives when the list is reordered. The table is generated
// (tools/generate-list-keys.ts). Kustomize merges lists by its own keys: dialect/kustomize/merge-keys.ts.
import table from "../../../schemas/list-keys.json";
import type { Path } from "../../model/address.ts";

const fields: ReadonlyMap<string, string> = new Map(Object.entries(table.fields));
/** By the field, then by its parent. */
const suffixes = new Map<string, Map<string, string>>();
for (const [suffix, key] of Object.entries(table.suffixes)) {
  const dot = suffix.lastIndexOf(".");
  const field = suffix.slice(dot + 1);
  suffixes.set(field, (suffixes.get(field) ?? new Map()).set(suffix.slice(0, dot), key));
}
/** By the kind and the field, since few paths end in the field that is asked about. */
const kinds = new Map<string, Map<string, (readonly [pattern: readonly string[], key: string])[]>>();
for (const [kind, paths] of Object.entries(table.kinds)) {
  const byField = new Map<string, (readonly [readonly string[], string])[]>();
  for (const [path, key] of Object.entries(paths)) {
    const steps = path.split(".");
    const field = steps.at(-1) as string;
    byField.set(field, [...(byField.get(field) ?? []), [steps, key]]);
  }
  kinds.set(kind, byField);
}

/**
 * The merge key of the list at `path` in objects of `kind` ("name" for `spec.containers`), the first one where there are several.
 * undefined: its items have none, or it is not known to be a list. Items of one list may still lack the key or share its value.
 */
export function listKeyFor(kind: string, path: Path): string | undefined {
  const field = path.at(-1);
  if (typeof field !== "string") return undefined;
  const special = kinds.get(kind)?.get(field);
  if (special) {
    const steps = pattern(path);
    for (const [written, key] of special) if (matches(written, steps)) return key;
  }
  const parents = suffixes.get(field);
  return parents?.get(lastName(path)) ?? fields.get(field);
}

/** The nearest field above the last step; "undefined" where there is none. */
function lastName(path: Path): string {
  for (let i = path.length - 2; i >= 0; i--) {
    const step = path[i];
    if (typeof step === "string") return step;
  }
  return "undefined";
}

/** `["spec", "templates[]", "inputs"]`: what stands between brackets belongs to the list's own step. */
function pattern(path: Path): string[] {
  const steps: string[] = [];
  for (const step of path) {
    if (typeof step === "string") steps.push(step);
    else if (steps.length > 0) steps[steps.length - 1] += "[]";
  }
  return steps;
}

const matches = (written: readonly string[], steps: readonly string[]): boolean =>
  written.length === steps.length && written.every((step, index) => step === steps[index] || step === "*");
