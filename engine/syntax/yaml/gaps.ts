// The text between the tokens of a document: where comments are, and where a tab is no white space. Read on demand only: most
// documents have neither question.
import type { Node, Problem } from "../node.ts";

/** A scalar, alias or collection as one stretch of text. `indent`: columns that its further lines need at least. */
export interface Token {
  readonly node: Node;
  readonly indent: number;
}

/**
 * The written scalars and aliases of a tree in order of text; with `flowAsOne` an outermost flow collection is one token. Without
 * `text` the indents are 0.
 */
export function tokensOf(root: Node | undefined, options: { readonly flowAsOne: boolean; readonly text?: string }): Token[] {
  const tokens: Token[] = [];
  const visit = (node: Node, indent: number): void => {
    if (node.kind === "map" && !(node.flow && options.flowAsOne)) {
      const inner = node.flow ? indent : columnOf(options.text, node.start) + 1;
      for (const { key, value } of node.entries) {
        visit(key, inner);
        visit(value, inner);
      }
    } else if (node.kind === "list" && !(node.flow && options.flowAsOne)) {
      const inner = node.flow ? indent : columnOf(options.text, node.start) + 1;
      for (const item of node.items) visit(item, inner);
    } else if (node.end > node.start) tokens.push({ node, indent });
  };
  if (root) visit(root, 0);
  return tokens;
}

function columnOf(text: string | undefined, offset: number): number {
  if (text === undefined) return 0;
  let start = offset;
  while (start > 0 && !isBreak(text.charCodeAt(start - 1))) start--;
  return offset - start;
}

/**
 * The first tab that kubectl refuses, though YAML 1.2 allows it: before the first token of a line, behind a dash, or at the edge of
 * a block scalar.
 */
export function forbiddenTab(text: string, root: Node | undefined): Problem | undefined {
  if (!text.includes("\t")) return undefined;
  let at = 0;
  let afterPlain = -1;
  for (const { node, indent } of tokensOf(root, { flowAsOne: true, text })) {
    const found = tabInGap(text, at, node.start, afterPlain) ?? tabInBlock(text, node);
    if (found !== undefined) return problem(found);
    at = node.end;
    afterPlain = node.kind === "scalar" && node.style === "plain" ? indent : -1;
  }
  const found = tabInGap(text, at, text.length, afterPlain);
  return found === undefined ? undefined : problem(found);
}

const problem = (at: number): Problem => ({
  kind: "syntax",
  message: "a tab cannot indent here: Kubernetes wants spaces",
  span: { start: at, end: at + 1 },
});

/**
 * `plainIndent`: behind a plain scalar kubectl still looks for its next line, and passes over tabs that stand at this column or
 * further right; -1 elsewhere.
 */
function tabInGap(text: string, from: number, to: number, plainIndent: number): number | undefined {
  let isLead = from === 0;
  let isAfterPlain = plainIndent >= 0;
  let line = from;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) {
      isLead = true;
      line = at + 1;
    } else if (code === 35) {
      while (at + 1 < to && !isBreak(text.charCodeAt(at + 1))) at++;
      isAfterPlain = false;
    } else if (code === 9) {
      if (isLead && !(isAfterPlain && at - line >= plainIndent)) return at;
    } else if (code !== 32) {
      const isMarker = code === 45 && text.charCodeAt(at + 1) === 45;
      if (isMarker) while (text.charCodeAt(at + 1) === 45) at++;
      isLead = !isMarker && (code === 45 || code === 63);
      isAfterPlain = false;
    }
  }
  return undefined;
}

/** A line of a block scalar whose indentation is cut short by a tab. */
function tabInBlock(text: string, node: Node): number | undefined {
  if (node.kind !== "scalar" || (node.style !== "literal" && node.style !== "folded")) return undefined;
  let indent = -1;
  for (let line = nextLine(text, node.start, node.end); line >= 0; line = nextLine(text, line, node.end)) {
    let at = line;
    while (text.charCodeAt(at) === 32) at++;
    if (text.charCodeAt(at) === 9 && (indent < 0 || at - line < indent)) return at;
    if (indent < 0 && !isBreak(text.charCodeAt(at)) && at < text.length) indent = at - line;
  }
  return undefined;
}

function nextLine(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) return at + 1 < to ? at + 1 : -1;
  }
  return -1;
}

const isBreak = (code: number): boolean => code === 10 || code === 13;
