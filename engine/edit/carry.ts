// Text that moves as it is written: cut out, and indented anew where it goes. Whether its value is known does not matter.
import type { Json } from "../model/operation.ts";
import { type Carried, type Emitted, type Fresh, freshOf } from "./fresh.ts";
import type { Layout } from "./layout.ts";
import { behindColon, columnOf, dashOf, isBlockScalar, lastLeaf, lineEnd, lineStart, skipBlank, skipGap, skipSpaces } from "./lines.ts";
import { isPlain } from "./scalar-text.ts";
import { within } from "./written.ts";

/** Where carried text goes: the column of its new key or dash, and of the keys or dashes inside it. */
export interface Destination {
  readonly column: number;
  readonly mapColumn: number;
  readonly listColumn: number;
  /** It starts on the line of a dash. */
  readonly onDash?: boolean;
}

/** Why the text cannot go elsewhere as it is; undefined where it can. `flow`: it goes between brackets. */
export function cannotCarry(carried: Carried, flow: boolean, json: boolean): string | undefined {
  const { written, data } = carried;
  for (const inner of within(written.node)) {
    if (inner.kind === "alias") return "it holds an alias of another value";
    if (inner.kind !== "open" && inner.anchor !== undefined) return `it has an anchor (&${inner.anchor})`;
  }
  if (isBlockCollection(carried) && written.node.kind !== "open" && "tag" in written.node && written.node.tag)
    return `it has a tag (${written.node.tag})`;
  if (carried.withComment && hasCommentBefore(carried)) return "a comment between the key and its value would be lost";
  if ((flow || json) && !fitsOnLine(carried, json) && (data === undefined || hasTag(carried)))
    return "its text does not fit between brackets";
  if ((flow || json) && commentBehind(carried) !== "") return "its comment does not fit between brackets";
  return undefined;
}

/** Carried text that ends with a block of text: what follows must not join it. */
export function endsInBlock(fresh: Fresh): boolean {
  if (fresh.kind === "carried") return isBlockScalar(lastLeaf(fresh.written.node));
  const last = fresh.kind === "map" ? [...fresh.entries.values()].at(-1) : fresh.kind === "list" ? fresh.items.at(-1) : undefined;
  return last !== undefined && endsInBlock(last);
}

const hasTag = ({ written }: Carried): boolean => {
  for (const inner of within(written.node)) if (inner.kind !== "open" && inner.kind !== "alias" && inner.tag !== undefined) return true;
  return false;
};

/** A comment behind the key or dash, or on lines of its own before the value. */
function hasCommentBefore(carried: Carried): boolean {
  const slot = behindKeyOrDash(carried);
  return slot !== undefined && skipGap(carried.from.text, slot) !== skipBlank(carried.from.text, slot);
}

const isBlockCollection = ({ written: { node } }: Carried): boolean => (node.kind === "map" || node.kind === "list") && !node.flow;

/** Start of the text: its tag belongs to it. */
function startOf(carried: Carried): number {
  const { node } = carried.written;
  if (node.kind === "alias" || node.kind === "open" || node.tag === undefined) return node.start;
  const behind = behindKeyOrDash(carried);
  const start = behind === undefined ? node.start : skipSpaces(carried.from.text, behind);
  return lineStart(carried.from.text, node.start) <= start ? start : node.start;
}

function behindKeyOrDash({ from: { text }, written: { entry, parent, index } }: Carried): number | undefined {
  if (entry) return behindColon(text, entry, parent?.node.kind === "map" && parent.node.flow);
  return parent?.node.kind === "list" && !parent.node.flow ? dashOf(text, parent.node, index) + 1 : undefined;
}

const rawText = (carried: Carried): string => carried.from.text.slice(startOf(carried), carried.written.node.end);

/** The comment that ends the last line, with the spaces before it; "" where there is none or it stays. */
function commentBehind({ from: { text }, written: { node, inFlow }, withComment }: Carried): string {
  if (!withComment || inFlow || isBlockScalar(node)) return "";
  const rest = text.slice(node.end, lineEnd(text, node.end));
  return /^[ \t]+#/.test(rest) ? rest : "";
}

export function carriedLines(carried: Carried, to: Destination): Emitted {
  const { from, written } = carried;
  const { node } = written;
  const [first = "", ...rest] = rawText(carried).split(/\r\n|\n|\r/);
  const comment = commentBehind(carried);
  const isBlock = isBlockCollection(carried);
  const target = node.kind === "list" ? to.listColumn : to.mapColumn;
  const delta = isBlock ? target - columnOf(from.text, node.start) : to.column - keyColumn(carried);
  const lines = rest.map((line) => indented(line, delta));
  if (!isBlock || to.onDash) {
    const all = [(isBlock || first === "" ? "" : " ") + first, ...lines];
    all.push(`${all.pop() as string}${comment}`);
    return { head: all[0] as string, lines: all.slice(1) };
  }
  const all = [" ".repeat(target) + first, ...lines];
  all.push(`${all.pop() as string}${comment}`);
  return { head: "", lines: all };
}

/** The column of the key or dash that the text hangs on. */
function keyColumn({ from: { text }, written: { node, entry, parent, index } }: Carried): number {
  if (entry) return columnOf(text, entry.key.start);
  if (parent?.node.kind === "list" && !parent.node.flow) return columnOf(text, dashOf(text, parent.node, index));
  return columnOf(text, lineStart(text, node.start));
}

function indented(line: string, delta: number): string {
  const spaces = /^ */.exec(line)?.[0].length ?? 0;
  return spaces === line.length && line === "" ? line : " ".repeat(Math.max(0, spaces + delta)) + line.slice(spaces);
}

/** The text on one line of a flow collection; as data anew where it does not fit as it is. */
export function carriedOnLine(carried: Carried, layout: Layout, write: (data: Fresh) => string): string {
  return fitsOnLine(carried, layout.json) ? rawText(carried) : write(freshOf(carried.data as Json));
}

function fitsOnLine(carried: Carried, json: boolean): boolean {
  const { node } = carried.written;
  if (isBlockCollection(carried) || isBlockScalar(node) || node.start === node.end || /[\r\n]/.test(rawText(carried))) return false;
  if (json) return carried.from.json;
  return node.kind !== "scalar" || node.style !== "plain" || isPlain(node.text, true) || !/[,[\]{}:?#]/.test(node.text);
}
