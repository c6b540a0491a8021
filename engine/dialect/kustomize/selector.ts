// Patch and replacement targets: which objects a selector means.
import { type BuildObject, effectiveNamespace, isWithoutNamespace, originalId, stringsOf } from "./object.ts";
import { compilePattern, type Pattern } from "./pattern.ts";
import { get, type Located, textAt } from "./tree.ts";

export type Selector = (object: BuildObject) => boolean;

/** Reads `target:`; a string says why it cannot be read, in words. Group, version, kind, name and namespace are patterns. */
export function selectorOf(target: Located): Selector | { readonly why: string; readonly at: Located } {
  const patterns: Partial<Record<"group" | "version" | "kind" | "name" | "namespace", Pattern>> = {};
  for (const field of ["group", "version", "kind", "name", "namespace"] as const) {
    const text = textAt(target, field);
    if (text === undefined || text === "") continue;
    const pattern = compilePattern(text);
    if (!pattern) return { why: `The pattern "${text}" cannot be read.`, at: get(target, field) as Located };
    patterns[field] = pattern;
  }
  const labels = requirementsAt(target, "labelSelector");
  if (!Array.isArray(labels)) return labels as { why: string; at: Located };
  const annotations = requirementsAt(target, "annotationSelector");
  if (!Array.isArray(annotations)) return annotations as { why: string; at: Located };
  return (object) => {
    const { id } = object;
    const first = originalId(object);
    const matches = (pattern: Pattern | undefined, ...texts: readonly string[]) => !pattern || texts.some(pattern);
    return (
      matches(patterns.namespace, namespaceText(first), namespaceText(id)) &&
      matches(patterns.name, first.name, id.name) &&
      matches(patterns.group, id.group) &&
      matches(patterns.version, id.version) &&
      matches(patterns.kind, id.kind) &&
      meets(labels, () => stringsOf(object, "labels")) &&
      meets(annotations, () => stringsOf(object, "annotations"))
    );
  };
}

/** What Kustomize compares patterns with where an object has no namespace. */
const namespaceText = (id: Parameters<typeof effectiveNamespace>[0]): string =>
  isWithoutNamespace(id) ? "_non_namespaceable_" : effectiveNamespace(id);

type Requirement = (values: ReadonlyMap<string, string>) => boolean;

function requirementsAt(target: Located, field: string): readonly Requirement[] | { readonly why: string; readonly at: Located } {
  const text = textAt(target, field);
  if (text === undefined || text.trim() === "") return [];
  const requirements = parseRequirements(text);
  return requirements ?? { why: `"${text}" is no label selector.`, at: get(target, field) as Located };
}

const meets = (requirements: readonly Requirement[], values: () => ReadonlyMap<string, string>): boolean => {
  if (requirements.length === 0) return true;
  const present = values();
  return requirements.every((requirement) => requirement(present));
};

/** `a=b,c!=d,e in (x, y),!f,g`: all of them. */
export function parseRequirements(text: string): readonly Requirement[] | undefined {
  const requirements: Requirement[] = [];
  for (const part of splitOutsideBrackets(text)) {
    const requirement = parseRequirement(part.trim());
    if (!requirement) return undefined;
    requirements.push(requirement);
  }
  return requirements;
}

function splitOutsideBrackets(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")") depth--;
    else if (text[at] === "," && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const KEY = "[A-Za-z0-9./_-]+";
const EQUALITY = new RegExp(`^(${KEY})\\s*(==|=|!=)\\s*([A-Za-z0-9._-]*)$`);
const SET = new RegExp(`^(${KEY})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const PRESENCE = new RegExp(`^(!?)\\s*(${KEY})$`);

function parseRequirement(text: string): Requirement | undefined {
  const equality = EQUALITY.exec(text);
  if (equality) {
    const [, key = "", operator, value] = equality;
    return operator === "!=" ? (values) => values.get(key) !== value : (values) => values.get(key) === value;
  }
  const set = SET.exec(text);
  if (set) {
    const [, key = "", operator, list = ""] = set;
    const among = new Set(list.split(",").map((one) => one.trim()));
    const isIn: Requirement = (values) => values.has(key) && among.has(values.get(key) as string);
    return operator === "in" ? isIn : (values) => !isIn(values);
  }
  const presence = PRESENCE.exec(text);
  if (!presence) return undefined;
  const [, not, key = ""] = presence;
  return not === "!" ? (values) => !values.has(key) : (values) => values.has(key);
}
