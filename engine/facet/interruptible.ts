// Workloads that run on capacity which may be taken away, with what they survive.
import { Place } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { type Capacity, capacityOf } from "./capacity.ts";
import { defineFacet } from "./facet.ts";
import { podTemplates } from "./pod-templates.ts";
import { type RetryBudget, retryBudget } from "./retry-budget.ts";
import { isFiniteRole, placedWorkloads, workloads } from "./roles.ts";

export interface InterruptibleWorkload {
  readonly workload: Resource;
  readonly label: string;
  readonly budget: RetryBudget;
  /** Where it says that it may be interrupted. */
  readonly because: Place;
}

/**
 * Finite work whose decisive pods require or prefer spot, or that says so itself (`drydock.dev/interruptible`). What another object
 * carries (a Katib trial, a component of an AppWrapper, a manifest in a workflow) is left out: its owner starts it again, or may.
 */
export const interruptible = defineFacet<InterruptibleWorkload>(
  "interruptible",
  ["kubernetes"],
  (resource, settings) => {
    const declared = interruptibleMark(Place.root(resource));
    if (!declared && placedWorkloads.of(resource, settings).length === 0) return [];
    const budget = retryBudget.of(resource, settings)[0];
    if (!budget || resource.carrier !== undefined) return [];
    const decisive = workloads
      .of(resource, settings)
      .filter(({ component, role }) =>
        budget.endsWith === undefined ? isFiniteRole(role) : component === budget.endsWith && role === "head",
      );
    if (decisive.length === 0) return [];
    if (declared && !declared.is("true")) return [];
    const spot = decisive.map((template) => capacityOf(template, settings)).find(isSpot);
    const because = declared ?? spot?.place;
    return because ? [{ workload: resource, label: resourceLabel(resource.ref), budget, because }] : [];
  },
  { within: podTemplates },
);

/** Where the owner says whether the work may be interrupted, where anybody says it. */
export function interruptibleMark(root: Place): Place | undefined {
  return ["labels", "annotations"]
    .map((carrier) => root.at("metadata", carrier, "drydock.dev/interruptible"))
    .find((place) => !place.isAbsent);
}

const isSpot = ({ spot }: Capacity): boolean => spot === "required" || spot === "preferred";
