// The plainest facets: resources of a kind, as the place of their root.
import { Place } from "../model/place.ts";
import { defineFacet, type Facet } from "./facet.ts";

/** Kubernetes objects of these kinds, by "Kind.group" ("ServiceAccount." for the core group); any version. */
export function kinds(...wanted: readonly string[]): Facet<Place> {
  for (const one of wanted)
    if (!/^[A-Z]\w*\./.test(one)) throw new Error(`${one} is no kind: write Kind.group, and "Service." for the core group`);
  return defineFacet(`kinds ${wanted.join(" ")}`, ["kubernetes"], (resource) => [Place.root(resource)], { kinds: wanted });
}

export const kind = (wanted: string): Facet<Place> => kinds(wanted);

/** Where an object says how it is called: its name, or what the cluster makes a name of. */
export function nameOf(root: Place): Place {
  const [name, prefix] = [root.at("metadata", "name"), root.at("metadata", "generateName")];
  return name.isAbsent && prefix.isWritten ? prefix : name;
}
