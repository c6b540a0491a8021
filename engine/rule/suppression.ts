// Suppressions: comments, annotations and configuration that say "leave this one, because …". Every one needs a reason, may have an
// end, and is reported when it has nothing to suppress.
import type { ClassifiedDocument } from "../dialect/dialect.ts";
import type { HclBody } from "../syntax/hcl/node.ts";
import { isHclTree } from "../syntax/hcl/parse.ts";
import { type Document, deref, findEntry, type Node } from "../syntax/node.ts";
import { commentsOf } from "../syntax/yaml/comments.ts";
import type { Location } from "../text/line-index.ts";
import type { Source, Span } from "../text/source.ts";
import { linesOf, locationIn } from "./locate.ts";

export interface Suppression {
  readonly carrier: "comment" | "file" | "annotation" | "foreign";
  /** Rule ids, or `topic/*`; in a foreign form the other tool's names. */
  readonly ids: readonly string[];
  readonly reason: string;
  /** Last ISO date on which it holds. */
  readonly until?: string;
  readonly at: Location;
  /** What it covers in this file. */
  readonly covers: Span;
}

const FOREIGN = /checkov:skip=([\w/-]+)(?::(.*))?|[#/ ](?:trivy|tfsec):ignore:([\w-]+)(.*)/;
/** Characters of a comment that are read. */
const LONGEST = 1000;
const ANNOTATION = "drydock.dev/ignore";
const FOREIGN_ANNOTATION = "ignore-check.kube-linter.io/";
const WORTH_READING = /drydock-ignore|drydock\.dev\/ignore|checkov:skip|(?:trivy|tfsec):ignore|ignore-check\.kube-linter\.io/;

/** All suppressions that are written in a file, in order of text. */
export function readSuppressions(source: Source, documents: readonly ClassifiedDocument[]): readonly Suppression[] {
  if (!WORTH_READING.test(source.text)) return [];
  const found: Suppression[] = [];
  documents.forEach(({ document }, index) => {
    for (const comment of comments(document)) found.push(...fromComment(source, document, comment, index === 0));
    found.push(...fromAnnotations(source, document));
  });
  return found;
}

function comments(document: Document): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  const { source, start, end, tree } = document;
  const text = source.text.slice(start, end);
  if (isHclTree(tree)) return tree.syntax.comments.map((span) => ({ ...span, text: text.slice(span.start, span.end) }));
  return source.language === "json" ? [] : commentsOf(text, tree);
}

function fromComment(
  source: Source,
  document: Document,
  comment: Span & { readonly text: string },
  isFirst: boolean,
): readonly Suppression[] {
  const span = { start: document.start + comment.start, end: document.start + comment.end };
  const at = locationIn(source, span);
  const own = /drydock-ignore(-file)?:\s*(.*)$/.exec(comment.text.slice(0, LONGEST).trimEnd().replace(/\*\/$/, ""));
  if (own) {
    const [, whole, rest = ""] = own;
    if (whole && !(isFirst && isInFirstBlock(source, span.start))) return [];
    const covers = whole ? { start: 0, end: source.text.length } : coveredBy(source, document, span);
    return [{ carrier: whole ? "file" : "comment", ...parseEntry(rest), at, covers }];
  }
  const foreign = FOREIGN.exec(comment.text);
  if (!foreign) return [];
  const id = (foreign[1] ?? foreign[3]) as string;
  return [
    { carrier: "foreign", ids: [id], reason: (foreign[2] ?? foreign[4] ?? "").trim(), at, covers: coveredBy(source, document, span) },
  ];
}

/** `gpu/limit-missing, spot/* — reason until 2027-03-31`; the dash may be `—`, `-` or `:`. */
function parseEntry(entry: string): { ids: readonly string[]; reason: string; until?: string } {
  const match = /^((?:[a-z][a-z-]*\/(?:[a-z][a-z-]*|\*)\s*,\s*)*[a-z][a-z-]*\/(?:[a-z][a-z-]*|\*))\s*(.*)$/.exec(entry.trim());
  if (!match) return { ids: [], reason: entry.trim() };
  const ids = (match[1] as string).split(",").map((id) => id.trim());
  const rest = (match[2] as string).replace(/^(?:—|–|-|:)\s*/, "").trim();
  const end = /\s*[[(]?\buntil\s+(\d{4}-\d{2}-\d{2})[\])]?\s*$/.exec(rest);
  return end ? { ids, reason: rest.slice(0, end.index).trim(), until: end[1] as string } : { ids, reason: rest };
}

/** Only comments and blank lines stand before it. */
function isInFirstBlock(source: Source, offset: number): boolean {
  return /^(?:\s|#[^\n\r]*|\/\/[^\n\r]*|---)*$/.test(source.text.slice(0, offset).replace(/#[^\n\r]*/g, ""));
}

/** The widest node that starts on the comment's line, else on the next line that holds one. */
function coveredBy(source: Source, document: Document, comment: Span): Span {
  const lines = linesOf(source);
  const line = lines.positionAt(comment.start).line;
  const before = source.text.slice(lines.start(line), comment.start);
  let target = line;
  if (/^\s*$/.test(before)) {
    target++;
    while (target < lines.lineCount && /^\s*(?:(?:#|\/\/).*)?$/.test(source.text.slice(lines.start(target), lines.end(target)))) target++;
  }
  const line0 = { start: lines.start(target), end: lines.end(target) };
  const widest = widestOn(document, line0);
  return widest ?? line0;
}

function widestOn(document: Document, line: Span): Span | undefined {
  if (document.source.language === "hcl") return hclNodeOn(document, line);
  let at: Node | undefined = document.tree.root;
  const from = line.start - document.start;
  const to = line.end - document.start;
  for (let depth = 0; at && depth < 300; depth++) {
    const children = childrenOf(at);
    const hit = children.find((child) => child.start >= from && child.start < to);
    if (hit) return { start: document.start + hit.start, end: document.start + Math.max(hit.end, to) };
    at = children.find((child) => child.start < from && child.end > from)?.node;
  }
  return undefined;
}

/** Entries (from their key on) and items, each as one stretch. */
function childrenOf(node: Node): readonly (Span & { readonly node: Node })[] {
  if (node.kind === "map")
    return node.entries.map(({ key, value }) => ({ start: key.start, end: Math.max(key.end, value.end), node: value }));
  return node.kind === "list" ? node.items.map((item) => ({ start: item.start, end: item.end, node: item })) : [];
}

function hclNodeOn(document: Document, line: Span): Span | undefined {
  let body: HclBody | undefined = isHclTree(document.tree) ? document.tree.syntax.body : undefined;
  for (let depth = 0; body && depth < 100; depth++) {
    const hit = body.items.find((item) => item.start >= line.start && item.start < line.end);
    if (hit) return { start: hit.start, end: Math.max(hit.end, line.end) };
    const around: HclBody["items"][number] | undefined = body.items.find((item) => item.start < line.start && item.end > line.start);
    body = around && "body" in around ? around.body : undefined;
  }
  return undefined;
}

/** `drydock.dev/ignore: "id: reason; id: reason (until date)"` covers the object that carries it. */
function fromAnnotations(source: Source, document: Document): readonly Suppression[] {
  const root = document.tree.root && deref(document.tree.root);
  const metadata = root?.kind === "map" ? findEntry(root, "metadata")?.value : undefined;
  const annotations =
    metadata && deref(metadata).kind === "map"
      ? findEntry(deref(metadata) as Extract<Node, { kind: "map" }>, "annotations")?.value
      : undefined;
  const map = annotations && deref(annotations);
  if (!root || map?.kind !== "map") return [];
  const covers = { start: document.start + root.start, end: document.start + root.end };
  return map.entries.flatMap(({ key, value }): readonly Suppression[] => {
    if (key.kind !== "scalar" || value.kind !== "scalar") return [];
    const at = locationIn(source, { start: document.start + value.start, end: document.start + value.end });
    if (key.text.startsWith(FOREIGN_ANNOTATION))
      return [{ carrier: "foreign", ids: [key.text.slice(FOREIGN_ANNOTATION.length)], reason: value.text.trim(), at, covers }];
    if (key.text !== ANNOTATION) return [];
    return value.text
      .split(";")
      .filter((one) => one.trim() !== "")
      .map((entry) => ({ carrier: "annotation", ...parseEntry(entry), at, covers }));
  });
}

/** Whether one of the ids names the rule: by id, by topic, or by another tool's name for it. */
export const names = (suppression: Pick<Suppression, "ids" | "carrier">, rule: string, aliases: readonly string[]): boolean =>
  suppression.ids.some((id) =>
    suppression.carrier === "foreign" ? aliases.includes(id) : id === rule || (id.endsWith("/*") && rule.startsWith(id.slice(0, -1))),
  );
