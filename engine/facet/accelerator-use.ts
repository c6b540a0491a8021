// Accelerators of a pod as a whole: how many of each, whether it certainly has some or none, and whether they are whole devices.
import { own } from "../model/detached.ts";
import { Reading } from "../model/place.ts";
import type { WorkloadPart, WorkloadSummary } from "../model/record.ts";
import { integerOf, known, textOf, unknown, type Value } from "../model/value.ts";
import { acceleratorsOf, hasShares, isWholeDevice } from "./accelerators.ts";
import { type Container, containersOf } from "./containers.ts";
import { defineFacet, type FacetSettings } from "./facet.ts";
import { type PodTemplate, podTemplates } from "./pod-templates.ts";
import { type RoledTemplate, workloads } from "./roles.ts";

export interface AcceleratorUse {
  readonly template: RoledTemplate;
  /** Of one pod, by resource: app containers and sidecars add up, init containers count as a maximum. */
  readonly perPod: ReadonlyMap<string, Reading>;
  /** "no" is certain: every container is known to ask for none, by any way there is. */
  readonly uses: "yes" | "no" | "unknown";
  /** Slices or shares of devices, so that their number says nothing about processes. */
  readonly isShared: boolean;
  /** Whole devices of one pod, all of one kind; undefined: slices, shares, several kinds, or not known. 0 is certain. */
  readonly devices: number | undefined;
}

/** One for each pod template. */
export const acceleratorUse = defineFacet<AcceleratorUse>(
  "acceleratorUse",
  ["kubernetes"],
  (resource, settings) => workloads.of(resource, settings).map((template) => useOf(template, settings)),
  { within: podTemplates },
);

/** What a pod works on: the first accelerator that it certainly asks for; undefined: none that is seen. */
export function acceleratorOf(template: PodTemplate, settings: FacetSettings): string | undefined {
  const use = acceleratorUse.of(template.workload, settings).find((one) => one.template.base === template.base);
  return use?.uses === "yes" ? [...use.perPod].find(([, count]) => !count.is((value) => String(value) === "0"))?.[0] : undefined;
}

function useOf(template: RoledTemplate, settings: FacetSettings): AcceleratorUse {
  const values = perPod(template, settings);
  const all = containersOf(template);
  const share = isShared(template) || all.some(hasShares) || [...values.keys()].some((name) => name.endsWith(".shared"));
  const isZero = [...values.values()].every((value) => integerOf(value) === 0);
  const uses = !isZero || share ? "yes" : mayUse(template, all) ? "unknown" : "no";
  const [first, ...more] = [...values].filter(([, value]) => integerOf(value) !== 0);
  const isWhole = first !== undefined && more.length === 0 && isWholeDevice(first[0]);
  const whole = isWhole && !share ? integerOf(first[1]) : undefined;
  return {
    template,
    perPod: new Map([...values].map(([name, value]) => [name, new Reading(value)])),
    uses,
    isShared: share,
    devices: uses === "no" ? 0 : whole,
  };
}

/** Some devices may come from where nobody looks here: a claim, a field that is not known, the other half of a merged template. */
function mayUse(template: PodTemplate, all: readonly Container[]): boolean {
  const { spec, shape } = template;
  return (
    shape === "partial" ||
    spec.isOpen ||
    spec.at("containers").isOpen ||
    spec.at("initContainers").isOpen ||
    !spec.at("resourceClaims").isAbsent ||
    (template.gpu !== undefined && ownResource(template.gpu) === undefined) ||
    all.some(
      ({ place, limits, requests }) =>
        limits.isOpen || requests.isOpen || !place.at("resources", "claims").isAbsent || place.at("resources").isOpen,
    )
  );
}

/** Time-slicing names its nodes so, and other schedulers take a fraction from an annotation. */
export function isShared({ spec, meta }: PodTemplate): boolean {
  return (
    spec.at("nodeSelector").entries.some((label) => label.is((value) => String(value).endsWith("-SHARED"))) ||
    ["annotations", "labels"].some((carrier) =>
      meta.at(carrier).entries.some((one) => /^(?:runai\/)?(?:gpu-(?:fraction|memory)|runai-gpu)/.test(String(one.step))),
    )
  );
}

/** Accelerators of one pod by resource. */
function perPod(template: PodTemplate, settings: FacetSettings): ReadonlyMap<string, Value> {
  const totals = new Map<string, Value>();
  const initial = new Map<string, Value>();
  for (const container of containersOf(template)) {
    for (const { resource, count } of acceleratorsOf(container, settings)) {
      const into = container.kind === "init" ? initial : totals;
      const before = into.get(resource);
      const value = Reading.value(count);
      into.set(resource, before === undefined ? value : container.kind === "init" ? largest(before, value) : sum(before, value));
    }
  }
  for (const [resource, value] of initial) totals.set(resource, largest(totals.get(resource) ?? known(0), value));
  const own = template.gpu && ownResource(template.gpu);
  if (template.gpu && own !== undefined) totals.set(own, sum(totals.get(own) ?? known(0), Reading.value(template.gpu.count)));
  return totals;
}

/** The name of what a field of the kind itself asks for. */
const ownResource = ({ resource }: NonNullable<PodTemplate["gpu"]>): string | undefined => textOf(Reading.value(resource));

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

/** What a workload asks for in all: the portrait of its record. Holds no part of the text. */
export function summarise(templates: readonly PodTemplate[], settings: FacetSettings): WorkloadSummary | undefined {
  if (templates.length === 0) return undefined;
  const totals = new Map<string, { count: number; exact: boolean }>();
  const parts = templates.map((template): WorkloadPart => {
    const pods = integerOf(Reading.value(template.pods));
    const amounts: { resource: string; count?: number }[] = [];
    for (const [name, value] of perPod(template, settings)) {
      const resource = own(name);
      const count = integerOf(value);
      amounts.push(count === undefined ? { resource } : { resource, count });
      const total = totals.get(resource);
      const added = (pods ?? 0) * (count ?? atLeastOf(value));
      const exact = pods !== undefined && count !== undefined;
      totals.set(resource, { count: (total?.count ?? 0) + added, exact: exact && total?.exact !== false });
    }
    const component = own(template.component);
    return pods === undefined ? { component, perPod: amounts } : { component, pods, perPod: amounts };
  });
  return { parts, accelerators: [...totals].map(([resource, total]) => ({ resource, ...total })) };
}
