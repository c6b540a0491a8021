// MIG profiles that pods ask for, and what the GPU that they choose offers.

import table from "../../facts/mig.json" with { type: "json" };
import type { Place } from "../model/place.ts";
import { containersOf } from "./containers.ts";
import { extendedAmounts } from "./extended-amounts.ts";
import { defineFacet } from "./facet.ts";
import { nodeRequirements } from "./node-selection.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface MigRequest {
  readonly template: RoledTemplate;
  /** The amount; its key is the resource. */
  readonly place: Place;
  /** "1g.10gb" */
  readonly profile: string;
  readonly isKnown: boolean;
  /** The profile with the same compute slices, where there is exactly one among those that count here. */
  readonly nearest: string | undefined;
  /** The GPU that the pod chooses; undefined: none, several, or not known. */
  readonly gpu: { readonly name: string; readonly offers: readonly string[] } | undefined;
}

const PREFIX = "nvidia.com/mig-";
const ALL: ReadonlySet<string> = new Set(Object.values(table.profiles).flat());
const PRODUCTS = table.products.map(({ value, gpu }) => ({ value: new RegExp(value), gpu }));

export const migRequests = defineFacet<MigRequest>(
  "migRequests",
  ["kubernetes"],
  (resource, settings) =>
    workloads.of(resource, settings).flatMap((template) => {
      const gpu = gpuOf(template);
      return containersOf(template)
        .flatMap(({ limits, requests }) => [...limits.entries, ...requests.entries])
        .filter((place) => String(place.step).startsWith(PREFIX) && !settings.accelerators.includes(String(place.step)))
        .map((place) => {
          const profile = profileOf(String(place.step));
          const among = gpu && gpu.offers.length > 0 ? gpu.offers : [...ALL];
          const same = among.filter((one) => slicesOf(one) === slicesOf(profile));
          return { template, place, profile, isKnown: ALL.has(profile), nearest: same.length === 1 ? same[0] : undefined, gpu };
        });
    }),
  { within: extendedAmounts },
);

/** Attributes say nothing about the size: `1g.10gb.me` is a 1g.10gb with media engines. */
const profileOf = (resource: string): string =>
  resource
    .slice(PREFIX.length)
    .replace(/\.shared$/, "")
    .replace(/\.(?:me(?:\.all)?|gfx|nome|me-)$/, "")
    .replace(/-me$/, "");

const slicesOf = (profile: string): string => profile.slice(0, profile.indexOf("g"));

function gpuOf(template: RoledTemplate): MigRequest["gpu"] {
  const values = nodeRequirements(template).find(({ key }) => table.labels.includes(key))?.values;
  if (values?.length !== 1) return undefined;
  const name = values[0] as string;
  const product = PRODUCTS.find(({ value }) => value.test(name.toLowerCase()));
  if (!product) return undefined;
  const offers: readonly string[] = product.gpu === null ? [] : table.profiles[product.gpu as keyof typeof table.profiles];
  return { name, offers };
}

/** What a layout (`mig-devices`: profile to count) takes of one GPU, and what the largest GPU with such profiles has. */
export interface MigLayout {
  readonly slices: number;
  readonly most: number;
}

/** undefined where a profile or a count is not known, or where several share a slice (`1c.2g.10gb`). */
export function migLayout(devices: Place): MigLayout | undefined {
  const asked = devices.entries.map((place) => ({ profile: PROFILE.exec(String(place.step))?.[0], count: countOf(place) }));
  if (devices.isOpen || asked.some(({ profile, count }) => profile === undefined || count === undefined)) return undefined;
  const slices = asked.reduce((sum, { profile = "", count = 0 }) => sum + Number(slicesOf(profile)) * count, 0);
  const fitting = Object.values(table.profiles).filter((offers) => asked.every(({ profile = "" }) => offers.includes(profile)));
  return { slices, most: Math.max(...(fitting.length > 0 ? fitting : [[...ALL]]).flat().map((one) => Number(slicesOf(one)))) };
}

/** Attributes follow: `1g.10gb+me`, `1g.10gb.me`, `1g.10gb-me`. */
const PROFILE = /^\d+g\.\d+gb(?![\da-z])/;

function countOf(place: Place): number | undefined {
  let count: number | undefined;
  place.is((value) => {
    if (typeof value === "number" && value >= 0) count = value;
    return true;
  });
  return count;
}
