// Containers of every pod template, with what rules ask of them.
import { flat } from "../model/flat.ts";
import { recall, remember } from "../model/memo.ts";
import { type Place, Reading } from "../model/place.ts";
import { textOf } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt } from "./places-at.ts";
import { mayBeIn, type PodTemplate, podTemplates } from "./pod-templates.ts";

type ContainerKind = "app" | "sidecar" | "init";

export interface Container {
  readonly template: PodTemplate;
  readonly kind: ContainerKind;
  readonly place: Place;
  /** As a person would call it: its name, or what it is where it has none. */
  readonly name: string;
  readonly requests: Place;
  readonly limits: Place;
}

export const containers = defineFacet<Container>(
  "containers",
  ["kubernetes"],
  (resource, settings) => flat(podTemplates.of(resource, settings), containersOf),
  { within: podTemplates },
);

/** The containers of a template, in the order in which they start. */
export function containersOf(template: PodTemplate): readonly Container[] {
  return recall<readonly Container[]>(template.spec, containersOf) ?? remember(template.spec, containersOf, findContainers(template));
}

function findContainers(template: PodTemplate): readonly Container[] {
  const { spec, layout } = template;
  const found: Container[] = [];
  for (const place of written(spec, layout.inits))
    found.push(container(template, place, place.at("restartPolicy").is("Always") ? "sidecar" : "init"));
  for (const place of written(spec, layout.apps)) found.push(container(template, place, "app"));
  for (const place of written(spec, layout.sidecars)) found.push(container(template, place, "sidecar"));
  return found;
}

function written(spec: Place, patterns: readonly string[]): readonly Place[] {
  const [only, ...more] = patterns;
  if (only === undefined) return NONE;
  return more.length === 0 ? writtenAt(spec, only) : flat(patterns, (pattern) => writtenAt(spec, pattern));
}

const NONE: readonly Place[] = [];

function writtenAt(spec: Place, pattern: string): readonly Place[] {
  if (pattern === ".") return [spec];
  if (pattern === "containers[]") return spec.at("containers").items;
  if (pattern === "initContainers[]") return spec.at("initContainers").items;
  return placesAt(spec, pattern).filter(mayBeIn);
}

function container(template: PodTemplate, place: Place, kind: ContainerKind): Container {
  const name = textOf(Reading.value(place.at("name"))) ?? nameless(place, template);
  const own = template.layout.resources;
  const resources = own !== undefined && place.at(own).isWritten ? place.at(own) : place.at("resources");
  return { template, kind, place, name, requests: resources.at("requests"), limits: resources.at("limits") };
}

/** A step of a workflow is called by its own name, the model of KServe by its key. */
function nameless({ step }: Place, { component }: PodTemplate): string {
  const isOnlyKey = typeof step !== "string" || ((step === "container" || step === "script") && component !== "pod");
  return isOnlyKey ? component : step;
}

/** The name that each operator gives the container that works. Source: the operators' default container names. */
const MAIN_NAMES = ["pytorch", "tensorflow", "mpi", "xgboost", "paddle", "jax", "node", "kserve-container", "base"];

/** The container that does the work: the operator's own, else the first that has accelerators, else the first. */
export function mainContainer(template: PodTemplate, usesAccelerators: (container: Container) => boolean): Container | undefined {
  const apps = containersOf(template).filter((one) => one.kind === "app");
  if (template.workload.ref.group === "ray.io") return apps[0];
  return apps.find((one) => MAIN_NAMES.includes(one.name)) ?? apps.find(usesAccelerators) ?? apps[0];
}
