// The door of the HCL parser: text -> bodies, attributes, blocks. It recovers statement by statement and, where a block or heredoc is
// never closed, reads again from there with the next top-level block as a border, so that half-written text costs its own block only.
import type { Span } from "../../text/source.ts";
import type { Document, Problem, Tree } from "../node.ts";
import { readExpression } from "./expression.ts";
import type { HclAttribute, HclBlock, HclBody, HclExpression, HclFile, HclLabel } from "./node.ts";
import {
  atEnd,
  createReader,
  enter,
  isNameStart,
  isStatementAt,
  leave,
  lineEnd,
  MAX_PROBLEMS,
  peek,
  type Reader,
  readName,
  report,
  reportHere,
  skip,
} from "./reader.ts";

/** Reads HCL2. Never throws; what could not be read is in `problems`, and the bodies that lost something are `incomplete`. */
export function parseHcl(text: string): HclFile {
  const reader = createReader(text, 0, readExpression);
  const body = readBody(reader, false);
  if (!reader.ranOut) return { body, problems: reader.problems, comments: reader.comments };
  const last = body.items[body.items.length - 1];
  const borders = last ? topLevelHeaders(text).filter((offset) => offset > last.start) : [];
  if (!last || borders.length === 0) return { body, problems: reader.problems, comments: reader.comments };
  return readInPieces(text, body, reader, [last.start, ...borders, text.length]);
}

/** A document's tree for what holds trees of any language. Values are made by the dialect, so it has no `root`. */
export function hclTree(file: HclFile): Tree & { readonly syntax: HclFile } {
  const state = file.problems.length === 0 ? "parsed" : file.body.items.length > 0 ? "repaired" : "broken";
  return { root: undefined, state, problems: file.problems, duplicates: [], syntax: file };
}

export const isHclTree = (tree: Document["tree"]): tree is Tree & { readonly syntax: HclFile } =>
  tree.syntax !== undefined && "comments" in tree.syntax && "body" in tree.syntax;

function readInPieces(text: string, first: HclBody, reader: Reader, borders: readonly number[]): HclFile {
  const from = borders[0] as number;
  const items = first.items.filter((item) => item.start < from);
  const problems: Problem[] = reader.problems.filter((problem) => problem.span.start < from);
  const comments: Span[] = reader.comments.filter((comment) => comment.start < from);
  for (let i = 0; i + 1 < borders.length; i++) {
    const piece = createReader(text.slice(0, borders[i + 1]), borders[i] as number, readExpression);
    items.push(...readBody(piece, false).items);
    problems.push(...piece.problems);
    comments.push(...piece.comments);
  }
  return { body: { items, incomplete: true, start: 0, end: text.length }, problems: problems.slice(0, MAX_PROBLEMS), comments };
}

const HEADER =
  /^(?:(?:resource|data|ephemeral|action)[ \t]+"[^"\n]*"[ \t]+"[^"\n]*"|(?:module|variable|output|provider|check)[ \t]+"[^"\n]*"|locals|terraform|moved|import|removed)[ \t]*\{/gm;

const topLevelHeaders = (text: string): number[] => Array.from(text.matchAll(HEADER), (match) => match.index);

/** Reads statements up to the end of the text or, in a block, up to its `}`, on which the cursor stays. */
function readBody(reader: Reader, nested: boolean): HclBody {
  const start = reader.at;
  const items: (HclAttribute | HclBlock)[] = [];
  let incomplete = false;
  for (;;) {
    skip(reader, true);
    if (atEnd(reader)) {
      if (nested) reader.ranOut = true;
      incomplete ||= nested || reader.stopped || reader.ranOut;
      break;
    }
    if (peek(reader) === 125) {
      if (nested) break;
      reportHere(reader, "This } closes nothing.");
      reader.at++;
      incomplete = true;
      continue;
    }
    const faults = reader.faults;
    const item = readStatement(reader);
    if (item) items.push(item);
    if (reader.faults > faults && isDoubtful(reader, item)) incomplete = true;
  }
  return { items, incomplete, start, end: reader.at };
}

/** Whether a statement with a fault in it may have hidden its neighbours. One line with a wrong value hides nothing. */
function isDoubtful(reader: Reader, item: HclAttribute | HclBlock | undefined): boolean {
  if (item?.kind === "block") return item.close === undefined;
  return !item || reader.text.slice(item.start, item.end).includes("\n");
}

function readStatement(reader: Reader): HclAttribute | HclBlock | undefined {
  const start = reader.at;
  const name = readName(reader);
  if (name === undefined) {
    reportHere(
      reader,
      peek(reader) === 34 ? "A name is written without quotes here." : "The name of an argument or a block is expected here.",
    );
    skipStatement(reader, start);
    return undefined;
  }
  const nameSpan = { start, end: reader.at };
  skip(reader, false);
  const code = peek(reader);
  if (code === 61 && peek(reader, 1) !== 61) return readAttribute(reader, name, nameSpan);
  if (code === 123 || code === 34 || isNameStart(code)) return readBlock(reader, name, nameSpan);
  report(reader, `${name} is neither an argument (${name} = …) nor a block (${name} { … }).`, start, nameSpan.end);
  skipStatement(reader, start);
  return undefined;
}

function readAttribute(reader: Reader, name: string, nameSpan: Span): HclAttribute {
  const equals = reader.at++;
  let value: HclExpression = readExpression(reader, false);
  const end = reader.at;
  skip(reader, false);
  const code = peek(reader);
  if (!atEnd(reader) && code !== 10 && code !== 125 && !isStatementAt(reader, reader.at)) {
    if (code === 44) report(reader, "Arguments are not separated by commas.", reader.at, reader.at + 1);
    else {
      reportHere(reader, `The value of ${name} ends here; what follows belongs on a line of its own.`);
      // What was read is only a part of what was meant.
      value = { kind: "invalid", start: value.start, end: value.end };
    }
    skipStatement(reader, equals);
  }
  return { kind: "attribute", name, nameSpan, equals, value, start: nameSpan.start, end: Math.max(end, value.end) };
}

/** Gives up what is left of the statement: to the end of the line, or back to a statement that begins the line. */
function skipStatement(reader: Reader, start: number): void {
  const line = reader.text.lastIndexOf("\n", reader.at - 1) + 1;
  if (line > start) {
    let first = line;
    while (reader.text.charCodeAt(first) === 32 || reader.text.charCodeAt(first) === 9) first++;
    if (isStatementAt(reader, first)) {
      reader.at = first;
      return;
    }
  }
  reader.at = lineEnd(reader, reader.at);
}

function readBlock(reader: Reader, type: string, typeSpan: Span): HclBlock | undefined {
  const labels: HclLabel[] = [];
  const header = lineEnd(reader, reader.at);
  while (peek(reader) !== 123) {
    const label = readLabel(reader);
    if (!label) break;
    labels.push(label);
    skip(reader, false);
  }
  if (peek(reader) !== 123) {
    const message = `A { is missing after the header of the block ${type}.`;
    report(reader, message, typeSpan.start, Math.max(typeSpan.end, labels[labels.length - 1]?.end ?? 0));
    // The header is damaged but the line still opens a block: its inside must not be taken for the outside.
    const rest = reader.text.slice(reader.at, header).trimEnd();
    if (!rest.endsWith("{")) {
      reader.at = header;
      return undefined;
    }
    reader.at += rest.length - 1;
  }
  const open = reader.at++;
  if (!enter(reader)) return undefined;
  const body = readBody(reader, true);
  leave(reader);
  const close = peek(reader) === 125 ? reader.at++ : undefined;
  if (close === undefined) report(reader, `This block is never closed: its } is missing.`, typeSpan.start, open + 1);
  const block: HclBlock = { kind: "block", type, typeSpan, labels, open, close, body, start: typeSpan.start, end: reader.at };
  endBlock(reader);
  return block;
}

function endBlock(reader: Reader): void {
  skip(reader, false);
  if (atEnd(reader) || peek(reader) === 10 || peek(reader) === 125) return;
  reportHere(reader, "A new line is missing after the } of this block.");
  if (peek(reader) === 44) reader.at++;
}

function readLabel(reader: Reader): HclLabel | undefined {
  const start = reader.at;
  if (isNameStart(peek(reader))) {
    const text = readName(reader) as string;
    return { text, start, end: reader.at };
  }
  if (peek(reader) !== 34) return undefined;
  const line = lineEnd(reader, start);
  const quote = reader.text.indexOf('"', start + 1);
  if (quote < 0 || quote >= line) return undefined;
  reader.at = quote + 1;
  return { text: reader.text.slice(start + 1, quote), start, end: reader.at };
}
