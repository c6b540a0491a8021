// Accelerators: which resource names are some, and how many a container asks for.
import table from "../../facts/accelerators.json" with { type: "json" };
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { integerOf } from "../model/value.ts";
import type { Container } from "./containers.ts";
import type { FacetSettings } from "./facet.ts";

const EXACT = new Set(table.exact);
/** Each has a vendor before a slash, so that `cpu` and `memory` need not be tried. */
const PATTERNS = table.patterns.map((pattern) => new RegExp(`^(?:${pattern})(?:\\.shared)?$`));
const WHOLE = new Set(table.whole);

/** A resource that a device plugin or driver offers: not one of Kubernetes' own. */
export const isExtendedResource = (name: string): boolean =>
  name.includes("/") &&
  /^[a-z\d.-]+\/[\w.-]+$/i.test(name) &&
  !/^(?:requests\.|limits\.)/.test(name) &&
  !/(?:^|\.)kubernetes\.io\//.test(name);

export const isAccelerator = (name: string, settings: FacetSettings): boolean =>
  EXACT.has(name) || (name.includes("/") && PATTERNS.some((pattern) => pattern.test(name))) || settings.accelerators.includes(name);

/** One unit is one device of its own, neither a slice nor a share. */
export const isWholeDevice = (name: string): boolean => WHOLE.has(name);

const CLAIMED: ReadonlyMap<string, string> = new Map(Object.entries(table.claims));

/** The whole-device resource whose devices a device class (DRA) gives too. */
export const claimedDevice = (deviceClass: string): string | undefined => CLAIMED.get(deviceClass);

const MISTAKEN: ReadonlyMap<string, string> = new Map(Object.entries(table.mistaken));

/** The resource that a name which no node offers certainly stands for: the vendor is in the name, or only letter case is wrong. */
export function meantResource(name: string): string | undefined {
  const known = MISTAKEN.get(name);
  if (known !== undefined || name.includes("/")) return known;
  const lower = name.toLowerCase();
  if (["cpu", "memory", "ephemeral-storage"].includes(lower)) return lower === name ? undefined : lower;
  if (/nvidia|cuda/.test(lower)) return "nvidia.com/gpu";
  if (/^amd|rocm/.test(lower)) return "amd.com/gpu";
  return /(?:^|\W)tpus?$/.test(lower) ? "google.com/tpu" : undefined;
}

export interface AcceleratorCount {
  readonly resource: string;
  /** The limit, else the request. */
  readonly count: Reading;
  /** Where that number is written. */
  readonly place: Place;
}

/** The accelerators of one container. An unknown `resources` map gives none: ask `isOpen` of it before concluding. */
export function acceleratorsOf(container: Container, settings: FacetSettings): readonly AcceleratorCount[] {
  const { place } = container;
  return recall<readonly AcceleratorCount[]>(place, settings) ?? remember(place, settings, findAccelerators(container, settings));
}

function findAccelerators(container: Container, settings: FacetSettings): readonly AcceleratorCount[] {
  const found = new Map<string, AcceleratorCount>();
  for (const amounts of [container.limits, container.requests]) {
    for (const place of amounts.entries) {
      const resource = String(place.step);
      // A key without a value asks for nothing.
      if (isAccelerator(resource, settings) && !place.isAbsent && !found.has(resource))
        found.set(resource, { resource, count: place, place });
    }
  }
  return [...found.values()];
}

/** Beside a count of devices, or instead of one: how much of each. */
const SHARE = new RegExp(`^(?:${table.shares.join("|")})$`);

export const hasShares = ({ limits }: Container): boolean => limits.entries.some((one) => SHARE.test(String(one.step)));

/** Whole devices of a container; undefined: none, several kinds, slices, shares, or a number that is not known. */
export function wholeDevices(container: Container, settings: FacetSettings): number | undefined {
  const [first, ...more] = acceleratorsOf(container, settings);
  if (hasShares(container)) return undefined;
  return first && more.length === 0 && isWholeDevice(first.resource) ? integerOf(Reading.value(first.count)) : undefined;
}
