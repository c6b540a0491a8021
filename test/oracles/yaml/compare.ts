// Our reading of a text beside kubectl's: equal, or a difference with a class.
import type { Problem, Tree } from "../../../engine/syntax/node.ts";
import { toJson } from "../../../engine/syntax/to-json.ts";
import { resolveGoYaml2 } from "../../../engine/syntax/yaml/scalars.ts";
import type { Answer } from "./oracle.ts";

export interface Reading {
  readonly value: unknown;
  /** Undefined: we accept the document. */
  readonly refused?: string;
  readonly tree: Tree;
}

export function ourReading(tree: Tree): Reading {
  const problems: Problem[] = [];
  const value = toJson(tree.root, resolveGoYaml2, problems);
  const first = tree.problems[0] ?? problems[0] ?? notJson(value);
  return { value, tree, ...(first ? { refused: first.message } : {}) };
}

/** JSON has no word for `.inf` and `.nan`: kubectl refuses them. */
function notJson(value: unknown): { message: string } | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? undefined : { message: "not a JSON number" };
  if (value === null || typeof value !== "object") return undefined;
  for (const member of Object.values(value)) {
    const found = notJson(member);
    if (found) return found;
  }
  return undefined;
}

export interface Difference {
  /** kubectl accepts what we refuse, or the reverse, or both accept and read different data. */
  readonly kind: "we refuse" | "we accept" | "values";
  readonly detail: string;
}

export function compare(ours: Reading, theirs: Answer): Difference | undefined {
  const refused = theirs.error !== undefined;
  if (refused && ours.refused !== undefined) return undefined;
  if (refused) return { kind: "we accept", detail: plainError(theirs.error ?? "") };
  if (ours.refused !== undefined) return { kind: "we refuse", detail: plainError(ours.refused) };
  const where = unequal(ours.value, theirs.value, "$");
  return where === undefined ? undefined : { kind: "values", detail: where };
}

/** Without what changes from text to text. */
const plainError = (error: string): string =>
  error
    .replace(/^yaml: /, "")
    .replace(/line \d+: /g, "")
    .replace(/`[^`]*`|'[^']*'|"[^"]*"/g, "…");

/** The path of the first value that is not the same. */
export function unequal(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (typeof ours === "number" || typeof ours === "bigint") {
    const literal = typeof theirs === "string" && theirs.startsWith("\u0000n") ? theirs.slice(2) : undefined;
    return literal !== undefined && sameNumber(ours, literal) ? undefined : differs(path, ours, theirs);
  }
  if (typeof ours === "string") return marked(ours) === theirs ? undefined : differs(path, ours, theirs);
  if (Array.isArray(ours)) {
    if (!Array.isArray(theirs) || theirs.length !== ours.length) return differs(path, ours, theirs);
    return first(ours.map((item, i) => () => unequal(item, theirs[i], `${path}[${i}]`)));
  }
  if (ours !== null && typeof ours === "object") {
    if (theirs === null || typeof theirs !== "object" || Array.isArray(theirs)) return differs(path, ours, theirs);
    const names = Object.keys(ours);
    const other = new Map(Object.entries(theirs));
    if (other.size !== names.length || names.some((name) => !other.has(wellFormed(name)))) return differs(path, ours, theirs);
    return first(
      Object.entries(ours).map(
        ([name, value]) =>
          () =>
            unequal(value, other.get(wellFormed(name)), `${path}.${name}`),
      ),
    );
  }
  return ours === theirs ? undefined : differs(path, ours, theirs);
}

function first(checks: (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const found = check();
    if (found !== undefined) return found;
  }
  return undefined;
}

const marked = (text: string): string => wellFormed(text.startsWith("\u0000") ? `\u0000${text}` : text);

/** Half a surrogate pair cannot be written in UTF-8: Go has U+FFFD there. */
const wellFormed = (text: string): string =>
  text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

const differs = (path: string, ours: unknown, theirs: unknown): string => `${path}: ${short(ours)} is not ${short(theirs)}`;

function short(value: unknown): string {
  const text = JSON.stringify(value, (_, member) => (typeof member === "bigint" ? String(member) : member)) ?? "undefined";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function sameNumber(ours: number | bigint, literal: string): boolean {
  if (typeof ours === "bigint") return /^-?\d+$/.test(literal) && BigInt(literal) === ours;
  return Number(literal) === ours;
}
