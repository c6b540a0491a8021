// `Globals` of a SAM template (C13): what every function or API of the template has unless it says otherwise. SAM merges maps key by
// key, puts global list items before local ones, and lets a local value win.
import { deref, type Entry, keyText, type MapNode, type Node, type Provenance } from "../../syntax/node.ts";
import { asMap, named, type Template } from "./template.ts";

/** Values in one section; real ones have a few dozen. They are merged into every resource of the type. */
const MAX_SIZE = 1000;

/** By resource type, what `Globals` gives; each value knows where it came from. `lower` evaluates functions. */
export function globalsOf({ globals, document }: Template, lower: (node: Node) => Node): ReadonlyMap<string, MapNode> {
  const byType = new Map<string, MapNode>();
  for (const [section, node] of named(globals)) {
    const map = asMap(lower(node));
    const because = { document, start: node.start, end: node.end };
    if (map) byType.set(`AWS::Serverless::${section}`, marked(map, { from: "default", name: `Globals.${section}`, because }));
  }
  return byType;
}

/** `local` over `global`. */
export function mergeGlobals(global: MapNode, local: MapNode): MapNode {
  const above = new Map(named(global));
  const names = new Set(named(local).map(([name]) => name));
  const own = local.entries.map((entry): Entry => {
    const value = above.get(keyText(entry.key) ?? "");
    return value ? { ...entry, value: mergeValues(value, entry.value) } : entry;
  });
  const added = global.entries.filter(({ key }) => !names.has(keyText(key) ?? ""));
  return { ...local, entries: [...own, ...added], ...(global.open || local.open ? { open: true } : {}) };
}

function mergeValues(above: Node, own: Node): Node {
  const global = deref(above);
  const local = deref(own);
  if (global.kind === "map" && local.kind === "map") return mergeGlobals(global, local);
  if (global.kind !== "list" || local.kind !== "list") return own;
  // The items' positions are no longer those of the text: `provenance` keeps anybody from writing at them.
  const provenance: Provenance = global.provenance ?? { from: "computed", name: "Globals" };
  return { ...local, items: [...global.items, ...local.items], provenance };
}

/**
 * Every value with where it came from. Aliases are resolved: a value of Globals is not written at the place where it is read in any
 * case. Of too many values none is kept, and what a resource does not say is possible.
 */
function marked(root: MapNode, provenance: Provenance): MapNode {
  let left = MAX_SIZE;
  const visit = (node: Node): Node => {
    const target = deref(node);
    if (--left < 0 || target.kind === "open") return target;
    if (target.kind === "scalar") return target.provenance ? target : { ...target, provenance };
    if (target.kind === "list") return { ...target, items: target.items.map(visit), provenance };
    return visitMap(target);
  };
  const visitMap = (map: MapNode): MapNode => ({
    ...map,
    entries: map.entries.map(({ key, value }) => ({ key, value: visit(value) })),
    provenance,
  });
  const result = visitMap(root);
  return left < 0 ? { ...root, entries: [], open: true } : result;
}
