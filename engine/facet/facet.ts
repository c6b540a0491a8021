// A facet is one idea seen across kinds and formats: it gives small views made of Places. Facets are computed once per resource and
// settings and shared by all rules. They read Values; they never report.
import { recall, remember } from "../model/memo.ts";
import { unobserved } from "../model/place.ts";
import type { DocumentClass, Resource } from "../model/resource.ts";

/** What the owner declares and facets depend on (`drydock.yaml`); compared by identity. */
export interface FacetSettings {
  /** Further accelerator resource names. */
  readonly accelerators: readonly string[];
  readonly spotLabels: readonly { readonly key: string; readonly value: string }[];
  /** The first match wins over inference. */
  readonly roles: readonly RoleOverride[];
}

export interface RoleOverride {
  readonly match: { readonly path?: string; readonly kind?: string; readonly namespace?: string; readonly name?: string };
  readonly role: string;
}

export interface Facet<T> {
  readonly name: string;
  readonly classes: readonly DocumentClass[];
  /** False where no resource of this kind can have a view. */
  mayConcern(resource: Pick<Resource, "class" | "ref">): boolean;
  /** The facet of whose views those of a resource of this kind are made: where it has none, neither has this. */
  madeOf(resource: Pick<Resource, "class" | "ref">): Facet<unknown> | undefined;
  of(resource: Resource, settings: FacetSettings): readonly T[];
  /** The same for who has already asked `mayConcern`, and whether what it is made of has views. */
  among(resource: Resource, settings: FacetSettings): readonly T[];
}

/** Where there is certainly nothing to see, so that nobody has to look. */
export interface FacetLimits {
  /**
   * Words of which the document's text has to hold one. (What a build made comes from several documents and is always asked.) Looking
   * for a word in every text costs more than a look at a field; words that begin with a capital or a rare sign are found fastest.
   */
  readonly mentions?: readonly string[];
  /** "Kind.group": of class kubernetes only these kinds are asked. */
  readonly kinds?: readonly string[];
  /** In class kubernetes its views are made of those of this facet … */
  readonly within?: Facet<unknown>;
  /** … but for these kinds ("Kind.group"), which are always asked, whatever they mention. */
  readonly also?: readonly string[];
}

/** `compute` runs at most once per resource and settings, and not for resources of other classes. */
export function defineFacet<T>(
  name: string,
  classes: readonly DocumentClass[],
  compute: (resource: Resource, settings: FacetSettings) => readonly T[],
  { mentions, kinds, within, also }: FacetLimits = {},
): Facet<T> {
  const key = Symbol(name);
  const groups = kinds && groupsByKind(kinds);
  const others = also && groupsByKind(also);
  const isMentioned = (text: string): boolean => mentions === undefined || mentions.some((word) => text.includes(word));
  const mayConcern = (resource: Pick<Resource, "class" | "ref">): boolean =>
    classes.includes(resource.class) &&
    (groups === undefined || resource.class !== "kubernetes" || groups.get(resource.ref.kind)?.has(resource.ref.group) === true);
  const isOther = ({ ref }: Pick<Resource, "ref">): boolean => others?.get(ref.kind)?.has(ref.group) === true;
  const madeOf = (resource: Pick<Resource, "class" | "ref">): Facet<unknown> | undefined =>
    resource.class === "kubernetes" && !isOther(resource) ? within : undefined;
  const among = (resource: Resource, settings: FacetSettings): readonly T[] => {
    if (mentions && resource.unit === undefined && !isOther(resource) && !hasText(resource, key, isMentioned)) return NONE;
    const known = recall<{ readonly settings: FacetSettings; readonly views: readonly T[] }>(resource, key);
    if (known && known.settings === settings) return known.views;
    const views = unobserved(compute, resource, settings);
    remember(resource, key, { settings, views });
    return views;
  };
  return {
    name,
    classes,
    mayConcern,
    madeOf,
    among,
    of(resource, settings) {
      if (!mayConcern(resource) || madeOf(resource)?.of(resource, settings).length === 0) return NONE;
      return among(resource, settings);
    },
  };
}

const NONE: readonly never[] = [];

function groupsByKind(kinds: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const one of kinds) {
    const dot = one.indexOf(".");
    const kind = one.slice(0, dot);
    const known = groups.get(kind);
    if (known) known.add(one.slice(dot + 1));
    else groups.set(kind, new Set([one.slice(dot + 1)]));
  }
  return groups;
}

/** Whether a document's text passes a test. Asked once a document: it may hold thousands of resources. */
export function hasText({ document }: Resource, key: unknown, test: (text: string) => boolean): boolean {
  const { source, start, end, tree } = document;
  return recall<boolean>(tree, key) ?? remember(tree, key, test(source.text.slice(start, end)));
}
