// What suppressions need of trees: the node that begins on a line, and the texts in texts that are read as manifests.
import type { ClassifiedDocument } from "../dialect/dialect.ts";
import type { HclBody, HclExpression, HclTemplate } from "../syntax/hcl/node.ts";
import { isHclTree } from "../syntax/hcl/parse.ts";
import { type Document, findEntry, type Node, type ScalarNode } from "../syntax/node.ts";
import { derivedSource } from "../syntax/segments.ts";
import type { Segment, Source, Span } from "../text/source.ts";

/** Something that a line can begin, and what is inside it: both in order of text. */
interface Part extends Span {
  readonly inside: Node | HclBody | HclExpression;
}

/** The widest node that begins between two offsets of the source. */
export function widestOn(document: Document, line: Span): Span | undefined {
  let at: Part["inside"] | undefined = isHclTree(document.tree) ? document.tree.syntax.body : document.tree.root;
  const from = line.start - document.start;
  const to = line.end - document.start;
  for (let depth = 0; at && depth < 300; depth++) {
    const { count, part } = partsOf(at);
    let low = 0;
    for (let high = count; low < high; ) {
      const middle = (low + high) >> 1;
      if (part(middle).start < from) low = middle + 1;
      else high = middle;
    }
    const hit = low < count ? part(low) : undefined;
    if (hit && hit.start < to) return { start: document.start + hit.start, end: document.start + Math.max(hit.end, to) };
    const around = low > 0 ? part(low - 1) : undefined;
    at = around && around.end > from ? around.inside : undefined;
  }
  return undefined;
}

/** Where the entries, items, blocks and attributes around an offset of the source begin, the outermost first. */
export function startsAround(document: Document, offset: number): readonly number[] {
  const starts: number[] = [];
  let at: Part["inside"] | undefined = isHclTree(document.tree) ? document.tree.syntax.body : document.tree.root;
  const target = offset - document.start;
  for (let depth = 0; at && depth < 300; depth++) {
    const { count, part } = partsOf(at);
    let low = 0;
    for (let high = count; low < high; ) {
      const middle = (low + high) >> 1;
      if (part(middle).start <= target) low = middle + 1;
      else high = middle;
    }
    const around = low > 0 ? part(low - 1) : undefined;
    if (!around || around.end < target) break;
    starts.push(document.start + around.start);
    at = around.inside;
  }
  return starts;
}

/** Entries (from their key on) and items, blocks and attributes, each as one stretch. */
function partsOf(node: Part["inside"]): { readonly count: number; readonly part: (index: number) => Part } {
  const parts = <T>(all: readonly T[], part: (one: T) => Part) => ({ count: all.length, part: (index: number) => part(all[index] as T) });
  const whole = <T extends Node | HclExpression>(one: T): Part => ({ start: one.start, end: one.end, inside: one });
  if (!("kind" in node))
    return parts(node.items, (item) => ({ start: item.start, end: item.end, inside: item.kind === "block" ? item.body : item.value }));
  switch (node.kind) {
    case "map":
      return parts(node.entries, ({ key, value }) => ({ start: key.start, end: Math.max(key.end, value.end), inside: value }));
    case "list":
      return parts(node.items, whole);
    case "object":
      return parts(node.items, (item) => ({ start: item.start, end: item.end, inside: item.value }));
    case "tuple":
      return parts(node.items, whole);
    case "call":
      return parts(node.arguments, whole);
    case "parentheses":
      return parts([node.value], whole);
    default:
      return parts<Node>([], whole);
  }
}

/** Manifests of Argo, patches of a kustomization, heredocs that hold an object: those that `isWanted`, as sources of their own. */
export function innerTexts({ document, class: documentClass }: ClassifiedDocument, isWanted: (text: string) => boolean): readonly Source[] {
  const { tree } = document;
  if (isHclTree(tree)) return heredocsOf(tree.syntax.body).flatMap((one) => heredocSource(document, one, isWanted) ?? []);
  if (documentClass === "kustomization") return scalarSources(document, () => true, isWanted);
  return documentClass === "kubernetes" && isArgo(tree.root) ? scalarSources(document, (key) => key === "manifest", isWanted) : [];
}

function isArgo(root: Node | undefined): boolean {
  const version = root?.kind === "map" ? findEntry(root, "apiVersion")?.value : undefined;
  return version?.kind === "scalar" && version.text.startsWith("argoproj.io/");
}

function scalarSources(document: Document, isNamed: (key: string) => boolean, isWanted: (text: string) => boolean): readonly Source[] {
  const found: ScalarNode[] = [];
  const rest: { readonly node: Node; readonly key: string }[] = document.tree.root ? [{ node: document.tree.root, key: "" }] : [];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { node, key } = next;
    if (node.kind === "map")
      for (const one of node.entries) rest.push({ node: one.value, key: one.key.kind === "scalar" ? one.key.text : "" });
    else if (node.kind === "list") for (const item of node.items) rest.push({ node: item, key });
    else if (node.kind === "scalar" && node.text.includes("\n") && isNamed(key) && isWanted(node.text)) found.push(node);
  }
  return found.map((node) => derivedSource(document, node, "yaml"));
}

function heredocsOf(body: HclBody): readonly HclTemplate[] {
  const found: HclTemplate[] = [];
  const rest: Part["inside"][] = [body];
  for (let node = rest.pop(); node; node = rest.pop()) {
    if ("kind" in node && node.kind === "template" && node.heredoc) found.push(node);
    const { count, part } = partsOf(node);
    for (let index = 0; index < count; index++) rest.push(part(index).inside);
  }
  return found;
}

/** Line by line without the common indentation; what is interpolated stays as it is written. */
function heredocSource({ source, start }: Document, { heredoc }: HclTemplate, isWanted: (text: string) => boolean): Source | undefined {
  if (!heredoc) return undefined;
  const from = start + heredoc.content.start;
  const content = source.text.slice(from, start + heredoc.content.end);
  if (!isWanted(content) || !/^[ \t]*apiVersion:/m.test(content)) return undefined;
  const segments: Segment[] = [];
  let text = "";
  for (const { 0: line, index } of content.matchAll(/[^\n]*\n|[^\n]+$/g)) {
    const cut = line.trim() === "" ? 0 : heredoc.indent;
    const kept = line.slice(cut);
    const parent = { start: from + index + cut, end: from + index + line.length };
    segments.push({ kind: "verbatim", start: text.length, end: text.length + kept.length, from: parent });
    text += kept;
  }
  return { id: `${source.id}#${from}`, path: source.path, language: "yaml", text, derived: { from: source, segments } };
}
