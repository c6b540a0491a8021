// The evaluator: an expression in a scope -> a node whose value is known, unknown, a choice or possibly there (E11, E12, E16).
// What is not understood is unknown; nothing here guesses. References are in reference.ts, functions in functions.ts.
import type { HclBinary, HclCall, HclConditional, HclExpression, HclFor, HclObject } from "../../syntax/hcl/node.ts";
import type { Entry, Node } from "../../syntax/node.ts";
import { embeddedText } from "./embedded.ts";
import { callFunction } from "./functions.ts";
import {
  asList,
  boolValue,
  choiceAt,
  decidedBy,
  decidedThroughout,
  decoded,
  elementsOf,
  fails,
  failureAt,
  isNull,
  isUnknown,
  listAt,
  mapAt,
  maybeAt,
  movedTo,
  numberValue,
  pointsTo,
  type Spot,
  sameValue,
  scalarAt,
  textValue,
  unknownAt,
  withIdentity,
} from "./nodes.ts";
import { evaluateReference } from "./reference.ts";
import { bind, evaluateIn, type Scope, spotIn, textIn, unknownIn } from "./scope.ts";
import { evaluateTemplate, strongest } from "./text.ts";

/** More turns than this of one `for` are not taken; its result is open. */
const MAX_TURNS = 1000;

export function evaluate(expression: HclExpression, scope: Scope): Node {
  const spot = spotIn(scope, expression);
  switch (expression.kind) {
    case "number":
    case "bool":
      return scalarAt(spot, expression.value, "plain");
    case "null":
      return scalarAt(spot, null, "plain");
    case "template":
      return evaluateTemplate(expression, scope);
    case "variable":
    case "traversal":
      return evaluateReference(expression, scope);
    case "tuple": {
      const items = expression.items.map((item) => evaluateIn(scope, item));
      return listAt(spot, items, expression.incomplete);
    }
    case "object":
      return evaluateObject(expression, scope);
    case "for":
      return evaluateFor(expression, scope);
    case "call":
      return evaluateCall(expression, scope);
    case "conditional":
      return evaluateConditional(expression, scope);
    case "binary":
      return evaluateBinary(expression, scope);
    case "unary": {
      const value = evaluateIn(scope, expression.value);
      const decided = withProvenance(spot, [value]);
      const literal = expression.value.kind === "number" ? "plain" : "computed";
      if (expression.operator === "-") {
        const number = numberValue(value);
        return number === undefined ? unknownIn(scope, expression) : scalarAt(decided, -number, literal);
      }
      const truth = boolValue(value);
      return truth === undefined ? unknownIn(scope, expression) : scalarAt(decided, !truth);
    }
    case "parentheses":
      return evaluateIn(scope, expression.value);
    case "invalid":
      return unknownIn(scope, expression);
  }
}

function withProvenance(spot: Spot, nodes: readonly Node[]): Spot {
  const provenance = strongest(nodes) ?? spot.provenance;
  return provenance ? { ...spot, provenance } : spot;
}

function evaluateObject(object: HclObject, scope: Scope): Node {
  const entries: Entry[] = [];
  let open = object.incomplete;
  for (const item of object.items) {
    const name = item.name ?? textValue(evaluateIn(scope, item.key));
    if (name === undefined) {
      open = true;
      continue;
    }
    const style = item.key.kind === "template" ? "double" : "plain";
    const key = scalarAt({ document: scope.document, start: item.key.start, end: item.key.end, syntax: item }, name, style);
    entries.push({ key, value: evaluateIn(scope, item.value) });
  }
  return mapAt(spotIn(scope, object), entries, open);
}

function evaluateConditional(expression: HclConditional, scope: Scope): Node {
  const condition = evaluateIn(scope, expression.condition);
  const decision = boolValue(condition);
  if (decision !== undefined) return decidedThroughout(evaluateIn(scope, decision ? expression.yes : expression.no), condition.provenance);
  return either(evaluateIn(scope, expression.yes), evaluateIn(scope, expression.no), spotIn(scope, expression), textIn(scope, expression));
}

/** E11: the value where both are equal, a choice where both are known, unknown where one is, possibly there where one is null. */
function either(yes: Node, no: Node, spot: Spot, text: string): Node {
  const identities = new Set([pointsTo(yes), pointsTo(no)].filter((address) => address !== undefined));
  const identity = identities.size === 1 ? ([...identities][0] as string) : undefined;
  const identified = (node: Node) => (identity === undefined ? node : withIdentity(node, identity));
  if (isNull(yes) && isNull(no)) return movedTo(yes, spot);
  if ([yes, no].some((node) => isNull(node) || (node.kind === "open" && node.open === "maybe"))) return identified(maybeAt(spot));
  if (isUnknown(yes) || isUnknown(no)) return identified(unknownAt(spot, text));
  if (sameValue(yes, no) === true) return identified(movedTo(yes, withProvenance(spot, [yes, no])));
  const options = [yes, no].flatMap((node) => (node.kind === "open" && node.open === "choice" ? [...(node.options ?? [])] : [node]));
  return identified(choiceAt(spot, options));
}

function evaluateBinary(expression: HclBinary, scope: Scope): Node {
  const left = evaluateIn(scope, expression.left);
  const right = evaluateIn(scope, expression.right);
  const spot = withProvenance(spotIn(scope, expression), [left, right]);
  const value = fails(left) || fails(right) ? undefined : binaryValue(expression.operator, left, right);
  if (value !== undefined) return scalarAt(spot, value);
  return fails(left) || fails(right) ? failureAt(spot, textIn(scope, expression)) : unknownIn(scope, expression);
}

function binaryValue(operator: HclBinary["operator"], left: Node, right: Node): boolean | number | undefined {
  if (operator === "==" || operator === "!=") {
    const same = sameValue(left, right);
    return same === undefined ? undefined : (operator === "==") === same;
  }
  if (operator === "&&" || operator === "||") {
    const decisive = operator === "||";
    const truths = [boolValue(left), boolValue(right)];
    if (truths.includes(decisive)) return decisive;
    return truths.includes(undefined) ? undefined : !decisive;
  }
  const a = numberValue(left);
  const b = numberValue(right);
  return a === undefined || b === undefined ? undefined : arithmetic(operator, a, b);
}

function arithmetic(operator: HclBinary["operator"], a: number, b: number): boolean | number | undefined {
  switch (operator) {
    case "<":
      return a < b;
    case ">":
      return a > b;
    case "<=":
      return a <= b;
    case ">=":
      return a >= b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0 ? undefined : a / b;
    default:
      return operator === "%" && b !== 0 ? a % b : undefined;
  }
}

function evaluateFor(expression: HclFor, scope: Scope): Node {
  const spot = spotIn(scope, expression);
  const collection = evaluateIn(scope, expression.collection);
  const elements = elementsOf(collection);
  const result = { entries: [] as Entry[], items: [] as Node[], open: elements === undefined || elements.length > MAX_TURNS };
  for (const { key, value } of elements?.slice(0, MAX_TURNS) ?? []) turn(expression, bound(expression, scope, key, value), result);
  const node = expression.form === "tuple" ? listAt(spot, result.items, result.open) : mapAt(spot, result.entries, result.open);
  if (elements) return decidedBy(node, collection.provenance);
  const unknown = unknownIn(scope, expression.collection);
  const identity = pointsTo(evaluateIn(bound(expression, scope, unknown, collection), expression.item)) ?? pointsTo(collection);
  return identity === undefined ? node : withIdentity(node, identity);
}

/** What is written in the body of a `for` stands for all its turns: it is computed, also where it is a literal. */
function bound(expression: HclFor, scope: Scope, key: Node, value: Node): Scope {
  const because = { document: scope.document, start: expression.start, end: expression.end };
  const provenance = scope.provenance ?? { from: "computed", name: "a for expression", because };
  const named = bind({ ...scope, provenance }, expression.valueName, value);
  return expression.keyName === undefined ? named : bind(named, expression.keyName, key);
}

function turn(expression: HclFor, scope: Scope, result: { entries: Entry[]; items: Node[]; open: boolean }): void {
  if (expression.condition) {
    const wanted = boolValue(evaluateIn(scope, expression.condition));
    if (wanted === undefined) result.open = true;
    if (wanted !== true) return;
  }
  const value = evaluateIn(scope, expression.item);
  if (expression.form === "tuple" || !expression.key) {
    result.items.push(value);
    return;
  }
  const key = evaluateIn(scope, expression.key);
  const name = textValue(key);
  if (name === undefined) {
    result.open = true;
    return;
  }
  const position = result.entries.findIndex((entry) => entry.key.kind === "scalar" && entry.key.text === name);
  const before = result.entries[position]?.value;
  const group = expression.grouped ? listAt(spotIn(scope, expression.item), [...((before && asList(before)?.items) ?? []), value]) : value;
  const entry = { key: scalarAt(spotIn(scope, expression.key), name), value: group };
  if (position < 0) result.entries.push(entry);
  else result.entries[position] = entry;
}

function evaluateCall(call: HclCall, scope: Scope): Node {
  const text = textIn(scope, call);
  const [first] = call.arguments;
  if ((call.name === "yamldecode" || call.name === "jsondecode") && first?.kind === "template" && call.arguments.length === 1) {
    const embedded = embeddedText(first, scope, call.name === "yamldecode" ? "yaml" : "json");
    if (embedded) return decoded(embedded);
  }
  const nodes = call.arguments.map((argument) => evaluateIn(scope, argument));
  const last = nodes[nodes.length - 1];
  if (call.expanded && last)
    nodes.splice(-1, 1, ...(asList(last)?.items ?? [last]), ...(asList(last)?.open ? [unknownAt(spotIn(scope, call), text)] : []));
  if (call.incomplete) return unknownIn(scope, call);
  return callFunction(call.name, nodes, { spot: spotIn(scope, call), text, provenance: strongest(nodes) ?? scope.provenance });
}
