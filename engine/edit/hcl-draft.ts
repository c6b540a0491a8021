// What all operations of one resource together want of its HCL: values replaced, statements removed, and for each body, object or list
// the things that join it. The first reason why something cannot be done is kept, and then the whole draft is void.
import type { Path } from "../model/address.ts";
import type { Json, SourceEdit } from "../model/operation.ts";
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { type HclBlock, type HclExpression, type HclObject, type HclTuple, literalText } from "../syntax/hcl/node.ts";
import type { Document, Node } from "../syntax/node.ts";
import { toJson } from "../syntax/to-json.ts";
import type { HclFresh } from "./hcl-text.ts";
import { sameData } from "./same.ts";

export type HclContainer = HclBlock | HclObject | HclTuple;

export interface HclInsertion {
  readonly document: Document;
  readonly container: HclContainer;
  /** By name, for a body or an object. */
  readonly entries: Map<string, HclFresh>;
  /** For a list. */
  readonly items: HclFresh[];
}

export interface HclDraft {
  readonly resource: Resource;
  readonly edits: SourceEdit[];
  readonly insertions: Map<object, HclInsertion>;
  refused: string | undefined;
}

export const emptyHclDraft = (resource: Resource): HclDraft => ({ resource, edits: [], insertions: new Map(), refused: undefined });

export function refuse(draft: HclDraft, reason: string): void {
  draft.refused ??= reason;
}

export function addEdit(draft: HclDraft, document: Document, start: number, end: number, text: string): void {
  const base = document.start;
  draft.edits.push({ source: document.source, edit: { start: base + start, end: base + end, text } });
}

export function insertionAt(draft: HclDraft, document: Document, container: HclContainer): HclInsertion {
  let insertion = draft.insertions.get(container);
  if (!insertion) draft.insertions.set(container, (insertion = { document, container, entries: new Map(), items: [] }));
  return insertion;
}

/** The deepest place on the way that is written, and the steps that are missing below it. */
export function nearest(resource: Resource, path: Path): { readonly place: Place; readonly rest: Path } {
  let place = Place.root(resource);
  for (const [index, step] of path.entries()) {
    const next = place.at(step);
    if (!next.hasNode) return { place, rest: path.slice(index) };
    place = next;
  }
  return { place, rest: [] };
}

/** Why nothing can be written at a place or below it, in words for the user. */
export function guard(place: Place): string | undefined {
  if (place.document.tree.state !== "parsed") return "the file has a syntax error: repair that first";
  for (let at: Place | undefined = place; at; at = at.parent) {
    const { node } = at;
    if (!node) continue;
    const { provenance } = node;
    if (provenance) return `the value comes from ${provenance.from === "default" ? "the default of " : ""}${provenance.name}`;
    if (node.kind === "open") return `the value is ${node.hole ? `${node.hole.text}, which is ` : ""}only known later`;
    if (node.kind === "scalar" && node.style === "computed") return "the value is computed and written nowhere";
  }
  return undefined;
}

/** The syntax behind a node: an expression, or the block of a nested block or resource. */
export const syntaxOf = (node: Node | undefined): HclExpression | HclBlock | undefined =>
  node?.syntax as HclExpression | HclBlock | undefined;

/** The body, object or list that a node is written as; undefined where a function or a reference gives it. */
export function containerOf(node: Node | undefined): HclContainer | undefined {
  const syntax = syntaxOf(node);
  return syntax?.kind === "block" || syntax?.kind === "object" || syntax?.kind === "tuple" ? syntax : undefined;
}

/** Whether a value is a literal whose text may be replaced. */
export function isLiteral(node: Node): boolean {
  const syntax = syntaxOf(node);
  switch (syntax?.kind) {
    case "number":
    case "bool":
    case "null":
      return true;
    case "unary":
      return syntax.value.kind === "number";
    case "template":
      return literalText(syntax) !== undefined;
    default:
      return false;
  }
}

/** Whether a node certainly says `value` already; `8` and "8" are the same scalar. */
export function says(draft: HclDraft, node: Node, value: Json): boolean {
  const problems: { kind: "syntax" | "limit"; message: string; span: { start: number; end: number } }[] = [];
  const data = toJson(node, draft.resource.dialect.scalar, problems);
  if (problems.length > 0) return false;
  const isScalar = (one: unknown) => one === null || typeof one !== "object";
  return sameData(data, value) || (isScalar(data) && isScalar(value) && data !== null && value !== null && String(data) === String(value));
}
