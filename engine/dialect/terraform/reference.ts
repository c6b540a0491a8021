// References: var, local, each, count, module, data and resources (E3, E6, E7, E8). Where a value cannot be known, the identity of what
// it belongs to is kept: a rule can still tell which bucket a policy is about.
import type { HclExpression, HclStep, HclTraversal, HclVariable } from "../../syntax/hcl/node.ts";
import type { Node, Provenance } from "../../syntax/node.ts";
import { childInstance, instanceScope } from "./instance.ts";
import { type Assigned, attributeOf, type Declared, join } from "./module.ts";
import {
  asList,
  asMap,
  decidedBy,
  isNull,
  listAt,
  memberOf,
  movedTo,
  pointsTo,
  type Spot,
  scalarAt,
  textValue,
  unknownAt,
  withIdentity,
} from "./nodes.ts";
import { policyDocument } from "./policy-document.ts";
import { boundTo, evaluateIn, type ModuleInstance, remembered, type Scope, spotIn, textIn } from "./scope.ts";
import { withOptionalDefaults } from "./variable-type.ts";

export function evaluateReference(expression: HclVariable | HclTraversal, scope: Scope): Node {
  const base = expression.kind === "variable" ? expression : expression.base;
  const steps = expression.kind === "variable" ? [] : expression.steps;
  const reach: Reach = { scope, spot: spotIn(scope, expression), text: textIn(scope, expression) };
  if (base.kind !== "variable") return arrive(reach, evaluateIn(scope, base), steps);
  const bound = boundTo(scope, base.name);
  if (bound) return arrive(reach, bound, steps);
  const name = steps[0]?.kind === "attribute" ? steps[0].name : undefined;
  if (name === undefined) return unknownAt(reach.spot, reach.text);
  const { instance } = scope;
  switch (base.name) {
    case "var":
      return arrive(reach, variableValue(instance, name, reach), steps.slice(1));
    case "local":
      return arrive(reach, localValue(instance, name, reach), steps.slice(1));
    case "module":
      return moduleOutput(reach, name, steps.slice(1));
    case "path":
      return pathValue(reach, name);
    case "each":
    case "count":
    case "self":
    case "terraform":
      return unknownAt(reach.spot, reach.text);
    case "data": {
      const label = steps[1]?.kind === "attribute" ? steps[1].name : "";
      return resourceValue(reach, `data.${name}.${label}`, steps.slice(2));
    }
    default:
      return resourceValue(reach, `${base.name}.${name}`, steps.slice(1));
  }
}

/** One reference on its way: where it is written and what it says. */
interface Reach {
  readonly scope: Scope;
  readonly spot: Spot;
  readonly text: string;
}

const arrive = (reach: Reach, node: Node, steps: readonly HclStep[]): Node => movedTo(follow(reach, node, steps), reach.spot);

function follow(reach: Reach, from: Node, steps: readonly HclStep[]): Node {
  let node = from;
  for (const [position, step] of steps.entries()) {
    if (step.kind === "attribute") node = memberOf(node, step.name, reach.spot, reach.text);
    else if (step.kind === "index") node = followIndex(reach, node, step.index);
    else return followSplat(reach, node, steps.slice(position + 1), step.full);
  }
  return node;
}

function followIndex(reach: Reach, node: Node, index: HclExpression): Node {
  const key = evaluateIn(reach.scope, index);
  const text = textValue(key);
  if (text !== undefined) return decidedBy(memberOf(node, text, reach.spot, reach.text), key.provenance);
  const identity = pointsTo(node) ?? sharedIdentity(node);
  return unknownAt(reach.spot, reach.text, identity === undefined ? {} : { pointsTo: identity });
}

/** The identity of every item, where they have the same (E8: the index does not matter). */
function sharedIdentity(node: Node): string | undefined {
  const values = asList(node)?.items ?? asMap(node)?.entries.map((entry) => entry.value) ?? [];
  const identities = new Set(values.slice(0, 100).map(pointsTo));
  return identities.size === 1 ? [...identities][0] : undefined;
}

function followSplat(reach: Reach, node: Node, rest: readonly HclStep[], full: boolean): Node {
  if (node.kind === "open") return memberOf(node, "*", reach.spot, reach.text);
  const items = asList(node)?.items ?? (isNull(node) ? [] : [node]);
  const firstIndex = full ? -1 : rest.findIndex((step) => step.kind === "index");
  const each = firstIndex < 0 ? rest : rest.slice(0, firstIndex);
  const list = listAt(
    reach.spot,
    items.map((item) => follow(reach, item, each)),
    asList(node)?.open,
  );
  return firstIndex < 0 ? list : follow(reach, list, rest.slice(firstIndex));
}

function variableValue(instance: ModuleInstance, name: string, reach: Reach): Node {
  const unknown = () => unknownAt(reach.spot, `var.${name}`);
  const declared = instance.module.variables.get(name);
  if (!declared) return unknown();
  return remembered(instance, `var.${name}`, () => givenOrDefault(instance, name, declared) ?? unknown(), unknown);
}

/** E3: the argument of the call or the tfvars value, then the default; nothing is known of a library's variables. */
function givenOrDefault(instance: ModuleInstance, name: string, declared: Declared): Node | undefined {
  const { module, call } = instance;
  const type = attributeOf(declared.block.body, "type")?.value;
  const own = instanceScope(instance, declared.document);
  const given = call ? argumentOf(call.declared, name) : module.isRoot && !module.hasUnreadValues ? module.values.get(name) : undefined;
  if (given) {
    const scope = call ? { ...call.scope, document: given.document } : instanceScope(instance, given.document);
    const node = assigned(scope, given, { from: "argument", name: `var.${name}` });
    if (!isNull(node) || !isNotNullable(declared)) return type ? withOptionalDefaults(node, type, own) : node;
  }
  if (!call && module.hasUnreadValues) return undefined;
  const fallback = defaultOf(declared);
  if (!fallback || !(call || module.isRoot)) return undefined;
  const node = assigned(own, fallback, { from: "default", name: `var.${name}` });
  return type ? withOptionalDefaults(node, type, own) : node;
}

/** The value of an assignment; everything written in it carries what decided it. */
function assigned(scope: Scope, { attribute, document }: Assigned, decided: Omit<Provenance, "because">): Node {
  const because = { document, start: attribute.value.start, end: attribute.value.end };
  const provenance = { ...decided, because };
  return decidedBy(evaluateIn({ ...scope, document, provenance }, attribute.value), provenance);
}

function argumentOf(declared: Declared, name: string): Assigned | undefined {
  for (const { block, document } of [...declared.overrides].reverse()) {
    const attribute = attributeOf(block.body, name);
    if (attribute) return { attribute, document };
  }
  const attribute = attributeOf(declared.block.body, name);
  return attribute && { attribute, document: declared.document };
}

const defaultOf = (declared: Declared): Assigned | undefined => argumentOf(declared, "default");

function isNotNullable(declared: Declared): boolean {
  const nullable = argumentOf(declared, "nullable")?.attribute.value;
  return nullable?.kind === "bool" && !nullable.value;
}

function localValue(instance: ModuleInstance, name: string, reach: Reach): Node {
  const unknown = () => unknownAt(reach.spot, `local.${name}`);
  const local = instance.module.locals.get(name);
  if (!local) return unknown();
  const make = () => assigned(instanceScope(instance, local.document), local, { from: "computed", name: `local.${name}` });
  return remembered(instance, `local.${name}`, make, unknown);
}

function moduleOutput(reach: Reach, name: string, steps: readonly HclStep[]): Node {
  const { instance } = reach.scope;
  const address = `${instance.prefix}module.${name}`;
  const unknown = () => unknownAt(reach.spot, reach.text, { pointsTo: address });
  const { attribute, rest } = firstAttribute(steps);
  const child = childInstance(instance, name);
  const output = child && attribute !== undefined ? child.module.outputs.get(attribute) : undefined;
  const value = output && argumentOf(output, "value");
  if (!child || !value) return unknown();
  const label = `module.${name}.${attribute}`;
  const make = () => assigned(instanceScope(child, value.document), value, { from: "computed", name: label });
  return arrive(reach, remembered(child, `out.${attribute}`, make, unknown), rest);
}

function resourceValue(reach: Reach, key: string, steps: readonly HclStep[]): Node {
  const { instance } = reach.scope;
  const declared = instance.module.resources.get(key);
  if (!declared) return unknownAt(reach.spot, reach.text);
  const address = `${instance.prefix}${key}`;
  const unknown = () => unknownAt(reach.spot, reach.text, { pointsTo: address });
  const { attribute, rest, isMany } = firstAttribute(steps);
  if (attribute === undefined || isMany) return unknown();
  if (key.startsWith("data.aws_iam_policy_document.") && (attribute === "json" || attribute === "minified_json")) {
    const make = () => policyDocument(declared, instanceScope(instance, declared.document), policyText);
    return withIdentity(movedTo(remembered(instance, `${key}.json`, make, unknown), reach.spot), address);
  }
  const written = argumentOf(declared, attribute);
  if (!written) return unknown();
  const make = () => assigned(instanceScope(instance, written.document), written, { from: "computed", name: `${key}.${attribute}` });
  const value = arrive(reach, remembered(instance, `${key}.${attribute}`, make, unknown), rest);
  return value.kind === "open" && value.open !== "choice" ? unknown() : withIdentity(value, address);
}

/** A policy document that another one names as its source. */
const policyText = (expression: HclExpression, scope: Scope): Node => evaluateIn(scope, expression);

/** The first name after the label; indices before it select an instance, which does not matter (E8). */
function firstAttribute(steps: readonly HclStep[]): { attribute: string | undefined; rest: readonly HclStep[]; isMany: boolean } {
  const position = steps.findIndex((step) => step.kind === "attribute");
  const step = steps[position];
  const isMany = steps.slice(0, Math.max(position, 0)).some((one) => one.kind === "splat");
  return { attribute: step?.kind === "attribute" ? step.name : undefined, rest: steps.slice(position + 1), isMany };
}

function pathValue(reach: Reach, name: string): Node {
  const { instance } = reach.scope;
  if (name !== "module") return unknownAt(reach.spot, reach.text);
  return scalarAt(reach.spot, join(instance.module.folder, "").replace(/\/$/, "") || ".");
}
