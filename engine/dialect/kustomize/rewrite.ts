// Rewriting a whole tree. What an alias stands for is looked at once, however often it is used: documents can be small and stand for
// very much.
import type { Node } from "../../syntax/node.ts";
import { asList, asMap, type Change, changed, fieldsAt, itemsAt, type Located, setAll, withItems } from "./tree.ts";

const MAX_DEPTH = 300;

/** `rewrite` gets every node after those below it, with the key that it stands under; it gives back what it does not change. */
export function rewriteTree(root: Located, rewrite: (at: Located, key: string | undefined) => Located): Located {
  const known = new Map<Node, Located>();
  const visit = (at: Located, key: string | undefined, depth: number): Located =>
    changed(at, (here) => {
      const isAlias = at.node.kind === "alias";
      const below = (isAlias ? known.get(here.node) : undefined) ?? inside(here, depth);
      if (isAlias) known.set(here.node, below);
      return rewrite(below, key);
    });
  const inside = (at: Located, depth: number): Located => {
    if (depth > MAX_DEPTH) return at;
    const list = asList(at);
    if (list) {
      const items = itemsAt(list);
      const next = items.map((item) => visit(item, undefined, depth + 1));
      return next.every((item, index) => item.node === items[index]?.node) ? at : withItems(list, next);
    }
    const map = asMap(at);
    if (!map) return at;
    const changes = new Map<string, Change>();
    for (const [key, value, keyNode] of fieldsAt(map)) {
      const next = visit(value, key, depth + 1);
      if (next.node !== value.node) changes.set(key, { key: keyNode, value: next });
    }
    return setAll(map, changes);
  };
  return visit(root, undefined, 0);
}
