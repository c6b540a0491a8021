// Expressions of HCL: operators by precedence, traversals, calls, and what stands at the bottom of them. Lists in brackets are in
// collection.ts. `multiline` says whether a line break is blank space here (inside brackets) or ends the expression.
import { readBraces, readBracket, readCall, readParentheses } from "./collection.ts";
import type { HclBinary, HclExpression, HclOperator, HclStep } from "./node.ts";
import { enter, isDigit, isNameStart, leave, peek, type Reader, readName, reportHere, skip } from "./reader.ts";
import { readHeredoc, readQuoted } from "./template.ts";

/** The expression at the cursor. Where none begins, a problem is reported and an `invalid` node of no length returned. */
export function readExpression(reader: Reader, multiline: boolean): HclExpression {
  skip(reader, multiline);
  if (!enter(reader)) return { kind: "invalid", start: reader.at, end: reader.at };
  const condition = readBinary(reader, 0, multiline);
  const expression = readConditional(reader, condition, multiline);
  leave(reader);
  return expression;
}

function readConditional(reader: Reader, condition: HclExpression, multiline: boolean): HclExpression {
  const before = reader.at;
  skip(reader, multiline);
  if (peek(reader) !== 63) {
    reader.at = before;
    return condition;
  }
  reader.at++;
  const yes = readExpression(reader, multiline);
  skip(reader, multiline);
  if (peek(reader) !== 58) {
    reportHere(reader, "A condition is written condition ? yes : no; the : is missing.");
    return {
      kind: "conditional",
      condition,
      yes,
      no: { kind: "invalid", start: yes.end, end: yes.end },
      start: condition.start,
      end: yes.end,
    };
  }
  reader.at++;
  const no = readExpression(reader, multiline);
  return { kind: "conditional", condition, yes, no, start: condition.start, end: no.end };
}

const PRECEDENCE: Readonly<Record<HclOperator, number>> = {
  "||": 1,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "%": 6,
};

function readBinary(reader: Reader, above: number, multiline: boolean): HclExpression {
  let left = readUnary(reader, multiline);
  let links = 0;
  for (;;) {
    const before = reader.at;
    skip(reader, multiline);
    const operator = operatorAt(reader);
    if (operator === undefined || PRECEDENCE[operator] <= above) {
      reader.at = before;
      break;
    }
    reader.at += operator.length;
    skip(reader, multiline);
    // A chain of operators is a deep tree on its left side, so each link counts as a level.
    links++;
    if (!enter(reader)) break;
    const right = readBinary(reader, PRECEDENCE[operator], multiline);
    left = { kind: "binary", operator, left, right, start: left.start, end: right.end } satisfies HclBinary;
  }
  reader.depth -= links;
  return left;
}

function operatorAt(reader: Reader): HclOperator | undefined {
  const next = peek(reader, 1);
  switch (peek(reader)) {
    case 124:
      return next === 124 ? "||" : undefined;
    case 38:
      return next === 38 ? "&&" : undefined;
    case 61:
      return next === 61 ? "==" : undefined;
    case 33:
      return next === 61 ? "!=" : undefined;
    case 60:
      return next === 61 ? "<=" : "<";
    case 62:
      return next === 61 ? ">=" : ">";
    case 43:
      return "+";
    case 45:
      return "-";
    case 42:
      return "*";
    case 47:
      return "/";
    case 37:
      return next === 123 ? undefined : "%";
    default:
      return undefined;
  }
}

function readUnary(reader: Reader, multiline: boolean): HclExpression {
  const code = peek(reader);
  if (code !== 33 && code !== 45) return readTraversal(reader, readPrimary(reader), multiline);
  const start = reader.at++;
  skip(reader, multiline);
  if (!enter(reader)) return { kind: "invalid", start, end: reader.at };
  const value = readUnary(reader, multiline);
  leave(reader);
  return { kind: "unary", operator: code === 33 ? "!" : "-", value, start, end: value.end };
}

function readTraversal(reader: Reader, base: HclExpression, multiline: boolean): HclExpression {
  const steps: HclStep[] = [];
  let end = base.end;
  for (;;) {
    if (multiline) {
      const before = reader.at;
      skip(reader, true);
      if (peek(reader) !== 46) reader.at = before;
    }
    const code = peek(reader);
    let step: HclStep | undefined;
    if (code === 46 && peek(reader, 1) !== 46) step = readDotStep(reader);
    else if (code === 91 && base.kind !== "invalid") step = readIndexStep(reader);
    if (!step) break;
    steps.push(step);
    end = step.end;
  }
  return steps.length === 0 ? base : { kind: "traversal", base, steps, start: base.start, end };
}

function readDotStep(reader: Reader): HclStep {
  const start = reader.at++;
  if (peek(reader) === 42) {
    reader.at++;
    return { kind: "splat", full: false, start, end: reader.at };
  }
  const from = reader.at;
  if (isDigit(peek(reader))) {
    while (isDigit(peek(reader))) reader.at++;
    const index: HclExpression = { kind: "number", value: Number(reader.text.slice(from, reader.at)), start: from, end: reader.at };
    return { kind: "index", index, start, end: reader.at };
  }
  const name = readName(reader);
  if (name === undefined) reportHere(reader, "The name after the dot is missing.");
  return { kind: "attribute", name: name ?? "", start, end: reader.at };
}

function readIndexStep(reader: Reader): HclStep {
  const start = reader.at++;
  skip(reader, true);
  if (peek(reader) === 42) {
    reader.at++;
    closeIndex(reader);
    return { kind: "splat", full: true, start, end: reader.at };
  }
  const index = readExpression(reader, true);
  closeIndex(reader);
  return { kind: "index", index, start, end: reader.at };
}

function closeIndex(reader: Reader): void {
  const before = reader.at;
  skip(reader, true);
  if (peek(reader) === 93) reader.at++;
  else {
    reader.at = before;
    skip(reader, false);
    reportHere(reader, "This index is never closed: its ] is missing.");
  }
}

function readPrimary(reader: Reader): HclExpression {
  const start = reader.at;
  const code = peek(reader);
  if (code === 34) return readQuoted(reader);
  if (code === 60 && peek(reader, 1) === 60) return readHeredoc(reader);
  if (isDigit(code)) return readNumber(reader);
  if (code === 40) return readParentheses(reader);
  if (code === 91) return readBracket(reader);
  if (code === 123) return readBraces(reader);
  if (!isNameStart(code)) {
    reportHere(reader, "A value is missing here.");
    return { kind: "invalid", start, end: start };
  }
  let name = readName(reader) as string;
  while (peek(reader) === 58 && peek(reader, 1) === 58) {
    reader.at += 2;
    name += `::${readName(reader) ?? ""}`;
  }
  if (peek(reader) === 40) return readCall(reader, name, start);
  const end = reader.at;
  if (name === "true" || name === "false") return { kind: "bool", value: name === "true", start, end };
  if (name === "null") return { kind: "null", start, end };
  return { kind: "variable", name, start, end };
}

function readNumber(reader: Reader): HclExpression {
  const start = reader.at;
  const digits = (): void => {
    while (isDigit(peek(reader))) reader.at++;
  };
  digits();
  if (peek(reader) === 46 && isDigit(peek(reader, 1))) {
    reader.at++;
    digits();
  }
  const exponent = peek(reader);
  if (exponent === 101 || exponent === 69) {
    const sign = peek(reader, 1) === 43 || peek(reader, 1) === 45 ? 2 : 1;
    if (isDigit(peek(reader, sign))) {
      reader.at += sign;
      digits();
    }
  }
  return { kind: "number", value: Number(reader.text.slice(start, reader.at)), start, end: reader.at };
}
