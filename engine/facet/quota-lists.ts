// The lists of a ClusterQueue as Kueue compares them: what a group covers, what each of its flavors gives, and what is named twice.
import type { Place } from "../model/place.ts";
import type { ClusterQueue } from "./kueue.ts";

/** What a flavor gives beside what its group covers; Kueue wants the same names in the same order. */
export interface QuotaList {
  readonly flavor: Place;
  readonly names: readonly Place[];
  readonly covered: readonly Place[];
}

/** Only those of which all is written, with the name of their flavor. */
export const quotaLists = ({ groups }: ClusterQueue): readonly QuotaList[] =>
  groups.flatMap(({ covered, flavors }) =>
    flavors.flatMap(({ name: flavor, list, quotas }): readonly QuotaList[] => {
      // A quota that is filled in as a whole may bring others with it.
      const isWhole = [covered, list].every((one) => one.isWritten && !one.isOpen) && !quotas.some(({ place }) => place.isOpen);
      return isWhole && flavor.is(() => true) ? [{ flavor, names: quotas.map(({ name }) => name), covered: covered.items }] : [];
    }),
  );

/** Names of resources and flavors that a queue may have once, and has again. */
export function repeatedNames({ groups }: ClusterQueue): readonly { readonly what: "Resource" | "Flavor"; readonly name: Place }[] {
  const seen = new Set<string>();
  const named = groups.flatMap(({ covered, flavors }) => [
    ...covered.items.map((name) => ({ what: "Resource" as const, name })),
    ...flavors.map(({ name }) => ({ what: "Flavor" as const, name })),
  ]);
  return named.filter(({ what, name }) => {
    // A choice of names is one key: it is the same again only where all of it is.
    let key: string = what;
    if (!name.is((value) => (key += ` ${value}`) !== "")) return false;
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain;
  });
}

export interface Limits {
  readonly nominal: Place;
  readonly borrowing: Place;
  readonly lending: Place;
}

/** The numbers of every quota. */
export const limitsIn = ({ groups }: ClusterQueue): readonly Limits[] =>
  groups.flatMap(({ flavors }) =>
    flavors.flatMap(({ quotas }) =>
      quotas.map(({ place }) => ({
        nominal: place.at("nominalQuota"),
        borrowing: place.at("borrowingLimit"),
        lending: place.at("lendingLimit"),
      })),
    ),
  );
