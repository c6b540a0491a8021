// Keys that are written twice in one map: readers keep one of them and say nothing.
import { Place } from "../model/place.ts";
import { deref, type Node, type Tree } from "../syntax/node.ts";
import { defineFacet } from "./facet.ts";

export interface DuplicateKey {
  /** The value that counts, under the last of the equal keys. */
  readonly place: Place;
  readonly key: string;
}

/** Only maps inside the resource itself; a document without duplicates is not walked. */
export const duplicateKeys = defineFacet<DuplicateKey>("duplicateKeys", ["kubernetes"], (resource) => {
  const { tree } = resource.document;
  if (tree.duplicates.length === 0 || resource.unit !== undefined) return [];
  const wanted = repeatedKeys(tree);
  const found: DuplicateKey[] = [];
  const walk = (place: Place, depth: number): void => {
    const node = place.node && deref(place.node);
    if (!node || depth > 256 || place.shared) return;
    if (node.kind === "list") for (const item of place.items) walk(item, depth + 1);
    if (node.kind !== "map") return;
    for (const entry of place.entries) {
      if (entry.entry && wanted.has(entry.entry.key)) found.push({ place: entry, key: String(entry.path.at(-1)) });
      walk(entry, depth + 1);
    }
  };
  walk(Place.root(resource), 0);
  return found;
});

const memo = new WeakMap<Tree, ReadonlySet<Node>>();

/** Once a document: a list of many resources is one document. */
function repeatedKeys(tree: Tree): ReadonlySet<Node> {
  let keys = memo.get(tree);
  if (!keys) memo.set(tree, (keys = new Set(tree.duplicates.map((one) => one.key))));
  return keys;
}
