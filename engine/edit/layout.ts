// How the neighbours are written: indentation, dashes, quotes, spaces in flow style. New text follows the nearest example, then the
// document, then the usual.
import type { ListNode, MapNode, Node } from "../syntax/node.ts";
import { beginsLine, columnOf, dashOf, lineStart, skipSpaces } from "./lines.ts";
import { isPlain, type Quote } from "./scalar-text.ts";
import type { Written, WrittenDocument } from "./written.ts";

export interface Layout {
  readonly newline: string;
  /** Columns by which a map in a map is indented. */
  readonly step: number;
  /** Columns from a key to the dashes of its list; 0 where lists are not indented. */
  readonly listStep: number;
  readonly json: boolean;
  /** The quotes that all texts beside the new one have. */
  readonly quote: Quote | undefined;
  readonly keyQuote: Quote | undefined;
  readonly flow: FlowLayout;
}

interface FlowLayout {
  /** Inside the brackets: "" or " ". */
  readonly pad: string;
  readonly colon: string;
  readonly comma: string;
  /** The collection has its items on lines of their own, at this column; nested ones are written so too. */
  readonly column: number | undefined;
}

/** The layout for what is written into the collection at `at`, or instead of a value in it. */
export function layoutAt(document: WrittenDocument, at: Written): Layout {
  const { newline, json } = document;
  const steps = stepsAround(document, at);
  const { node } = at;
  const keyQuote = node.kind === "map" ? quoteOf(node.entries.slice(0, SAMPLE).map(({ key }) => key)) : keyQuoteAround(at);
  const values = node.kind === "map" ? node.entries.slice(0, SAMPLE).map(({ value }) => value) : node.kind === "list" ? node.items : [];
  const quote = quoteOf(values);
  // Text that looks like JSON between brackets stays so.
  const isLikeJson = keyQuote === "double" && (at.inFlow || ("flow" in node && node.flow));
  return {
    newline,
    json,
    step: steps.step ?? 2,
    listStep: steps.listStep ?? steps.step ?? 2,
    quote: quote === "none" ? undefined : (quote ?? (isLikeJson ? "double" : undefined)),
    keyQuote: keyQuote === "none" ? undefined : keyQuote,
    flow: flowLayout(document, at),
  };
}

const SAMPLE = 200;

/** The quotes that every text among the nodes has; "none" where one has none, undefined where there is no text. */
function quoteOf(nodes: readonly Node[]): Quote | "none" | undefined {
  let found: Quote | undefined;
  for (const node of nodes.slice(0, SAMPLE)) {
    if (node.kind !== "scalar") continue;
    if (node.style === "single" || node.style === "double") found ??= node.style;
    else if (node.style === "plain" && isPlain(node.text, false)) return "none";
  }
  return found;
}

function keyQuoteAround(at: Written): Quote | "none" | undefined {
  for (let above = at.parent; above; above = above.parent) {
    if (above.node.kind === "map")
      return above.inFlow || above.node.flow ? quoteOf(above.node.entries.slice(0, SAMPLE).map(({ key }) => key)) : undefined;
  }
  return undefined;
}

interface Steps {
  step?: number;
  listStep?: number;
}

/** The nearest examples: inside the collection, then in those around it, then anywhere in the document. */
function stepsAround({ text, document, json }: WrittenDocument, at: Written): Steps {
  const found: Steps = {};
  if (json) return { step: jsonStep(text) };
  for (let here: Written | undefined = at; here; here = here.parent) if (observe(text, here.node, found)) return found;
  const budget = { left: 2000 };
  if (document.tree.root) observeWithin(text, document.tree.root, found, budget);
  return found;
}

/** Depth first, up to a number of nodes. True: nothing more is looked for. */
function observeWithin(text: string, node: Node, found: Steps, budget: { left: number }): boolean {
  if (--budget.left < 0 || observe(text, node, found)) return true;
  if (node.kind === "map") return node.entries.some(({ value }) => observeWithin(text, value, found, budget));
  return node.kind === "list" && node.items.some((item) => observeWithin(text, item, found, budget));
}

/** Notes what the values of a block map show. True: nothing is left to find. */
function observe(text: string, node: Node, found: Steps): boolean {
  if (node.kind === "map" && !node.flow) {
    for (const { key, value } of node.entries.slice(0, SAMPLE)) {
      if ((value.kind !== "map" && value.kind !== "list") || value.flow || lineStart(text, value.start) <= key.start) continue;
      const distance = columnOf(text, value.start) - columnOf(text, key.start);
      if (value.kind === "list") found.listStep ??= Math.max(0, distance);
      else if (distance > 0) found.step ??= distance;
    }
  }
  return found.step !== undefined && found.listStep !== undefined;
}

/** The indentation of the first indented line; 2 where the text has none. */
function jsonStep(text: string): number {
  const indent = /[\r\n]([ \t]+)\S/.exec(text.slice(0, 2000))?.[1];
  return indent === undefined ? 2 : indent.length;
}

function flowLayout({ text, json }: WrittenDocument, { node, parent }: Written): FlowLayout {
  const usual: FlowLayout = { pad: "", colon: ": ", comma: ", ", column: undefined };
  if ((node.kind !== "map" && node.kind !== "list") || !node.flow) {
    return parent && !json ? usual : { ...usual, column: json && text.includes("\n") ? 0 : undefined };
  }
  const children =
    node.kind === "map" ? node.entries.slice(0, 2).map(({ key, value }) => ({ start: key.start, end: value.end })) : node.items.slice(0, 2);
  const [first, second] = children;
  if (!first) return parent ? flowLayout({ text, json } as WrittenDocument, parent) : usual;
  const comma = second && text.slice(first.end, second.start);
  const entry = node.kind === "map" ? node.entries[0] : undefined;
  const colon = entry && text.slice(entry.key.end, entry.value.start);
  const isTight = json && colon === ":";
  return {
    pad: text.startsWith(" ", node.start + 1) && beginsLine(text, first.start) === false ? " " : "",
    colon: colon !== undefined && /^ ?: *$/.test(colon) && (json || colon !== ":") ? colon : ": ",
    comma: comma !== undefined && /^ ?, *$/.test(comma) ? comma : isTight ? "," : ", ",
    column: beginsLine(text, first.start) && lineStart(text, first.start) > node.start ? columnOf(text, first.start) : undefined,
  };
}

/** Spaces between the dash and the item, as the first item has them; 1 where it starts on a line of its own. */
export function dashGap(text: string, list: ListNode): number {
  const dash = dashOf(text, list, 0);
  const at = skipSpaces(text, dash + 1);
  const isOnLine = at < text.length && !/[\r\n#]/.test(text[at] as string);
  return isOnLine ? Math.min(Math.max(at - dash - 1, 1), 8) : 1;
}

/** The column of a block map's keys or a block list's dashes. */
export const blockColumn = (text: string, node: MapNode | ListNode): number => columnOf(text, node.start);
