// Accelerators: which resource names are some, and how many a container, a pod and a workload ask for.
import table from "../../facts/accelerators.json" with { type: "json" };
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import type { WorkloadSummary } from "../model/record.ts";
import { integerOf, known, unknown, type Value } from "../model/value.ts";
import { type Container, containersOf } from "./containers.ts";
import type { FacetSettings } from "./facet.ts";
import type { PodTemplate } from "./pod-templates.ts";

const EXACT = new Set(table.exact);
/** Each has a vendor before a slash, so that `cpu` and `memory` need not be tried. */
const PATTERNS = table.patterns.map((pattern) => new RegExp(`^(?:${pattern})(?:\\.shared)?$`));
const WHOLE = new Set(table.whole);

/** A resource that a device plugin or driver offers: not one of Kubernetes' own. */
export const isExtendedResource = (name: string): boolean =>
  name.includes("/") && /^[^/]+\/[^/]+$/.test(name) && !/^(?:requests\.|limits\.)/.test(name) && !/(?:^|\.)kubernetes\.io\//.test(name);

const isAccelerator = (name: string, settings: FacetSettings): boolean =>
  EXACT.has(name) || (name.includes("/") && PATTERNS.some((pattern) => pattern.test(name))) || settings.accelerators.includes(name);

/** One unit is one device of its own, neither a slice nor a share. */
export const isWholeDevice = (name: string): boolean => WHOLE.has(name);

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
      if (isAccelerator(resource, settings) && !found.has(resource)) found.set(resource, { resource, count: place, place });
    }
  }
  return [...found.values()];
}

/** Beside a count of devices: how much of each. Source: Project-HAMi/HAMi, volcano-sh/devices. */
const SHARE = /\/v?gpu-?(?:mem|memory|cores?)(?:-|$)/;

/** Whole devices of a container; undefined: none, several kinds, slices, shares, or a number that is not known. */
export function wholeDevices(container: Container, settings: FacetSettings): number | undefined {
  const [first, ...more] = acceleratorsOf(container, settings);
  if (container.limits.entries.some((one) => SHARE.test(String(one.step)))) return undefined;
  return first && more.length === 0 && isWholeDevice(first.resource) ? integerOf(Reading.value(first.count)) : undefined;
}

/** Accelerators of one pod: app containers and sidecars add up, init containers count as a maximum. */
function perPod(template: PodTemplate, settings: FacetSettings): ReadonlyMap<string, Value> {
  const totals = new Map<string, Value>();
  const initial = new Map<string, Value>();
  for (const container of containersOf(template)) {
    for (const { resource, count } of acceleratorsOf(container, settings)) {
      const into = container.kind === "init" ? initial : totals;
      const before = into.get(resource);
      into.set(
        resource,
        before === undefined
          ? Reading.value(count)
          : container.kind === "init"
            ? largest(before, Reading.value(count))
            : sum(before, Reading.value(count)),
      );
    }
  }
  for (const [resource, value] of initial) totals.set(resource, largest(totals.get(resource) ?? known(0), value));
  return totals;
}

function sum(a: Value, b: Value): Value {
  const left = integerOf(a);
  const right = integerOf(b);
  if (left !== undefined && right !== undefined) return known(left + right);
  return unknown({ kind: "marker", text: "" }, { atLeast: (left ?? atLeastOf(a)) + (right ?? atLeastOf(b)) });
}

function largest(a: Value, b: Value): Value {
  const left = integerOf(a);
  const right = integerOf(b);
  if (left !== undefined && right !== undefined) return known(Math.max(left, right));
  return unknown({ kind: "marker", text: "" }, { atLeast: Math.max(left ?? atLeastOf(a), right ?? atLeastOf(b)) });
}

const atLeastOf = (value: Value): number => (value.is === "unknown" ? (value.atLeast ?? 0) : (integerOf(value) ?? 0));

/** What a workload asks for in all: the portrait of its record. */
export function summarise(templates: readonly PodTemplate[], settings: FacetSettings): WorkloadSummary | undefined {
  if (templates.length === 0) return undefined;
  const totals = new Map<string, { count: number; exact: boolean }>();
  const parts = templates.map((template) => {
    const pods = integerOf(Reading.value(template.pods));
    const amounts = [...perPod(template, settings)].map(([resource, value]) => ({
      resource,
      count: integerOf(value),
      atLeast: atLeastOf(value),
    }));
    for (const { resource, count, atLeast } of amounts) {
      const total = totals.get(resource) ?? { count: 0, exact: true };
      totals.set(resource, {
        count: total.count + (pods ?? 0) * (count ?? atLeast),
        exact: total.exact && pods !== undefined && count !== undefined,
      });
    }
    return {
      component: template.component,
      ...(pods === undefined ? {} : { pods }),
      perPod: amounts.map(({ resource, count }) => (count === undefined ? { resource } : { resource, count })),
    };
  });
  return { parts, accelerators: [...totals].map(([resource, total]) => ({ resource, ...total })) };
}
