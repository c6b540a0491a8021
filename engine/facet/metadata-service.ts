// What instances and nodes answer under the address of the metadata service, from one table (facts/metadata-service.json).
import table from "../../facts/metadata-service.json" with { type: "json" };
import { Place } from "../model/place.ts";
import { resourceLabel } from "../model/resource.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";

export interface MetadataService {
  /** "Nodes from EC2NodeClass gpu" */
  readonly name: string;
  /** What says whether the old version is answered. */
  readonly version: Place;
  readonly answersOld: boolean;
  /** What `version` has to be. */
  readonly now: string | boolean;
  /** How many hops an answer may go, where pods run on the instance. */
  readonly hopLimit: Place | undefined;
}

interface Row {
  readonly type: string;
  readonly what: string;
  readonly at: string;
  readonly field: string;
  readonly old: readonly string[];
  readonly now: string | boolean;
  readonly unless?: { readonly field: string; readonly value: string };
}

export const metadataServices = defineFacet<MetadataService>(
  "metadataServices",
  ["kubernetes", "terraform", "cloudformation"],
  (resource) => {
    const { ref } = resource;
    const rows: readonly Row[] =
      resource.class === "kubernetes" ? table.kubernetes : resource.class === "terraform" ? table.terraform : table.cloudformation;
    const type = resource.class === "kubernetes" ? `${ref.kind}.${ref.group}` : ref.kind;
    return rows
      .filter((row) => row.type === type)
      .flatMap((row) =>
        placesAt(Place.root(resource), row.at)
          .filter((holder) => !row.unless || holder.at(row.unless.field).isNot(row.unless.value))
          .map((holder) => {
            const version = holder.at(row.field);
            return {
              name: `${row.what} ${resourceLabel(ref)}`,
              version,
              answersOld: version.is((value) => row.old.includes(String(value))),
              now: row.now,
              hopLimit: ref.kind === "EC2NodeClass" ? holder.at("httpPutResponseHopLimit") : undefined,
            };
          }),
      );
  },
  { kinds: table.kubernetes.map(({ type }) => type) },
);
