// The pod-template facet: wherever a kind keeps pods, from one table (facts/pod-templates.json). A kind that is not in the table but
// has a PodSpec at a usual path is seen too.
import table from "../../facts/pod-templates.json" with { type: "json" };
import { Place, Reading } from "../model/place.ts";
import type { Resource } from "../model/resource.ts";
import { integerOf, known, unknown, type Value } from "../model/value.ts";
import { defineFacet } from "./facet.ts";
import { placesAt, stepsOf } from "./places-at.ts";

/** full: a PodSpec. partial: an operator merges it with another, so that absence proves nothing. own: fields of its own (Spark). */
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
}

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

export const podTemplates = defineFacet<PodTemplate>("podTemplates", ["kubernetes"], (resource) => {
  const row = byKind.get(`${resource.ref.kind}.${resource.ref.group}`);
  const root = Place.root(resource);
  if (row)
    return row.templates.flatMap((template) => placesAt(root, template.base).flatMap((base) => templateAt(resource, base, template, row)));
  return USUAL.flatMap((row) => {
    const template = at(root, row.base);
    if (template.at("spec", "containers").items.length === 0) return [];
    return templateAt(resource, template, row, { role: "evidence", templates: [row] });
  });
});

/** Where a kind that is not in the table may have a PodSpec. */
const USUAL = ["spec.template", "spec.podTemplate"].map(
  (base): TemplateRow => ({
    base,
    spec: "spec",
    meta: "metadata",
    pods: ["^replicas"],
    podsDefault: [1],
    component: "pod",
    shape: "partial",
  }),
);

function templateAt(workload: Resource, base: Place, row: TemplateRow, kind: KindRow): readonly PodTemplate[] {
  if (!base.isWritten) return [];
  const spec = at(base, row.spec);
  if (row.spec !== "" && !spec.isWritten) return [];
  const component = componentOf(base, row.component);
  return [
    {
      workload,
      component,
      spec,
      meta: row.meta === "" ? Place.root(workload).at("metadata") : at(base, row.meta),
      base,
      pods: new Reading(podsOf(base, row), base),
      perGroup: row.perGroup === undefined ? undefined : relative(base, row.perGroup).or(known(1)),
      shape: shapeOf(row.shape, base),
      kindRole: kind.componentRoles?.[component] ?? row.role ?? kind.role,
      isFixed: kind.isFixed === true,
    },
  ];
}

/** A KServe component is whole only while it has containers of its own and no model or framework key that a runtime completes. */
function shapeOf(shape: string | undefined, base: Place): TemplateShape {
  if (shape === "own" || shape === "partial") return shape;
  if (shape !== "kserve") return "full";
  return base.at("containers").items.length > 0 && base.at("model").isAbsent ? "full" : "partial";
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
function podsOf(base: Place, row: TemplateRow): Value {
  if (row.pods === null) return unknown({ kind: "marker", text: "decided by the cluster" });
  let product = 1;
  for (const [i, path] of row.pods.entries()) {
    const byDefault = row.podsDefault?.[i];
    const written = Reading.value(relative(base, path));
    const factor = written.is !== "absent" ? written : byDefault === null ? unknown({ kind: "marker", text: path }) : known(byDefault ?? 1);
    const number = integerOf(factor);
    if (number === undefined) return factor.is === "unknown" ? factor : unknown({ kind: "marker", text: path });
    product *= number;
  }
  return known(product);
}

/**
 * How the title of a fix in a template ends. `isRefused`: nobody ever got a pod from the template as it is, so that a bare Pod with it
 * is not there to be replaced.
 */
export function consequenceOf(template: PodTemplate, isRefused: boolean): string {
  return template.isFixed && !(isRefused && template.workload.ref.kind === "Pod") ? " (recreate the object)" : "";
}

const at = (place: Place, path: string): Place => (path === "" ? place : place.at(...stepsOf(path)));

/** `^` goes one level up from the base before the path. */
function relative(base: Place, path: string): Place {
  let up = 0;
  while (path[up] === "^") up++;
  return at(base.up(up), path.slice(up));
}
