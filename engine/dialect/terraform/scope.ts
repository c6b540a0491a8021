// Where an expression is evaluated: its module, its document, the names that loops and iterators bind. One Evaluation serves a whole
// unit and holds its budgets: when they are spent, everything that is left is unknown, never wrong.
import type { HclExpression } from "../../syntax/hcl/node.ts";
import type { Document, Node, Provenance } from "../../syntax/node.ts";
import type { FileAccess } from "../dialect.ts";
import type { Declared, TerraformModule } from "./module.ts";
import { type Spot, unknownAt } from "./nodes.ts";

export interface Evaluation {
  readonly files: FileAccess;
  readonly roots: readonly string[];
  /** Expressions evaluated so far. */
  steps: number;
  depth: number;
  /** Modules by folder: `undefined` where there is none. */
  readonly modules: Map<string, TerraformModule | undefined>;
  readonly expression: (expression: HclExpression, scope: Scope) => Node;
  instances: number;
}

/** A module as one call (or nobody) sees it. */
export interface ModuleInstance {
  readonly evaluation: Evaluation;
  readonly module: TerraformModule;
  /** What its addresses begin with: "" in the module of the unit, "module.gpu." in one that it calls. */
  readonly prefix: string;
  readonly level: number;
  readonly call: { readonly declared: Declared; readonly scope: Scope } | undefined;
  /** Values by name (`var.x`, `local.y`, `out.z`); "pending" while they are evaluated: who meets that has met a cycle. */
  readonly memo: Map<string, Node | "pending">;
  readonly children: Map<string, ModuleInstance | undefined>;
}

export interface Scope {
  readonly instance: ModuleInstance;
  readonly document: Document;
  readonly bindings: Binding | undefined;
  /** What decided all values that are written here: set while a default, an argument or a local is evaluated. */
  readonly provenance: Provenance | undefined;
}

interface Binding {
  readonly name: string;
  readonly node: Node;
  readonly outer: Binding | undefined;
}

const MAX_STEPS = 300_000;
const MAX_DEPTH = 250;

export function evaluateIn(scope: Scope, expression: HclExpression): Node {
  const { evaluation } = scope.instance;
  if (++evaluation.steps > MAX_STEPS || evaluation.depth >= MAX_DEPTH) return unknownIn(scope, expression);
  evaluation.depth++;
  const node = evaluation.expression(expression, scope);
  evaluation.depth--;
  return node;
}

export const spotIn = (scope: Scope, expression: HclExpression): Spot => ({
  document: scope.document,
  start: expression.start,
  end: expression.end,
  syntax: expression,
  ...(scope.provenance && { provenance: scope.provenance }),
});

export const unknownIn = (scope: Scope, expression: HclExpression): Node => unknownAt(spotIn(scope, expression), textIn(scope, expression));

const MAX_TEXT = 80;

/** The expression as written, on one line and not too long. */
export function textIn(scope: Scope, span: { readonly start: number; readonly end: number }): string {
  const { source, start } = scope.document;
  const text = source.text.slice(start + span.start, start + Math.min(span.end, span.start + 400)).replace(/\s+/g, " ");
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

export const bind = (scope: Scope, name: string, node: Node): Scope => ({ ...scope, bindings: { name, node, outer: scope.bindings } });

export function boundTo(scope: Scope, name: string): Node | undefined {
  for (let at = scope.bindings; at; at = at.outer) if (at.name === name) return at.node;
  return undefined;
}

/** Evaluates once per name and instance; a value that needs itself is unknown. */
export function remembered(instance: ModuleInstance, name: string, make: () => Node, cycle: () => Node): Node {
  const before = instance.memo.get(name);
  if (before === "pending") return cycle();
  if (before) return before;
  instance.memo.set(name, "pending");
  const node = make();
  instance.memo.set(name, node);
  return node;
}
