// Named texts that may hold a credential: environment variables of containers, values of ConfigMaps.

import { Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { containers } from "./containers.ts";
import { defineFacet } from "./facet.ts";

export interface Carrier {
  readonly kind: "env" | "data";
  readonly name: string;
  readonly value: Place;
  /** The object that carries it, as a person would call it. */
  readonly owner: string;
}

export const carriers = defineFacet<Carrier>("carriers", ["kubernetes"], (resource, settings) => {
  const found: Carrier[] = [];
  for (const { place } of containers.of(resource, settings)) {
    for (const item of place.at("env").items) {
      const name = textOf(Reading.value(item.at("name")));
      if (name !== undefined && item.at("value").isWritten)
        found.push({ kind: "env", name, value: item.at("value"), owner: resource.ref.name ?? resource.ref.kind });
    }
  }
  if (resource.ref.kind === "ConfigMap" && resource.ref.group === "") {
    for (const value of Place.root(resource).at("data").entries)
      found.push({ kind: "data", name: String(value.path.at(-1)), value, owner: resource.ref.name ?? "ConfigMap" });
  }
  return found;
});
