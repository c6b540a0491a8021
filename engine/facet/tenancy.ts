// Whose pods these are: of the cluster itself, of an operator, or of the people who use the cluster. Rules about access are loud for the
// last, because there the code of many authors runs.
import table from "../../facts/tenancy.json" with { type: "json" };
import { Place } from "../model/place.ts";
import { acceleratorsOf } from "./accelerators.ts";
import { containersOf } from "./containers.ts";
import type { FacetSettings } from "./facet.ts";
import type { RoledTemplate } from "./roles.ts";

/** ai: a tenant's pod that trains, serves or explores; tenant: any other that belongs neither to the cluster nor to an operator. */
export type Tenancy = "system" | "operator" | "tenant" | "ai";

const systemNamespaces = new RegExp(table.systemNamespaces);
const systemImages = new RegExp(table.systemImages);
const OPERATOR_COMPONENTS = new Set(["controller", "controller-manager", "operator", "webhook"]);
const OPERATOR_NAME = /(?:^|-)(?:operator|controller|controller-manager|webhook|scheduler)(?:-|$)/;

export function tenancyOf(template: RoledTemplate, settings: FacetSettings): Tenancy {
  if (isSystemPod(template, settings)) return "system";
  if (isOperatorPod(template)) return "operator";
  return isAiPod(template, settings) ? "ai" : "tenant";
}

function isSystemPod(template: RoledTemplate, settings: FacetSettings): boolean {
  const { workload, spec, role } = template;
  if (role === "system" || workload.ref.group === "slinky.slurm.net") return true;
  if (spec.at("priorityClassName").is((name) => String(name).startsWith("system-"))) return true;
  if (workload.ref.namespace !== undefined && systemNamespaces.test(workload.ref.namespace)) return true;
  const all = containersOf(template);
  const first = all.find((one) => one.kind === "app");
  const isNode = first?.place.at("image").is((image) => systemImages.test(imageName(String(image))));
  return isNode === true && all.every((one) => acceleratorsOf(one, settings).length === 0);
}

/** "nvcr.io/nvidia/k8s-device-plugin:v0.17" is "k8s-device-plugin". */
const imageName = (image: string): string => image.slice(image.lastIndexOf("/") + 1).split(/[:@]/, 1)[0] as string;

function isOperatorPod({ workload, meta }: RoledTemplate): boolean {
  const own = Place.root(workload).at("metadata", "labels");
  return (
    [meta.at("labels"), own].some(
      (labels) =>
        labels.at("control-plane").is("controller-manager") ||
        labels.at("app.kubernetes.io/component").is((value) => OPERATOR_COMPONENTS.has(String(value))),
    ) ||
    (workload.ref.name !== undefined && OPERATOR_NAME.test(workload.ref.name))
  );
}

function isAiPod(template: RoledTemplate, settings: FacetSettings): boolean {
  const { workload, role } = template;
  const { group, kind } = workload.ref;
  if ((table.aiGroups.includes(group) && kind !== "Rollout") || role === "train" || role === "serve" || role === "notebook") return true;
  return containersOf(template).some((one) => acceleratorsOf(one, settings).some(({ count }) => !count.is((n) => String(n) === "0")));
}
