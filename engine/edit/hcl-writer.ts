// The writer of HCL: operations become small edits of the text. What is no literal (a variable, a function's result) is refused with
// what it is; text inside a heredoc is written by the YAML writer in its derived source.
import type { Address, Path } from "../model/address.ts";
import type { Json, Operation, Refusal, SourceEdit } from "../model/operation.ts";
import type { Resource, Writer } from "../model/resource.ts";
import { editInParent } from "../text/source.ts";
import { emptyHclDraft, nearest } from "./hcl-draft.ts";
import { lowerInsertion } from "./hcl-insert.ts";
import { draftHclOperation } from "./hcl-operations.ts";
import { yamlWriter } from "./yaml-writer.ts";

export const hclWriter: Writer = {
  refuses(resource, operation) {
    const result = lower(resource, [operation]);
    return "refused" in result ? result.refused : undefined;
  },
  lower,
};

function lower(resource: Resource, operations: readonly Operation[]): readonly SourceEdit[] | Refusal {
  const draft = emptyHclDraft(resource);
  const embedded = new Map<Resource["document"], Operation[]>();
  for (const operation of operations.flatMap(leaves)) {
    const document = writtenIn(resource, operation);
    if (document.source.language === "hcl") draftHclOperation(draft, operation);
    else embedded.set(document, [...(embedded.get(document) ?? []), operation]);
  }
  if (draft.refused !== undefined) return { refused: draft.refused };
  for (const insertion of draft.insertions.values()) lowerInsertion(draft, insertion);
  if (draft.refused !== undefined) return { refused: draft.refused };
  const edits = [...draft.edits];
  for (const [document, inside] of embedded) {
    const result = lowerEmbedded({ ...resource, document }, inside);
    if ("refused" in result) return result;
    edits.push(...result);
  }
  return edits;
}

/** Writes in the text of a heredoc; `resource.document` is the derived one. */
function lowerEmbedded(resource: Resource, operations: readonly Operation[]): readonly SourceEdit[] | Refusal {
  // In a quoted string every quote and line break would have to be escaped.
  const segments = resource.document.source.derived?.segments ?? [];
  const isHeredoc = segments.every((segment) => segment.kind !== "verbatim" || segment.indent !== undefined);
  if (!isHeredoc) return { refused: "the text stands in a quoted string: write it as a heredoc or with jsonencode()" };
  const result = yamlWriter.lower(resource, operations);
  if ("refused" in result) return result;
  const edits = result.map(({ source, edit }) => ({ source, edit: { ...edit, text: edit.text.replace(/([$%])\{/g, "$1$1{") } }));
  const isLost = edits.some(({ source, edit }) => STAND_IN.test(edit.text) || !editInParent(source, edit));
  return isLost ? { refused: "what stands here holds an interpolation" } : edits;
}

/** Stands for an interpolation in the derived text (dialect/terraform/embedded.ts). */
const STAND_IN = /\uE000/;

/** The document that an operation changes: for what is taken away or renamed, the one that holds its key. */
function writtenIn(resource: Resource, operation: Operation): Resource["document"] {
  const { place, rest } = nearest(resource, operation.at.path);
  const byKey = rest.length === 0 && (operation.op === "unset" || operation.op === "renameKey");
  return (byKey ? place.entry?.key.document : undefined) ?? place.document;
}

/** `set` of a map is `set` of its leaves; a list and an empty map are leaves. */
function leaves(operation: Operation): readonly Operation[] {
  if (operation.op !== "set" || typeof operation.at.part === "object") return [operation];
  return leafValues(operation.at.path, operation.value).map(([path, value]) => ({ op: "set", at: below(operation.at, path), value }));
}

const below = (at: Address, path: Path): Address => ({ resource: at.resource, path, part: "value" });

function leafValues(path: Path, value: Json): readonly (readonly [Path, Json])[] {
  const entries =
    value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value as { readonly [key: string]: Json }) : [];
  return entries.length === 0 ? [[path, value]] : entries.flatMap(([key, inner]) => leafValues([...path, key], inner));
}
