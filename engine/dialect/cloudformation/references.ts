// What a name stands for: parameters, resources, pseudo parameters and mappings (C2, C3, C5).

import { sameScalar } from "../../model/value.ts";
import { deref, entriesOf, findEntry, type MapNode, type Node, type Provenance, type Scalar } from "../../syntax/node.ts";
import {
  argumentsOf,
  type Call,
  callOf,
  computedBy,
  listAt,
  openAt,
  resultAt,
  type Scope,
  scalarAt,
  scalarValue,
  unknownAt,
} from "./scope.ts";
import { asLiteral, asMap, type Parameter, type Template } from "./template.ts";

/** `Ref` of a name: also `${Name}` inside a Sub. */
export function refer(scope: Scope, call: Call, name: string): Node {
  if (name === "AWS::NoValue") return openAt(call, "absent");
  const parameter = scope.template.parameters.get(name);
  if (parameter) return parameterValue(scope, call, parameter);
  return unknownAt(call, { pointsTo: resourceNamed(scope.template, name) });
}

/** The value of an attribute is made at deployment; what is known is whose it is. */
export function attributeOf({ template }: Scope, call: Call): Node {
  const items = argumentsOf(call);
  const name = items ? asLiteral(items[0])?.text : asLiteral(call.argument)?.text.split(".")[0];
  return unknownAt(call, { pointsTo: name === undefined ? undefined : resourceNamed(template, name) });
}

export const resourceNamed = (template: Template, name: string): string | undefined => (template.logicalIds.has(name) ? name : undefined);

function parameterValue(scope: Scope, call: Call, parameter: Parameter): Node {
  const { default: literal, kind } = parameter;
  if (!literal) return unknownAt(call);
  const provenance = defaultOf(scope.template, parameter, literal);
  const { text } = literal;
  if (!scope.spend(text.length + 1)) return unknownAt(call);
  if (kind === "list") {
    const items = text === "" ? [] : text.split(",").map((item) => item.trim());
    if (!scope.spend(items.length)) return unknownAt(call);
    const nodes = items.map((item) => scalarAt(call, item, item, provenance));
    return listAt(call, nodes, provenance);
  }
  return scalarAt(call, text, kind === "number" ? numberIn(text) : text, provenance);
}

const defaultOf = ({ document }: Template, { name }: Parameter, { start, end }: Node): Provenance => ({
  from: "default",
  name: `parameter ${name}`,
  because: { document, start, end },
});

const numberIn = (text: string): Scalar => (/^[+-]?\d{1,15}(?:\.\d+)?$/.test(text) ? Number(text) : text);

/** `FindInMap [map, first, second]`: literal keys, defaults, and the region or partition where it makes no difference. */
export function findInMap(scope: Scope, call: Call): Node {
  const items = argumentsOf(call) ?? [];
  const map = scope.template.mappings.get(asLiteral(items[0])?.text ?? "");
  const [, first, second] = items;
  if (!map || !first || !second || !scope.spend(map.entries.length)) return unknownAt(call);
  const inner = keyOf(scope, second);
  if (!inner) return unknownAt(call);
  const outer = keyOf(scope, first);
  const found = outer ? at(map, outer.text, inner.text) : isPlace(scope.template, first) ? sameEverywhere(map, inner.text) : undefined;
  if (!found || !isLiteral(scope.template, found)) return unknownAt(call);
  const decided = outer?.provenance ?? inner.provenance;
  return resultAt(
    call,
    found,
    decided ?? { ...computedBy(call), because: { document: scope.template.document, start: found.start, end: found.end } },
  );
}

interface MapKey {
  readonly text: string;
  /** The default that decided; a literal key has none. */
  readonly provenance: Provenance | undefined;
}

function keyOf(scope: Scope, node: Node): MapKey | undefined {
  const key = deref(scope.lower(node));
  return key.kind === "scalar"
    ? { text: key.text, provenance: key.provenance?.from === "default" ? key.provenance : undefined }
    : undefined;
}

function at(map: MapNode, first: string, second: string): Node | undefined {
  const outer = findEntry(map, first)?.value;
  const inner = outer && asMap(outer);
  const found = inner && findEntry(inner, second)?.value;
  return found && deref(found);
}

/** Where the stack is made: every region, or every partition, is an entry of such a mapping. */
function isPlace(template: Template, node: Node): boolean {
  const call = callOf(template, deref(node));
  return call?.name === "Ref" && /^AWS::(?:Region|Partition)$/.test(asLiteral(call.argument)?.text ?? "");
}

/** The value under `key`, where every entry of the mapping has an equal scalar there. */
function sameEverywhere(map: MapNode, key: string): Node | undefined {
  let first: Node | undefined;
  for (const { value } of entriesOf(map)) {
    const region = asMap(value);
    const entry = region && findEntry(region, key);
    const found = entry && deref(entry.value);
    if (found?.kind !== "scalar") return undefined;
    if (first?.kind === "scalar" && !sameScalar(scalarValue(first), scalarValue(found))) return undefined;
    first ??= found;
  }
  return first;
}

/** Functions are allowed in mappings with a language extension; there they may even find themselves. They are not followed. */
function isLiteral(template: Template, node: Node): boolean {
  if (callOf(template, node)) return false;
  if (node.kind === "scalar") return scalarValue(node) !== null;
  return node.kind === "list" && node.items.every((item) => asLiteral(item) !== undefined);
}
