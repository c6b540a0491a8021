// Workloads that run on capacity which may be taken away, with what they survive.
import { Place } from "../model/place.ts";
import { type Resource, resourceLabel } from "../model/resource.ts";
import { capacityOf } from "./capacity.ts";
import { defineFacet } from "./facet.ts";
import { type RetryBudget, retryBudget } from "./retry-budget.ts";
import { isFiniteRole, workloads } from "./roles.ts";

export interface InterruptibleWorkload {
  readonly workload: Resource;
  readonly label: string;
  readonly budget: RetryBudget;
  /** Where it says that it may be interrupted. */
  readonly because: Place;
}

/** Finite work that requires or prefers spot in some template, or says so itself (`drydock.dev/interruptible`). */
export const interruptible = defineFacet<InterruptibleWorkload>("interruptible", ["kubernetes"], (resource, settings) => {
  const templates = workloads.of(resource, settings).filter((template) => isFiniteRole(template.role));
  const budget = retryBudget.of(resource, settings)[0];
  if (templates.length === 0 || !budget) return [];
  const metadata = Place.root(resource).at("metadata");
  const declared = ["labels", "annotations"]
    .map((carrier) => metadata.at(carrier, "drydock.dev/interruptible"))
    .find((place) => place.isWritten);
  if (declared && !declared.is("true")) return [];
  const spot = templates
    .map((template) => capacityOf(template, settings))
    .find((one) => one.spot === "required" || one.spot === "preferred");
  const because = declared ?? spot?.place;
  return because ? [{ workload: resource, label: resourceLabel(resource.ref), budget, because }] : [];
});
