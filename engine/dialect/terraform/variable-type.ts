// E5: `optional(type, default)` in the type of a variable gives each object that lacks the attribute its default.
import type { HclCall, HclExpression, HclObject } from "../../syntax/hcl/node.ts";
import type { Entry, Node } from "../../syntax/node.ts";
import { asList, asMap, decidedBy, isNull, listAt, mapAt, scalarAt, spotOf } from "./nodes.ts";
import { evaluateIn, type Scope } from "./scope.ts";

/** The value with the defaults of its type filled in; `scope` is that of the variable's own module. */
export function withOptionalDefaults(node: Node, type: HclExpression, scope: Scope): Node {
  if (type.kind !== "call" || !type.arguments[0]) return node;
  const inner = type.arguments[0];
  if (type.name === "optional") return withOptionalDefaults(node, inner, scope);
  if (type.name === "object" && inner.kind === "object") return filledObject(node, inner, scope);
  if (type.name === "list" || type.name === "set") {
    const list = asList(node);
    return list
      ? listAt(
          spotOf(list),
          list.items.map((item) => withOptionalDefaults(item, inner, scope)),
          list.open,
        )
      : node;
  }
  if (type.name === "map") {
    const map = asMap(node);
    const filled = (entry: Entry): Entry => ({ key: entry.key, value: withOptionalDefaults(entry.value, inner, scope) });
    return map ? mapAt(spotOf(map), map.entries.map(filled), map.open) : node;
  }
  return node;
}

function filledObject(node: Node, type: HclObject, scope: Scope): Node {
  const map = asMap(node);
  if (!map) return node;
  const entries = [...map.entries];
  for (const attribute of type.items) {
    if (attribute.name === undefined) continue;
    const index = entries.findLastIndex((entry) => entry.key.kind === "scalar" && entry.key.text === attribute.name);
    const entry = entries[index];
    if (entry && !isNull(entry.value)) {
      entries[index] = { key: entry.key, value: withOptionalDefaults(entry.value, attribute.value, scope) };
      continue;
    }
    const fallback = optionalDefault(attribute.value);
    if (!fallback || (map.open && !entry)) continue;
    const key = entry?.key ?? scalarAt(spotOf(map), attribute.name);
    const value = defaultValue(fallback, attribute.name, scope);
    if (entry) entries[index] = { key, value };
    else entries.push({ key, value });
  }
  return mapAt(spotOf(map), entries, map.open);
}

function optionalDefault(type: HclExpression): HclExpression | undefined {
  return type.kind === "call" && type.name === "optional" ? (type as HclCall).arguments[1] : undefined;
}

function defaultValue(expression: HclExpression, name: string, scope: Scope): Node {
  const because = { document: scope.document, start: expression.start, end: expression.end };
  const provenance = { from: "default", name, because } as const;
  return decidedBy(evaluateIn({ ...scope, provenance }, expression), provenance);
}
