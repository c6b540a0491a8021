// `configurations:` files: fields that the transformers write besides those that they know.
import type { FieldSpec } from "./field-spec.ts";
import type { NameReference, TransformerFields } from "./transformer-fields.ts";
import { get, itemsAt, type Located, textAt } from "./tree.ts";

const LISTS = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "templateLabels",
  "volumeClaimTemplateLabels",
  "labels",
  "commonAnnotations",
  "images",
  "replicas",
] as const;

export function withConfiguration(fields: TransformerFields, configuration: Located): TransformerFields {
  const lists = LISTS.map((name) => [name, merged(fields[name], itemsAt(configuration, name).flatMap(fieldSpecOf))] as const);
  const references = itemsAt(configuration, "nameReference").map(
    (one): NameReference => ({ to: kindPatternOf(one), fields: itemsAt(one, "fieldSpecs").flatMap(fieldSpecOf) }),
  );
  return {
    ...fields,
    ...Object.fromEntries(lists),
    nameReference: mergedReferences(fields.nameReference, references),
  } as TransformerFields;
}

/** Both accumulations' fields, for a kustomization above the two. */
export function mergedFields(a: TransformerFields, b: TransformerFields): TransformerFields {
  if (a === b) return a;
  const lists = LISTS.map((name) => [name, merged(a[name], b[name])] as const);
  return { ...a, ...Object.fromEntries(lists), nameReference: mergedReferences(a.nameReference, b.nameReference) } as TransformerFields;
}

/** The fields of an entry of `labels:` besides its own. */
export const fieldSpecsAt = (at: Located | undefined, field: string): readonly FieldSpec[] => itemsAt(at, field).flatMap(fieldSpecOf);

function fieldSpecOf(at: Located): readonly FieldSpec[] {
  const path = textAt(at, "path");
  return path === undefined || path === "" ? [] : [{ ...kindPatternOf(at), path, create: textAt(get(at, "create")) === "true" }];
}

function kindPatternOf(at: Located): NameReference["to"] {
  return { group: textAt(at, "group"), version: textAt(at, "version"), kind: textAt(at, "kind") };
}

const keyOf = ({ group = "", version = "", kind = "" }: NameReference["to"]): string => JSON.stringify([group, version, kind]);

export function merged(a: readonly FieldSpec[], b: readonly FieldSpec[]): readonly FieldSpec[] {
  if (b.length === 0 || a === b) return a;
  const seen = new Set(a.map((spec) => keyOf(spec) + spec.path));
  const fresh = b.filter((spec) => !seen.has(keyOf(spec) + spec.path));
  return fresh.length === 0 ? a : [...a, ...fresh];
}

function mergedReferences(a: readonly NameReference[], b: readonly NameReference[]): readonly NameReference[] {
  if (b.length === 0 || a === b) return a;
  const known = new Map(b.map((reference) => [keyOf(reference.to), reference]));
  const joined = a.map((reference) => {
    const other = known.get(keyOf(reference.to));
    known.delete(keyOf(reference.to));
    return other && other !== reference ? { ...reference, fields: merged(reference.fields, other.fields) } : reference;
  });
  return [...joined, ...known.values()];
}
