// The pod-template facet: wherever a kind keeps pods, from one table (facts/pod-templates.json). A kind that is not in the table but
// has a PodSpec at a usual path is seen too.

import table from "../../facts/pod-templates.json" with { type: "json" };
import { flat } from "../model/flat.ts";
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { entryAt } from "../model/table.ts";
import { ABSENT, integerOf, isThere, known, unknown, type Value } from "../model/value.ts";
import { deref, findEntry } from "../syntax/node.ts";
import { defineFacet } from "./facet.ts";
import { placesAt, stepsOf } from "./places-at.ts";

/** full: a PodSpec. partial: an operator merges it with another, so that absence proves nothing. own: fields of its own (Spark, Argo). */
type TemplateShape = "full" | "partial" | "own";

export interface PodTemplate {
  readonly workload: Resource;
  /** "pod", a replica type, a task, "head", "driver" … */
  readonly component: string;
  readonly spec: Place;
  readonly meta: Place;
  /** The object that repeats: it holds replica counts and the like. */
  readonly base: Place;
  /** Pods at the same time. */
  readonly pods: Reading;
  /** Pods that work on one model or slice together, where that is another number. */
  readonly perGroup: Reading | undefined;
  readonly shape: TemplateShape;
  /** The role that the kind itself implies; `evidence` and the like are decided by roles.ts. */
  readonly kindRole: string;
  /** Kubernetes or the operator lets nobody change the template of an object that is there. */
  readonly isFixed: boolean;
  /** Where the containers are, as patterns below `spec`. */
  readonly layout: ContainerLayout;
  /** Devices that a field of the kind itself asks for, for one pod, where that is written (Spark). */
  readonly gpu: { readonly count: Place; readonly resource: Reading } | undefined;
}

interface ContainerLayout {
  /** "." is `spec` itself. */
  readonly apps: readonly string[];
  readonly sidecars: readonly string[];
  readonly inits: readonly string[];
  /** The field of a container that takes the place of `resources` where it is written. */
  readonly resources: string | undefined;
}

const USUAL_LAYOUT: ContainerLayout = { apps: ["containers[]"], sidecars: [], inits: ["initContainers[]"], resources: undefined };

interface TemplateRow {
  readonly base: string;
  readonly spec: string;
  readonly meta: string;
  readonly pods: readonly string[] | null;
  readonly podsDefault: readonly (number | null)[] | null;
  readonly component: string;
  readonly role?: string;
  readonly shape?: string;
  readonly perGroup?: string;
  readonly unless?: string;
  readonly less?: string;
  readonly completions?: string;
  readonly stopped?: string;
  readonly needs?: readonly string[];
  readonly containers?: readonly string[];
  readonly sidecars?: readonly string[];
  readonly inits?: readonly string[];
  readonly resources?: string;
  readonly gpu?: { readonly count: string; readonly name: string; readonly byDefault?: string };
}
interface KindRow {
  readonly role: string;
  readonly templates: readonly TemplateRow[];
  readonly componentRoles?: Readonly<Record<string, string>>;
  readonly isFixed?: boolean;
}

const byKind = new Map<string, KindRow>();
for (const row of table.kinds as readonly (KindRow & { readonly group: string; readonly kinds: readonly string[] })[]) {
  for (const kind of row.kinds) byKind.set(`${kind}.${row.group}`, row);
}

const layouts = new Map<TemplateRow, ContainerLayout>();

function layoutOf(row: TemplateRow): ContainerLayout {
  let layout = layouts.get(row);
  if (!layout) {
    const { containers = USUAL_LAYOUT.apps, sidecars = USUAL_LAYOUT.sidecars, inits = USUAL_LAYOUT.inits, resources } = row;
    layouts.set(row, (layout = { apps: containers, sidecars, inits, resources }));
  }
  return layout;
}

/** Kinds that are known to have pods. */
export const podKinds: readonly { readonly group: string; readonly kind: string }[] = [...byKind.keys()].map((name) => {
  const dot = name.indexOf(".");
  return { kind: name.slice(0, dot), group: name.slice(dot + 1) };
});

/** The ServiceAccount that the pods name, where they name one. */
export function accountOf({ spec, shape }: PodTemplate): Place {
  const account = spec.at(shape === "own" ? "serviceAccount" : "serviceAccountName");
  return account.isAbsent && shape !== "own" ? spec.at("serviceAccount") : account;
}

export const podTemplates = defineFacet<PodTemplate>("podTemplates", ["kubernetes"], (resource) => {
  const root = Place.root(resource);
  const row = byKind.get(`${resource.ref.kind}.${resource.ref.group}`);
  if (row) return templatesAt(resource, root, row);
  if (resource.ref.group === "types.kubefed.io") return federated(resource, root);
  const spec = root.at("spec");
  if (!spec.isWritten) return [];
  const fields = spec.node && deref(spec.node);
  return flat(USUAL, (usual) => {
    if (fields?.kind === "map" && findEntry(fields, usual.first) === undefined) return [];
    const template = at(root, usual.base);
    const spec = at(template, usual.spec);
    const containers = spec.at("containers").items;
    if (containers.length === 0 || !containers.every((one) => one.at("image").isWritten || one.at("name").isWritten)) return [];
    return templateAt(resource, template, usual, { role: "evidence", templates: [usual] });
  });
});

const templatesAt = (resource: Resource, root: Place, row: KindRow): readonly PodTemplate[] =>
  flat(row.templates, (template) => flat(placesAt(root, template.base), (base) => templateAt(resource, base, template, row)));

/** KubeFed wraps an object without apiVersion and kind: FederatedDeployment has a Deployment at `spec.template`. */
function federated(resource: Resource, root: Place): readonly PodTemplate[] {
  const kind = resource.ref.kind.replace(/^Federated/, "");
  const row = ["apps", "batch", ""].map((group) => byKind.get(`${kind}.${group}`)).find((one) => one !== undefined);
  return row ? templatesAt(resource, root.at("spec", "template"), { ...row, isFixed: false }) : [];
}

/** Where a kind that is not in the table may have a PodSpec. */
const USUAL = [
  { base: "spec.template", spec: "spec" },
  { base: "spec.podTemplate", spec: "spec" },
  { base: "spec.podTemplateSpec", spec: "spec" },
  { base: "spec.jobTemplate.spec.template", spec: "spec" },
  { base: "spec.podSpec", spec: "" },
].map((usual): TemplateRow & { readonly first: string } => ({
  ...usual,
  first: usual.base.split(".")[1] as string,
  meta: usual.spec === "" ? "" : "metadata",
  pods: usual.base.startsWith("spec.job") ? null : ["^replicas"],
  podsDefault: [1],
  component: "pod",
  shape: "partial",
}));

function templateAt(workload: Resource, base: Place, row: TemplateRow, kind: KindRow): readonly PodTemplate[] {
  if (!mayBeIn(base) || (row.needs && !row.needs.some((key) => base.at(key).isWritten))) return [];
  const spec = at(base, row.spec);
  if (!mayBeIn(spec)) return [];
  const component = componentOf(base, row.component);
  return [
    {
      workload,
      component,
      spec,
      meta: row.meta === "" ? Place.root(workload).at("metadata") : row.meta === "." ? base : relative(base, row.meta),
      base,
      pods: new Reading(podsOf(base, row, workload), base),
      perGroup: row.perGroup === undefined ? undefined : perGroupOf(base, row.perGroup, row),
      shape: shapeOf(row.shape, base),
      kindRole: entryAt(kind.componentRoles ?? {}, component.toLowerCase()) ?? row.role ?? kind.role,
      isFixed: kind.isFixed === true,
      layout: layoutOf(row),
      gpu: gpuOf(base, row),
    },
  ];
}

/** Something is written here, or above in a hole: of pods that are filled in later nobody may conclude that there are none. */
export const mayBeIn = (place: Place): boolean => isThere(Reading.value(place));

function gpuOf(base: Place, { gpu }: TemplateRow): PodTemplate["gpu"] {
  const count = gpu && at(base, gpu.count);
  if (!gpu || !count || !mayBeIn(count)) return undefined;
  const name = at(base, gpu.name);
  return { count, resource: gpu.byDefault === undefined ? name : name.or(known(gpu.byDefault)) };
}

/** A KServe component is whole only while it has containers of its own and no model or framework key that a runtime completes. */
function shapeOf(shape: string | undefined, base: Place): TemplateShape {
  if (shape === "own" || shape === "partial") return shape;
  if (shape === "argo") return isPatched(base) ? "partial" : "own";
  if (shape !== "kserve") return "full";
  return base.at("containers").items.length > 0 && base.at("model").isAbsent ? "full" : "partial";
}

/** A step of a workflow whose pod is also written elsewhere: in a patch, or in the defaults of all steps. */
function isPatched(template: Place): boolean {
  const workflow = template.up(template.step === "inline" ? 6 : 2);
  return [template.at("podSpecPatch"), workflow.at("podSpecPatch"), workflow.at("templateDefaults")].some((one) => !one.isAbsent);
}

function componentOf(base: Place, component: string): string {
  const step = base.step;
  if (component === "*") return typeof step === "string" ? step : "pod";
  if (component === "name" || component === "groupName") {
    const name = Reading.value(base.at(component));
    return name.is === "known" && typeof name.value === "string" ? name.value : "pod";
  }
  return component;
}

/** The product of the factors; unknown with a hole where one is unknown, without a number where the table says nobody can know. */
function podsOf(base: Place, row: TemplateRow, workload: Resource): Value {
  if (row.pods === null) return unknown({ kind: "marker", text: "decided by the cluster" });
  if (row.unless !== undefined && !isOff(relative(base, row.unless))) return unknown({ kind: "marker", text: row.unless });
  if (row.stopped !== undefined && !Place.root(workload).at("metadata", "annotations", row.stopped).isAbsent) return known(0);
  let product = 1;
  const last = row.pods.length - 1;
  for (const [i, path] of row.pods.entries()) {
    const byDefault = row.podsDefault?.[i];
    const written = Reading.value(relative(base, path));
    const full = written.is !== "absent" ? written : byDefault === null ? unknown({ kind: "marker", text: path }) : known(byDefault ?? 1);
    const factor = i === last ? completable(full, base, row) : full;
    const number = integerOf(factor);
    if (number === undefined) return factor.is === "unknown" ? factor : unknown({ kind: "marker", text: path });
    product *= i > 0 && row.less !== undefined && relative(base, row.less).isWritten ? number - 1 : number;
  }
  return known(product);
}

/** A Job never has more pods than completions. Where these are not known, one pod at a time is one all the same. */
function completable(parallel: Value, base: Place, { completions }: TemplateRow): Value {
  const total = completions === undefined ? ABSENT : Reading.value(relative(base, completions));
  const [most, pods] = [integerOf(total), integerOf(parallel)];
  if (total.is === "absent" || pods === undefined || pods <= (most ?? 1)) return parallel;
  return most === undefined && total.is !== "unknown" ? unknown({ kind: "marker", text: "completions" }) : total;
}

function perGroupOf(base: Place, path: string, row: TemplateRow): Reading {
  const written = relative(base, path).or(known(1));
  return row.completions === undefined ? written : new Reading(completable(Reading.value(written), base, row), written.about);
}

const isOff = (field: Place): boolean => field.isAbsent || field.is(false);

/**
 * How the title of a fix in a template ends. `isRefused`: nobody ever got a pod from the template as it is, so that a bare Pod with it
 * is not there to be replaced.
 */
export function consequenceOf(template: PodTemplate, isRefused: boolean): string {
  return template.isFixed && !(isRefused && template.workload.ref.kind === "Pod") ? " (recreate the object)" : "";
}

const at = (place: Place, path: string): Place => (path === "" ? place : place.along(stepsOf(path)));

/** `^` goes one level up from the base before the path. */
function relative(base: Place, path: string): Place {
  let up = 0;
  while (path[up] === "^") up++;
  return at(base.up(up), path.slice(up));
}
