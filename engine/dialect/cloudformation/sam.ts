// `Globals` of a SAM template (C13): what every function or API of the template has unless it says otherwise. SAM merges maps key by
// key, puts global list items before local ones, and lets a local value win.
import { deref, type Entry, findEntry, keyText, type MapNode, type Node, type Provenance } from "../../syntax/node.ts";
import { asMap, named, type Template } from "./template.ts";

/** By resource type, what `Globals` gives; each value knows where it came from. `lower` evaluates functions. */
export function globalsOf({ globals, document }: Template, lower: (node: Node) => Node): ReadonlyMap<string, MapNode> {
  const byType = new Map<string, MapNode>();
  for (const [section, node] of named(globals)) {
    const map = asMap(lower(node));
    const because = { document, start: node.start, end: node.end };
    if (map) byType.set(`AWS::Serverless::${section}`, marked(map, { from: "default", name: `Globals.${section}`, because }) as MapNode);
  }
  return byType;
}

/** `local` over `global`. */
export function mergeGlobals(global: MapNode, local: MapNode): MapNode {
  const entries: Entry[] = local.entries.map((entry) => {
    const name = keyText(entry.key);
    const above = name === undefined ? undefined : findEntry(global, name);
    return above ? { ...entry, value: mergeValues(above.value, entry.value) } : entry;
  });
  const names = new Set(local.entries.flatMap(({ key }) => keyText(key) ?? []));
  const added = global.entries.filter(({ key }) => !names.has(keyText(key) ?? ""));
  return { ...local, entries: [...entries, ...added] };
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

/** Aliases inside are resolved: a value of Globals is not written at the place where it is read in any case. */
function marked(node: Node, provenance: Provenance): Node {
  const target = deref(node);
  switch (target.kind) {
    case "open":
      return target;
    case "scalar":
      return target.provenance ? target : { ...target, provenance };
    case "list":
      return { ...target, items: target.items.map((item) => marked(item, provenance)), provenance };
    case "map":
      return { ...target, entries: target.entries.map(({ key, value }) => ({ key, value: marked(value, provenance) })), provenance };
  }
}
