// Keys that are written twice in one map: readers keep one of them and say nothing, Kustomize refuses.
import { Place } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { deref, keyText, type MapNode } from "../syntax/node.ts";
import { defineFacet } from "./facet.ts";

export interface DuplicateKey {
  /** The value under the last of the equal keys, which is the one that kubectl reads. */
  readonly place: Place;
  readonly key: string;
  /** It is left in an object that Kustomize builds. */
  readonly inBuild: boolean;
}

/** How deep maps are walked; deeper ones are no Kubernetes object. */
const MAX_DEPTH = 256;

/** Only maps inside the resource itself; one that no document with such keys gives is not walked. */
export const duplicateKeys = defineFacet<DuplicateKey>("duplicateKeys", ["kubernetes"], (resource) => {
  if (isOfModule(resource) || !mayHaveDuplicates(resource)) return [];
  const found: DuplicateKey[] = [];
  const walk = (place: Place, depth: number): void => {
    const node = place.node && deref(place.node);
    if (!node || depth > MAX_DEPTH || place.shared) return;
    if (node.kind === "list") for (const item of place.items) walk(item, depth + 1);
    if (node.kind !== "map") return;
    const repeated = repeatedIn(node);
    for (const entry of place.entries) {
      const key = String(entry.step);
      if (repeated.has(key) && !entry.shared) found.push({ place: entry, key, inBuild: resource.unit !== undefined });
      walk(entry, depth + 1);
    }
  };
  walk(Place.root(resource), 0);
  return found;
});

/** Terraform reads objects by rules of its own. */
const isOfModule = ({ unit }: Resource): boolean => unit?.endsWith("*.tf") === true;

/** A built object has parts of its base and of each patch that was merged into it. */
function mayHaveDuplicates({ document, root }: Resource): boolean {
  const node = deref(root);
  const layers = node.kind === "map" ? (node.layers ?? []) : [];
  return [document, root.document, ...layers.map((one) => one.document)].some((one) => (one?.tree.duplicates.length ?? 0) > 0);
}

function repeatedIn({ entries }: MapNode): ReadonlySet<string> {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { key } of entries) {
    const text = keyText(key);
    if (text === undefined || text === "<<") continue;
    if (seen.has(text)) repeated.add(text);
    seen.add(text);
  }
  return repeated;
}
