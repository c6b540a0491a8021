// What stands in brackets: tuples, objects, call arguments, for expressions, parentheses. Each list recovers on its own: an item that
// cannot be read is given up to the end of its line, and a list whose closing bracket is missing ends before the next statement.
import type { HclCall, HclExpression, HclFor, HclObject, HclObjectItem, HclParentheses, HclTuple } from "./node.ts";
import { literalText } from "./node.ts";
import { atEnd, isStatementAt, isWord, peek, type Reader, report, reportHere, skip } from "./reader.ts";
import { readAfterIn, readNames } from "./template.ts";

const COMMA = 44;
const LF = 10;
const BRACE = 125;

/** `(value)` */
export function readParentheses(reader: Reader): HclParentheses {
  const start = reader.at++;
  const value = reader.expression(reader, true);
  const end = reader.at;
  skip(reader, true);
  if (peek(reader) === 41) reader.at++;
  else if (!giveUpBefore(reader, value.start)) {
    reader.at = end;
    skip(reader, false);
    reportHere(reader, "This bracket is never closed: its ) is missing.");
  }
  return { kind: "parentheses", value, start, end: reader.at };
}

/** `[…]` */
export function readBracket(reader: Reader): HclTuple | HclFor {
  const start = reader.at++;
  skip(reader, true);
  if (isWord(reader, "for")) return readFor(reader, "tuple", start);
  const { items, incomplete } = readItems(reader, 93);
  return { kind: "tuple", items, incomplete, start, end: reader.at };
}

/** The arguments of a call, the cursor on `(`. */
export function readCall(reader: Reader, name: string, start: number): HclCall {
  reader.at++;
  const { items, incomplete, expanded } = readItems(reader, 41);
  return { kind: "call", name, arguments: items, expanded, incomplete, start, end: reader.at };
}

function readItems(reader: Reader, close: number): { items: HclExpression[]; incomplete: boolean; expanded: boolean } {
  const items: HclExpression[] = [];
  const state = { incomplete: false };
  let expanded = false;
  for (;;) {
    skip(reader, true);
    if (peek(reader) === close) {
      reader.at++;
      break;
    }
    const item = reader.expression(reader, true);
    items.push(item);
    const end = reader.at;
    skip(reader, true);
    if (close === 41 && reader.text.startsWith("...", reader.at)) {
      expanded = true;
      reader.at += 3;
      skip(reader, true);
    }
    if (!nextItem(reader, item, end, close, state)) break;
  }
  return { items, incomplete: state.incomplete, expanded };
}

/** After an item: steps over the comma (true) or the closing bracket (false), or recovers. */
function nextItem(reader: Reader, item: HclExpression, end: number, close: number, state: { incomplete: boolean }): boolean {
  const code = peek(reader);
  if (code === COMMA || code === close) {
    reader.at++;
    if (item.kind === "invalid") state.incomplete = true;
    return code === COMMA;
  }
  state.incomplete = true;
  if (giveUpBefore(reader, item.start)) return false;
  const closing = String.fromCharCode(close);
  if (atEnd(reader) || isClosing(code)) {
    reportHere(reader, `A ${closing} is missing before this.`);
    return false;
  }
  report(reader, `A comma or ${closing} is missing here.`, end, end);
  if (item.kind !== "invalid" && reader.text.slice(end, reader.at).includes("\n")) return true;
  return skipLine(reader, close);
}

/** Where a statement of the enclosing body begins at `offset`, the bracket must have been forgotten: the cursor goes back to it. */
function giveUpBefore(reader: Reader, offset: number): boolean {
  const at = isStatementAt(reader, offset) ? offset : isStatementAt(reader, reader.at) ? reader.at : -1;
  if (at < 0) return false;
  reader.at = at;
  report(reader, "A closing bracket is missing before this line.", at, at + 1);
  return true;
}

const isClosing = (code: number): boolean => code === 41 || code === 93 || code === BRACE;

/** Gives up the rest of the line: true where reading goes on with another item, false where the list ends here. */
function skipLine(reader: Reader, close: number): boolean {
  for (;;) {
    const code = peek(reader);
    if (Number.isNaN(code)) return false;
    if (isClosing(code)) {
      if (code === close) reader.at++;
      return false;
    }
    reader.at++;
    if (code === COMMA || code === LF) return true;
  }
}

/** `{…}` */
export function readBraces(reader: Reader): HclObject | HclFor {
  const start = reader.at++;
  skip(reader, true);
  if (isWord(reader, "for")) return readFor(reader, "object", start);
  const items: HclObjectItem[] = [];
  let incomplete = false;
  for (;;) {
    skip(reader, true);
    if (peek(reader) === BRACE) {
      reader.at++;
      break;
    }
    if (atEnd(reader)) {
      report(reader, "This object is never closed: its } is missing.", start, start + 1);
      reader.ranOut = true;
      incomplete = true;
      break;
    }
    const item = readItem(reader);
    if (item) items.push(item);
    if (!item || item.value.kind === "invalid") incomplete = true;
    skip(reader, false);
    const code = peek(reader);
    if (code === COMMA || code === LF) reader.at++;
    else if (code !== BRACE && !atEnd(reader)) {
      incomplete = true;
      reportHere(reader, "A comma or a new line is missing before this.");
      if (!skipLine(reader, BRACE)) break;
    }
  }
  return { kind: "object", items, incomplete, start, end: reader.at };
}

/** `key = value` or `key : value`; undefined where the line holds no such thing (it is then given up by the caller). */
function readItem(reader: Reader): HclObjectItem | undefined {
  const key = reader.expression(reader, false);
  skip(reader, false);
  const equals = reader.at;
  const code = peek(reader);
  if (code !== 61 && code !== 58) {
    reportHere(reader, "An item of an object is written key = value; the = is missing.");
    return undefined;
  }
  reader.at++;
  const value = reader.expression(reader, false);
  return { key, name: keyName(key, reader.text), equals, value, start: key.start, end: value.end };
}

function keyName(key: HclExpression, text: string): string | undefined {
  if (key.kind === "variable") return key.name;
  if (key.kind === "number" || key.kind === "bool" || key.kind === "null") return text.slice(key.start, key.end);
  return literalText(key);
}

function readFor(reader: Reader, form: "tuple" | "object", start: number): HclFor {
  reader.at += 3;
  const names = readNames(reader);
  const collection = readAfterIn(reader);
  skip(reader, true);
  if (peek(reader) === 58) reader.at++;
  else reportHere(reader, "A for expression needs a : between its collection and its result.");
  let item = reader.expression(reader, true);
  let key: HclExpression | undefined;
  let grouped = false;
  skip(reader, true);
  if (reader.text.startsWith("=>", reader.at)) {
    reader.at += 2;
    key = item;
    item = reader.expression(reader, true);
    skip(reader, true);
    grouped = reader.text.startsWith("...", reader.at);
    if (grouped) reader.at += 3;
    skip(reader, true);
  }
  let condition: HclExpression | undefined;
  if (isWord(reader, "if")) {
    reader.at += 2;
    condition = reader.expression(reader, true);
    skip(reader, true);
  }
  closeFor(reader, form, item);
  const { key: keyName, value: valueName } = names;
  return { kind: "for", form, keyName, valueName, collection, key, item, grouped, condition, start, end: reader.at };
}

function closeFor(reader: Reader, form: "tuple" | "object", item: HclExpression): void {
  const close = form === "tuple" ? 93 : BRACE;
  if (peek(reader) === close) reader.at++;
  else if (!giveUpBefore(reader, item.start)) reportHere(reader, `This for is never closed: its ${String.fromCharCode(close)} is missing.`);
}
