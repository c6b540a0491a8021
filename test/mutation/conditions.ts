// Finds the conditions of a TypeScript file and wraps each in a switch, so that one bundle holds all mutants: `flip(17, c)` is `!c` while
// mutant 17 is on, and `c` otherwise.
import { parseSync } from "@swc/core";

export interface Condition {
  readonly id: number;
  /** Below the checkout. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

interface SyntaxNode {
  readonly type: string;
  readonly span: { readonly start: number; readonly end: number };
  readonly [key: string]: unknown;
}

const COMPARISONS = new Set(["===", "!==", "==", "!=", "<", ">", "<=", ">=", "in", "instanceof"]);
const LOGICAL = new Set(["&&", "||"]);
const TESTED = new Set(["IfStatement", "ConditionalExpression", "WhileStatement", "DoWhileStatement", "ForStatement"]);
const FUNCTIONS = new Set(["ArrowFunctionExpression", "FunctionExpression", "FunctionDeclaration", "ClassMethod", "MethodProperty"]);
const PREDICATE_TAKERS = new Set(["filter", "some", "every", "find", "findLast", "findIndex", "is"]);
const TYPES = /^Ts(?!(As|NonNull|Satisfies|Const|TypeAssertion))/;

export function instrument(
  file: string,
  text: string,
  firstId: number,
): { readonly text: string; readonly conditions: readonly Condition[] } {
  // Spans count bytes from wherever the parser stands; the semicolon says where that is.
  const tree = parseSync(`;${text}`, { syntax: "typescript", target: "es2022" });
  const base = (tree.body[0]?.span.start ?? 0) + 1;
  const bytes = Buffer.from(text);
  const leaves = leavesOf(tree as unknown as SyntaxNode);
  const conditions = leaves.map((node, i): Condition => {
    const [start, end] = [node.span.start - base, node.span.end - base];
    const line = bytes.subarray(0, start).toString().split("\n").length;
    return { id: firstId + i, file, line, text: bytes.subarray(start, end).toString().replace(/\s+/g, " ") };
  });
  const around = (node: SyntaxNode, before: string, after: string) => [
    { at: node.span.start - base, text: before, isEnd: false, other: node.span.end },
    { at: node.span.end - base, text: after, isEnd: true, other: node.span.start },
  ];
  const inserts = [
    ...constantsOf(tree as unknown as SyntaxNode).flatMap((node) => around(node, "/* @__PURE__ */ (() => (", "))()")),
    ...leaves.flatMap((node, i) => around(node, `__flip(${firstId + i}, `, ")")),
  ];
  // At one offset: what ends comes before what starts, the inner end first, the outer start first.
  inserts.sort((a, b) => a.at - b.at || Number(b.isEnd) - Number(a.isEnd) || b.other - a.other);
  const parts: string[] = [];
  let from = 0;
  for (const { at, text: inserted } of inserts) {
    parts.push(bytes.subarray(from, at).toString(), inserted);
    from = at;
  }
  return { text: parts.join("") + bytes.subarray(from).toString(), conditions };
}

/** What constants of the file are set to: where nobody reads one, it can then be left out with all that it needs. */
const constantsOf = ({ body }: SyntaxNode): readonly SyntaxNode[] =>
  (body as SyntaxNode[])
    .map((one) => (one.type === "ExportDeclaration" ? (one.declaration as SyntaxNode) : one))
    .filter((one) => one.type === "VariableDeclaration")
    .flatMap(({ declarations }) => (declarations as { init?: unknown }[]).map(({ init }) => init))
    .filter((init) => isNode(init) && !FUNCTIONS.has(init.type)) as SyntaxNode[];

function leavesOf(tree: SyntaxNode): readonly SyntaxNode[] {
  const leaves = new Set<SyntaxNode>();
  const condition = (node: SyntaxNode): void => {
    if (node.type === "ParenthesisExpression") return condition(node.expression as SyntaxNode);
    if (node.type === "UnaryExpression" && node.operator === "!") return condition(node.argument as SyntaxNode);
    if (node.type === "BinaryExpression" && LOGICAL.has(node.operator as string)) {
      condition(node.left as SyntaxNode);
      return condition(node.right as SyntaxNode);
    }
    if (node.type !== "BooleanLiteral") leaves.add(node);
  };
  const visit = (node: SyntaxNode, returnsCondition: boolean): void => {
    if (TYPES.test(node.type)) return;
    const isFunction = FUNCTIONS.has(node.type);
    if (TESTED.has(node.type) && isNode(node.test)) condition(node.test);
    if (node.type === "BinaryExpression") {
      const operator = node.operator as string;
      if (COMPARISONS.has(operator)) condition(node);
      if (LOGICAL.has(operator)) condition(node.left as SyntaxNode);
    }
    if (node.type === "UnaryExpression" && node.operator === "!") condition(node);
    let isPredicate = isFunction ? isBoolean(node) : returnsCondition;
    if (predicates.has(node)) isPredicate = true;
    if (node.type === "ArrowFunctionExpression" && isPredicate && isNode(node.body) && node.body.type !== "FunctionBody")
      condition(node.body);
    if (node.type === "ReturnStatement" && isPredicate && isNode(node.argument)) condition(node.argument);
    for (const argument of predicateArguments(node)) predicates.add(argument);
    for (const child of childrenOf(node)) visit(child, isPredicate);
  };
  const predicates = new Set<SyntaxNode>();
  visit(tree, false);
  return [...leaves].sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
}

const isNode = (value: unknown): value is SyntaxNode => typeof value === "object" && value !== null && "type" in value && "span" in value;

/** Whether a function says that it answers yes or no. */
function isBoolean({ returnType }: SyntaxNode): boolean {
  const type = isNode(returnType) ? (returnType.typeAnnotation as SyntaxNode) : undefined;
  return type !== undefined && (type.type === "TsTypePredicate" || type.kind === "boolean");
}

function predicateArguments({ type, callee, arguments: given }: SyntaxNode): readonly SyntaxNode[] {
  if (type !== "CallExpression" || !isNode(callee) || callee.type !== "MemberExpression") return [];
  const { property } = callee as { property?: { value?: unknown } };
  if (!PREDICATE_TAKERS.has(String(property?.value))) return [];
  return (given as { expression: SyntaxNode }[]).map(({ expression }) => expression).filter((one) => FUNCTIONS.has(one.type));
}

/** Some nodes hold others in objects without a type: the arguments of a call, the parts of an assignment. */
function childrenOf(node: object): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (isNode(one)) children.push(one);
      else if (typeof one === "object" && one !== null) children.push(...childrenOf(one));
    }
  }
  return children;
}
